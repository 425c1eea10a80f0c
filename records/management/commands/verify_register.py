"""`manage.py verify_register`: walk the chain of acts and name the first that is broken."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from records.enclosures import unsound
from records.register import KeptHead, verify

REPORT_EVERY = 100_000


class Command(BaseCommand):
    """Prints how many acts are sound and the head they lead to; exits with 1 at the first broken act."""

    help = "Walk the register of acts from the first to the last and name the first broken one, if any."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take any number of heads that are kept outside."""
        parser.add_argument(
            "--head", action="append", default=[], metavar="NUMBER:HASH",
            help="a head kept outside, which must still stand; may be given several times",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, telling on stderr how far it is; the verdict is for stdout, and for whoever keeps heads."""
        try:
            kept = [KeptHead.read(text) for text in options["head"]]
        except ValueError as error:
            raise CommandError(str(error)) from error
        verdict = verify(progress=self._tell, kept=kept)
        self.stdout.write(f"{verdict.acts} acts are sound, up to the hash {verdict.head_hash}")
        for first, last in verdict.lost:
            self.stdout.write(f"Acts {first} to {last} were lost in a restoration: act {last + 1} says so")
        if verdict.broken_at is not None:
            self.stdout.write(f"Act {verdict.broken_at} is broken: {verdict.reason}")
            sys.exit(1)
        if found := unsound():
            act, field = found
            self.stdout.write(f"Act {act} is broken: its enclosure “{field}” is not what was entered")
            sys.exit(1)

    def _tell(self, acts: int) -> None:
        if acts % REPORT_EVERY == 0:
            self.stderr.write(f"{acts} acts …")
