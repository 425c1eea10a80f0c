"""`manage.py issue_token USERNAME [--read-only]`: print a new token and nothing else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.models import Account
from members.tokens import issue_token


class Command(BaseCommand):
    """The token expires after 90 days."""

    help = "Make an API token for an account and print it, and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account's user name and whether the token only reads."""
        parser.add_argument("username")
        parser.add_argument("--read-only", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key."""
        account = Account.objects.filter(username=options["username"], is_active=True).first()
        if account is None:
            raise CommandError(f"There is no active account “{options['username']}”.")
        _token, key = issue_token(account=account, read_only=options["read_only"], label="issue_token")
        self.stdout.write(key)
