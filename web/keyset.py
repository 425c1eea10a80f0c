"""Pages of long lists by key: each page is one index range, so page 20,000 costs what page 1 costs.

No COUNT and no OFFSET: a cursor names the row at the edge of a page, and the next page begins behind it.
The API (`web.api.pagination`) and the pages (`web.pages`) are two surfaces of `page_of`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.utils.translation import gettext as _

from records.canonical import instant_text
from records.refusals import Invalid
from web.sealing import Broken, sealed, unsealed

DEFAULT_SIZE = 50
LARGEST_SIZE = 200


@dataclass(frozen=True)
class Page:
    """One page of rows, and the cursors of its neighbours ("" at an end of the list)."""

    rows: list[Any]
    next: str
    previous: str


@dataclass(frozen=True)
class Edge:
    """What a cursor says: the keys of a row at the edge of a page, and on which side of it to read."""

    keys: Sequence[Any]
    is_backward: bool


def page_of(
    queryset: QuerySet, *, ordering: Sequence[str], cursor: str = "", size: int = DEFAULT_SIZE
) -> Page:
    """Read one page of `queryset`, whose rows may be dicts (`.values()`) or instances, in one query.

    `ordering` holds names of columns that are never null and that every row carries, a leading "-" for
    descending; together they are unique. A cursor that was not made by this function for the same list
    raises Invalid, naming `cursor`.
    """
    _require_unique(queryset, ordering)
    purpose = _purpose(queryset, ordering)
    edge = _edge_of(cursor, purpose)
    is_backward = edge is not None and edge.is_backward
    order = [_turned(name) for name in ordering] if is_backward else list(ordering)
    if edge is not None:
        queryset = queryset.filter(behind(edge.keys, ordering=order))
    found = list(queryset.order_by(*order)[: size + 1])
    has_more, rows = len(found) > size, found[:size]
    if is_backward:
        rows.reverse()
    has_next, has_previous = (True, has_more) if is_backward else (has_more, edge is not None)
    return Page(
        rows=rows,
        next=_cursor(rows[-1], ordering, purpose, is_backward=False) if rows and has_next else "",
        previous=_cursor(rows[0], ordering, purpose, is_backward=True) if rows and has_previous else "",
    )


def page_of_list(
    rows: Sequence[Any],
    *,
    name: str,
    keys: Callable[[Any], Sequence[str]],
    cursor: str = "",
    size: int = DEFAULT_SIZE,
) -> Page:
    """Return one page of `rows`, which are in memory and sorted by `keys(row)`, texts that are unique
    together.

    For lists that many tables make together. `name` names the list, whose cursors no other list takes; one
    that it did not give out raises Invalid.
    """
    purpose = f"web.keyset:{name}"
    edge, order = _edge_of(cursor, purpose), [list(keys(row)) for row in rows]
    first, last = 0, size
    if edge is not None and edge.is_backward:
        last = bisect_left(order, list(edge.keys))
        first = max(0, last - size)
    elif edge is not None:
        first = bisect_right(order, list(edge.keys))
        last = first + size
    found = list(rows[first:last])
    return Page(
        rows=found,
        next=sealed([False, keys(found[-1])], purpose=purpose) if found and last < len(rows) else "",
        previous=sealed([True, keys(found[0])], purpose=purpose) if found and first > 0 else "",
    )


def behind(keys: Sequence[Any], *, ordering: Sequence[str]) -> Q:
    """Return the condition of standing behind the row with `keys` in `ordering`.

    `a > x or (a = x and b > y)`, and besides `a >= x`, which says nothing new to a reader but gives the
    planner one range of the index to begin in.
    """
    first, key = ordering[0], keys[0]
    beyond = Q(**{f"{_column(first)}__{_beyond(first)}": key})
    if len(ordering) == 1:
        return beyond
    not_before = Q(**{f"{_column(first)}__{_beyond(first)}e": key})
    return not_before & (beyond | Q(**{_column(first): key}) & behind(keys[1:], ordering=ordering[1:]))


def _beyond(name: str) -> str:
    return "lt" if name.startswith("-") else "gt"


def _column(name: str) -> str:
    return name.removeprefix("-")


def _turned(name: str) -> str:
    return _column(name) if name.startswith("-") else f"-{name}"


def _purpose(queryset: QuerySet, ordering: Sequence[str]) -> str:
    """Seal cursors for one list, so that neither an altered cursor nor that of another list is read."""
    return f"web.keyset:{queryset.model._meta.label}:{','.join(ordering)}"


def _edge_of(cursor: str, purpose: str) -> Edge | None:
    if not cursor:
        return None
    try:
        is_backward, keys = unsealed(cursor, purpose=purpose)
    except Broken as error:
        raise Invalid({"cursor": [_("This cursor is not one that this list gave out.")]}) from error
    return Edge(keys=keys, is_backward=is_backward)


def _cursor(row: Any, ordering: Sequence[str], purpose: str, *, is_backward: bool) -> str:
    keys = [_written(_value(row, _column(name))) for name in ordering]
    return sealed([is_backward, keys], purpose=purpose)


def _value(row: Any, name: str) -> Any:
    """Return a column of a row; of an instance also one of another table, which `select_related` has read."""
    if isinstance(row, Mapping):
        return row[name]
    return getattr(row, name) if hasattr(row, name) else reduce(getattr, name.split(LOOKUP_SEP), row)


def _written(value: Any) -> Any:
    """Write a key as JSON can hold it; Django reads the text back as the column's type."""
    if isinstance(value, bool | int | str):
        return value
    return instant_text(value) if hasattr(value, "utcoffset") else str(value)


def _require_unique(queryset: QuerySet, ordering: Sequence[str]) -> None:
    """Refuse an ordering with ties, on which rows would be lost between two pages."""
    meta = queryset.model._meta
    names = {_column(name) for name in ordering}
    names |= {meta.pk.name, meta.pk.attname} if "pk" in names else set()
    for name in names:
        try:
            field = meta.get_field(name)
        except FieldDoesNotExist:  # an annotation, or a column of another table
            continue
        if field.unique:
            return
    if not any(set(constraint.fields) <= names for constraint in meta.total_unique_constraints):
        raise ImproperlyConfigured(
            f"The ordering {tuple(ordering)} of {meta.label} does not end with its key."
        )
