"""What the procedure has seen to, said to the type checker and to whoever reads the code."""

from typing import TypeVar

Found = TypeVar("Found")


def certain(found: Found | None, what: str = "row that the act rests on") -> Found:
    """Return what must be there by an act's guards or its stage; raise LookupError, naming `what`, for None.

    version = certain(dossier.version)  # a proposal in circulation has one
    """
    if found is None:
        raise LookupError(f"There is no {what}.")
    return found
