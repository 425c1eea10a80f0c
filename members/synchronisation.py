"""Bringing rows in line with reference records: what is new is added, what differs changed, the rest left."""

import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from records.proof import Difference

Code = TypeVar("Code", bound=Hashable)

DOCUMENT_OF_2007 = "A/62/232"
"""The United Nations document that the reference record starts from."""


class BadReference(Exception):
    """A reference record that cannot be right. The message names the record; nothing of the load is kept."""


@dataclass
class Tally:
    """What became of one kind of record. `kept` names the records that acts have overtaken since."""

    added: int = 0
    changed: int = 0
    left: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)


RELEASE = "the release says"
_found: ContextVar[list[Difference] | None] = ContextVar("found", default=None)


def differences_from(load: Callable[[], Any]) -> Iterator[Difference]:
    """Yield how rows differ from the records that `load` brings them in line with. Nothing is written.

    What acts made is left to the proof of these acts, as are the columns that acts change
    (`ActChangeable.open_to_acts`).
    """
    token = _found.set([])
    try:
        load()
        yield from _found.get() or ()
    except BadReference as fault:  # such as an area that is gone, under which the record has others
        yield Difference("reference data", "row", "it is there", str(fault))
    finally:
        _found.reset(token)


_unrecorded: ContextVar[list[models.Model] | None] = ContextVar("unrecorded", default=None)


@contextmanager
def removing_what_is_gone() -> Iterator[list[str]]:
    """Load within it, then remove the rows that no record is of any more, the last loaded kind first.

    Yields the names of what was removed, for when it is over. A row on which others rest stays where it is,
    and so the record of it must: raises BadReference that names it and what rests on it.
    """
    rows: list[models.Model] = []
    names: list[str] = []
    token = _unrecorded.set(rows)
    try:
        yield names
        for row in reversed(rows):
            name = f"{row._meta.verbose_name} {row}"
            if resting := _resting_on(row):
                raise BadReference(
                    f"{name}: this release has no record of it, and {resting} rests on it: keep its record"
                )
            row.delete()
            names.append(name)
    finally:
        _unrecorded.reset(token)


def _resting_on(row: models.Model) -> str:
    """Return the first row that refers to a row, "" for none; one that joins two rows is none of its own."""
    for relation in row._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            model: Any = relation.related_model
            found = model.objects.filter(**{relation.field.name: row}).first()
            if found is not None:
                return f"{found._meta.verbose_name} {found}"
    return ""


def synchronise(
    wanted: Sequence[models.Model],
    *,
    present: models.QuerySet,
    key: Callable[[Any], Hashable],
    removes: bool = False,
) -> Tally:
    """Make the rows of `present` equal to the unsaved `wanted`, matching them by `key`.

    What an act has made stays as it is, and so do the columns that acts change (`open_to_acts`) of a row that
    an act has changed. `removes` deletes rows whose record is gone. Leave it false for rows that others refer
    to: these go at the end, where nothing rests on them (`removing_what_is_gone`).
    """
    tally = Tally()
    rows = {key(row): row for row in present}
    model = present.model
    names = [
        f.attname for f in model._meta.concrete_fields if not f.primary_key and f.attname != "changed_by_act"
    ]
    if (found := _found.get()) is not None:
        found += _differences(model, {key(record): record for record in wanted}, rows, names)
        return tally
    added, changed = [], []
    for record in wanted:
        row = rows.pop(key(record), None)
        if row is None:
            added.append(record)
        elif getattr(row, "changed_by_act", False):
            tally.kept.append(str(key(record)))
            if not row.was_made_by_act:
                _correct(row, record, names)
        elif [getattr(row, name) for name in names] == [getattr(record, name) for name in names]:
            tally.left += 1
        else:
            record.pk = row.pk
            changed.append(record)
    if removes:
        gone = [row.pk for row in rows.values() if not getattr(row, "changed_by_act", False)]
        tally.removed, _ = model.objects.filter(pk__in=gone).delete()
    elif (unrecorded := _unrecorded.get()) is not None:
        unrecorded += [row for row in rows.values() if not getattr(row, "changed_by_act", False)]
    # Ends of earlier periods are moved before later ones are added, so that rows never overlap on the way.
    model.objects.bulk_update(changed, names)
    model.objects.bulk_create(added)
    tally.added, tally.changed = len(added), len(changed)
    return tally


def _correct(row: Any, record: Any, names: list[str]) -> None:
    """Bring a row that an act has changed in line with its record, but for the columns that acts change."""
    closed = [name for name in names if name not in row.open_to_acts]
    differing = [name for name in closed if getattr(row, name) != getattr(record, name)]
    for name in differing:
        setattr(row, name, getattr(record, name))
    if differing:
        row.save(update_fields=differing)


