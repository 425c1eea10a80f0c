"""`manage.py changepassword`: Django's own would change an account without an act."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Refuses, and names the way that leaves an act."""

    help = "Not offered: accounts change by acts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whatever is given, so that the sentence is read."""
        parser.add_argument("given", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse."""
        raise CommandError(
            "Nobody sets the password of another: send the way to a new one from its page under `/accounts/`."
        )
