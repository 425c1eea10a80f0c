"""From the time that a person typed to an instant, and why some such times are none."""

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
        typed = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2026-12-10"):
        return _end_of(typed) if is_deadline else text
    try:
        at = (typed if typed.tzinfo else typed.replace(tzinfo=zone)).astimezone(UTC)
        is_on_the_clock = bool(typed.tzinfo) or at.astimezone(zone).replace(tzinfo=None) == typed
    except OverflowError:
        return text
    return instant_text(at) if is_on_the_clock else _none_such(text)


def _end_of(day: datetime) -> str:
    try:
        return instant_text(end_of_day(day))
    except OverflowError:
        return day.date().isoformat()


def _none_such(text: str) -> Unreadable:
    """Clocks are put forward then: the hour is left out."""
    none_such = Unreadable(text)
    none_such.sentence = _(
        "This local time does not exist: the clocks are put forward then. Choose another, or the zone UTC."
    )
    return none_such
