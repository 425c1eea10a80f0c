"""A proposal: as a line of the list, and whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from cbms.enums import CoordinationRole
from members.actor import Actor
from papers.models import Version
from papers.reading import PaperSummary, summaries_of
from proposals import sentences
from proposals.actions import PROPOSALS
from proposals.dossier import Dossier, coordinators_among
from proposals.enums import ConsultationAnswer, DraftingRole, InterestOffer, Mode, Route, Stage
from proposals.goals import age_in_stage
from proposals.models import Decision
from proposals.reading.consideration import ConsiderationReading, consideration
from proposals.reading.decision import Coordination
from records.openings import acts_for
from web.api.available import Actions, open_acts
from web.api.history import HistoryLineShape, history
from web.readings import LEFT_OUT, Key

Reference = Annotated[str, "`P-2026-001`"]
Edition = Annotated[str, "The edition it began under, and keeps."]
OfMeasure = Annotated[str | None, "Routes A and B."]
Year = Annotated[int | None, "Route D: the year of the plan."]
Title = Annotated[str, "Route C: the title of the proposed edition."]


@dataclass(frozen=True, kw_only=True)
class Drafting:
    """A state charged with a proposal's paper, and why."""

    state: str
    role: DraftingRole


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    """A line of the list of proposals."""

    reference: Reference
    route: Route
    edition: Edition
    measure: OfMeasure
    year: Year
    title: Title
    stage: Stage
    stage_since: datetime
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    interested: Sequence[str]
    coordinators: Sequence[Coordination]
    drafters: Sequence[Drafting]


@dataclass(frozen=True, kw_only=True)
class Interested:
    """A standing declaration of interest."""

    state: str
    offer: InterestOffer
    statement: str
    declared_at: datetime

    @property
    def has_offer(self) -> bool:
        """Whether the state offered to coordinate."""
        return self.offer != InterestOffer.NONE


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """A state's line in the consultation ledger; `answer` is null while it is silent."""

    state: str
    asked_at: datetime
    answer: ConsultationAnswer | None
    supports: str | None
    statement: str
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ConsultationReading:
    """The Chair's latest consultation."""

    opened_at: datetime
    answer_by: datetime
    closed_at: datetime | None
    message: str
    ledger: Sequence[LedgerLine]


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """The next thing a proposal waits for: codes of states, or `chair`, `secretariat`, `members`."""

    sentence: str
    of: Annotated[Sequence[str], Key("from")]
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """The deadlines that run in the present stage."""

    answer_by: Annotated[datetime | None, LEFT_OUT] = None
    designate_by: Annotated[datetime | None, LEFT_OUT] = None
    draft_due: Annotated[date | None, LEFT_OUT] = None
    comments_until: Annotated[datetime | None, LEFT_OUT] = None
    silence_ends: Annotated[datetime | None, LEFT_OUT] = None


@dataclass(frozen=True, kw_only=True)
class ProposalReading:
    """A proposal, whole, as the caller may see it."""

    reference: Reference
    route: Route
    edition: Edition
    measure: OfMeasure
    year: Year
    title: Title
    statement: str
    opened_by: str | None
    stage: Stage
    stage_since: datetime
    days_in_stage: Annotated[int, "Whole days since the present stage began."]
    goal_days: Annotated[int | None, "How many days it is meant to take: a goal of ours, no rule."]
    opened_at: datetime
    closed_at: datetime | None
    revision: int
    awaited: Awaited
    deadlines: Deadlines
    interested: Sequence[Interested]
    consultation: ConsultationReading | None
    coordinators: Sequence[Coordination]
    drafters: Sequence[Drafting]
    papers: Sequence[PaperSummary]
    considerations: Sequence[ConsiderationReading]
    decision: str | None
    history: Sequence[HistoryLineShape]
    available_actions: Actions


