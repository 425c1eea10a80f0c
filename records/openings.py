"""The acts on one thing as they stand for one actor: which are open, which for a state, why others are not.

Answered from the table, by the same roles and guards that `acts.perform` asks again under the lock. Pages,
API and inbox have it from here; nothing else says what can be done, or why it cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Protocol

from records.act_fields import ActFields
from records.act_types import ActType, Missing, Role
from records.acts import fields_of_form, represents_states

if TYPE_CHECKING:
    from members.actor import Actor


class HasActs(Protocol):
    """What acts are taken on: a kind of rows, or one subject of the door (`records.door`)."""

    @property
    def acts(self) -> Mapping[str, ActType]:
        """The acts that there are on it, by name."""


@dataclass(frozen=True)
class Opening:
    """An act as it stands for an actor now.

    `is_open` acts can be done; the others carry the `reason` why not. `rule` is what the act rests on, or
    what asks for what is missing. `for_a_state` marks those that a secretariat officer enters on behalf of a
    state. `capacities` are there where the actor could do it in more than one.
    """

    act_type: ActType
    actor: Actor
    is_open: bool
    rule: str
    for_a_state: bool = False
    reason: str = ""
    capacities: Mapping[str, Role] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last part of the addresses of its form and of its endpoint."""
        return self.act_type.last_part

    @property
    def label(self) -> str:
        """What to do, for the reader."""
        return str(self.act_type.label)

    @property
    def fields(self) -> type[ActFields]:
        """What the actor fills in."""
        return fields_of_form(self.act_type, actor=self.actor)


def acts_for(kind: HasActs, subject: Any, *, actor: Actor, at: datetime) -> list[Opening]:
    """Return the acts that the subject's present stage knows, as they stand for `actor`, in table order.

    `subject` is what roles and guards are asked about: a row of the kind, or its dossier. To who only reads
    nothing is said of what it cannot do: it would be one sentence, as often as there are acts.
    """
    # Most rows are of other stages; they are passed by before a sentence is made that says so.
    near = (row for row in kind.acts.values() if row.is_for_people and row.knows_stage_of(subject))
    here = (row for row in near if row.stage_missing(subject) is None)
    states = _states_once(actor, at)
    found = (_opening(row.on(subject), subject, actor, at, states) for row in here)
    return [opening for opening in found if opening.is_open or actor.may_write]


def opening_for(act_type: ActType, *, subject: Any, actor: Actor, at: datetime) -> Opening:
    """Return how one act on the subject stands for `actor`, in whatever stage the subject is."""
    return _opening(act_type.on(subject), subject, actor, at, _states_once(actor, at))


def has_right(act_type: ActType, *, subject: Any, actor: Actor) -> bool:
    """Whether the act is the actor's to do, in person or on behalf of a state, ready or not."""
    return act_type.role_of(actor, subject) is not None or represents_states(actor, act_type)


def states_able(act_type: ActType, *, subject: Any, actor: Actor, at: datetime) -> Iterator[Actor]:
    """Yield those on whose behalf an officer could enter the act now: theirs by right, nothing missing."""
    if not represents_states(actor, act_type) or act_type.stage_missing(subject):
        return
    for state, missing in _of_states(act_type, subject, actor.on_behalf_of_each(at=at), at):
        if missing is None:
            yield state


def several(act_type: ActType, actor: Actor, subject: Any) -> Mapping[str, Role]:
    """Return the capacities in which the actor could do the act, where there are more than one."""
    roles = act_type.roles_by_capacity(actor, subject)
    return roles if len(roles) > 1 else {}


States = Callable[[], list["Actor"]]


def _states_once(actor: Actor, at: datetime) -> States:
    """Return a question for all for whom an officer may speak, which is asked of the database once."""
    return cache(partial(actor.on_behalf_of_each, at=at))


def _opening(row: ActType, subject: Any, actor: Actor, at: datetime, states: States) -> Opening:
    stands = partial(Opening, row, actor)
    if row.role_of(actor, subject) is not None:
        if missing := row.missing(subject, actor, at):
            return stands(is_open=False, rule=missing.rule, reason=missing.sentence)
        return stands(is_open=True, rule=row.rule, capacities=several(row, actor, subject))
    if represents_states(actor, row):
        missing = row.stage_missing(subject) or _missed_by_all(row, subject, actor, states(), at)
        if missing is None:
            return stands(is_open=True, rule=row.rule, for_a_state=True)
        rule, reason = missing.rule, missing.sentence
        return stands(is_open=False, rule=rule or row.rule, for_a_state=True, reason=reason)
    return stands(is_open=False, rule=row.rule, reason=row.why_not_yours(actor, subject))


def _missed_by_all(
    row: ActType, subject: Any, actor: Actor, states: list[Actor], at: datetime
) -> Missing | None:
    """Return why an officer can enter the act for nobody: what the first whose act it is misses, or whose it
    is; None where one can do it.
    """
    first = None
    for _state, missing in _of_states(row, subject, states, at):
        if missing is None:
            return None
        first = first or missing
    return first or Missing(row.why_not_yours(actor, subject), row.rule)


def _of_states(
    row: ActType, subject: Any, states: list[Actor], at: datetime
) -> Iterator[tuple[Actor, Missing | None]]:
    """Yield those whose act it is, each with what it misses."""
    for state in states:
        if row.role_of(state, subject):
            yield state, row.missing(subject, state, at)
