"""The deadlines that run on proposals, and the goals of the stages that have none: a source of `notices`.

What a stage waits for, from whom, is the table's (`sentences.waited_for`); nothing is said of it twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from cbms.models import Expert, Measure
from cbms.transitions import DESIGNATE_EXPERT
from deadlines.ladder import DAY
from deadlines.running import Deadline
from members.actor import Actor
from proposals.dossier import OfProposal, WhomItAwaits, awaits_of, member_codes
from proposals.enums import Action, Body, Mode, Outcome, Stage
from proposals.goals import goal_days
from proposals.models import Extension, Proposal
from proposals.row import CHAIR, MEMBERS, SECRETARIAT
from proposals.sentences import StageWaiting, task_on, waited_for
from records.addresses import address_of
from records.certain import certain

KIND_OF: Mapping[str, str] = {
    Action.RESPOND: "consultation",
    Action.SUBMIT_PAPER: "draft",
    Action.COMMENT: "comments",
    Action.TAKE_POSITION: "silence",
}
"""The kind of deadline by which an act is awaited, where the stage has one."""
CLOSE_AT_ONCE = ("comments", "silence")
"""What can no longer be done at its deadline, also where the stage goes on for a moment."""
BODY_OF: Mapping[str, Body] = {
    Action.OPEN_SWG: Body.SWG,
    Action.CONCLUDE_SWG: Body.SWG,
    Action.OPEN_SOC: Body.SOC,
    Action.CONCLUDE_SOC: Body.SOC,
}


@dataclass(frozen=True)
class AskedOnce:
    """What is asked once for all proposals: the member states, who designated experts, silences moved
    later.
    """

    members: Sequence[str]
    designated: Mapping[int, set[str]]
    extended_at: Mapping[int, datetime]

    @classmethod
    def read(cls, dossiers: Iterable[OfProposal], *, on: date) -> "AskedOnce":
        """Read it in four queries."""
        measures = [certain(one.proposal.measure_id) for one in dossiers if Stage(one.stage).awaits_experts]
        # A proposal keeps the edition it began under; experts are designated for the one in force.
        lineages = Measure.objects.lineage_of_each(measures)
        everywhere = set().union(*lineages.values())
        states: dict[int, set[str]] = defaultdict(set)
        experts = Expert.objects.on(on).filter(measures__in=everywhere)
        for measure, state in experts.values_list("measures", "state"):
            states[measure].add(state)
        designated = {key: set().union(*(states[one] for one in own)) for key, own in lineages.items()}
        moved = Extension.objects.filter(consideration__outcome=Outcome.OPEN)
        latest = moved.values_list("consideration__proposal").annotate(latest=Max("extended_at"))
        return cls(member_codes(on), designated, dict(latest))


def source(actor: Actor, at: datetime) -> Iterator[Deadline]:
    """Yield what open proposals wait for until a day: by a deadline, or by the goal of the stage."""
    if not actor.reads_restricted:
        return
    visible = Proposal.objects.visible_to(actor).still_open().select_related("measure").order_by("pk")
    dossiers = awaits_of(list(visible))
    beside = AskedOnce.read(dossiers, on=at.date())
    for dossier in dossiers:
        for waiting in waited_for(dossier, at, with_late=True):
            if deadline := _deadline(dossier, waiting, beside, at):
                yield deadline
        yield from _designation(dossier, beside)


def _deadline(
    dossier: WhomItAwaits, waiting: StageWaiting, beside: AskedOnce, at: datetime
) -> Deadline | None:
    """Return a thing awaited as a deadline; None where all have done it, or where it can be done no more."""
    proposal, act = dossier.proposal, waiting.transition.name
    owed_by = _owed_by(dossier, waiting, beside)
    kind = _kind_of(waiting)
    if not owed_by or (kind in CLOSE_AT_ONCE and waiting.until is not None and waiting.until <= at):
        return None
    goal = goal_days(proposal.stage)
    consideration = dossier.consideration
    return Deadline(
        kind=kind,
        uid=f"{kind}/{proposal.reference}/{act}",
        title=task_on(proposal, waiting.task),
        object_kind="proposal",
        object_key=proposal.reference,
        url=proposal.get_absolute_url(),
        act=str(act),
        act_url=address_of("proposal-act", proposal.reference, act),
        rule=waiting.transition.rule,
        due_at=waiting.until or proposal.stage_since + (goal or 0) * DAY,
        set_at=_set_at(dossier, beside),
        owed_by=owed_by,
        measure=proposal.measure.code if proposal.measure else "",
        body=BODY_OF.get(act, consideration.body if consideration else ""),
        since=proposal.stage_since,
        goal_days=goal,
    )


def _kind_of(waiting: StageWaiting) -> str:
    act = waiting.transition.name
    if waiting.until and act in KIND_OF:
        return KIND_OF[act]
    return "position" if act == Action.TAKE_POSITION else "stage"


def _owed_by(dossier: WhomItAwaits, waiting: StageWaiting, beside: AskedOnce) -> tuple[str, ...]:
    if waiting.of in (CHAIR, SECRETARIAT):
        return (waiting.of,)
    if waiting.states == (MEMBERS,):
        return tuple(code for code in beside.members if code not in dossier.commented)
    return waiting.states


def _set_at(dossier: WhomItAwaits, beside: AskedOnce) -> datetime:
    """Return when the present deadline was set: with the stage, with the silence, or as it was moved
    later.
    """
    consideration = dossier.consideration
    instants = [dossier.proposal.stage_since]
    if consideration and consideration.mode == Mode.SILENCE:
        since = certain(consideration.silence_since)
        instants += [since, beside.extended_at.get(dossier.proposal.pk, since)]
    return max(instants)


def _designation(dossier: WhomItAwaits, beside: AskedOnce) -> Iterator[Deadline]:
    """Yield the call for experts (CA (b)3), which is answered by an act of the room below."""
    proposal = dossier.proposal
    if not Stage(proposal.stage).awaits_experts or proposal.due_at is None:
        return
    measure = certain(proposal.measure)
    designated = beside.designated.get(measure.pk, set())
    owed_by = tuple(code for code in beside.members if code not in designated)
    if owed_by:
        yield Deadline(
            kind="designation",
            uid=f"designation/{proposal.reference}",
            title=task_on(proposal, _("designate an expert")),
            object_kind="proposal",
            object_key=proposal.reference,
            url=proposal.get_absolute_url(),
            act=DESIGNATE_EXPERT.name,
            act_url=f"{address_of('expert-designate')}?measures={measure.code}",
            rule=DESIGNATE_EXPERT.rule,
            due_at=proposal.due_at,
            set_at=proposal.stage_since,
            owed_by=owed_by,
            measure=measure.code,
            since=proposal.stage_since,
            goal_days=goal_days(proposal.stage),
        )
