"""Which acts of a table are open to an actor now, which it may enter for a state, and why others are not.

Answered from the table: the same roles and guards that `acts.perform` asks again under the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from records.act_types import ActType, Missing, Role, StagedAct
from records.acts import represents_states

if TYPE_CHECKING:
    from members.actor import Actor


@dataclass(frozen=True)
class Opening:
    """An act of a table as it stands for an actor now.

    `is_open` acts can be done; `for_a_state` marks those that a secretariat officer can enter on behalf of a
    state; the others carry the `reason` they are not open, and its `rule`. `is_theirs` is false where the act
    is somebody else's. `capacities` are there where the actor could do it in more than one.
    """

    act_type: StagedAct
    is_open: bool
    for_a_state: bool = False
    is_theirs: bool = True
    reason: str = ""
    rule: str = ""
    capacities: Mapping[str, Role] = field(default_factory=dict)


def doable(
    table: Iterable[ActType], *, subject: Any, actor: Actor, at: datetime
) -> Iterator[tuple[ActType, bool]]:
    """Yield the acts of a table without stages that an actor can do now, each with whether for a state."""
    for row in table:
        act_type = row.on(subject)
        if act_type.role_of(actor, subject) is not None:
            if act_type.missing(subject, actor, at) is None:
                yield act_type, False
        elif next(states_able(act_type, subject=subject, actor=actor, at=at), None):
            yield act_type, True


def states_able(
    act_type: ActType,
    *,
    subject: Any,
    actor: Actor,
    at: datetime,
    among: Iterable[Actor] | None = None,
) -> Iterator[Actor]:
    """Yield those on whose behalf an officer could enter the act now: theirs by right, and nothing missing.

    `among` are the states where the caller knows them already.
    """
    if not represents_states(actor, act_type) or act_type.stage_missing(subject):
        return
    for state in actor.on_behalf_of_each(at=at) if among is None else among:
        if act_type.role_of(state, subject) and act_type.missing(subject, state, at) is None:
            yield state


def why_no_state(act_type: ActType, *, subject: Any, actor: Actor, at: datetime) -> Missing:
    """Say why an officer can enter the act for nobody: what one whose act it is misses, or whose it is."""
    theirs = (state for state in actor.on_behalf_of_each(at=at) if act_type.role_of(state, subject))
    missing = (act_type.missing(subject, state, at) for state in theirs)
    found = next((one for one in missing if one), None)
    return found or Missing(act_type.why_not_yours(actor, subject), act_type.rule)


def openings_of(table: Iterable[StagedAct], *, subject: Any, actor: Actor, at: datetime) -> list[Opening]:
    """Return the acts that the subject's present stage knows, as they stand for `actor`, in table order."""
    stage = subject.stage or None
    # Most rows are of other stages; they are passed by before a sentence is made that says so.
    near = (row.on(subject) for row in table if stage in row.sources and row.is_for_people)
    here = (row for row in near if row.stage_missing(subject) is None)
    states = list(actor.on_behalf_of_each(at=at)) if "secretariat" in actor.capacities else []
    return [_opening(row, subject, actor, at, states) for row in here]


def _opening(row: StagedAct, subject: Any, actor: Actor, at: datetime, states: list[Actor]) -> Opening:
    if row.role_of(actor, subject) is None:
        if next(states_able(row, subject=subject, actor=actor, at=at, among=states), None):
            return Opening(row, is_open=True, for_a_state=True, is_theirs=False)
        return Opening(
            row, is_open=False, is_theirs=False, reason=row.why_not_yours(actor, subject), rule=row.rule
        )
    missing = row.missing(subject, actor, at)
    if missing:
        return Opening(row, is_open=False, reason=missing.sentence, rule=missing.rule)
    return Opening(row, is_open=True, capacities=several(row, actor, subject))


def several(act_type: ActType, actor: Actor, subject: Any) -> Mapping[str, Role]:
    """Return the capacities in which the actor could do the act, where there are more than one."""
    roles = act_type.roles_by_capacity(actor, subject)
    return roles if len(roles) > 1 else {}
