"""Rows and values that the database lets be empty, where the procedure has seen to it that they are there."""

from typing import TypeVar

Found = TypeVar("Found")


def required(found: Found | None, what: str) -> Found:
    """Return `found`; raise LookupError, saying `what` is not there, for None."""
    if found is None:
        raise LookupError(f"There is no {what}.")
    return found
