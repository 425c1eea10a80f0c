"""`manage.py verify_record`: prove the register, then every row of the record by it."""

import sys
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from records.enclosures import unsound
from records.proof import differences
from records.register import KeptHead, verify

SHOWN = 20


class Command(BaseCommand):
    """Prints what differs, the first first, and exits with 1; nothing differing is said, too."""

    help = "Prove the register, recompute every digest, replay the acts, and name what differs from the rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take any number of heads that are kept outside."""
        parser.add_argument(
            "--head", action="append", default=[], metavar="NUMBER:HASH",
            help="a head kept outside, which must still stand; may be given several times",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Prove the register first: what it says of the rows is worth no more than it is."""
        try:
            kept = [KeptHead.read(text) for text in options["head"]]
        except ValueError as error:
            raise CommandError(str(error)) from error
        verdict = verify(kept=kept)
        self.stdout.write(f"{verdict.acts} acts are sound, up to the hash {verdict.head_hash}")
        for first, last in verdict.lost:
            self.stdout.write(f"Acts {first} to {last} were lost in a restoration: act {last + 1} says so")
        if verdict.broken_at is not None:
            self.stdout.write(f"Act {verdict.broken_at} is broken: {verdict.reason}")
            sys.exit(1)
        if broken := unsound():
            self.stdout.write(
                f"Act {broken[0]} is broken: its enclosure “{broken[1]}” is not what was entered"
            )
            sys.exit(1)
        found = list(islice(differences(), SHOWN))
        for difference in found:
            self.stdout.write(str(difference))
        if found:
            self.stdout.write(f"The record is not what the acts say ({len(found)} differences are shown).")
            sys.exit(1)
        self.stdout.write("Every digest is right, and the record is what the acts say.")
