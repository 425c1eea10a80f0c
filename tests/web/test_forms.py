"""A posted form means the body that a client of the API would have sent."""

from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from rest_framework import serializers

from records.act_fields import ActFields
from tests.web.example import NoteFields
from web.forms import form_data

ASTANA = ZoneInfo("Asia/Almaty")


class PlaceFields(serializers.Serializer):
    town = serializers.CharField()
    held_at = serializers.DateTimeField(required=False)


class WideFields(ActFields):
    place = PlaceFields(required=False)
    tags = serializers.MultipleChoiceField(choices=["a", "b", "c"], required=False)
    number = serializers.CharField(read_only=True)


def part(name: str) -> dict:
    return {"name": name, "is_main": False}


def meant(posted: str, fields: type[ActFields] = NoteFields) -> dict:
    return dict(form_data(fields(), QueryDict(posted), zone=ASTANA))


@pytest.mark.parametrize(
    ("posted", "body"),
    [
        ("text=Hello", {"text": "Hello"}),
        ("text=&kind=", {}),
        ("text=+%0A", {}),
        ("text=+a+", {"text": " a "}),
        ("csrfmiddlewaretoken=x&step=check&other=1", {}),
        ("kind=loud", {"kind": "loud"}),
        ("states=KZ&states=TR", {"states": ["KZ", "TR"]}),
        ("states=KZ%0D%0ATR%0D%0A+", {"states": ["KZ", "TR"]}),
        ("states=", {}),
        ("is_public=true", {"is_public": True}),
        ("is_public=on", {"is_public": True}),
        ("is_public=false", {"is_public": False}),
        ("parts[0]name=one&parts[1]name=two", {"parts": [part("one"), part("two")]}),
        ("parts[1]name=two&parts[0]name=&parts[2]name=", {"parts": [part("two")]}),
        ("parts[0]name=one&parts[0]is_main=true", {"parts": [{"name": "one", "is_main": True}]}),
        ("until=2026-03-14T12:00", {"until": "2026-03-14T07:00:00.000000Z"}),
        ("until=2026-03-14T12:00:00Z", {"until": "2026-03-14T12:00:00.000000Z"}),
        ("until=2026-03-14T12:00:00%2B09:00", {"until": "2026-03-14T03:00:00.000000Z"}),
        ("until=tomorrow", {"until": "tomorrow"}),
        ("until=2026-02-30T12:00", {"until": "2026-02-30T12:00"}),
        ("until=0001-01-01T00:00", {"until": "0001-01-01T00:00"}),
        ("until=", {}),
    ],
)
def test_a_form_becomes_the_body_of_its_act(posted, body):
    assert meant(posted) == {"is_public": False} | body


@pytest.mark.parametrize(
    ("posted", "body"),
    [
        ("place.town=Almaty", {"place": {"town": "Almaty"}}),
        ("place.held_at=2026-03-14T12:00", {"place": {"held_at": "2026-03-14T07:00:00.000000Z"}}),
        ("place.town=", {}),
        ("tags=a&tags=c", {"tags": ["a", "c"]}),
        ("number=7", {}),
    ],
)
def test_objects_within_the_body_and_fields_that_are_only_read(posted, body):
    assert meant(posted, WideFields) == body


def test_the_body_still_knows_the_form_it_was_made_from():
    posted = QueryDict("parts[0]name=one&states=KZ&states=TR")

    assert list(form_data(NoteFields(), posted, zone=ASTANA).lists()) == [
        ("parts[0]name", ["one"]), ("states", ["KZ", "TR"]),
    ]  # fmt: skip


def test_what_a_form_means_is_accepted_by_the_act():
    body = form_data(
        NoteFields(), QueryDict("text=Hello&parts[0]name=one&until=2026-03-14T12:00"), zone=ASTANA
    )
    fields = NoteFields(data=body)

    assert fields.is_valid(), fields.errors
    assert fields.validated_data["until"].isoformat() == "2026-03-14T07:00:00+00:00"
