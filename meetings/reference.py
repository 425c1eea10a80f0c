"""The reference record of past meetings, each with its sources; days that no source gives stay unknown."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from meetings.enums import MeetingAudience, MeetingFormat, MeetingStage
from meetings.models import Meeting
from members.enums import Precision
from members.synchronisation import (
    BadReference,
    Tally,
    checked,
    day_of,
    differences_from,
    known,
    once,
    sources_of,
    synchronise,
    value_of,
)
from records.certain import certain
from records.proof import Difference

MEETINGS = "meetings.json"
DATA = Path(__file__).parent / "data"
LENGTH_OF_MONTH = len("2011-09")
FORMATS = {
    "online": MeetingFormat.ONLINE,
    "video-conference": MeetingFormat.ONLINE,
    "offline": MeetingFormat.IN_PERSON,
    "hybrid": MeetingFormat.HYBRID,
}
NOT_HELD = "planned only"


def read_meetings() -> dict[str, Any]:
    """Return the records of this room by file name."""
    return {MEETINGS: json.loads((DATA / MEETINGS).read_text())}


def load_meetings(data: Mapping[str, Any]) -> dict[str, Tally]:
    """Bring the meetings of the record in line with `data`; call in a transaction. Raises BadReference."""
    records = value_of(data[MEETINGS], "meetings", where=MEETINGS)
    wanted = [_meeting(record) for record in records]
    once((meeting.reference for meeting in wanted), where=MEETINGS)
    present = Meeting.objects.exclude(reference_key=None)
    return {"meetings": synchronise(wanted, present=present, key=_key, removes=True)}


def past_meetings_differ() -> Iterator[Difference]:
    """Compare the past meetings with the records of the release."""
    yield from differences_from(lambda: load_meetings(read_meetings()))


def _key(meeting: Meeting) -> str:
    return certain(meeting.reference_key, f"key of {meeting.reference} in the record")


def _meeting(record: Mapping[str, Any]) -> Meeting:
    kind, start = (value_of(record, name, where=MEETINGS) for name in ("kind", "start"))
    reference = record.get("reference") or f"{kind.upper().replace('_', '-')}-{start}"
    where = f"{MEETINGS}, {reference}"
    starts_on, precision = _first_day(start, where=where)
    confidence = value_of(record, "confidence", where=where)
    form = record.get("format")
    return checked(
        Meeting(
            reference=reference,
            reference_key=reference,
            kind=kind,
            number=record.get("number"),
            title=value_of(record, "title", where=where),
            place=record.get("place") or "",
            format=FORMATS[known(form, among=FORMATS, where=where)] if form else "",
            starts_on=starts_on,
            starts_precision=precision,
            ends_on=day_of(record, "end", where=where),
            audience=MeetingAudience.PUBLIC,
            stage=MeetingStage.PLANNED if NOT_HELD in confidence else MeetingStage.HELD,
            outcomes=record.get("outcomes", []),
            sources=sources_of(record, where=where),
            confidence=confidence,
            note=record.get("note", ""),
        ),
        where=where,
    )


def _first_day(text: str, *, where: str) -> tuple[date, Precision]:
    """Return the first day; of a month alone its first as a placeholder."""
    is_month = len(text) == LENGTH_OF_MONTH
    try:
        day = date.fromisoformat(f"{text}-01" if is_month else text)
    except ValueError as error:
        raise BadReference(f"{where}: “start” is no date: {text}") from error
    return day, Precision.MONTH if is_month else Precision.DAY
