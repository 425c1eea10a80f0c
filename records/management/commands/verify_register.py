"""`manage.py verify_register`: walk the chain of acts and name the first that is broken."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from records.register import verify

REPORT_EVERY = 100_000


class Command(BaseCommand):
    """Prints how many acts are sound and the head they lead to; exits with 1 at the first broken act."""

    help = "Walk the register of acts from the first to the last and name the first broken one, if any."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, telling on stderr how far it is; the verdict is for stdout, and for whoever keeps heads."""
        verdict = verify(progress=self._tell)
        self.stdout.write(f"{verdict.acts} acts are sound, up to the hash {verdict.head_hash}")
        if verdict.broken_at is not None:
            self.stdout.write(f"Act {verdict.broken_at} is broken: {verdict.reason}")
            sys.exit(1)

    def _tell(self, acts: int) -> None:
        if acts % REPORT_EVERY == 0:
            self.stderr.write(f"{acts} acts …")
