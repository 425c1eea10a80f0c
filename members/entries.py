"""What an act entered of a participant last, and taking it back: a status, or a term as Chair.

Only the last entry is cancelled or corrected: what follows an entry rests on it. What the reference record
holds is corrected by a release of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from members.enums import RecordEntry
from members.models import Chairmanship, Participant, Period


@dataclass(frozen=True, kw_only=True)
class LastEntry:
    """What the last entry of an act began, if anything, and what it ended, if anything, on one day.

    `reopened` are the columns by which what it ended goes on again.
    """

    on: date
    begun: Period | Chairmanship | None
    ended: Period | Chairmanship | None
    reopened: Mapping[str, Any]

    @property
    def to(self) -> str:
        """The status that was entered, empty where the participant left; of a term, the state's code."""
        return value_of(self.begun)

    def undo(self) -> dict[str, Any]:
        """Take the entry back, so that what stood before goes on; return what it said."""
        decision = self.begun.decision if self.begun else getattr(self.ended, "end_decision", "")
        was = {"effective_on": self.on, "decision": decision, "to": self.to}
        if self.begun is not None:
            self.begun.delete()
        if self.ended is not None:
            for column, value in self.reopened.items():
                setattr(self.ended, column, value)
            # What was loaded is as it was loaded: the next release may say more of it.
            self.ended.changed_by_act = self.ended.reference_key is None
            self.ended.save(update_fields=[*self.reopened, "changed_by_act"])
        return was


def value_of(row: Period | Chairmanship | None) -> str:
    """Return what a row says from its first day on: a status, or the code of the state that chairs."""
    if row is None:
        return ""
    return row.status if isinstance(row, Period) else row.state_id


def _last_status(participant: Participant) -> LastEntry | None:
    begun = participant.periods.filter(reference_key=None).order_by("-valid_from").first()
    ended = (
        participant.periods.filter(changed_by_act=True, valid_to__isnull=False).order_by("-valid_to").first()
    )
    days = [day for day in (begun and begun.valid_from, ended and ended.valid_to) if day]
    if not days:
        return None
    on = max(days)
    return LastEntry(
        on=on,
        begun=begun if begun and begun.valid_from == on else None,
        ended=ended if ended and ended.valid_to == on else None,
        reopened={"valid_to": None, "ends_on": None, "ends_precision": "", "end_decision": ""},
    )


def _last_term(participant: Participant) -> LastEntry | None:
    last = Chairmanship.objects.last_term()
    if (
        last is None
        or last.valid_from is None
        or (last.state_id, last.reference_key) != (participant.code, None)
    ):
        return None
    ended = Chairmanship.objects.filter(valid_to=last.valid_from, changed_by_act=True).first()
    return LastEntry(on=last.valid_from, begun=last, ended=ended, reopened={"valid_to": None})


LAST: Mapping[str, Callable[[Participant], LastEntry | None]] = {
    RecordEntry.STATUS: _last_status,
    RecordEntry.CHAIRMANSHIP: _last_term,
}


def last_entry(participant: Participant, entry: str) -> LastEntry | None:
    """Return the last entry that an act made of the participant, None where none stands.

    `entry` is a `RecordEntry`: of which kind.
    """
    return LAST[entry](participant)


def last_entries(participant: Participant) -> list[LastEntry]:
    """Return the last entry of every kind that stands."""
    return [found for found in (last_entry(participant, entry) for entry in RecordEntry) if found]
