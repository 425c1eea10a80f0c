"""Consensus as pure functions of recorded facts: no database, no clock, no wording.

Rules of Procedure, art. 1(2): a text is adopted when no member state raises an objection as it is adopted,
at a meeting with two thirds of the member states present. DESIGN section 3 gives the silence procedure.
There is no voting: support is never counted, and observers are not on the roster.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from proposals.enums import BLOCKING


@dataclass(frozen=True)
class TakenPosition:
    """A position as it was received: by which state, which kind, at which instant, its place
    among the state's.
    """

    state: str
    position: str
    received_at: datetime
    sequence: int = 1


class Silence(StrEnum):
    """How a silence procedure stands."""

    RUNNING = "running"
    BROKEN = "broken"
    ADOPTED = "adopted"


@dataclass(frozen=True)
class SilenceState:
    """How a silence stands, since when, and who broke it."""

    silence: Silence
    effective_at: datetime | None = None
    broken_by: str = ""


def quorum(roster_size: int) -> int:
    """Return how many member states must be present: two thirds, rounded up (12 of 18, 19 of 28)."""
    return -(-2 * roster_size // 3)


def standing(*, roster: Collection[str], positions: Iterable[TakenPosition]) -> dict[str, TakenPosition]:
    """Return `{state: its latest position}`; a state on the roster that has not spoken is not a key.

    Who is not on the frozen roster does not count.
    """
    latest: dict[str, TakenPosition] = {}
    for taken in positions:
        held = latest.get(taken.state)
        if taken.state in roster and (held is None or taken.sequence > held.sequence):
            latest[taken.state] = taken
    return latest


def blocking(*, roster: Collection[str], positions: Iterable[TakenPosition]) -> list[str]:
    """Return the states whose standing position prevents adoption, in roster order."""
    held = standing(roster=roster, positions=positions)
    return [state for state in roster if state in held and held[state].position in BLOCKING]


def absent_for_quorum(*, roster: Collection[str], present: Collection[str]) -> int:
    """Return how many more member states must be present for the meeting to be held; 0 when there is a
    quorum.
    """
    return max(0, quorum(len(roster)) - len(set(present) & set(roster)))


def silence_state(
    *,
    roster: Collection[str],
    positions: Collection[TakenPosition],
    since: datetime,
    closes_at: datetime,
    at: datetime,
) -> SilenceState:
    """Return how a silence procedure stands at the instant `at`, from the recorded facts alone.

    One objection or amendment received strictly before `closes_at` breaks it, for good: a later withdrawal
    does not revive it. Otherwise it is adopted with effect at `closes_at`, however late anybody looks.
    Where the silence follows a meeting, what a state gave up at the meeting, before `since`, does not
    count.
    """
    held_before = standing(
        roster=roster, positions=[taken for taken in positions if taken.received_at < since]
    )
    breaks = [
        taken
        for taken in positions
        if taken.state in roster
        and taken.position in BLOCKING
        and taken.received_at < closes_at
        and (taken.received_at >= since or held_before[taken.state] == taken)
    ]
    if breaks:
        first = min(breaks, key=lambda taken: (taken.received_at, taken.state))
        return SilenceState(Silence.BROKEN, first.received_at, first.state)
    if at >= closes_at:
        return SilenceState(Silence.ADOPTED, closes_at)
    return SilenceState(Silence.RUNNING)
