"""Which acts of a table are open to an actor now, which it may enter for a state, and why others are not.

Answered from the table: the same roles and guards that `acts.perform` asks again under the lock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.acts import ActorLike, ActType, StagedAct, represents_states


@dataclass(frozen=True)
class Opening:
    """An act of a table as it stands for an actor now.

    `is_open` acts can be done; `for_a_state` marks those that a secretariat officer can enter on behalf of a
    state; the others carry the `reason` they are not open, and its `rule`. `is_theirs` is false where the act
    is somebody else's.
    """

    act_type: StagedAct
    is_open: bool
    for_a_state: bool = False
    is_theirs: bool = True
    reason: str = ""
    rule: str = ""


def doable(
    table: Iterable[ActType], *, subject: Any, actor: ActorLike, at: datetime
) -> Iterator[tuple[ActType, bool]]:
    """Yield the acts of a table without stages that an actor can do now, each with whether for a state."""
    for act_type in table:
        is_own = act_type.role_of(actor, subject) is not None
        is_near = is_own or represents_states(actor, act_type)
        if is_near and act_type.missing(subject, actor, at) is None:
            yield act_type, not is_own


def openings_of(table: Iterable[StagedAct], *, subject: Any, actor: ActorLike, at: datetime) -> list[Opening]:
    """Return the acts that the subject's present stage knows, as they stand for `actor`, in table order."""
    stage = subject.stage or None
    # Most rows are of other stages; they are passed by before a sentence is made that says so.
    near = (row for row in table if stage in row.sources and row.is_for_people)
    here = (row for row in near if row.stage_missing(subject) is None)
    return [_opening(row, subject, actor, at) for row in here]


def _opening(row: StagedAct, subject: Any, actor: ActorLike, at: datetime) -> Opening:
    if row.role_of(actor, subject) is None:
        if represents_states(actor, row):
            return Opening(row, is_open=True, for_a_state=True, is_theirs=False)
        return Opening(
            row, is_open=False, is_theirs=False, reason=row.why_not_yours(actor, subject), rule=row.rule
        )
    missing = row.missing(subject, actor, at)
    if missing:
        return Opening(row, is_open=False, reason=missing.sentence, rule=missing.rule)
    return Opening(row, is_open=True)
