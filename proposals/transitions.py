"""The procedure: one table, a row for each act. Pages, API, diagram, permission tests and notices derive
from it.

Edition `2007` of the Cooperative Approach (CA), with the Rules of Procedure (RoP) for consensus and
silence. To change a rule, change its row, or the guard or effect that the row names; nothing else compares
stages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.actor import Actor
from proposals import fields, guards, rules
from proposals.dossier import Dossier, chair_code, member_codes
from proposals.effects import beginnings, consideration, coordination, decisions, drafting
from proposals.effects.done import UNCHANGED, Done
from proposals.enums import OPEN_STAGES, Action, Mode, Route, Stage
from records.acts import Entry, Missing, StagedAct

PROCEDURE_EDITION = "2007"
"""The edition of the Cooperative Approach whose procedure this table is."""

MEMBERS, INTERESTED, DRAFTERS, CHAIR, SECRETARIAT = (
    "members",
    "interested",
    "drafters",
    "chair",
    "secretariat",
)
"""Those whom an act's notices go to."""


@dataclass(frozen=True)
class Await:
    """That a stage waits for this act: from whom, and when in the stage.

    `while_` is asked with the proposal's own columns (`due_at`, `under`), so that a list can say it without
    a dossier.
    """

    of: str
    while_: Callable[[Any, datetime], bool]
    task: Any


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


