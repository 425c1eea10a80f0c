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

from records.beside import BESIDE, Beside
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
    readers: list[str] | None
    """Who can see the object of that kind as the act leaves it."""

    @property
    def digest(self) -> str:
        """What the payload holds of it."""
        return sha256(self.content.encode())


def taken_out(
    payload: Mapping[str, Any], narrower: Mapping[str, str], *, of_kind: str, key: str
) -> tuple[dict[str, Any], list[Enclosed]]:
    """Return a payload without what has fewer readers than an act on the object `of_kind` with that `key`,
    and what that is.

    `narrower` is `readers.enclosed_by`. What was left empty stays: it says nothing.
    """
    kinds = {name: kind for name, kind in narrower.items() if kind != of_kind and payload.get(name)}
    readers = {kind: readers_now(kind, key) for kind in set(kinds.values())}
    found = [Enclosed(name, kind, _content(payload[name]), readers[kind]) for name, kind in kinds.items()]
    return {**payload, **{one.field: {"digest": one.digest} for one in found}}, found


def _content(value: Any) -> str:
    return canonical_bytes({"nonce": secrets.token_hex(NONCE_BYTES), "value": value}).decode()


def keep(enclosed: Iterable[Enclosed], *, act: Act) -> None:
    """Keep them with their act."""
    Enclosure.objects.bulk_create(
        Enclosure(
            act=act, field=one.field, object_kind=one.kind, object_key=act.object_key, content=one.content,
            readers=one.readers,
        )
        for one in enclosed
    )  # fmt: skip


def opened(numbers: Iterable[int], *, actor: Any) -> dict[int, dict[str, Any]]:
    """Return `{act: {field: value}}` of what `actor` may read, in one query."""
    found: dict[int, dict[str, Any]] = {}
    rows = Enclosure.objects.visible_to(actor).filter(act__in=list(numbers)).order_by("pk")
    for act, name, content in rows.values_list("act", "field", "content"):
        found.setdefault(act, {})[name] = orjson.loads(content)["value"]
    return found


@dataclass(frozen=True)
class _Kept:
    """An enclosure as it lies there; all but the digest is empty where there is none."""

    digest: str = ""
    kind: str = ""
    key: str = ""
    readers: list[str] | None = None


def unsound() -> tuple[int, str] | None:
    """Return the first act, and its field, whose enclosure is gone, is not what the act holds the digest of,
    or is kept for other readers.
    """
    kept = Exists(Enclosure.objects.filter(act=OuterRef("pk")))
    acts = Act.objects.filter(Q(payload__contains=ENCLOSING) | kept).order_by("number")
    columns = acts.values_list("number", "action", "object_key", "payload", BESIDE)
    rows = columns.iterator(chunk_size=ACTS_AT_ONCE)
    while batch := list(islice(rows, ACTS_AT_ONCE)):
        found = _kept_with(act[0] for act in batch)
        for number, action, key, payload, beside in batch:
            digests = _enclosed_in(orjson.loads(payload))
            readers = Beside.read(beside).enclosed if beside else {}
            for name in sorted(digests.keys() | readers.keys() | found[number].keys()):
                one = found[number].get(name, _Kept())
                kinds = {enclosed_by(known.act_type.fields).get(name) for known in registered_as(action)}
                is_of_kind = not any(kinds) or one.kind in kinds
                is_for_them = not beside or (name in readers and one.readers == readers[name])
                if one.digest != digests.get(name) or one.key != key or not (is_of_kind and is_for_them):
                    return number, name
    return None


def _enclosed_in(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return `{field: digest}` of what was taken out of an act's facts."""
    return {
        name: fact["digest"]
        for name, fact in facts.items()
        if isinstance(fact, dict) and fact.keys() == {"digest"}
    }


def _kept_with(numbers: Iterable[int]) -> dict[int, dict[str, _Kept]]:
    """Return `{act: {field: what is kept}}`."""
    found: dict[int, dict[str, _Kept]] = defaultdict(dict)
    rows = Enclosure.objects.filter(act__in=list(numbers)).order_by("pk")
    for act, name, kind, key, content, readers in rows.values_list(
        "act", "field", "object_kind", "object_key", "content", "readers"
    ):
        found[act][name] = _Kept(sha256(content.encode()), kind, key, readers)
    return found
