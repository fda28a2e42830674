"""./dev manage plant: what a new house starts with. Each room plants its own; planting twice changes nothing."""

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from reperes.core import stamps

ORDER = ["plant_people", "plant_catalogue", "plant_places", "plant_atlas"]  # each needs the ones before it


class Command(BaseCommand):
    help = "Plant the demonstration accounts, the repertoire's first selection and the starter territory."

    def handle(self, *args: object, **options: object) -> None:
        seeds = [*settings.ROOT.glob("reperes/*/management/commands/plant_*.py")]
        seeds += [file for kind in ("starter", "vocabularies") for file in settings.ROOT.glob(f"reperes/*/{kind}/*")]
        print_ = stamps.fingerprint(seeds, str(settings.REAL_DATA), str(settings.REAL_DATA.is_dir()))
        if stamps.is_fresh("plant", print_):
            return
        for name in ORDER:
            if name in get_commands():
                call_command(name)
        stamps.set_to("plant", print_)
