"""Numbers without gaps, but for those of lost acts: one is taken only if the act that needs it is written."""

import re
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from records.models import Counter, Restoration

YEAR = re.compile(r"\d{4}$")


def next_number(*, series: str) -> int:
    """Take the next number of `series`, which ends with its year; starts with 1.

    A series that may have begun before a restoration, in acts that are lost, starts beyond what they took.

    The counter's row stays locked until the surrounding transaction ends, so that a number
    given out by an act that fails is given out again: no gaps, no doubles.
    """
    year = int(YEAR.findall(series)[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_counter (series, last)"
            " SELECT %s, 1 + COALESCE(SUM(numbers_skipped), 0) FROM records_restoration"
            " WHERE years_through >= %s"
            " ON CONFLICT (series) DO UPDATE SET last = records_counter.last + 1 RETURNING last",
            [series, year],
        )
        return cursor.fetchone()[0]


def begin_series(*, series: str, count: int) -> range:
    """Take the first `count` numbers of a series that can have begun in no lost act, since it counts within
    something that is only made now. It goes on by `next_number`.
    """
    Counter.objects.create(series=series, last=count)
    return range(1, count + 1)


def left_out_since(at: datetime) -> int:
    """Return how many numbers restorations since then leave out of what is counted by its rows."""
    later = Restoration.objects.filter(act__at__gte=at)
    return later.aggregate(total=Sum("numbers_skipped"))["total"] or 0
