"""What PostgreSQL answers when two transactions wanted the same thing: the loser is told to read again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, DataError
from django.utils.translation import gettext as _

from records.refusals import NotNow, Refusal

LOST = frozenset({
    "23503",  # foreign_key_violation: what the row speaks of is gone
    "23505",  # unique_violation
    "23P01",  # exclusion_violation
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
})  # fmt: skip
"""SQL states of a lost race. A check that fails (23514) is none: that is a mistake of ours, and stays one."""


def state_of(error: DatabaseError) -> str:
    """Return the five letters of PostgreSQL's SQLSTATE, "" where the error did not come from the server."""
    return getattr(error.__cause__, "sqlstate", None) or ""


def is_lost(error: DatabaseError) -> bool:
    """Whether the database refused because another transaction came first."""
    return state_of(error) in LOST


def lost() -> NotNow:
    """Return the refusal that the loser of a race is given."""
    return NotNow(
        _("Somebody else did this at the same moment. Read the object again before you retry."), retry_after=1
    )


def not_stored() -> str:
    """Say that the database has no place for a value."""
    return _("A value is not one that can be stored.")


@contextmanager
def refused_when_lost() -> Iterator[None]:
    """Raise NotNow instead of the database's error when what runs within loses a race, and Refusal for a
    value that no column can hold, such as a text with a NUL.
    """
    try:
        yield
    except DataError as error:
        raise Refusal(not_stored()) from error
    except DatabaseError as error:
        if is_lost(error):
            raise lost() from error
        raise
