"""What `serve` says once the door is open: the address, and the demonstration sign-ins where they were planted."""

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Say where the house is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: object, address: str, **options: object) -> None:
        self.stdout.write(f"\nRepères vous attend à {address}\n")
        self.stdout.write("Ctrl-C pour fermer.")
