"""./dev manage plant: what a new house starts with. Each room plants its own; planting twice changes nothing."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from reperes.core import stamps
from reperes.core.errors import DomainError

ORDER = [
    "plant_people",
    "plant_catalogue",
    "plant_places",
    "plant_indicators",
    "plant_atlas",
]  # each needs the ones before it


class Command(BaseCommand):
    help = "Plant the demonstration accounts, the repertoire's first selection and the starter territory."

    def handle(self, *args: object, **options: object) -> None:
        seeds = [*settings.ROOT.glob("reperes/*/management/commands/plant_*.py")]
        seeds += [file for kind in ("starter", "vocabularies") for file in settings.ROOT.glob(f"reperes/*/{kind}/*")]
        print_ = stamps.fingerprint(seeds, str(settings.REAL_DATA), str(settings.REAL_DATA.is_dir()))
        if stamps.is_fresh("plant", print_):
            return
        try:
            for name in ORDER:
                call_command(name)
        except DomainError as refusal:  # the house opens with what it has; the next start tries again
            self.stderr.write(f"Le contenu de départ n’a pas pu être planté en entier : {refusal.sentence}")
        else:
            stamps.set_to("plant", print_)
