"""`manage.py freeze_migrations`: write down the migrations of a release, which then never change."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica.frozen import NAME, Lock, migrations, read_lock


class Command(BaseCommand):
    """The last step of a release, after its version is in `pyproject.toml`."""

    help = f"Write the migrations of this version into {NAME}; with --check, only say whether they may be."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to look alone."""
        parser.add_argument("--check", action="store_true", help="write nothing; `make check` asks this")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse what a release has frozen and the tree has no longer."""
        before, there, version = read_lock(), migrations(), settings.VERSION
        if found := before.faults(there, version=version) if options["check"] else before.changed(there):
            raise CommandError("\n".join(found))
        new = sorted(there.keys() - before.digests.keys())
        if not options["check"]:
            (settings.BASE_DIR / NAME).write_text(str(Lock(version, there)))
        verb = "not released yet" if options["check"] else "frozen"
        self.stdout.write(f"{len(before.digests)} released migrations are as they were, {len(new)} {verb}.")
