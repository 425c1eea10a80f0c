"""The proof of the record: what the rows say, compared with what the acts say and with every digest.

`register.verify` proves that the acts are those that were entered. Here each room adds a check of its own,
which replays its acts and compares. A check reads in batches, so that a large record needs no more memory
than a small one. What a payload does not hold, since it is older or was never meant to, is not compared.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast

from records.canonical import instant_text, sha256
from records.models import Act, Document, Enclosure
from records.register import RECEIVED
from records.supplying import Slot, in_order

FILES_AT_ONCE = 4
"""Files in memory at a time: 40 MB at most."""
ACTS_AT_ONCE = 2_000


@dataclass(frozen=True)
class Difference:
    """Where a row is not what the acts, or its own digest, say it is."""

    object: str
    field: str
    acts_say: Any
    row_says: Any
    by: str = "the acts say"
    """Who says what the row should be, where it is not the acts."""

    def __str__(self) -> str:
        return f"{self.object}: {self.field}: {self.by} {self.acts_say!r}, the row says {self.row_says!r}"


@dataclass(frozen=True)
class Entered:
    """An act as a replay reads it: `at` is when it was received, as text; `facts` its payload."""

    number: int
    action: str
    state: str
    key: str
    at: str
    facts: Mapping[str, Any]

    def given(self, **fields: str) -> dict[str, Any]:
        """Return `{field: fact}` of those facts, `field=name`, that the payload has."""
        return {field: self.facts[name] for field, name in fields.items() if name in self.facts}


Check = Callable[[], Iterator[Difference]]
CHECKS: Slot[Check, tuple[Check, ...]] = Slot("checks of the record", in_order)
"""What `verify_record` makes besides."""


def differences() -> Iterator[Difference]:
    """Yield every difference of the whole record, as it is at one instant."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.in_atomic_block and not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for check in (_files, *CHECKS.supplied()):
            yield from _as_far_as_it_can(check)


def _as_far_as_it_can(check: Check) -> Iterator[Difference]:
    """Yield what a check finds, and that it could not go on: where a row holds what no act writes."""
    try:
        yield from check()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        name = check.__name__.strip("_").replace("_", " ")
        yield Difference(f"check “{name}”", "row", "it can be read", f"{type(error).__name__}: {error}")


def in_batches(rows: QuerySet, *, size: int) -> Iterator[list[Any]]:
    """Yield the rows in the order of their keys, so many at a time."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        last = batch[-1].pk
        yield batch


def acts_about(
    *kinds: str, keys: Iterable[str] | None = None, actions: Iterable[str] | None = None
) -> Iterator[Entered]:
    """Yield the acts about objects of some kinds in their order: all, or on some keys, of some names."""
    acts = Act.objects.filter(object_kind__in=kinds)
    if keys is not None:
        acts = acts.filter(object_key__in=list(keys))
    if actions is not None:
        acts = acts.filter(action__in=list(actions))
    columns = ("number", "action", "state", "object_key", "at", "payload")
    for number, action, state, key, at, payload in (
        acts.order_by("number").values_list(*columns).iterator(chunk_size=ACTS_AT_ONCE)
    ):
        facts = json.loads(payload)
        yield Entered(number, action, state, key, facts.get(RECEIVED) or instant_text(at), facts)


def in_full(acts: Iterable[Entered]) -> Iterator[Entered]:
    """Yield the acts with what is kept beside them for its digest, which `enclosures.unsound` proves."""
    acts = iter(acts)
    while batch := list(islice(acts, ACTS_AT_ONCE)):
        kept: dict[int, dict[str, Any]] = defaultdict(dict)
        rows = Enclosure.objects.filter(act__in=[act.number for act in batch])
        for number, name, text in rows.values_list("act", "field", "content"):
            kept[number][name] = json.loads(text)["value"]
        for act in batch:
            yield replace(act, facts={**act.facts, **kept[act.number]})


def compared(
    what: str, acts_say: Mapping[Any, Mapping[str, Any]], rows_say: Mapping[Any, Mapping[str, Any]]
) -> Iterator[Difference]:
    """Yield what differs between rows and what the acts say of them, by key; fields that the acts leave out
    are not compared.
    """
    for key in [*acts_say, *(key for key in rows_say if key not in acts_say)]:
        name = f"{what} {key}".strip()
        if key not in rows_say:
            yield Difference(name, "row", "it was entered", "it is missing")
        elif key not in acts_say:
            yield Difference(name, "row", "it was never entered", "it is there")
        else:
            yield from _of_fields(name, acts_say[key], rows_say[key])


def _of_fields(name: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    for field, value in expected.items():
        if plain(value) != plain(found[field]):
            yield Difference(name, field, plain(value), plain(found[field]))


def plain(value: Any) -> Any:
    """Return a value as a payload writes it, so that rows and payloads can be compared."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, str):
        return _instant(value) or str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _instant(text: str) -> str:
    """Return an instant written in any way as payloads write it, "" for other text."""
    if len(text) < len("2026-01-01T00:00:00Z") or text[4:5] != "-" or text[10:11] != "T":
        return ""
    try:
        return instant_text(datetime.fromisoformat(text).astimezone(UTC))
    except ValueError:
        return ""


def _files() -> Iterator[Difference]:
    """Hash every file, a few at a time."""
    for pk, size, digest, content in (
        Document.objects.order_by("pk")
        .values_list("pk", "size", "digest", "content")
        .iterator(chunk_size=FILES_AT_ONCE)
    ):
        found = {"digest": sha256(bytes(content)), "size": len(content)}
        yield from compared("file", {pk: found}, {pk: {"digest": digest, "size": size}})


def objects_without_rows(kind: str, rows: Any, *, key: str) -> Iterator[Difference]:
    """Yield the objects of a kind that acts speak of and that are not among `rows`, by the column `key`."""
    known = rows.order_by().values(known=Cast(F(key), CharField()))
    missing = Act.objects.filter(object_kind=kind).exclude(object_key__in=known)
    for name in missing.order_by("object_key").values_list("object_key", flat=True).distinct().iterator():
        yield Difference(f"{kind} {name}", "row", "it was entered", "it is missing")
