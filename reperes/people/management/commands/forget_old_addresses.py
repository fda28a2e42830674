"""Erase the addresses of people who were invited and did not come. A host runs it every day."""

from django.core.management.base import BaseCommand

from reperes.people.actions import invitations


class Command(BaseCommand):
    help = "Erase the addresses of invitations that lapsed more than 90 days ago."

    def handle(self, *args, **options):
        n = invitations.forget_old_addresses()
        self.stdout.write(f"{n} adresse(s) effacée(s).")
