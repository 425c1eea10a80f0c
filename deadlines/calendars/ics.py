"""Writes calendars as iCalendar (RFC 5545, with the name and the interval of RFC 7986).

What is written follows from the events alone, so that the same events are the same bytes: without METHOD,
DTSTAMP says when an event was last changed (RFC 5545, 3.8.7.2), not when the file was made. Times at a place
are written in its IANA zone, with a VTIMEZONE for the years that occur.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vText
from icalendar import Event as Component

from deadlines.calendars.events import Event
from records.certain import certain
from web.feeds import absolute, host, one_line, plain

MEDIA_TYPE = "text/calendar"
PRODUCT = "-//CICA//Confidence-building measures//EN"
ASKED_AGAIN = timedelta(hours=1)
"""How often a program is asked to look for changes."""
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def written(events: Iterable[Event], *, name: str) -> bytes:
    """Return a calendar with these events under a name."""
    held = list(events)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", one_line(name))
    calendar.add("x-wr-calname", vText(one_line(name)))
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASKED_AGAIN))
    for zone in zones_of(held):
        calendar.add_component(zone)
    for event in held:
        calendar.add_component(_component(event))
    return calendar.to_ical()


def _component(event: Event) -> Component:
    component = Component()
    component.add("uid", f"{event.uid}@{host()}")
    component.add("dtstamp", event.changed_at.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("sequence", event.sequence)
    component.add("summary", one_line(event.summary))
    component.add("dtstart", _local(event.starts, event))
    if event.ends is not None:
        component.add("dtend", _local(_end(event.ends), event))
    if event.place:
        component.add("location", one_line(event.place))
    address = absolute(event.url)
    component.add("description", plain("\n".join([*event.notes, address])))
    component.add("url", address)
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("transp", "OPAQUE" if event.is_busy and not event.is_cancelled else "TRANSPARENT")
    component.add("class", "PUBLIC" if event.is_public else "PRIVATE")
    return component


def _end(last: datetime | date) -> datetime | date:
    """Return DTEND, which is not included: the day after the last day."""
    return last if isinstance(last, datetime) else last + DAY


def _local(when: datetime | date, event: Event) -> datetime | date:
    """Return an instant on the clock of the event's zone; a day is the same everywhere."""
    if not isinstance(when, datetime):
        return when
    return when.astimezone(ZoneInfo(event.zone) if event.zone else UTC)


def zones_of(events: Iterable[Event]) -> Iterator[Timezone]:
    """Yield the VTIMEZONE of each zone that the events are written in, for the years in which they are."""
    years: dict[str, list[int]] = {}
    for event in events:
        if event.zone:
            last = event.ends or event.starts
            years.setdefault(event.zone, []).extend((event.starts.year, last.year))
    for zone in sorted(years):
        yield timezone_of(zone, min(years[zone]), max(years[zone]))


@lru_cache(maxsize=256)
def timezone_of(name: str, first: int, last: int) -> Timezone:
    """Return the VTIMEZONE of an IANA zone from the year before `first` to the one after `last`.

    The library makes one as well, but lets summer time begin an hour late (icalendar 7.3): RFC 5545, 3.6.5
    counts an onset by the clock that runs until then.
    """
    zone = ZoneInfo(name)
    component = Timezone()
    component.add("tzid", name)
    at, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (first - 1, last + 2))
    component.add_component(_observance(at, at, zone))
    while at < end:
        if (at + DAY).astimezone(zone).utcoffset() != at.astimezone(zone).utcoffset():
            change = _change_after(at, zone)
            component.add_component(_observance(change - MINUTE, change, zone))
        at += DAY
    return component


def _change_after(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the minute within a day of `at` at which the zone's offset has changed."""
    before, after = 0, DAY // MINUTE
    offset = at.astimezone(zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if (at + middle * MINUTE).astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return at + after * MINUTE


def _observance(before: datetime, onset: datetime, zone: ZoneInfo) -> TimezoneStandard | TimezoneDaylight:
    was, now = before.astimezone(zone), onset.astimezone(zone)
    offset_from = certain(was.utcoffset(), f"offset in {zone}")
    component = TimezoneDaylight() if now.dst() else TimezoneStandard()
    component.add("dtstart", onset.replace(tzinfo=None) + offset_from)
    component.add("tzname", now.tzname())
    component.add("tzoffsetfrom", offset_from)
    component.add("tzoffsetto", now.utcoffset())
    return component
