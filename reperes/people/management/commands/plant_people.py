"""Plant fictional people and organisations, so that the demonstration can be entered at once."""

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand
from django.db import transaction

from reperes.people import demo
from reperes.people.actions import collectives, organisations
from reperes.people.models import Collective, Mandate, Organisation, Participation, Person

ORGANISATIONS = [
    (
        "Maison des Trois-Ruisseaux",
        Organisation.Sector.COMMUNITY,
        "Accueil, cuisine collective et accompagnement aux droits sociaux.",
    ),
    (
        "Ville de Sainte-Aurélie-des-Ruisseaux",
        Organisation.Sector.MUNICIPAL,
        "Développement social et vie communautaire.",
    ),
    ("CLSC du Ruisseau-Noir", Organisation.Sector.HEALTH, "Organisation communautaire et santé publique locale."),
    ("Fondation du Vieux-Moulin", Organisation.Sector.PHILANTHROPY, "Soutien pluriannuel aux démarches collectives."),
]
COLLECTIVE = "Table de quartier des Ruisseaux"


class Command(BaseCommand):
    help = "Plant two demo sign-ins, four organisations and a collective, all fictional. Safe to run again."

    @transaction.atomic
    def handle(self, *args, **options):
        host, member = (self._person(each) for each in demo.ACCOUNTS)
        for kind in Mandate.Kind:
            Mandate.objects.get_or_create(person=host, kind=kind)
        host.__dict__.pop("_mandates", None)
        planted = [self._organisation(host, *each) for each in ORGANISATIONS]
        Person.objects.filter(pk=member.pk, organisation=None).update(organisation=planted[0])
        self._collective(host, member, planted)
        if options["verbosity"]:
            self.stdout.write(f"  Deux comptes, {len(planted)} organisations, un collectif (fictifs)")

    def _person(self, sign_in):
        person = Person.objects.filter(email=sign_in.email).first()
        if person is None:
            person = Person.objects.create_user(sign_in.email, sign_in.password, name=sign_in.name)
        EmailAddress.objects.get_or_create(
            user=person, email=sign_in.email, defaults={"verified": True, "primary": True}
        )
        return person

    def _organisation(self, host, name, sector, about):
        found = Organisation.objects.filter(name=name).first()
        return found or organisations.add(by=host, name=name, sector=sector, about=about)

    def _collective(self, host, member, planted):
        if Collective.objects.filter(name=COLLECTIVE).exists():
            return
        table = collectives.create(
            by=host,
            name=COLLECTIVE,
            purpose="Que personne au bord des ruisseaux n’ait à choisir entre se loger et se nourrir.",
            organisations=planted,
            is_public=True,
        )
        collectives.add_participant(table, member, by=host, role=Participation.Role.MEMBER)
