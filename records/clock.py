"""The one clock: the database's, so that a web server with a wrong clock cannot move a deadline."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """Return the present instant of the database clock, in UTC.

    `clock_timestamp()` moves within a transaction, where `now()` would stand still at its start.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
