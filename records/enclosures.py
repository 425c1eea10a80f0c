"""What an act says to fewer than may see the act: kept beside the register, which holds its digest.

The digest is of the exact text kept here: canonical JSON of the value and a nonce, without which whoever sees
the act could find a short text, or a list of states, by trying.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson
from django.db.models import Exists, OuterRef, Q

from records.canonical import canonical_bytes, sha256
from records.kinds import readers_now
from records.known_acts import registered_as
from records.models import Act, Enclosure
from records.readers import enclosed_by

NONCE_BYTES = 16
ACTS_AT_ONCE = 500
ENCLOSING = '":{"digest":"'
"""What the payload of every act with an enclosure has in it."""


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
    """Keep them with their act, for those who can see their kind of object with the act's key as the act
    leaves it.
    """
    held, key = list(enclosed), act.object_key
    readers = {kind: readers_now(kind, key) for kind in {one.kind for one in held}}
    Enclosure.objects.bulk_create(
        Enclosure(
            act=act, field=one.field, object_kind=one.kind, object_key=key, content=one.content,
            readers=readers[one.kind],
        )
        for one in held
    )  # fmt: skip


def opened(numbers: Iterable[int], *, actor: Any) -> dict[int, dict[str, Any]]:
    """Return `{act: {field: value}}` of what `actor` may read, in one query."""
    found: dict[int, dict[str, Any]] = {}
    rows = Enclosure.objects.visible_to(actor).filter(act__in=list(numbers)).order_by("pk")
    for act, name, content in rows.values_list("act", "field", "content"):
        found.setdefault(act, {})[name] = orjson.loads(content)["value"]
    return found


def unsound() -> tuple[int, str] | None:
    """Return the first act, and its field, whose enclosure is gone, is not what the act holds the digest of,
    or is kept for other readers.
    """
    kept = Exists(Enclosure.objects.filter(act=OuterRef("pk")))
    acts = Act.objects.filter(Q(payload__contains=ENCLOSING) | kept).order_by("number")
    columns = acts.values_list("number", "action", "object_key", "payload").iterator(chunk_size=ACTS_AT_ONCE)
    while batch := list(islice(columns, ACTS_AT_ONCE)):
        found = _kept_with(act[0] for act in batch)
        for number, action, key, payload in batch:
            digests = _enclosed_in(orjson.loads(payload))
            for name in sorted(digests.keys() | found[number].keys()):
                kinds = {enclosed_by(known.act_type.fields).get(name) for known in registered_as(action)}
                kind, of, digest = found[number].get(name, ("", "", ""))
                if digest != digests.get(name) or of != key or (any(kinds) and kind not in kinds):
                    return number, name
    return None


def _enclosed_in(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return `{field: digest}` of what was taken out of an act's facts."""
    return {
        name: fact["digest"]
        for name, fact in facts.items()
        if isinstance(fact, dict) and fact.keys() == {"digest"}
    }


def _kept_with(numbers: Iterable[int]) -> dict[int, dict[str, tuple[str, str, str]]]:
    """Return `{act: {field: (kind, key, digest of what is kept)}}`."""
    found: dict[int, dict[str, tuple[str, str, str]]] = defaultdict(dict)
    rows = Enclosure.objects.filter(act__in=list(numbers)).order_by("pk")
    for act, name, kind, key, content in rows.values_list(
        "act", "field", "object_kind", "object_key", "content"
    ):
        found[act][name] = kind, key, sha256(content.encode())
    return found
