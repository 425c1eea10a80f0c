"""An instant is an instant and a day is a day: less is refused, and a form says what a day alone means."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.datastructures import MultiValueDict
from rest_framework import serializers

from records.act_fields import ActFields
from records.fields import DayField, FutureInstantField, InstantField
from web.forms import form_data

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LESS_THAN_AN_INSTANT = [
    "2026-12-10", "2027-W01", "2027-W01-1", "2026-12-10T12:00", "2026-12-10T12:00Z", "2026-12-10T12:00:00",
    "2026-12-10 12:00:00Z", "20261210T120000Z", "٢٠٢٦-12-10T12:00:00Z",
    "2026-12-10T12:00:00+05", "2026-344T12:00:00Z",
    "2026-12-10T24:00:00Z", "2026-13-10T12:00:00Z", "2026-12-10T12:00:00,5Z", "1796904000", "",
    "2026-12-10T12:00:00+05:60", "2026-12-10T12:00:00+24:00", "2026-12-10T12:00:00.Z", "2026-12-10T23:59:60Z",
    1796904000, True,
]  # fmt: skip
NO_DAYS = [
    "2027-W01-1",
    "2027-344",
    "20270101",
    "٢٠٢٧-01-01",
    "2027-1-1",
    "2027-01-01T00:00:00Z",
    "01.02.2027",
    20270101,
]
NO_TIME_OF_A_FORM = [
    "20261231", "2026W524", "2026-W52", "2026-W52-4", "2026-W53-4", "2026-W52-4T10:00", "2026-365",
    "٢٠٢٦-12-10", "2026-1-10", "2026-02-30", "2026-12-10x10:00", "2026-12-10T10", "2026-12-10T1000",
    "2026-12-10T10:00:00,5", "2026-12-10T24:00", "2026-12-10T10:60", "2026-12-10T10:00+05",
    "2026-12-10T10:00+05:60", "2026-12-10T10:00+24:00", "2026-12-10 10:00 ", "2026-02-30T10:00", "T10:00",
]  # fmt: skip


class Times(ActFields):
    zone_field = "zone"

    deadline = FutureInstantField(required=False)
    starts_at = InstantField(required=False)
    on = DayField(required=False)
    zone = serializers.CharField(required=False)


def cleaned(**data):
    fields = Times(data=data, context={"at": NOW})
    return fields.validated_data if fields.is_valid() else fields.errors


def posted(**values):
    given = MultiValueDict({name.replace("__", "."): [value] for name, value in values.items()})
    return form_data(Times(), given, zone=ZoneInfo("UTC"))


@pytest.mark.parametrize("text", LESS_THAN_AN_INSTANT)
@pytest.mark.parametrize("field", ["deadline", "starts_at"])
def test_what_is_less_than_an_instant_is_refused(field, text):
    assert isinstance(cleaned(**{field: text})[field], list)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-10T12:00:00Z",
        "2026-12-10t17:00:00.5+05:00",
        "2026-12-10T12:00:00.123456z",
        "2026-12-10T12:00:00.1234567Z",
        "2026-12-10T12:00:00.123456789123Z",
        "2026-12-10T12:00:00-00:00",
    ],
)
def test_rfc_3339_is_read(text):
    assert cleaned(deadline=text)["deadline"].astimezone(UTC).hour == 12


@pytest.mark.parametrize("field", ["deadline", "starts_at", "on"])
def test_a_day_that_is_in_no_calendar_is_refused_as_such(field):
    text = "2027-02-30" if field == "on" else "2027-02-30T12:00:00Z"

    assert cleaned(**{field: text})[field] == ["There is no such day."]


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_is_refused(text):
    assert isinstance(cleaned(on=text)["on"], list)


def test_a_deadline_given_as_a_day_is_its_end_in_astana():
    assert posted(deadline="2026-12-10") == {"deadline": "2026-12-10T18:59:59.000000Z"}


@pytest.mark.parametrize("text", NO_TIME_OF_A_FORM)
@pytest.mark.parametrize("field", ["deadline", "starts_at"])
def test_a_form_takes_no_other_way_to_write_a_day_or_a_time(field, text):
    body = posted(**{field: text}, zone="Europe/Berlin")

    assert body[field] == text
    assert isinstance(cleaned(**body)[field], list)


@pytest.mark.parametrize(
    "text", ["2026-12-10T10:00", "2026-12-10 10:00", "2026-12-10T10:00:00.0000001", "2026-12-10T09:00Z"]
)
def test_a_form_takes_a_day_with_its_time(text):
    assert posted(deadline=text, zone="Europe/Berlin")["deadline"] == "2026-12-10T09:00:00.000000Z"


def test_a_time_whose_day_was_left_out_is_refused():
    body = posted(deadline__time="12:30")

    assert isinstance(cleaned(**body)["deadline"], list)
    assert body["deadline"].endswith("T12:30")


def test_the_beginning_of_a_meeting_given_as_a_day_is_refused():
    assert "zone" in str(cleaned(**posted(starts_at="2026-12-10"))["starts_at"])


def test_day_and_time_are_read_together():
    assert posted(deadline="2026-12-10", deadline__time="12:30") == {
        "deadline": "2026-12-10T12:30:00.000000Z"
    }


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Africa/Cairo", "2027-04-30T00:30"),
        ("Europe/Paris", "2027-03-28T02:30"),
        ("America/New_York", "2027-03-14T02:00"),
        ("Asia/Beirut", "2027-03-28T00:15"),
    ],
)
def test_a_local_time_that_does_not_exist_is_refused_with_its_reason(zone, local):
    body = posted(deadline=local, zone=zone)

    assert body["deadline"] == local
    assert "put forward" in str(cleaned(**body)["deadline"])


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Europe/Berlin", "2027-10-31T02:30"),
        ("America/New_York", "2027-11-07T01:59:59"),
        ("Africa/Cairo", "2026-10-29T23:30"),
        ("Australia/Lord_Howe", "2027-04-04T01:45"),
    ],
)
@pytest.mark.parametrize("field", ["deadline", "starts_at"])
def test_a_local_time_that_comes_twice_is_refused_with_its_reason(field, zone, local):
    body = posted(**{field: local}, zone=zone)

    assert body[field] == local
    assert "put back" in str(cleaned(**body)[field])


def test_a_form_is_read_in_the_zone_that_it_names():
    assert (
        posted(starts_at="2027-03-01T10:00", zone="Asia/Tokyo")["starts_at"] == "2027-03-01T01:00:00.000000Z"
    )