@dataclass(frozen=True, kw_only=True)
class Transition(StagedAct):
    """An act that a proposal goes through, in the routes and the edition it belongs to.

    `awaits` says from whom the stages it is open in wait for it.
    """

    awaits: tuple[Await, ...] = ()
    routes: tuple[Route, ...] = tuple(Route)
    edition: str = PROCEDURE_EDITION

    def stage_missing(self, dossier: Dossier) -> Missing | None:
        """Say that the act is not of the proposal's route, or not open in its stage."""
        if dossier.proposal.route in self.routes:
            return super().stage_missing(dossier)
        return Missing(
            _("“%(act)s” is not part of the route “%(route)s”.")
            % {"act": self.label, "route": Route(dossier.proposal.route).label},
            self.rule,
        )

    def carry_out(self, dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
        """Write the effect, move the stage, and say what the register keeps and who is told."""
        before = dossier.proposal.stage or None
        interested, drafters = list(dossier.interests), list(dossier.drafters)
        done = self.effect(dossier, actor, body, at)
        target = (
            done.stage or self.outcomes.get(body.get("outcome")) or self.target or before or Stage.INTEREST
        )
        move(dossier, target=target, done=done, at=at)
        groups = {
            INTERESTED: interested + list(dossier.interests),
            DRAFTERS: drafters + list(dossier.drafters),
            CHAIR: ["chair", chair_code(at.date())],
            SECRETARIAT: ["secretariat"],
            MEMBERS: member_codes(at.date()) if MEMBERS in self.tells or done.tells_all else [],
        }
        told = {
            name for group in {*self.tells, *([MEMBERS] if done.tells_all else [])} for name in groups[group]
        }
        return Entry(
            object_kind="proposal",
            object_key=dossier.proposal.reference,
            payload={"from": before, "to": str(target), **done.payload},
            told=told - {""},
        )


def move(dossier: Dossier, *, target: Stage, done: Done, at: datetime) -> None:
    """Write the proposal's stage and deadline; only `Transition.carry_out` calls this."""
    proposal = dossier.proposal
    if target != proposal.stage:
        proposal.stage, proposal.stage_since, proposal.due_at, proposal.under = target, at, None, ""
        if target in (Stage.COMPLETED, Stage.DECLINED, Stage.WITHDRAWN):
            proposal.closed_at = at
    if done.due_at is not UNCHANGED:
        proposal.due_at = done.due_at
    if done.under is not UNCHANGED:
        proposal.under = done.under
    proposal.revision += 1
    proposal.save(
        update_fields=["stage", "stage_since", "due_at", "under", "closed_at", "draft_due", "revision"]
    )
    dossier.forget()


S = Stage

TABLE: tuple[Transition, ...] = (
    Transition(
        name=Action.DECLARE_INTEREST,
        label=Action.DECLARE_INTEREST.label,
        routes=(Route.A,),
        sources=(None, S.INTEREST, S.CONSULTATION, S.DRAFTING),
        who=(rules.MEMBER,),
        guards=(guards.measure_in_force, guards.has_not_declared),
        fields=fields.DeclareInterestFields,
        effect=beginnings.declare_interest,
        rule="CA (a)1",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
    ),
    Transition(
        name=Action.WITHDRAW_INTEREST,
        label=Action.WITHDRAW_INTEREST.label,
        routes=(Route.A,),
        sources=(S.INTEREST, S.CONSULTATION, S.DRAFTING),
        who=(rules.MEMBER,),
        guards=(guards.has_declared, guards.leaves_a_coordinator),
        fields=fields.WithdrawInterestFields,
        effect=beginnings.withdraw_interest,
        rule="CA intro 3",
        tells=(INTERESTED, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
    Transition(
        name=Action.OPEN_CONSULTATION,
        label=Action.OPEN_CONSULTATION.label,
        routes=(Route.A,),
        sources=(S.INTEREST,),
        target=S.CONSULTATION,
        who=(rules.CHAIR,),
        guards=(guards.somebody_is_interested,),
        fields=fields.OpenConsultationFields,
        effect=coordination.open_consultation,
        rule="CA (a)2",
        tells=(INTERESTED, SECRETARIAT),
        awaits=(Await(CHAIR, always, gettext_lazy("open the consultation on the coordinators")),),
    ),
    Transition(
        name=Action.RESPOND,
        label=Action.RESPOND.label,
        routes=(Route.A,),
        sources=(S.CONSULTATION,),
        who=(rules.INTERESTED,),
        fields=fields.RespondFields,
        effect=coordination.respond,
        rule="CA (a)2",
        tells=(CHAIR, SECRETARIAT),
        awaits=(Await(INTERESTED, before_due, gettext_lazy("answer the Chair's consultation")),),
    ),
    Transition(
        name=Action.DESIGNATE_COORDINATORS,
        label=Action.DESIGNATE_COORDINATORS.label,
        sources=(S.CONSULTATION,),
        target=S.DRAFTING,
        who=(rules.CHAIR,),
        checks=(guards.all_have_offered,),
        fields=fields.DesignateCoordinatorsFields,
        effect=coordination.designate_coordinators,
        rule="CA (a)2",
        tells=(MEMBERS, SECRETARIAT),
        awaits=(Await(CHAIR, always, gettext_lazy("designate the coordinators")),),
    ),
    Transition(
        name=Action.OPEN_VIEWS,
        label=Action.OPEN_VIEWS.label,
        routes=(Route.B,),
        sources=(None,),
        target=S.VIEWS,
        who=(rules.MEMBER,),
        guards=(guards.measure_in_force, guards.nothing_open_on_it),
        fields=fields.OpenViewsFields,
        effect=beginnings.open_views,
        rule="CA (b)1",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
    ),
    Transition(
        name=Action.CALL_EXPERTS,
        label=Action.CALL_EXPERTS.label,
        routes=(Route.B,),
        sources=(S.VIEWS,),
        target=S.EXPERTS,
        who=(rules.CHAIR, rules.SECRETARIAT),
        fields=fields.CallExpertsFields,
        effect=coordination.call_experts,
        rule="CA (b)3",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(
            Await(SECRETARIAT, always, gettext_lazy("compile the views and call for experts")),
        ),
    ),
    Transition(
        name=Action.CHARGE_EXPERTS,
        label=Action.CHARGE_EXPERTS.label,
        routes=(Route.B,),
        sources=(S.EXPERTS,),
        target=S.DRAFTING,
        who=(rules.CHAIR, rules.SECRETARIAT),
        checks=(guards.experts_are_designated,),
        fields=fields.ChargeExpertsFields,
        effect=coordination.charge_experts,
        rule="CA (b)4",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(
            Await(SECRETARIAT, always, gettext_lazy("hold the specialised meeting and charge the experts")),
        ),
    ),
    Transition(
        name=Action.PROPOSE_AMENDMENT,
        label=Action.PROPOSE_AMENDMENT.label,
        routes=(Route.C,),
        sources=(None,),
        target=S.DRAFTING,
        who=(rules.MEMBER,),
        guards=(guards.nothing_open_on_it,),
        fields=fields.ProposeAmendmentFields,
        effect=beginnings.propose_amendment,
        rule="CA review",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
    ),
    Transition(
        name=Action.COMPILE_PLAN,
        label=Action.COMPILE_PLAN.label,
        routes=(Route.D,),
        sources=(None,),
        target=S.EDITORIAL,
        who=(rules.SECRETARIAT,),
        checks=(guards.no_plan_for_the_year,),
        fields=fields.CompilePlanFields,
        effect=beginnings.compile_plan,
        rule="CA intro 1",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
    ),
    Transition(
        name=Action.SUBMIT_PAPER,
        label=Action.SUBMIT_PAPER.label,
        sources=(S.DRAFTING,),
        target=S.EDITORIAL,
        who=(rules.COORDINATOR, rules.RESPONSIBLE, rules.PROPOSER, rules.PLANNER),
        fields=fields.SubmitPaperFields,
        effect=drafting.submit_paper,
        rule="CA (a)2",
        tells=(DRAFTERS, CHAIR, SECRETARIAT),
        awaits=(
            Await(DRAFTERS, always, gettext_lazy("submit the paper")),
            Await(SECRETARIAT, compiled_by_secretariat, gettext_lazy("compile the plan anew")),
        ),
    ),
    Transition(
        name=Action.RETURN_TO_DRAFTERS,
        label=Action.RETURN_TO_DRAFTERS.label,
        sources=(S.EDITORIAL,),
        target=S.DRAFTING,
        who=(rules.SECRETARIAT,),
        fields=fields.ReasonFields,
        effect=drafting.return_to_drafters,
        rule="CA (a)3",
        tells=(DRAFTERS, CHAIR),
    ),
    Transition(
        name=Action.CIRCULATE,
        label=Action.CIRCULATE.label,
        sources=(S.EDITORIAL,),
        target=S.CIRCULATION,
        who=(rules.SECRETARIAT,),
        fields=fields.CirculateFields,
        effect=drafting.circulate,
        rule="CA (a)3",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(Await(SECRETARIAT, always, gettext_lazy("check the paper and circulate it")),),
        is_irreversible=True,
    ),
    Transition(
        name=Action.COMMENT,
        label=Action.COMMENT.label,
        sources=(S.CIRCULATION,),
        who=(rules.MEMBER,),
        guards=(guards.comments_are_open,),
        fields=fields.CommentFields,
        effect=drafting.comment,
        rule="CA (a)3",
        tells=(DRAFTERS, CHAIR, SECRETARIAT),
        awaits=(Await(MEMBERS, before_due, gettext_lazy("comment on the circulated paper")),),
    ),
    Transition(
        name=Action.REVISE,
        label=Action.REVISE.label,
        sources=(S.CIRCULATION,),
        target=S.DRAFTING,
        who=(rules.COORDINATOR, rules.RESPONSIBLE, rules.PROPOSER, rules.PLANNER),
        fields=fields.ReasonFields,
        effect=drafting.revise,
        rule="CA (a)3",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
    Transition(
        name=Action.OPEN_SWG,
        label=Action.OPEN_SWG.label,
        sources=(S.CIRCULATION, S.WORKING_GROUP),
        target=S.WORKING_GROUP,
        who=(rules.CHAIR, rules.SECRETARIAT),
        guards=(guards.nothing_is_open,),
        checks=(guards.period_over_or_waived,),
        fields=fields.OpenConsiderationFields,
        effect=consideration.open_swg,
        rule="CA (a)3",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(
            Await(
                CHAIR,
                lambda proposal, at: not_under_consideration(proposal, at) and after_due(proposal, at),
                gettext_lazy("open the consideration by the Special Working Group"),
            ),
        ),
    ),
    Transition(
        name=Action.CONCLUDE_SWG,
        label=Action.CONCLUDE_SWG.label,
        sources=(S.WORKING_GROUP,),
        outcomes={"agreed": S.AGREED, "returned": S.DRAFTING, "declined": S.DECLINED},
        who=(rules.CHAIR,),
        guards=(guards.no_silence_is_running,),
        checks=(guards.present_are_on_roster, guards.consensus_if_adopted),
        fields=fields.ConcludeSwgFields,
        effect=consideration.conclude_swg,
        rule="CA (a)3",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(
            Await(
                CHAIR, at_meeting, gettext_lazy("conclude the consideration by the Special Working Group")
            ),
        ),
        is_irreversible=True,
    ),
    Transition(
        name=Action.OPEN_SOC,
        label=Action.OPEN_SOC.label,
        sources=(S.AGREED, S.SENIOR_OFFICIALS),
        target=S.SENIOR_OFFICIALS,
        who=(rules.CHAIR, rules.SECRETARIAT),
        guards=(guards.nothing_is_open,),
        fields=fields.OpenConsiderationFields,
        effect=consideration.open_soc,
        rule="CA (a)3",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(
            Await(
                CHAIR,
                not_under_consideration,
                gettext_lazy("open the consideration by the Senior Officials Committee"),
            ),
        ),
    ),
    Transition(
        name=Action.CONCLUDE_SOC,
        label=Action.CONCLUDE_SOC.label,
        sources=(S.SENIOR_OFFICIALS,),
        outcomes={
            "approved": S.APPROVED,
            "returned_to_swg": S.AGREED,
            "returned": S.DRAFTING,
            "declined": S.DECLINED,
        },
        who=(rules.CHAIR,),
        guards=(guards.no_silence_is_running,),
        checks=(guards.present_are_on_roster, guards.consensus_if_adopted),
        fields=fields.ConcludeSocFields,
        effect=consideration.conclude_soc,
        rule="CA (a)3",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(
            Await(
                CHAIR,
                at_meeting,
                gettext_lazy("conclude the consideration by the Senior Officials Committee"),
            ),
        ),
        is_irreversible=True,
    ),
    Transition(
        name=Action.TAKE_POSITION,
        label=Action.TAKE_POSITION.label,
        sources=(S.WORKING_GROUP, S.SENIOR_OFFICIALS),
        who=(rules.ROSTER,),
        guards=(guards.consideration_is_open,),
        fields=fields.TakePositionFields,
        effect=consideration.take_position,
        rule="RoP 1(2)",
        tells=(DRAFTERS, CHAIR, SECRETARIAT),
        awaits=(
            Await(MEMBERS, under_silence, gettext_lazy("object or propose an amendment, or keep silent")),
            Await(MEMBERS, at_meeting, gettext_lazy("take positions at the meeting")),
        ),
    ),
    Transition(
        name=Action.EXTEND_SILENCE,
        label=Action.EXTEND_SILENCE.label,
        sources=(S.WORKING_GROUP, S.SENIOR_OFFICIALS),
        who=(rules.CHAIR,),
        guards=(guards.silence_is_running,),
        checks=(guards.moves_later,),
        fields=fields.ExtendSilenceFields,
        effect=consideration.extend_silence,
        rule="RoP 14.1.4",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
    Transition(
        name=Action.CLOSE_SILENCE,
        label=Action.CLOSE_SILENCE.label,
        sources=(S.WORKING_GROUP, S.SENIOR_OFFICIALS),
        leads={S.WORKING_GROUP: S.AGREED, S.SENIOR_OFFICIALS: S.APPROVED},
        who=(rules.PROCEDURE,),
        guards=(guards.silence_is_over,),
        effect=consideration.close_silence,
        rule="RoP 14.1.4",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
    ),
    Transition(
        name=Action.COMPLETE,
        label=Action.COMPLETE.label,
        sources=(S.APPROVED,),
        target=S.COMPLETED,
        who=(rules.COORDINATOR, rules.RESPONSIBLE, rules.SECRETARIAT),
        fields=fields.CompleteFields,
        effect=decisions.complete,
        rule="CA intro 1",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(Await(DRAFTERS, always, gettext_lazy("implement the paper and report its completion")),),
        is_irreversible=True,
    ),
    Transition(
        name=Action.PUBLISH_DECISION,
        label=Action.PUBLISH_DECISION.label,
        sources=(S.APPROVED, S.COMPLETED),
        who=(rules.CHAIR, rules.SECRETARIAT),
        guards=(guards.decision_can_widen,),
        checks=(guards.audience_widens,),
        fields=fields.PublishDecisionFields,
        effect=decisions.publish_decision,
        rule="Statute 2(5)",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
    Transition(
        name=Action.WITHDRAW,
        label=Action.WITHDRAW.label,
        sources=OPEN_STAGES,
        target=S.WITHDRAWN,
        who=(rules.LAST_INTERESTED, rules.OPENER, rules.CHAIR),
        fields=fields.WithdrawFields,
        effect=beginnings.withdraw,
        rule="CA intro 3",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
)  # fmt: skip

BY_NAME: Mapping[str, Transition] = {transition.name: transition for transition in TABLE}


def open_in(stage: Stage | None) -> tuple[Transition, ...]:
    """Return the rows that are open in a stage, in table order."""
    return tuple(transition for transition in TABLE if stage in transition.sources)


def opening_of(route: Route) -> Transition:
    """Return the row by which a proposal of a route is opened."""
    return next(row for row in TABLE if route in row.routes and None in row.sources)
