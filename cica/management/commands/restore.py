"""`manage.py restore BACKUP`: fill an empty database from a backup, and prove that nothing is missing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica.backup import BackupFault, restore
from cica.roles import RolesFault, as_owner, settle_roles


class Command(BaseCommand):
    """Refuses a database that holds anything. Exits with 1 where the result is not what was backed up."""

    help = "Restore a backup into an empty database, count every table and verify the register."
    requires_system_checks = []  # some ask the database, which is empty

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder of one backup."""
        parser.add_argument("backup", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is there now."""
        try:
            with as_owner():
                now = restore(backup=options["backup"])
                settle_roles()
        except (BackupFault, RolesFault) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"{sum(now.rows.values())} rows of {len(now.rows)} tables are as they were;"
            f" {now.head_number} acts are sound, up to the hash {now.head_hash}"
        )
