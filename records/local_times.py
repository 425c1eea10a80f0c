"""From the time that a person typed to an instant, and why some such times are none."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from records.canonical import instant_text

ASTANA = ZoneInfo("Asia/Almaty")  # the seat of the Secretariat; the tz database names the zone after Almaty
LAST_SECOND = time(23, 59, 59)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
ZONE = rf"(?:[Zz]|[+-]{CLOCK})"
TYPED = re.compile(rf"{DAY.pattern}[T ]{CLOCK}(?::[0-5][0-9](?:\.[0-9]+)?)?{ZONE}?")
"""What a form takes for a time. Weeks, numbered days and the like are nobody's way to write one."""


def known_zone(name: str) -> ZoneInfo | None:
    """Return the zone of that name, or None: the name comes from outside and may be anything."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # none of that name, a path, a folder, no name for a file
        return None


def zone_in_words(name: str) -> str:
    """Return what people of the reader's language call a zone: "Tokyo time" of `Asia/Tokyo`; "UTC" is UTC."""
    return _in_words(name, get_language() or "en")


@lru_cache(maxsize=2048)
def _in_words(name: str, language: str) -> str:
    """`language` is the active one."""
    if name == ASTANA.key:
        return _("Astana time")
    if "/" not in name or name.startswith("Etc/"):
        return name
    return _("%(city)s time") % {"city": get_timezone_location(name, locale=language, return_city=True)}


class Unreadable(str):
    """What was typed, with the `sentence` that says why it is no instant."""

    __slots__ = ("sentence",)
    sentence: str


def end_of_day(day: date) -> datetime:
    """Return until when a thing due on `day` is in time, in UTC: the last second of the day in Astana."""
    return datetime.combine(day, LAST_SECOND, tzinfo=ASTANA).astimezone(UTC)


def instant_in_words(at: datetime) -> str:
    """Return an instant for a sentence, in the reader's language and zone: "14 December 2026, 12:00 UTC"."""
    local = timezone.localtime(at)
    zone = zone_in_words(timezone.get_current_timezone_name())
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} {zone}"


def instant_of(text: str, *, zone: tzinfo, is_deadline: bool) -> str:
    """Return in UTC the instant that `text`, as a form sends it, means in `zone`; as typed where it is none.

    A day alone (`2026-12-10`) is the end of that day in Astana where it is a deadline.
    """
    try:
        if DAY.fullmatch(text):
            return instant_text(end_of_day(date.fromisoformat(text))) if is_deadline else text
        if TYPED.fullmatch(text):
            return _in_utc(text, datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):  # no day of the calendar, or one at its very end
        pass
    return text


def _in_utc(text: str, typed: datetime, zone: tzinfo) -> str:
    """Return what was typed in UTC, or why a clock in `zone` never shows it, or shows it twice."""
    if typed.tzinfo:
        return instant_text(typed.astimezone(UTC))
    meant = {typed.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    if len(meant) == 1:
        return instant_text(meant.pop())
    comes_twice = all(at.astimezone(zone).replace(tzinfo=None) == typed for at in meant)
    unreadable = Unreadable(text)
    unreadable.sentence = _comes_twice() if comes_twice else _never_comes()
    return unreadable


def _never_comes() -> str:
    return _(
        "This local time does not exist: the clocks are put forward then. Choose another, or the zone UTC."
    )


def _comes_twice() -> str:
    return _("This local time comes twice: the clocks are put back then. Choose another, or the zone UTC.")
