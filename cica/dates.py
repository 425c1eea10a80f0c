"""How days and instants are written for people, in the reader's language."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

ASTANA = ZoneInfo("Asia/Almaty")


def instant(at: dt.datetime | None) -> SafeString:
    """An instant in the reader's zone (when known), in Astana time and in UTC; "" for None."""
    if at is None:
        return SafeString("")
    texts = [(_in_zone(at, zone, label),) for label, zone in _zones().items()]
    return format_html(
        '<time datetime="{}">{}</time>',
        f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        format_html_join(" · ", "{}", texts),
    )


def _zones() -> dict[str, dt.tzinfo]:
    """Zones by label: the reader's first, unless it is one of the two that are always shown."""
    always = {gettext("Astana"): ASTANA, "UTC": dt.UTC}
    reader = timezone.get_current_timezone_name()
    if reader in {ASTANA.key, "UTC"}:
        return always
    return {reader: timezone.get_current_timezone()} | always


def _in_zone(at: dt.datetime, zone: dt.tzinfo, label: str) -> str:
    local = at.astimezone(zone)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} {label}"


def day(on: dt.date | None, precision: str = "day") -> str:
    """As much of a day as its source gives (`members.enums.Precision`); "date unknown" for None.

    Of a `month` or a `year` the rest of `on` is a placeholder, which nobody is shown.
    """
    if on is None:
        return gettext("date unknown")
    if precision == "year":
        return date_format(on, "Y")
    if precision == "month":
        return date_format(on, "YEAR_MONTH_FORMAT")
    text = date_format(on, "DATE_FORMAT")
    return gettext("by %(day)s") % {"day": text} if precision == "attested" else text
