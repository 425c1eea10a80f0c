"""What a reader sees of a day or an instant."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from cica import dates

ELEVEN_AT_NIGHT_UTC = dt.datetime(2026, 11, 24, 23, 0, tzinfo=dt.UTC)


def test_an_instant_is_shown_in_astana_time_and_utc_with_the_day_of_each():
    with timezone.override("UTC"):
        shown = dates.instant(ELEVEN_AT_NIGHT_UTC)

    assert shown == (
        '<time datetime="2026-11-24T23:00:00Z">Nov. 25, 2026, 04:00 Astana · Nov. 24, 2026, 23:00 UTC</time>'
    )


def test_an_instant_is_shown_first_in_the_readers_zone():
    with timezone.override("Asia/Tokyo"):
        shown = dates.instant(ELEVEN_AT_NIGHT_UTC)

    assert ">Nov. 25, 2026, 08:00 Asia/Tokyo · Nov. 25, 2026, 04:00 Astana · " in shown


def test_a_reader_in_astana_sees_astana_once():
    with timezone.override("Asia/Almaty"):
        assert dates.instant(ELEVEN_AT_NIGHT_UTC).count("Astana") == 1


def test_no_instant_is_nothing():
    assert dates.instant(None) == ""


@pytest.mark.parametrize(
    ("precision", "shown"),
    [("day", "Oct. 1, 2007"), ("month", "October 2007"), ("year", "2007"), ("attested", "by Oct. 1, 2007")],
)
def test_no_more_of_a_day_is_shown_than_its_source_gives(precision, shown):
    assert dates.day(dt.date(2007, 10, 1), precision) == shown


def test_an_unknown_day_is_said_to_be_unknown():
    assert dates.day(None) == "date unknown"


def test_days_are_written_in_the_readers_language():
    with translation.override("fr"):
        assert dates.day(dt.date(2007, 10, 4)) == "4 octobre 2007"
