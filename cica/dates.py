"""How days and instants are written for people, in the reader's language."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

ASTANA = ZoneInfo("Asia/Almaty")
MONTH_TEXT = 7  # characters of "2007-10"
YEAR_TEXT = 4  # characters of "2007"


def instant(at: dt.datetime | None) -> SafeString:
    """An instant in the reader's zone (when known), in Astana time and in UTC; "" for None."""
    if at is None:
        return SafeString("")
    texts = [(_in_zone(at, zone, label),) for label, zone in _zones().items()]
    return format_html(
        '<time datetime="{}">{}</time>',
        at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        format_html_join(" · ", "{}", texts),
    )


def _zones() -> dict[str, dt.tzinfo]:
    """Zones by label. Astana and UTC always; the reader's first, unless it is one of them."""
    fixed = {gettext("Astana"): ASTANA, "UTC": dt.UTC}
    reader = timezone.get_current_timezone_name()
    if reader in {ASTANA.key, "UTC"}:
        return fixed
    return {reader: timezone.get_current_timezone()} | fixed


def _in_zone(at: dt.datetime, zone: dt.tzinfo, label: str) -> str:
    local = at.astimezone(zone)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} {label}"


def day(on: dt.date | str | None) -> str:
    """A day, or as much of it as is known: `2007-10-04`, `2007-10`, `2007`; "date unknown" for None or ""."""
    if not on:
        return gettext("date unknown")
    if isinstance(on, dt.date):
        return date_format(on, "DATE_FORMAT")
    if len(on) == YEAR_TEXT:
        return on
    if len(on) == MONTH_TEXT:
        return date_format(dt.date.fromisoformat(f"{on}-01"), "YEAR_MONTH_FORMAT")
    return date_format(parse_date(on), "DATE_FORMAT")
