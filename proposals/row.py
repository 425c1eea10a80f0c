"""What a row of the procedure's table is: how it is carried out, whom it tells, and what its stages wait for.

`transitions` holds the rows themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.actor import Actor
from members.groups import CHAIR, MEMBERS, SECRETARIAT
from proposals.dossier import Dossier, OfProposal, chair_code, member_codes
from proposals.effects.done import UNCHANGED, Done
from proposals.enums import BLOCKING, Mode, Route, Stage
from proposals.models import Proposal
from proposals.rules import OF_ROUTES
from records.act_types import Entry, Group, Missing, Role, StagedAct

PROCEDURE_EDITION = "2007"
"""The edition of the Cooperative Approach whose procedure this table is."""

INTERESTED = Group("interested", gettext_lazy("the interested states"))
DRAFTERS = Group("drafters", gettext_lazy("the states that draft the paper"))
ALL_IF_BROKEN = Group("all_if_broken", gettext_lazy("all member states, if it ends a silence procedure"))


@dataclass(frozen=True)
class Await:
    """That a stage waits for this act: from whom, and when in the stage.

    `while_` is asked with the proposal's own columns (`due_at`, `under`), so that a list can say it without a
    dossier. `is_owed_late`: who has not done it by the deadline owes it still, though the stage no longer
    waits.
    """

    of: str
    while_: Callable[[Any, datetime], bool]
    task: Any
    is_owed_late: bool = False
    on_route: Mapping[Route, Any] = field(default_factory=dict)

    def task_on(self, proposal: Any) -> Any:
        """What is to be done, in the words of the proposal's route where that has its own."""
        return self.on_route.get(proposal.route, self.task)


def always(proposal: Any, at: datetime) -> bool:
    """Wait for as long as the stage lasts."""
    return True


def before_due(proposal: Any, at: datetime) -> bool:
    """Wait until the stage's deadline."""
    return proposal.due_at is not None and at < proposal.due_at


def after_due(proposal: Any, at: datetime) -> bool:
    """Wait from the stage's deadline on."""
    return not before_due(proposal, at)


def under_silence(proposal: Any, at: datetime) -> bool:
    """Wait while a silence procedure is open."""
    return proposal.under == Mode.SILENCE


def at_meeting(proposal: Any, at: datetime) -> bool:
    """Wait while a consideration at a meeting is open."""
    return proposal.under == Mode.MEETING


def compiled_by_secretariat(proposal: Any, at: datetime) -> bool:
    """Wait for the secretariat where it compiles the paper itself: a plan."""
    return proposal.route == Route.D


def not_under_consideration(proposal: Any, at: datetime) -> bool:
    """Wait while no consideration is open."""
    return not proposal.under


def end_of_silence(dossier: Dossier) -> datetime | None:
    """Return the deadline of the latest consideration, where that was by silence."""
    latest = dossier.considerations[:1]
    return latest[0].closes_at if latest else None


def end_of_comments(dossier: Dossier) -> datetime | None:
    """Return when the period for comments on the latest version ends."""
    return dossier.version.comments_until if dossier.version else None


def the_version(dossier: Dossier, actor: Actor) -> str:
    """Rest on the paper as it was read: what other states say of it meanwhile makes no comment untrue."""
    return dossier.version.digest if dossier.version else ""


def the_consultation(dossier: Dossier, actor: Actor) -> str:
    """Rest on what the Chair asked: other states' answers change no answer."""
    return str(dossier.consultation.pk) if dossier.consultation else ""


def the_consideration(dossier: Dossier, actor: Actor) -> str:
    """Rest on the body that looks at the paper, in the mode in which it does, and so on the paper: other
    states' positions and a later deadline change no position.
    """
    held = dossier.consideration
    return f"{held.pk} {held.mode} {held.text_digest}" if held else ""


def begins_silence(payload: Mapping[str, Any]) -> bool:
    """Whether a silence runs from now on, in which those who are told may object."""
    return payload.get("mode") == Mode.SILENCE or "silence_until" in payload


