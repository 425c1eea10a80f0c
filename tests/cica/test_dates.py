"""What a reader sees of a day or an instant."""

import datetime as dt

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from cica import dates

ELEVEN_AT_NIGHT_UTC = dt.datetime(2026, 11, 24, 23, 0, tzinfo=dt.UTC)


def zones_shown(at: dt.datetime) -> list[tuple[str, str, str]]:
    return [(zone["label"], zone["day"], zone["clock"]) for zone in dates.instant_zones(at)]


def test_an_instant_in_a_table_names_the_zone_it_is_written_in():
    with timezone.override("Asia/Tokyo"):
        shown = dates.instant(ELEVEN_AT_NIGHT_UTC)

    assert shown == (
        '<time datetime="2026-11-24T23:00:00Z">25 November 2026, 08:00 '
        '<span class="zone">Tokyo time</span></time>'
    )


def test_no_instant_is_nothing():
    assert dates.instant(None) == ""


def test_an_instant_is_shown_in_astana_time_and_utc_with_the_day_of_each():
    with timezone.override("UTC"):
        assert zones_shown(ELEVEN_AT_NIGHT_UTC) == [
            ("Astana time", "25 November 2026", "04:00"),
            ("UTC", "24 November 2026", "23:00"),
        ]


def test_an_instant_is_shown_first_in_the_readers_zone():
    with timezone.override("Asia/Tokyo"):
        zones = zones_shown(ELEVEN_AT_NIGHT_UTC)

    assert zones[0] == ("Tokyo time", "25 November 2026", "08:00")
    assert [label for label, _, _ in zones[1:]] == ["Astana time", "UTC"]


def test_a_reader_in_astana_sees_astana_once():
    with timezone.override("Asia/Almaty"):
        assert [label for label, _, _ in zones_shown(ELEVEN_AT_NIGHT_UTC)] == ["Astana time", "UTC"]


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        ("day", "1 October 2007"),
        ("month", "October 2007"),
        ("year", "2007"),
        ("attested", "by 1 October 2007"),
    ],
)
def test_no_more_of_a_day_is_shown_than_its_source_gives(precision, shown):
    assert dates.day(dt.date(2007, 10, 1), precision) == shown


def test_an_unknown_day_is_said_to_be_unknown():
    assert dates.day(None) == "date unknown"


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "4 October 2007"), ("fr", "4 octobre 2007"), ("ru", "4 октября 2007")]
)
def test_days_are_written_in_the_readers_language(language, shown):
    """The same day in all three, so a wording kept for one language cannot leak into another."""
    with translation.override(language):
        assert dates.day(dt.date(2007, 10, 4)) == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "1 October 2007"), ("fr", "1er octobre 2007"), ("ru", "1 октября 2007")]
)
def test_only_french_writes_the_first_of_a_month_as_an_ordinal(language, shown):
    with translation.override(language):
        assert dates.day(dt.date(2007, 10, 1)) == shown


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_a_day_within_a_sentence_is_written_as_on_the_pages(language):
    with translation.override(language):
        assert date_format(dt.date(2027, 7, 14)) == dates.day(dt.date(2027, 7, 14))
