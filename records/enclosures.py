"""What an act says to fewer than may see the act: kept beside the register, which holds its digest.

The digest is of the exact text kept here: canonical JSON of the value and a nonce, without which whoever sees
the act could find a short text, or a list of states, by trying.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from records.canonical import canonical_bytes, sha256
from records.models import Act, Enclosure

NONCE_BYTES = 16


@dataclass(frozen=True)
class Enclosed:
    """A value that was taken out of a payload, as it will be kept."""

    field: str
    kind: str
    content: str

    @property
    def digest(self) -> str:
        """What the payload holds of it."""
        return sha256(self.content.encode())


def taken_out(
    payload: Mapping[str, Any], narrower: Mapping[str, str], *, of_kind: str
) -> tuple[dict[str, Any], list[Enclosed]]:
    """Return a payload without what has fewer readers than an act on an object `of_kind`, and what that is.

    `narrower` is `readers.enclosed_by`. What was left empty stays: it says nothing.
    """
    found = [
        Enclosed(name, kind, _content(payload[name]))
        for name, kind in narrower.items()
        if kind != of_kind and payload.get(name)
    ]
    return {**payload, **{one.field: {"digest": one.digest} for one in found}}, found


def _content(value: Any) -> str:
    return canonical_bytes({"nonce": secrets.token_hex(NONCE_BYTES), "value": value}).decode()


def keep(enclosed: Iterable[Enclosed], *, act: Act) -> None:
    """Keep them with their act, for the readers of their kind of object with the act's key."""
    Enclosure.objects.bulk_create(
        Enclosure(
            act=act, field=one.field, object_kind=one.kind, object_key=act.object_key, content=one.content
        )
        for one in enclosed
    )


def opened(numbers: Iterable[int], *, actor: Any) -> dict[int, dict[str, Any]]:
    """Return `{act: {field: value}}` of what `actor` may read, in one query."""
    found: dict[int, dict[str, Any]] = {}
    rows = Enclosure.objects.visible_to(actor).filter(act__in=list(numbers)).order_by("pk")
    for act, name, content in rows.values_list("act", "field", "content"):
        found.setdefault(act, {})[name] = orjson.loads(content)["value"]
    return found


def unsound() -> tuple[int, str] | None:
    """Return the first act, and its field, whose enclosure is not what the act holds the digest of."""
    rows = Enclosure.objects.order_by("act", "pk").values_list("act", "field", "content", "act__payload")
    for act, name, content, payload in rows.iterator():
        if orjson.loads(payload).get(name) != {"digest": sha256(content.encode())}:
            return act, name
    return None
