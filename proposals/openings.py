"""Which acts are open to an actor now, which it may enter for a state, and why others are not.

Answered from the table: the same roles and guards that `actions.take` asks again under the lock.
"""

from dataclasses import dataclass
from datetime import datetime

from members.actor import Actor
from proposals.dossier import Dossier
from proposals.row import Transition
from proposals.transitions import TABLE
from records.acts import represents_states


@dataclass(frozen=True)
class Opening:
    """An act of the table as it stands for an actor now.

    `is_open` acts can be done; `for_a_state` marks those that a secretariat officer can enter on behalf of
    a state; the others carry the `reason` they are not open, and its `rule`.
    """

    transition: Transition
    is_open: bool
    for_a_state: bool = False
    reason: str = ""
    rule: str = ""


def openings(dossier: Dossier, actor: Actor, at: datetime) -> list[Opening]:
    """Return the acts that the proposal's present stage knows, as they stand for `actor`, in table order."""
    here = [transition for transition in TABLE if transition.stage_missing(dossier) is None]
    return [_opening(transition, dossier, actor, at) for transition in here if transition.is_for_people]


def _opening(transition: Transition, dossier: Dossier, actor: Actor, at: datetime) -> Opening:
    if transition.role_of(actor, dossier) is None:
        if represents_states(actor, transition):
            return Opening(transition, is_open=True, for_a_state=True)
        return Opening(
            transition, is_open=False, reason=transition.why_not_yours(actor, dossier), rule=transition.rule
        )
    missing = transition.missing(dossier, actor, at)
    if missing:
        return Opening(transition, is_open=False, reason=missing.sentence, rule=missing.rule)
    return Opening(transition, is_open=True)
