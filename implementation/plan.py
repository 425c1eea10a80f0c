"""The annual Plan of Implementation of CBMs, compiled from what the states have entered for a year (present
practice).
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from implementation.enums import ActivityFormat
from implementation.models import Activity
from members.models import Participant


def compile_plan(year: int) -> tuple[str, Sequence[dict[str, Any]]]:
    """Return the plan's title and paragraphs: a heading for each area, a paragraph for each activity.

    The text is English, the one that counts; Russian and French are written when the paper is.
    """
    names = dict(Participant.objects.values_list("code", "name_en"))
    planned = Activity.objects.for_plan(year).select_related("measure__area")
    lines = []
    for area, activities in groupby(planned, key=lambda activity: activity.measure.area):
        lines.append(_line(area.text_en, heading=True))
        lines += [_line(_sentence(activity, names)) for activity in activities]
    return f"Plan of Implementation of CICA Confidence Building Measures for {year}", lines


def _line(text: str, *, heading: bool = False) -> dict[str, Any]:
    return {"heading": heading, "en": text, "ru": "", "fr": ""}


def _sentence(activity: Activity, names: dict[str, str]) -> str:
    states = ", ".join(names[code] for code in dict.fromkeys((activity.state_id, *activity.partners)))
    days = "dates to be determined"
    if activity.starts_on:
        last = activity.ends_on
        days = f"{activity.starts_on:%-d %B %Y}" + (
            f" to {last:%-d %B %Y}" if last and last != activity.starts_on else ""
        )
    where = f", {activity.place}" if activity.place else ""
    form = {
        ActivityFormat.IN_PERSON: "in person",
        ActivityFormat.ONLINE: "online",
        ActivityFormat.HYBRID: "hybrid",
    }[ActivityFormat(activity.format)]
    return f"{activity.measure.code}. {activity.title} ({states}; {days}{where}; {form})."
