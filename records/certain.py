"""What a guard has made sure of, said to the type checker and to whoever reads an effect."""

from typing import TypeVar

T = TypeVar("T")


def certain(found: T | None) -> T:
    """Return what must be there by the act's guards or its stage; raise LookupError where it is not.

    paper = certain(dossier.latest)  # a proposal in circulation has one
    """
    if found is None:
        raise LookupError("What the act's row is sure of is not there: a guard is missing.")
    return found
