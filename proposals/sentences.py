"""What is awaited from whom, until when, and what still stands between a text and adoption: each in one
sentence.

Derived from the table's `awaits`; nothing here names a stage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.actor import Actor
from proposals import consensus
from proposals.dossier import WhomItAwaits, taken
from proposals.enums import Mode, Outcome
from proposals.models import Consideration, Position, Proposal
from proposals.row import CHAIR, DRAFTERS, INTERESTED, MEMBERS, SECRETARIAT, Transition
from proposals.transitions import open_in
from records.certain import certain

Names = Mapping[str, str]
ENDED = {
    Outcome.AGREED: gettext_lazy("Nothing: the text was agreed."),
    Outcome.APPROVED: gettext_lazy("Nothing: the text was approved."),
    Outcome.RETURNED: gettext_lazy("The text was returned; a new version will be considered anew."),
    Outcome.DECLINED: gettext_lazy("The text was not taken further."),
    Outcome.DEFERRED: gettext_lazy("The consideration was deferred; the Chair opens a new one."),
    Outcome.NOTED: gettext_lazy("The text was noted, not adopted; the Chair opens a new consideration."),
    Outcome.ENDED: gettext_lazy(
        "The silence was ended without adoption; the Chair opens a new consideration."
    ),
    Outcome.WITHDRAWN: gettext_lazy("The proposal was withdrawn."),
    Outcome.SILENCE_BROKEN: gettext_lazy(
        "The silence was broken; the Chair opens a new consideration or concludes without adoption."
    ),
}
"""What stands between a text and adoption when its consideration has ended, by the outcome."""


@dataclass(frozen=True)
class StageWaiting:
    """One thing a stage waits for: the act, from which states or office, to do what, until when."""

    transition: Transition
    of: str
    states: tuple[str, ...]
    task: Any
    until: datetime | None


def waited_for(dossier: WhomItAwaits, at: datetime, *, with_late: bool = False) -> list[StageWaiting]:
    """Return what the proposal waits for at `at`, the next thing first.

    Whoever has acted already is not waited for. `with_late` adds what is still owed though its deadline is
    over.
    """
    found = []
    for transition in open_in(dossier.proposal.stage):
        for wait in transition.awaits:
            is_late = with_late and wait.is_owed_late and dossier.proposal.due_at is not None
            if wait.while_(dossier.proposal, at) or is_late:
                states = _outstanding(wait.of, transition, dossier)
                if states or wait.of in (CHAIR, SECRETARIAT):
                    until = dossier.proposal.due_at if _has_deadline(wait.of, dossier) else None
                    task = wait.task_on(dossier.proposal)
                    found.append(StageWaiting(transition.on(dossier), wait.of, tuple(states), task, until))
    return found


def _outstanding(of: str, transition: Transition, dossier: WhomItAwaits) -> Sequence[str]:
    """Return the states of a group that have not yet done what is waited for."""
    if of == INTERESTED:
        return dossier.silent
    if of == DRAFTERS:
        return list(dossier.drafters)
    if of == MEMBERS:
        if dossier.consideration:
            spoken = {position.state_id for position in dossier.positions}
            return [state for state in dossier.consideration.roster if state not in spoken]
        return [MEMBERS]
    return []


def _has_deadline(of: str, dossier: WhomItAwaits) -> bool:
    return of not in (CHAIR, SECRETARIAT)


def awaited(dossier: WhomItAwaits, at: datetime, *, names: Names) -> dict[str, Any]:
    """Return `{sentence, from, until}` of the next thing the proposal waits for; an ended one waits for
    nothing.

    `names` is `{code: name}` in the reader's language. `until` is an instant; the sentence leaves it to the
    page, which shows it in the reader's zone, Astana time and UTC.
    """
    found = next_awaited(dossier, at, names=names)
    return found or {"sentence": _("Nothing is awaited."), "from": [], "until": None}


def next_awaited(dossier: WhomItAwaits, at: datetime, *, names: Names) -> dict[str, Any] | None:
    """Return the same; None where nothing is awaited."""
    waiting = waited_for(dossier, at)
    if not waiting:
        return None
    first = waiting[0]
    who = _who(first, names)
    sentence = _("Awaited from %(who)s: %(task)s.") % {"who": who, "task": first.task}
    offices: dict[Any, list[str]] = {CHAIR: ["chair"], SECRETARIAT: ["secretariat"], MEMBERS: ["members"]}
    return {"sentence": sentence, "from": offices.get(first.of, list(first.states)), "until": first.until}


def _who(waiting: StageWaiting, names: Names) -> str:
    if waiting.of == CHAIR:
        return _("the Chair")
    if waiting.of == SECRETARIAT:
        return _("the secretariat")
    if waiting.of == MEMBERS:
        return _("the member states")
    return ", ".join(names.get(state, state) for state in waiting.states)


def waits_for(actor: Actor, dossier: WhomItAwaits, at: datetime) -> list[StageWaiting]:
    """Return what the proposal waits for from this actor, its state or its office."""
    return [
        waiting
        for waiting in waited_for(dossier, at)
        if (waiting.of == CHAIR and actor.is_chair)
        or (waiting.of == SECRETARIAT and actor.is_secretariat)
        or (actor.is_member and _waits_for_state(waiting, actor.participant, dossier))
    ]


def _waits_for_state(waiting: StageWaiting, state: str, dossier: WhomItAwaits) -> bool:
    if waiting.states == (MEMBERS,):
        return state not in dossier.commented
    return state in waiting.states


def missing(
    consideration: Consideration, *, positions: Sequence[Position], at: datetime, names: Names
) -> str:
    """Return the sentence that says what still stands between the text and adoption."""
    if consideration.outcome != Outcome.OPEN:
        return str(ENDED[Outcome(consideration.outcome)])
    if consideration.mode == Mode.SILENCE:
        return _missing_in_silence(consideration, positions, at)
    return _missing_at_meeting(consideration, positions, names)


def _missing_in_silence(consideration: Consideration, positions: Sequence[Position], at: datetime) -> str:
    state = consensus.silence_state(
        roster=consideration.roster,
        positions=taken(positions),
        since=certain(consideration.silence_since),
        closes_at=certain(consideration.closes_at),
        at=at,
    )
    if state.silence == consensus.Silence.ADOPTED:
        return _("Nothing: the silence has ended unbroken; its closing is being entered.")
    return _("The end of the silence, unless a member state objects or proposes an amendment before it.")


def _missing_at_meeting(consideration: Consideration, positions: Sequence[Position], names: Names) -> str:
    roster = consideration.roster
    quorum = _("a quorum of %(quorum)d of the %(roster)d member states") % {
        "quorum": consensus.quorum(len(roster)),
        "roster": len(roster),
    }
    blocking = consensus.blocking(roster=roster, positions=taken(positions))
    if not blocking:
        return _("The Chair's conclusion at a meeting with %(quorum)s; no objection stands.") % {
            "quorum": quorum
        }
    states = ", ".join(names.get(state, state) for state in blocking)
    return _("The objection or amendment of %(states)s; and %(quorum)s at the meeting.") % {
        "states": states,
        "quorum": quorum,
    }


def task_on(proposal: Proposal, task: object) -> str:
    """What is to be done on which proposal: "P-2026-003 (NCT-2): designate the coordinators"."""
    return _("%(proposal)s: %(task)s") % {
        "proposal": f"{proposal.reference} ({proposal.subject})",
        "task": task,
    }
