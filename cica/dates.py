"""How days and instants are written for people, in the reader's language.

Pages call this for every row of a table, so a wording once made is kept.
"""

import datetime as dt
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from records.local_times import ASTANA, zone_in_words

PATTERNS = {"month": "F Y", "year": "Y"}
DAY_PATTERN = "j F Y"
RUSSIAN_DAY = "j E Y"  # the genitive after a number: "4 октября"
FRENCH_FIRST = r"j\e\r F Y"  # "1er octobre": the first of a month alone is ordinal


def day(on: dt.date | None, precision: str = "day") -> str:
    """As much of a day as its source gives (`members.enums.Precision`); "date unknown" for None.

    Of a `month` or a `year` the rest of `on` is a placeholder, which nobody is shown. English reads
    "4 October 2007", as CICA and the United Nations write it, where Django would write "Oct. 4, 2007".
    """
    if on is None:
        return gettext("date unknown")
    text = _in_words(on, precision, get_language())
    return gettext("by %(day)s") % {"day": text} if precision == "attested" else text


@lru_cache(maxsize=4096)
def _in_words(on: dt.date, precision: str, language: str | None) -> str:
    """`language` is the active one."""
    return format_date(on, PATTERNS.get(precision) or _day_pattern(on, language))


def _day_pattern(on: dt.date, language: str | None) -> str:
    if language == "ru":
        return RUSSIAN_DAY
    return FRENCH_FIRST if language == "fr" and on.day == 1 else DAY_PATTERN


def instant(at: dt.datetime | None) -> SafeString:
    """An instant on one line, for tables, in the reader's zone, which is named; "" for None."""
    return SafeString("") if at is None else _instant(at, zone_name(), get_language())


@lru_cache(maxsize=4096)
def _instant(at: dt.datetime, zone: str, language: str | None) -> SafeString:
    """`zone` and `language` are the active ones; the acts of one table share few instants."""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}, {} <span class="zone">{}</span></time>',
        _for_machines(at),
        day(local.date()),
        f"{local:%H:%M}",
        zone_in_words(zone),
    )


def instant_zones(at: dt.datetime) -> list[dict[str, str]]:
    """An instant in every zone that matters: the reader's, unless it is one of these; Astana's; UTC."""
    zones: list[tuple[str, dt.tzinfo]] = [(zone_in_words(ASTANA.key), ASTANA), ("UTC", dt.UTC)]
    if zone_name() not in {ASTANA.key, "UTC"}:
        zones.insert(0, (zone_in_words(zone_name()), timezone.get_current_timezone()))
    return [_in_zone(at, label, zone) for label, zone in zones]


def _in_zone(at: dt.datetime, label: str, zone: dt.tzinfo) -> dict[str, str]:
    local = at.astimezone(zone)
    return {
        "label": label,
        "day": day(local.date()),
        "clock": f"{local:%H:%M}",
        "datetime": _for_machines(at),
    }


def _for_machines(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def zone_name() -> str:
    """The zone in which the reader's times are written and read: "UTC", "Asia/Tokyo"."""
    return timezone.get_current_timezone_name()
