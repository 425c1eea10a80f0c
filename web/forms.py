"""From a posted form to the JSON-like body that an act's fields expect, so that both surfaces check alike."""

import re
from collections.abc import Collection, Iterator
from datetime import tzinfo
from itertools import chain
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.utils.html import parse_html_dict, parse_html_list

from records.fields import FutureInstantField, NumberChoiceField, WholeNumberField, row_of
from records.local_times import instant_of, known_zone
from web.parameters import whole_number

TICKED, NOT_TICKED = frozenset({"true", "on", "1"}), frozenset({"false", "off", "0", ""})
NOTHING: tuple[Any, ...] = (None, "", [], {})
"""What was not filled in."""
LISTED = serializers.ListField | serializers.ManyRelatedField | serializers.MultipleChoiceField
"""Fields that repeat their name, once for each value."""
NUMBERS = WholeNumberField | NumberChoiceField
NEVER = r"(?!)"
MOST_NAMED = 5
NOTHING_SENT: MultiValueDict = MultiValueDict()


class FormBody(dict):
    """The body an act is called with, which still knows the form it was made from.

    `lists()` gives the posted pairs as a QueryDict does, for a confirmation that sends them once more.
    """

    def __init__(self, body: dict[str, Any], posted: MultiValueDict) -> None:
        super().__init__(body)
        self._posted = posted

    def lists(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield each posted name with its values."""
        return iter(self._posted.lists())


def form_data(fields: serializers.Serializer, posted: MultiValueDict, *, zone: tzinfo) -> FormBody:
    """Return the body that `posted` means to `fields`: only its fields, and only those that were filled in.

    Rows are `name[0]key`, objects `name.key`, lists repeat a name or give a line to each item. A row left
    blank is no row. An instant without a zone (`datetime-local`) is read in the zone that the form names,
    else in `zone`, the reader's.
    Where the act makes a next version, what was emptied is sent as empty.
    """
    named = posted.get(getattr(fields, "zone_field", ""), "")
    return FormBody(_object(fields, posted, known_zone(named) or zone), posted)


def strays(
    fields: serializers.Serializer,
    texts: MultiValueDict,
    files: MultiValueDict = NOTHING_SENT,
    *,
    besides: Collection[str] = (),
) -> list[str]:
    """Return sentences on what `fields` would lose in silence of what was sent: a name that they do not have,
    a second value of what has one, a text where there are files. `besides` are the page's own texts.
    """
    lists, singles = _names_of(fields)
    errors = []
    for name, values in chain(texts.lists(), files.lists()):
        if re.fullmatch(lists, name) or (name in besides and name not in files):
            continue
        if not re.fullmatch(singles, name):
            errors.append(
                _("Something was sent as “%(name)s”, which this form does not have.") % {"name": name}
            )
        elif len(values) > 1 or (name in texts and name in files):
            errors.append(_("“%(name)s” was sent twice.") % {"name": name})
    errors += [
        _("“%(name)s” was sent both as files and as a text.") % {"name": name}
        for name in files
        if any(text.strip() for text in texts.getlist(name))
    ]
    return errors[:MOST_NAMED]


def _names_of(fields: serializers.Serializer) -> tuple[str, str]:
    """Return the patterns of the names that fields are sent by: of those with many values, of the others."""
    lists, singles = [NEVER], [NEVER]
    for name, field in fields.fields.items():
        if isinstance(field, serializers.ListSerializer | serializers.Serializer):
            of_rows = isinstance(field, serializers.ListSerializer)
            start = re.escape(name) + (r"\[\d+\]" if of_rows else r"\.")
            within = _names_of(row_of(field) if isinstance(field, serializers.ListSerializer) else field)
            lists.append(f"{start}(?:{within[0]})")
            singles.append(f"{start}(?:{within[1]})")
        elif isinstance(field, LISTED):
            lists.append(re.escape(name))
        else:
            more = r"(?:\.time)?" if isinstance(field, serializers.DateTimeField) else ""
            singles.append(re.escape(name) + more)
    return "|".join(lists), "|".join(singles)


def _object(fields: serializers.Serializer, posted: MultiValueDict, zone: tzinfo) -> dict[str, Any]:
    given = {
        name: _value(field, name, posted, zone)
        for name, field in fields.fields.items()
        if not field.read_only
    }
    # What a body leaves out stays as it was, so a form says of an emptied field that it is emptied.
    drawn = set(posted) if getattr(fields, "continues", False) else set()
    return {
        name: _emptied(fields.fields[name], value) if name in drawn else value
        for name, value in given.items()
        if name in drawn or value not in NOTHING
    }


def _emptied(field: serializers.Field, value: Any) -> Any:
    """Return an emptied field as a body says it: null where the field has no empty text."""
    return None if value == "" and field.allow_null and not getattr(field, "allow_blank", False) else value


def _value(field: serializers.Field, name: str, posted: MultiValueDict, zone: tzinfo) -> Any:
    """Return what was filled in for one field; "", [] or {} for nothing."""
    if isinstance(field, serializers.ListSerializer):
        return _rows(field, name, posted, zone)
    if isinstance(field, serializers.Serializer):
        return _object(field, parse_html_dict(posted, prefix=name, default=MultiValueDict()), zone)
    if isinstance(field, LISTED):
        return _items(posted.getlist(name))
    text = posted.get(name, "")
    if isinstance(field, serializers.BooleanField | NUMBERS):
        return said_by_box(text) if isinstance(field, serializers.BooleanField) else said_in_digits(text)
    if isinstance(field, serializers.DateTimeField) and isinstance(text, str):
        return _instant(field, text, posted.get(f"{name}.time", ""), zone)
    return text if not isinstance(text, str) or re.search(r"\S", text) else ""


def said_by_box(sent: Any) -> Any:
    """Return what a box or a button says by what it sent; what is neither yes nor no as it was sent.

    A box that is not ticked is not sent at all, and means no.
    """
    return sent in TICKED if sent in TICKED | NOT_TICKED else sent


def said_in_digits(sent: Any) -> Any:
    """Return the number that a control sent; what is none as it was sent, for its field to refuse."""
    if not isinstance(sent, str) or not sent.strip():
        return "" if isinstance(sent, str) else sent
    try:
        return whole_number(sent.strip())
    except ValueError:
        return sent


def _items(given: list[Any]) -> list[Any]:
    """Return the lines of the texts that were filled in, or the files that were chosen.

    Beside files that are kept, a control in which no other was chosen sends an empty text.
    """
    if files := [item for item in given if isinstance(item, UploadedFile)]:
        return files
    return [line.strip() for text in given for line in text.splitlines() if line.strip()]


def _rows(field: serializers.ListSerializer, name: str, posted: MultiValueDict, zone: tzinfo) -> list[Any]:
    given = parse_html_list(posted, prefix=name, default=[]) or ()
    rows = (_object(row_of(field), row, zone) for row in given)
    return [row for row in rows if any(value is not False for value in row.values())]


def _instant(field: serializers.Field, day: str, clock: str, zone: tzinfo) -> str:
    """Read one control for both, or a day and beside it, where it was given, the time.

    A time alone is kept in its place, so that the form can show it beside the day that is missing.
    """
    text = f"{day:10}T{clock}" if clock and "T" not in day else day
    return instant_of(text, zone=zone, is_deadline=isinstance(field, FutureInstantField))
