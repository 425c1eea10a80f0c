"""The one clock: the database's, so that a web server with a wrong clock cannot move a deadline."""

from datetime import date, datetime, timedelta

from django.db import connection

EARLIEST_ZONE = timedelta(hours=14)
"""The zone in which a day begins first is so far before UTC."""


def now() -> datetime:
    """Return the present instant of the database clock, in UTC.

    `clock_timestamp()` moves within a transaction, where `now()` would stand still at its start.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def latest_day(at: datetime) -> date:
    """Return the latest day that has begun anywhere at `at`: what a delegation dates today is not in the
    future, though in UTC it may be tomorrow.
    """
    return (at + EARLIEST_ZONE).date()
