"""What stands beside an act: what is said of it, and not by it.

It is kept with the act as one text, whose SHA-256 is in the envelope, and so in the chain. The text has a
nonce: whoever sees the envelope could find a short list of states by trying. Columns and notices repeat it,
so that the database can ask for it: `register.verify`, `enclosures.unsound` and the proof of notices compare.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import orjson

from records.canonical import canonical_bytes, instant_text

BESIDE = "beside"
"""The column, and the member of the envelope. Acts entered before there was one have neither."""
NONCE_BYTES = 16


@dataclass(frozen=True)
class Beside:
    """Who may see the act, when the proxy had it, whom its notices tell, who reads what it encloses by field.

    Readers are None where they are the same for ever (`records.kinds`).
    """

    readers: list[str] | None
    accepted_at: str | None
    told: list[str]
    enclosed: dict[str, list[str] | None]

    @classmethod
    def of(
        cls,
        *,
        readers: list[str] | None,
        accepted_at: datetime | None,
        told: Iterable[str],
        enclosed: Mapping[str, list[str] | None],
    ) -> Self:
        """Return what stands beside an act that is being entered."""
        return cls(readers, _text(accepted_at), sorted(told), dict(enclosed))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what is kept; raise ValueError for what was never written so."""
        try:
            said = orjson.loads(text)
            return cls(said["readers"], said["accepted_at"], list(said["told"]), dict(said["enclosed"]))
        except (LookupError, TypeError) as error:
            raise ValueError(str(error)) from error

    def written(self) -> str:
        """Return the text that is kept."""
        return canonical_bytes({"nonce": secrets.token_hex(NONCE_BYTES), **vars(self)}).decode()


def fault_beside(row: Mapping[str, Any]) -> str:
    """Return what is wrong with the columns of an act that has a text beside it, "" for nothing."""
    try:
        said = Beside.read(row[BESIDE])
    except ValueError:
        return "what stands beside it cannot be read"
    if said.readers != row["readers"]:
        return "its readers are not those that it was entered with"
    if said.accepted_at != _text(row["accepted_at"]):
        return "the proxy had it at another instant when it was entered"
    return ""


def _text(at: datetime | None) -> str | None:
    return instant_text(at) if at else None
