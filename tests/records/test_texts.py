"""The door for texts: what comes in has one kind of line break, or is refused by its character."""

import pytest
from rest_framework import serializers

from records import known_acts
from records.fields import TextField
from records.readers import Readers
from records.texts import TextsTidied
from tests.inputs import every_input

KINDS_OF_BREAK = ["\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
CARRIED = [
    "Ирландия\u200cها",
    "soft\u00adhyphen",
    "a\u00a0b",
    "zero\u200bwidth",
    "👩\u200d🔬",
    "é",
    "e\u0301",
    "a\tb",
]
NOT_CARRIED = [
    "\x00",
    "\x01",
    "\x1b",
    "\x7f",
    "\x80",
    "\ufffe",
    "\U0001ffff",
    "\ufdd0",
    "\ufff9",
    "\U000e0041",
    "\uf0b7",
    "\u206a",
    "\u206f",
    "\U000e0100",
    "\U000e01ef",
    "\U000e0fff",
    "\ufe00\ufe01",
]
UNSEEN = [
    "\u200b", "\ufeff", "\u2060", "\u00ad", "\u200c", "\u200d", "\u2800", "\u115f", "\u1160", "\u3164",
    "\uffa0", "\u180e", "\u034f", "\u17b4", "\ufe0f", "\u00a0", "\u3000", "\U0001d159", "\u0301",
    "\u200b \u2800\ufeff",
]  # fmt: skip
DIRECTIONS = ["\u202e", "\u2066", "\u200f", "\u061c"]


class Row(serializers.Serializer):
    name = serializers.CharField()


class Fields(TextsTidied):
    title = serializers.CharField()
    text = TextField(read_by=Readers("everyone"))
    reason = TextField(required=True, read_by=Readers("everyone"))
    lines = serializers.ListField(child=serializers.CharField(), required=False)
    rows = Row(many=True, required=False)


def read(**data):
    fields = Fields(data={"title": "A title", "reason": "A reason", **data})
    fields.is_valid()
    return fields


@pytest.mark.parametrize("line_break", KINDS_OF_BREAK)
def test_line_breaks_of_every_kind_become_one(line_break):
    assert read(text=f"one{line_break}two").validated_data["text"] == "one\ntwo"


@pytest.mark.parametrize("line_break", ["\n", "\t", *KINDS_OF_BREAK])
def test_a_single_line_holds_none(line_break):
    fields = read(
        title=f"one {line_break} two", rows=[{"name": f"a{line_break}b"}], lines=[f"c{line_break}d"]
    )

    assert fields.validated_data["title"] == "one two"
    assert fields.validated_data["rows"][0]["name"] == "a b"
    assert fields.validated_data["lines"] == ["c d"]


@pytest.mark.parametrize("text", CARRIED)
def test_what_people_write_stays_as_it_is(text):
    assert read(text=text).validated_data["text"] == text


@pytest.mark.parametrize("character", NOT_CARRIED)
@pytest.mark.parametrize("place", ["title", "text", "lines", "rows"])
def test_what_cannot_be_carried_is_refused_by_its_field_and_code(character, place):
    bad = f"a{character}b"
    fields = read(**{place: {"lines": [bad], "rows": [{"name": bad}]}.get(place, bad)})

    assert place in fields.errors
    assert character == "\x00" or f"U+{ord(character[-1]):04X}" in str(fields.errors[place])


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
@pytest.mark.parametrize("place", ["title", "reason", "lines", "rows"])
def test_what_nobody_sees_is_no_text(text, place):
    given = {"lines": [text], "rows": [{"name": text}]}.get(place, text)

    assert "may not be blank" in str(read(**{place: given}).errors[place])


def test_every_text_that_is_filled_in_has_something_to_see(monkeypatch):
    monkeypatch.setattr(serializers.Serializer, "to_internal_value", lambda _fields, tidied: tidied)
    texts = [
        (taken, name, field)
        for taken in every_input()
        for name, field in taken().fields.items()
        if isinstance(field, serializers.CharField)
    ]
    read_as = {
        (taken.__qualname__, name): TextsTidied.to_internal_value(taken(), {name: "\u2800\ufeff"})[name]
        for taken, name, _field in texts
    }

    assert len(texts) > 50
    assert {place: text for place, text in read_as.items() if text != ""} == {}
    assert [name for _taken, name, field in texts if field.required and field.allow_blank] == []


@pytest.mark.parametrize("edge", ["\ufeff", "\u200b", "\u2060 ", " \u00ad", "\u00a0\u200b"], ids=ascii)
def test_a_line_begins_and_ends_with_what_is_seen(edge):
    assert read(title=f"{edge}Trade\u200bfair{edge}").validated_data["title"] == "Trade\u200bfair"


@pytest.mark.parametrize("character", DIRECTIONS)
def test_a_direction_is_refused_in_a_line_and_kept_in_a_text(character):
    assert "direction" in str(read(title=f"a{character}b").errors["title"])
    assert read(text=f"a{character}b").validated_data["text"] == f"a{character}b"


def every_act():
    return [act for _room, row in known_acts.acts_by_room() for act in row]


def texts_of(fields):
    for name, field in fields.fields.items():
        if isinstance(field, serializers.CharField):
            yield name, field
        elif isinstance(getattr(field, "child", None), serializers.CharField):
            yield name, field.child
        elif isinstance(getattr(field, "child", field), serializers.Serializer):
            yield from texts_of(getattr(field, "child", field))


def test_every_text_of_every_act_comes_through_the_door():
    texts = [(act.name, name, field) for act in every_act() for name, field in texts_of(act.fields())]
    open_doors = [
        (act, name)
        for act, name, field in texts
        if not any(type(validator).__name__ == "Carried" for validator in field.validators)
    ]

    assert len(texts) > 100
    assert open_doors == []
