"""What `serve` says once the door is open: the address, and the demonstration sign-ins where they were planted."""

from django.core.management.base import BaseCommand, CommandParser

from reperes.people.demo import ACCOUNTS
from reperes.people.models import Person


class Command(BaseCommand):
    help = "Say where the house is, and how to enter the demonstration."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: object, address: str, **options: object) -> None:
        self.stdout.write(f"\nRepères vous attend à {address}\n\n")
        present = set(Person.objects.filter(email__in=[one.email for one in ACCOUNTS]).values_list("email", flat=True))
        for account in ACCOUNTS:
            if account.email in present:
                self.stdout.write(f"  {account.email:22} mot de passe : {account.password}\n")
        if present:
            self.stdout.write("\n  (comptes de démonstration, fictifs)\n\n")
        self.stdout.write("Ctrl-C pour fermer.")