def _differences(
    model: type[models.Model], wanted: Mapping[Hashable, Any], rows: Mapping[Hashable, Any], names: list[str]
) -> Iterator[Difference]:
    """Yield what differs between records and rows of one kind, by key."""
    for key in [*wanted, *(key for key in rows if key not in wanted)]:
        what = f"{model._meta.verbose_name} {' '.join(map(str, key)) if isinstance(key, tuple) else key}"
        record, row = wanted.get(key), rows.get(key)
        if row is None:
            yield Difference(what, "row", "it is of the reference record", "it is missing", by=RELEASE)
        elif getattr(row, "was_made_by_act", False):
            continue
        elif record is None:
            yield Difference(what, "row", "no record is of it", "it is there", by=RELEASE)
        else:
            open_to_acts = row.open_to_acts if getattr(row, "changed_by_act", False) else ()
            for name in names:
                says, found = getattr(record, name), getattr(row, name)
                if says != found and name not in open_to_acts:
                    yield Difference(what, name, says, found, by=RELEASE)


def checked(row: Any, *, where: str) -> Any:
    """Return `row` if what it holds is valid (choices, lengths); raise BadReference naming the record if not.

    Presence is asked with `value_of`, and codes with `known`, before the rows that they name are written.
    """
    fields = row._meta.concrete_fields
    unchecked = {f.name for f in fields if f.is_relation or getattr(row, f.attname) in f.empty_values}
    try:
        row.clean_fields(exclude=unchecked)
    except ValidationError as error:
        faults = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in sorted(error.message_dict.items()))
        raise BadReference(f"{where}: {faults}") from error
    return row


def value_of(record: Mapping[str, Any], name: str, *, where: str) -> Any:
    """Return a field that the record must have."""
    if record.get(name) in (None, "", [], {}):
        raise BadReference(f"{where}: “{name}” is missing")
    return record[name]


def day_of(record: Mapping[str, Any], name: str, *, where: str) -> date | None:
    """Return the day that the record gives, or None where it is not known."""
    text = record.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadReference(f"{where}: “{name}” is no date: {text}") from error


def the_day_of(record: Mapping[str, Any], name: str, *, where: str) -> date:
    """Return the day that the record must give."""
    day = day_of(record, name, where=where)
    if day is None:
        raise BadReference(f"{where}: “{name}” is missing")
    return day


def sources_of(record: Mapping[str, Any], *, where: str) -> list[str]:
    """Return where the record is from, as a list."""
    given = value_of(record, "source", where=where)
    return [given] if isinstance(given, str) else list(given)


def known(code: Code, *, among: Iterable[Code], where: str) -> Code:
    """Return `code` if it is one of those that exist."""
    if code not in among:
        raise BadReference(f"{where}: “{code}” is not known")
    return code


def once(keys: Iterable[Hashable], *, where: str) -> None:
    """Refuse a list in which two records have one key."""
    seen = set()
    for key in keys:
        if key in seen:
            raise BadReference(f"{where}: “{key}” comes twice")
        seen.add(key)


def without_overlap(rows: Iterable[Any], *, name: Callable[[Any], str], where: str) -> None:
    """Refuse dated rows of one series that are in force at the same time; name the later one."""
    ordered = sorted(rows, key=lambda row: row.valid_from or date.min)
    for row in ordered:
        if row.valid_to and row.valid_from and row.valid_to <= row.valid_from:
            raise BadReference(f"{where}, {name(row)}: it ends before it begins")
    for earlier, later in itertools.pairwise(ordered):
        if earlier.valid_to is None or later.valid_from is None or later.valid_from < earlier.valid_to:
            raise BadReference(f"{where}, {name(later)}: it overlaps {name(earlier)}")


def not_overtaken(
    wanted: Sequence[Any], *, made_by_acts: Iterable[Any], series: Callable[[Any], Hashable]
) -> tuple[list[Any], list[str]]:
    """Part the records from those that a row entered by an act has overtaken; return both, the latter by key.

    A release may bring a record of something that the secretariat has long entered as an act. The act stays.
    """
    acts: dict[Hashable, list[Any]] = {}
    for row in made_by_acts:
        acts.setdefault(series(row), []).append(row)
    free, overtaken = [], []
    for record in wanted:
        if any(
            _overlap(record, row) and record.reference_key != row.reference_key
            for row in acts.get(series(record), ())
        ):
            overtaken.append(record.reference_key)
        else:
            free.append(record)
    return free, overtaken


def _overlap(one: Any, other: Any) -> bool:
    if not hasattr(one, "valid_from"):  # such as a former name, of which only the end is known
        return one.valid_to == other.valid_to
    return (one.valid_from or date.min) < (other.valid_to or date.max) and (other.valid_from or date.min) < (
        one.valid_to or date.max
    )
