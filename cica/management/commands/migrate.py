"""`manage.py migrate`, which two deployments may begin at the same moment."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from cica import schema
from cica.health import missing_migrations
from cica.management.alone import alone
from cica.roles import RolesFault, as_owner, settle_roles


class Command(migrate.Command):
    """Django's own, one at a time: the second waits for the first, and then finds nothing left to do."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Work as the owner of the tables from the first check on; there may be no other role yet."""
        try:
            with as_owner():
                return super().execute(*args, **options)
        except RolesFault as fault:
            raise CommandError(str(fault)) from fault

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate alone, and give the application its part of the tables."""
        with alone(options["database"]):
            super().handle(*args, **options)
            settle_roles()
            if not options["run_syncdb"]:  # as for tests, whose tables no migration makes
                self._refuse_another_schema()

    def _refuse_another_schema(self) -> None:
        """Say that files of the same names made another schema, where nothing is left to apply."""
        if missing_migrations():
            return  # asked for some of them only
        if found := schema.faults():
            raise CommandError(f"Every migration is applied, but the schema is another: {found[0]}.")
