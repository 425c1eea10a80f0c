"""A reading becomes JSON and its own description, from one and the same class."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from django.db import models
from rest_framework import serializers

from web.api.renderers import json_bytes
from web.api.shapes import field_of, shape_of
from web.readings import LEFT_OUT, DescribedBy, Key, as_json

NOBODY = UUID(int=1)


class Colour(models.TextChoices):
    RED = "red", "Red"
    BLUE = "blue", "Blue"


@dataclass(frozen=True, kw_only=True)
class PartReading:
    """A part."""

    colour: Colour
    on: date | None = None

    @property
    def for_pages(self) -> str:
        """What pages show, and nobody sends."""
        return self.colour.label


@dataclass(frozen=True, kw_only=True)
class WholeReading:
    """A whole."""

    id: UUID = NOBODY
    since: Annotated[datetime | None, Key("from"), "Null where nobody knows."] = None
    part: PartReading | None = None
    parts: Sequence[PartReading] = ()
    codes: Sequence[str] = ()
    ended: Colour | Literal[""] = ""
    due: Annotated[date | None, LEFT_OUT] = None
    op: Literal["same", "added"] = "same"
    words: dict[str, str] = field(default_factory=dict)
    kept: Annotated[Sequence[Any], DescribedBy(partial(serializers.JSONField, default=list))] = ()


def test_a_reading_is_sent_by_its_keys_in_the_order_of_its_fields():
    whole = WholeReading(
        since=datetime(2026, 3, 1, tzinfo=UTC),
        parts=[PartReading(colour=Colour.RED, on=date(2026, 3, 2))],
        codes=["KZ"],
        kept=[{"a": 1}],
    )

    assert json_bytes(as_json(whole)) == (
        b'{"id":"00000000-0000-0000-0000-000000000001","from":"2026-03-01T00:00:00Z","part":null,'
        b'"parts":[{"colour":"red","on":"2026-03-02"}],"codes":["KZ"],"ended":"","op":"same","words":{},'
        b'"kept":[{"a":1}]}'
    )


def test_what_is_left_out_where_it_is_none_is_sent_where_it_is_not():
    assert "due" not in as_json(WholeReading())
    assert as_json(WholeReading(due=date(2026, 3, 1)))["due"] == date(2026, 3, 1)


def test_json_that_holds_readings_is_sent_with_them():
    held = {"rows": [PartReading(colour=Colour.BLUE)], "count": 1}

    assert as_json(held) == {"rows": [{"colour": Colour.BLUE, "on": None}], "count": 1}


def test_a_reading_is_described_by_its_annotations():
    shape = shape_of(WholeReading)
    described = {
        name: (type(one).__name__, one.required, one.allow_null, str(one.help_text or ""))
        for name, one in shape().fields.items()
    }

    assert shape.__doc__ == "A whole."
    assert described == {
        "id": ("UUIDField", True, False, ""),
        "from": ("DateTimeField", True, True, "Null where nobody knows."),
        "part": ("PartShape", True, True, ""),
        "parts": ("ListSerializer", True, False, ""),
        "codes": ("ListField", True, False, ""),
        "ended": ("ChoiceField", True, False, ""),
        "due": ("DateField", False, False, ""),
        "op": ("ChoiceField", True, False, ""),
        "words": ("DictField", True, False, ""),
        "kept": ("JSONField", False, False, ""),
    }
    assert shape().fields["ended"].allow_blank
    assert dict(shape().fields["ended"].choices) == {"red": "Red", "blue": "Blue"}


def test_a_type_that_no_answer_has_is_refused_by_name():
    with pytest.raises(TypeError, match="complex"):
        field_of(complex)
