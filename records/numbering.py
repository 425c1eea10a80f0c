"""Numbers without gaps: a number is taken only if the act that needs it is written."""

from django.db import connection


def next_number(*, series: str) -> int:
    """Take the next number of `series`, starting with 1.

    The counter's row stays locked until the surrounding transaction ends, so that a number
    given out by an act that fails is given out again: no gaps, no doubles.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_counter (series, last) VALUES (%s, 1)"
            " ON CONFLICT (series) DO UPDATE SET last = records_counter.last + 1 RETURNING last",
            [series],
        )
        return cursor.fetchone()[0]
