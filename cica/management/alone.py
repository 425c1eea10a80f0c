"""What two deployments may begin at the same moment is done by one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

UPGRADE_LOCK = 20_261_124
"""The advisory lock of whoever changes the schema or the reference record; nothing else takes it."""


@contextmanager
def alone(database: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Wait until no other process upgrades the database, and keep others waiting.

    The lock belongs to the session: PostgreSQL gives it back when a process is killed, so it hinders nobody.
    """
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [UPGRADE_LOCK])
    try:
        yield
    finally:
        with connections[database].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [UPGRADE_LOCK])