def proposal_row(
    row: Mapping[str, Any], *, interested: Sequence[str], drafters: Mapping[str, str]
) -> ProposalRow:
    """Return a proposal as a line of the list; `drafters` is `{state: role}`."""
    return ProposalRow(
        reference=row["reference"],
        route=Route(row["route"]),
        edition=row["edition_id"],
        measure=row["measure__code"],
        year=row["year"],
        title=row["title"],
        stage=Stage(row["stage"]),
        stage_since=row["stage_since"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        due_at=row["due_at"],
        interested=interested,
        coordinators=coordinations(coordinators_among(drafters)),
        drafters=draftings(drafters),
    )


def proposal(dossier: Dossier, *, actor: Actor, at: datetime, names: Mapping[str, str]) -> ProposalReading:
    """Return a proposal whole, as `actor` may see it at `at`."""
    row = dossier.proposal
    readable = Version.objects.visible_to(actor).filter(paper__proposal=row)
    age = age_in_stage(row, at=at)
    return ProposalReading(
        reference=row.reference,
        route=Route(row.route),
        edition=row.edition_id,
        measure=row.measure.code if row.measure else None,
        year=row.year,
        title=row.title,
        statement=row.statement,
        opened_by=row.opened_by_id,
        stage=Stage(row.stage),
        stage_since=row.stage_since,
        days_in_stage=age.days,
        goal_days=age.goal_days,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        revision=row.revision,
        awaited=awaited(dossier, at=at, names=names),
        deadlines=deadlines(dossier),
        interested=interested(dossier),
        consultation=consultation(dossier),
        coordinators=coordinations(dossier.coordinators),
        drafters=draftings(dossier.drafters),
        papers=summaries_of(readable.select_related("paper").order_by("number"), actor=actor),
        considerations=considerations(dossier, at=at, names=names),
        decision=Decision.objects.filter(proposal=row).values_list("number", flat=True).first(),
        history=history("proposal", key=row.reference, actor=actor),
        available_actions=open_acts(acts_for(PROPOSALS, dossier, actor=actor, at=at)),
    )


def coordinations(held: Mapping[str, str]) -> list[Coordination]:
    """Return `{state: role}` of coordinators as a list."""
    return [Coordination(state=state, role=CoordinationRole(role)) for state, role in held.items()]


def draftings(held: Mapping[str, str]) -> list[Drafting]:
    """Return `{state: role}` of drafters as a list."""
    return [Drafting(state=state, role=DraftingRole(role)) for state, role in held.items()]


def awaited(dossier: Dossier, *, at: datetime, names: Mapping[str, str]) -> Awaited:
    """Return the next thing that the proposal waits for; an ended one waits for nothing."""
    found = sentences.awaited(dossier, at, names=names)
    return Awaited(sentence=found["sentence"], of=found["from"], until=found["until"])


def deadlines(dossier: Dossier) -> Deadlines:
    """Return the deadlines that run in the present stage: instants, and the day a draft is due."""
    row, current = dossier.proposal, dossier.consideration
    stage = Stage(row.stage)
    is_silence = current is not None and current.mode == Mode.SILENCE
    return Deadlines(
        answer_by=row.due_at if stage.awaits_answers else None,
        designate_by=row.due_at if stage.awaits_experts else None,
        draft_due=row.draft_due if stage.awaits_paper else None,
        comments_until=row.due_at if stage.awaits_comments else None,
        silence_ends=current.closes_at if current and is_silence else None,
    )


def interested(dossier: Dossier) -> list[Interested]:
    """Return the standing declarations of interest, in order of declaration."""
    return [
        Interested(
            state=state,
            offer=InterestOffer(interest.offer),
            statement=interest.statement,
            declared_at=interest.declared_at,
        )
        for state, interest in dossier.interests.items()
    ]


def consultation(dossier: Dossier) -> ConsultationReading | None:
    """Return the Chair's ledger: who was asked, when, what each answered, who is silent."""
    held = dossier.consultation
    if held is None:
        return None
    return ConsultationReading(
        opened_at=held.opened_at,
        answer_by=held.answer_by,
        closed_at=held.closed_at,
        message=held.message,
        ledger=[_ledger_line(state, asked_at, dossier) for state, asked_at in dossier.asked.items()],
    )


def _ledger_line(state: str, asked_at: datetime, dossier: Dossier) -> LedgerLine:
    response = dossier.responses.get(state)
    return LedgerLine(
        state=state,
        asked_at=asked_at,
        answer=ConsultationAnswer(response.answer) if response else None,
        supports=response.supports_id if response else None,
        statement=response.statement if response else "",
        answered_at=response.answered_at if response else None,
    )


def considerations(dossier: Dossier, *, at: datetime, names: Mapping[str, str]) -> list[ConsiderationReading]:
    """Return all considerations of a proposal, the latest first."""
    return [
        consideration(
            entry,
            proposal=dossier.proposal.reference,
            positions=dossier.positions_of(entry),
            at=at,
            names=names,
        )
        for entry in dossier.considerations
    ]
