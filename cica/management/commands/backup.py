"""`manage.py backup [FOLDER]`: write the whole record into a new folder there."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica.backup import BackupFault, back_up


class Command(BaseCommand):
    """May run beside everything else; nobody waits for it."""

    help = "Back up the database, with its files and its register, into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder that backups are kept in."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.DATA_DIR / "backups")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the new folder, and nothing else."""
        try:
            self.stdout.write(str(back_up(folder=options["folder"])))
        except (BackupFault, OSError) as fault:
            raise CommandError(str(fault)) from fault
