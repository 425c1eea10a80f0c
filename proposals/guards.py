"""What must be so before an act: guards ask the record, checks ask the record about the act's body.

Each answers with what is still missing, in one sentence, and the rule that asks for it where that is another
than the act's own; or with None.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cbms.enums import CoordinationRole
from cbms.models import Expert, Measure
from members.actor import Actor
from proposals import consensus
from proposals.dossier import BeforeABody, Dossier, OfProposal, WithConsideration, WithInterests, member_codes
from proposals.enums import DecisionAudience, Mode, Route, SocOutcome, Stage, SwgOutcome
from proposals.models import Proposal
from proposals.sessions import awaited_sitting
from records.act_types import CheckOn, GuardOn, Missing
from records.certain import certain
from records.citations import PRACTICE
from records.local_times import instant_in_words

CONSENSUS = "RoP 1(2)"


def measure_in_force(dossier: OfProposal, actor: Actor, at: datetime) -> Missing | None:
    """A first declaration needs a measure of the edition in force (CA (a)1)."""
    if (
        dossier.proposal.pk
        or Measure.objects.in_force(at.date()).filter(pk=dossier.proposal.measure_id or 0).exists()
    ):
        return None
    return Missing(_("This measure is not in force."))


def nothing_open_on_it(dossier: OfProposal, actor: Actor, at: datetime) -> Missing | None:
    """One open proposal a measure and route, and one open amendment an edition."""
    proposal = dossier.proposal
    about = {"measure": proposal.measure_id} if proposal.measure_id else {"edition": proposal.edition_id}
    standing = Proposal.objects.still_open().filter(route=proposal.route, **about).first()
    if standing is None:
        return None
    return Missing(_("%(reference)s is open on this already.") % {"reference": standing.reference})


def no_plan_for_the_year(
    dossier: OfProposal, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """One plan a year, unless it was declined or withdrawn."""
    of_the_year = Proposal.objects.filter(route=Route.D, year=body["year"])
    standing = of_the_year.exclude(stage__in=Stage.that("is_dropped")).first()
    if standing is None:
        return None
    return Missing(
        _("%(reference)s is the plan for %(year)d.") % {"reference": standing.reference, "year": body["year"]}
    )


def experts_are_designated(
    dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """Only experts that a state has designated for the measure, and whose term runs, can be charged (CA
    (b)3).
    """
    if set(states_of_experts(dossier, body, at)) == set(body["experts"]):
        return None
    return Missing(_("Not each of these experts is designated for the measure today."), "CA (b)3")


def states_of_experts(dossier: Dossier, body: Mapping[str, Any], at: datetime) -> dict[Any, str]:
    """Return `{expert: state}` of those experts in the body that are designated for the measure today."""
    designated = Expert.objects.designated_for(certain(dossier.proposal.measure_id), on=at.date())
    return dict(designated.filter(public_id__in=body["experts"]).values_list("public_id", "state_id"))


def has_not_declared(dossier: WithInterests, actor: Actor, at: datetime) -> Missing | None:
    """One standing declaration a state."""
    if actor.participant not in dossier.interests:
        return None
    return Missing(_("Your state's declaration of interest stands already."), "CA (a)1")


def has_declared(dossier: WithInterests, actor: Actor, at: datetime) -> Missing | None:
    """Only a standing declaration can be withdrawn."""
    if actor.participant in dossier.interests:
        return None
    return Missing(_("Your state has no standing declaration of interest."), "CA (a)1")


def leaves_a_coordinator(dossier: Dossier, actor: Actor, at: datetime) -> Missing | None:
    """The only coordinator cannot leave a draft to states that were not asked to write it."""
    coordinators = [
        state for state, role in dossier.coordinators.items() if role == CoordinationRole.COORDINATOR
    ]
    if coordinators != [actor.participant] or list(dossier.interests) == [actor.participant]:
        return None
    return Missing(
        _(
            "Your state is the only coordinator and other states are still interested;"
            " the Chair may withdraw the proposal."
        ),
        "CA (a)2",
    )


def somebody_is_interested(dossier: WithInterests, actor: Actor, at: datetime) -> Missing | None:
    """The Chair consults interested states, so there must be one."""
    return None if dossier.interests else Missing(_("No state has declared its interest."))


def comments_are_open(dossier: Dossier, actor: Actor, at: datetime) -> Missing | None:
    """Comments are taken until the period closes, strictly before its instant."""
    until = dossier.version.comments_until if dossier.version else None
    if until and at < until:
        return None
    return Missing(_("The comment period is over."))


def version_is_meant(dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """Whoever names a version decides on no other (CA (a)3)."""
    version = certain(dossier.version)
    if body["digest"] in ("", version.digest):
        return None
    return Missing(
        _("The version you mean is not the latest, which is version %(number)d (digest %(digest)s).")
        % {"number": version.number, "digest": version.digest}
    )


def nothing_is_open(dossier: WithConsideration, actor: Actor, at: datetime) -> Missing | None:
    """One open consideration a proposal."""
    if dossier.consideration is None:
        return None
    return Missing(_("A consideration of this paper is open already."), CONSENSUS)


def silence_is_running(dossier: Dossier, actor: Actor, at: datetime) -> Missing | None:
    """Only a running silence is extended, or ended without adoption."""
    silence = dossier.silence(at)
    if silence and silence.silence == consensus.Silence.RUNNING:
        return None
    return Missing(_("No silence procedure is running."), PRACTICE)


def silence_is_over(dossier: Dossier, actor: Actor, at: datetime) -> Missing | None:
    """The procedure closes only a silence that nobody broke until its deadline."""
    silence = dossier.silence(at)
    if silence and silence.silence == consensus.Silence.ADOPTED:
        return None
    return Missing(_("No silence procedure has ended unbroken."), PRACTICE)


def consideration_is_open(dossier: Dossier, actor: Actor, at: datetime) -> Missing | None:
    """A position is taken in an open consideration, and in the one that the state means."""
    if dossier.consideration and dossier.meant in (None, dossier.consideration.pk):
        return None
    if dossier.meant:
        return Missing(_("This consideration is not open."), CONSENSUS)
    return Missing(_("No consideration of this paper is open."), CONSENSUS)


def no_silence_is_running(dossier: WithConsideration, actor: Actor, at: datetime) -> Missing | None:
    """A silence ends by itself or by an objection; nobody concludes it early."""
    if dossier.consideration is None or dossier.consideration.mode == Mode.MEETING:
        return None
    until = certain(dossier.consideration.closes_at)
    return Missing(
        _(
            "A silence procedure is running until %(until)s;"
            " it ends by itself or by an objection or amendment."
        )
        % {"until": instant_in_words(until)},
        PRACTICE,
    )


def its_session_has_begun(dossier: OfProposal, actor: Actor, at: datetime) -> Missing | None:
    """Nothing comes of a session before it began, where the paper is on the agenda of one."""
    body = certain(Stage(dossier.proposal.stage).considered_by)
    sitting = awaited_sitting(dossier.proposal, body=body, at=at)
    if sitting is None:
        return None
    return Missing(
        _("It is on the agenda of “%(title)s”, which begins on %(at)s; nothing comes of it before.")
        % {"title": sitting.title, "at": instant_in_words(sitting.starts_at)},
        PRACTICE,
    )


def decision_can_widen(dossier: OfProposal, actor: Actor, at: datetime) -> Missing | None:
    """A decision that everyone may read cannot be published further."""
    decision = dossier.proposal.decisions.first()
    if decision and decision.audience != DecisionAudience.PUBLIC:
        return None
    return Missing(_("The decision is published to everyone already."))


def supported_is_interested(
    dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """Only an interested state can be designated, so only one can be supported (CA (a)2)."""
    supported = body["supports"]
    if supported and supported not in dossier.interests:
        return Missing(_("%(state)s has not declared its interest.") % {"state": supported})
    return None


def all_have_offered(dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """Designated states are members, interested, and have offered (CA (a)2)."""
    states = [line["state"] for line in body["coordinators"]]
    members = set(member_codes(at.date()))
    for state in states:
        if state not in members:
            return Missing(_("%(state)s is not a member state.") % {"state": state})
        if state not in dossier.interests:
            return Missing(_("%(state)s has not declared its interest.") % {"state": state})
        if state not in dossier.offering:
            return Missing(_("%(state)s has not offered to coordinate or co-coordinate.") % {"state": state})
    return None


def period_over_or_waived(
    dossier: BeforeABody, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """The Working Group looks at a paper after its comment period, unless the Chair waives it with a
    reason.
    """
    until = certain(certain(dossier.version).comments_until)
    if at >= until:
        return None
    if actor.is_chair and body["waiver_reason"]:
        return None
    return Missing(
        _("The comment period runs until %(until)s; only the Chair may waive it, with a reason.")
        % {"until": instant_in_words(until)}
    )


def moves_later(dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """A silence is extended, never shortened."""
    if body["deadline"] > certain(certain(dossier.consideration).closes_at):
        return None
    return Missing(_("A silence procedure can be extended, never shortened."), PRACTICE)


def consensus_if_adopted(
    dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """Adoption at a meeting needs an open consideration, the quorum, and no objection or amendment
    standing.
    """
    if body["outcome"] not in (SwgOutcome.AGREED, SocOutcome.APPROVED):
        return None
    consideration = dossier.consideration
    if consideration is None:
        return Missing(
            _("No consideration is open: open one, or conclude with “returned” or “declined”."),
            PRACTICE,
        )
    if missing := no_quorum(roster=consideration.roster, present=body["present"]):
        return missing
    if dossier.blocking:
        return Missing(
            _("There is no consensus: %(states)s object or ask for an amendment.")
            % {"states": ", ".join(dossier.blocking)},
            CONSENSUS,
        )
    return None


def something_stays_open(
    dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """Only a consideration that is open is deferred or ends with its text noted: the stage stays."""
    leaves_the_stage = body["outcome"] not in (SwgOutcome.DEFERRED, SwgOutcome.NOTED)
    if leaves_the_stage or dossier.consideration is not None:
        return None
    return Missing(_("No consideration is open that could be deferred, or end with the text noted."))


def no_quorum(*, roster: Collection[str], present: Collection[str]) -> Missing | None:
    """Return how many member states are missing at a meeting (RoP 1(2)), None where there is a quorum."""
    absent = consensus.absent_for_quorum(roster=roster, present=present)
    if not absent:
        return None
    return Missing(
        _("There is no quorum: %(quorum)d of %(roster)d member states must be present, %(absent)d more.")
        % {"quorum": consensus.quorum(len(roster)), "roster": len(roster), "absent": absent},
        CONSENSUS,
    )


def present_are_on_roster(
    dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """Only states on the frozen roster count as present; observers never do."""
    roster = dossier.consideration.roster if dossier.consideration else []
    strangers = [state for state in body["present"] if state not in roster]
    if not strangers:
        return None
    return Missing(_("Not on the roster: %(states)s.") % {"states": ", ".join(strangers)}, CONSENSUS)


def audience_widens(dossier: Dossier, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """Publication widens an audience and never narrows it."""
    order = list(DecisionAudience)
    if order.index(body["audience"]) > order.index(
        DecisionAudience(certain(dossier.proposal.decisions.first()).audience)
    ):
        return None
    return Missing(_("The decision is published to this audience already."))


# What is asked of proposals of which less was read than a dossier (`joining`, the agendas of meetings). The
# types say how much that is, so that a guard which needs more cannot be put among them.
TO_DECLARE: tuple[GuardOn[WithInterests], ...] = (measure_in_force, has_not_declared)
TO_OPEN: tuple[GuardOn[BeforeABody], ...] = (nothing_is_open,)
TO_OPEN_SWG: tuple[CheckOn[BeforeABody], ...] = (period_over_or_waived,)
TO_CONCLUDE: tuple[GuardOn[BeforeABody], ...] = (no_silence_is_running, its_session_has_begun)
