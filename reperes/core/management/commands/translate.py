"""./dev manage translate compile | check"""

from django.core.management.base import BaseCommand, CommandParser

from reperes.core import translations


class Command(BaseCommand):
    help = "Compile the translations that changed, or list the messages nobody translated."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deed", choices=["compile", "check"])

    def handle(self, *args: object, deed: str, **options: object) -> None:
        if deed == "compile":
            translations.compile_stale()
        elif unsaid := translations.unsaid():
            raise SystemExit("\n".join(["Messages sans traduction :", *unsaid]))
