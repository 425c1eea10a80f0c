"""`manage.py migrate`, which two deployments may begin at the same moment."""

from typing import Any

from django.core.management.commands import migrate

from cica.management.alone import alone


class Command(migrate.Command):
    """Django's own, one at a time: the second waits for the first, and then finds nothing left to do."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate alone."""
        with alone(options["database"]):
            super().handle(*args, **options)
