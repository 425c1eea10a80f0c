"""The web application in a process whose clock is wrong by `CLOCK_OFF_BY` seconds.

Python's clocks are replaced before anything of the system is imported, so Django, the libraries and our own
code all see the wrong time. PostgreSQL's clock is another process's and stays right, which is the point.
"""

import datetime  # noqa: ICN001 (it is the module itself that is changed)
import os
import time
from typing import Any

OFF_BY = float(os.environ["CLOCK_OFF_BY"])
SHIFT = datetime.timedelta(seconds=OFF_BY)
_right_time, _right_time_ns, _right_datetime, _right_date = (
    time.time,
    time.time_ns,
    datetime.datetime,
    datetime.date,
)


class _KindOfDatetime(type):
    """Instants made by C code, such as psycopg's, are of the right class and pass as the shifted one's."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _right_datetime)


class SkewedDatetime(_right_datetime, metaclass=_KindOfDatetime):
    """`datetime.datetime` by the wrong clock; what it returns is of the right class."""

    def __new__(cls, *parts: Any, **named: Any) -> _right_datetime:
        """Return an instant of the right class, also from the constructors that are written in C."""
        return _right_datetime(*parts, **named)

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _right_datetime:
        """Return the wrong instant."""
        return _right_datetime.now(tz) + SHIFT

    @classmethod
    def utcnow(cls) -> _right_datetime:
        """Return the wrong instant in UTC, without a zone."""
        return _right_datetime.now(datetime.UTC).replace(tzinfo=None) + SHIFT

    @classmethod
    def today(cls) -> _right_datetime:
        """Return the wrong local instant."""
        return _right_datetime.now() + SHIFT


class _KindOfDate(type):
    """The same for days."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _right_date)


class SkewedDate(_right_date, metaclass=_KindOfDate):
    """`datetime.date` by the wrong clock."""

    def __new__(cls, *parts: Any, **named: Any) -> _right_date:
        """Return a day of the right class."""
        return _right_date(*parts, **named)

    @classmethod
    def today(cls) -> _right_date:
        """Return the day of the wrong instant."""
        return SkewedDatetime.today().date()


def skew() -> None:
    """Put the wrong clocks in place of the right ones."""
    time.time = lambda: _right_time() + OFF_BY
    time.time_ns = lambda: _right_time_ns() + int(OFF_BY * 1_000_000_000)
    datetime.datetime = SkewedDatetime
    datetime.date = SkewedDate


skew()

from cica.wsgi import application  # noqa: E402 (the clocks go first)

__all__ = ["application"]