def opens_silence(dossier: Dossier, body: Mapping[str, Any]) -> bool:
    """A silence that has begun for all member states is ended by its deadline or by an objection alone."""
    return body.get("mode") == Mode.SILENCE


def ends_silence(payload: Mapping[str, Any]) -> bool:
    """Whether the act broke a silence."""
    return "silence" in payload


def consensus_is_broken(dossier: Dossier, body: Mapping[str, Any]) -> bool:
    """An objection or amendment ends a silence at once, for all; withdrawing it revives nothing."""
    return body.get("position") in BLOCKING


@dataclass(frozen=True, kw_only=True)
class Transition(StagedAct):
    """An act that a proposal goes through, in the routes and the edition it belongs to.

    `awaits` says from whom the stages it is open in wait for it.
    """

    awaits: tuple[Await, ...] = ()
    routes: tuple[Route, ...] = tuple(Route)
    edition: str = PROCEDURE_EDITION

    @property
    def may_decide(self) -> bool:
        """Whether a decision can come of it."""
        return any(stage.awaits_completion for stage in self.targets)

    def variety_of(self, dossier: OfProposal) -> Route:
        """Cite and name by the proposal's route."""
        return Route(dossier.proposal.route)

    def roles_on(self, dossier: OfProposal) -> tuple[Role, ...]:
        """Return those who may perform it in the proposal's route: a plan has no coordinators."""
        route = dossier.proposal.route
        return tuple(role for role in self.who if route in OF_ROUTES.get(role.name, tuple(Route)))

    def stage_missing(self, dossier: OfProposal) -> Missing | None:
        """Say that the act is not of the proposal's route, or not open in its stage."""
        if dossier.proposal.route in self.routes:
            return super().stage_missing(dossier)
        return Missing(
            _("“%(act)s” is not part of the route “%(route)s”.")
            % {"act": self.label, "route": Route(dossier.proposal.route).label},
            self.rule,
        )

    def carry_out(self, dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
        """Write the effect and the stage; tell those whom it concerned before, and those it concerns now."""
        interested, drafters = list(dossier.interests), list(dossier.drafters)
        entry = super().carry_out(dossier, actor, body, at)
        groups = {
            INTERESTED: interested + list(dossier.interests),
            DRAFTERS: drafters + list(dossier.drafters),
            CHAIR: ["chair", chair_code(at.date())],
            SECRETARIAT: ["secretariat"],
            MEMBERS: member_codes(at.date()) if MEMBERS in self.tells else [],
            **entry.told,
        }
        return replace(entry, told={group: groups[group] for group in self.tells})

    def row_of(self, dossier: Dossier) -> Proposal:
        """Return the proposal."""
        return dossier.proposal

    def write(self, proposal: Proposal, after: Stage, done: Done, at: datetime) -> None:
        """Begin a new stage without the deadline of the last; it begins when the act took effect."""
        if after != proposal.stage:
            proposal.stage_since = done.effective_at or at
            proposal.due_at, proposal.under = None, ""
            proposal.closed_at = proposal.stage_since if after.is_end else None
            if after.is_decided:
                proposal.decided_at = proposal.decided_at or proposal.stage_since
        if done.due_at is not UNCHANGED:
            proposal.due_at = done.due_at
        if done.under is not UNCHANGED:
            proposal.under = done.under
        super().write(proposal, after, done, at)

    def entry(
        self, dossier: Dossier, done: Done, *, before: Stage | None, after: Stage, at: datetime
    ) -> Entry:
        """Return what the register keeps: always with the stages, moved or not."""
        dossier.forget()
        return Entry(
            object_kind="proposal",
            object_key=dossier.proposal.reference,
            payload={"from": before, "to": str(after), **done.payload},
            told={ALL_IF_BROKEN: member_codes(at.date()) if done.tells_all else []},
        )
