"""Calls for information and compilations of views: as lines of their lists, and whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from exchange.actions import CALLS, COMPILATIONS
from exchange.dossier import addressees_of, answered
from exchange.enums import CallAudience, CallStage, CompilationStage, Language, SubmissionKind
from exchange.models import Call, Compilation, Submission
from exchange.tables import TableRow
from members.actor import Actor
from records.openings import acts_for
from web.api.available import Actions, open_acts
from web.api.history import HistoryLineShape, history

CallReference = Annotated[str, "`C-2026-001`"]
CompilationReference = Annotated[str, "`V-2026-001`"]


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """A line of the calls for information."""

    reference: CallReference
    stage: CallStage
    title: str
    audience: CallAudience
    opened_at: datetime
    answer_by: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CallLedgerLine:
    """Whether a participant answered; `submissions` holds those of its answers that the caller may see."""

    participant: str
    answer: Annotated[str | None, "`information`, or `nil_return`, which counts."]
    submissions: Sequence[str]
    reminded_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CallReading:
    """A call, whole."""

    reference: CallReference
    stage: CallStage
    revision: int
    title: str
    mandate: str
    question: str
    measures: Sequence[str]
    audience: CallAudience
    asked: Sequence[str]
    opened_at: datetime
    answer_by: datetime
    is_overdue: bool
    closed_at: datetime | None
    ledger: Sequence[CallLedgerLine]
    history: Sequence[HistoryLineShape]
    available_actions: Actions


@dataclass(frozen=True, kw_only=True)
class CompilationRow:
    """A line of the compilations of views."""

    reference: CompilationReference
    stage: CompilationStage
    title: str
    compiled_at: datetime
    disseminated_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CompiledRow:
    """A line of the table by state and measure."""

    measure: str
    states: Sequence[str]
    submission: str
    version: int
    title: str
    text: str
    language: Language
    withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class CompilationReading:
    """A compilation with its table."""

    reference: CompilationReference
    stage: CompilationStage
    revision: int
    title: str
    measures: Sequence[str]
    compiled_at: datetime
    disseminated_at: datetime | None
    rows: Sequence[CompiledRow]
    history: Sequence[HistoryLineShape]
    available_actions: Actions


def call_row(row: Mapping[str, Any]) -> CallRow:
    """Return a call as a line of the list."""
    return CallRow(
        reference=row["reference"],
        stage=CallStage(row["stage"]),
        title=row["title"],
        audience=CallAudience(row["audience"]),
        opened_at=row["opened_at"],
        answer_by=row["answer_by"],
        closed_at=row["closed_at"],
    )


def call(row: Call, *, actor: Actor, at: datetime) -> CallReading:
    """Return a call with its ledger."""
    return CallReading(
        reference=row.reference,
        stage=CallStage(row.stage),
        revision=row.revision,
        title=row.title,
        mandate=row.mandate,
        question=row.question,
        measures=[measure.code for measure in row.measures.in_printed_order()],
        audience=CallAudience(row.audience),
        asked=addressees_of(row),
        opened_at=row.opened_at,
        answer_by=row.answer_by,
        is_overdue=CallStage(row.stage).is_open and row.answer_by <= at,
        closed_at=row.closed_at,
        ledger=ledger(row, actor=actor),
        history=history("call", key=row.reference, actor=actor),
        available_actions=open_acts(acts_for(CALLS, row, actor=actor, at=at)),
    )


def ledger(row: Call, *, actor: Actor) -> list[CallLedgerLine]:
    """Return who answered a call. That a state answered is known to all whom the call asked; what it said is
    not.
    """
    given = answered(row)
    visible = set(Submission.objects.visible_to(actor).filter(call=row).values_list("pk", flat=True))
    return [
        CallLedgerLine(
            participant=line.participant_id,
            answer=kind_of_answer(answers := given.get(line.participant_id, [])),
            submissions=[answer.reference for answer in answers if answer.pk in visible],
            reminded_at=line.reminded_at,
        )
        for line in row.addressees.order_by("participant__sort_name")
    ]


def kind_of_answer(answers: Iterable[Submission]) -> str | None:
    """Return `information` or `nil_return`, which counts, or None for silence."""
    kinds = {answer.kind for answer in answers}
    if not kinds:
        return None
    return SubmissionKind.NIL_RETURN if kinds == {SubmissionKind.NIL_RETURN} else SubmissionKind.INFORMATION


def compilation_row(row: Mapping[str, Any]) -> CompilationRow:
    """Return a compilation as a line of the list."""
    return CompilationRow(
        reference=row["reference"],
        stage=CompilationStage(row["stage"]),
        title=row["title"],
        compiled_at=row["compiled_at"],
        disseminated_at=row["disseminated_at"],
    )


def compilation(
    row: Compilation, rows: Iterable[TableRow], *, actor: Actor, at: datetime
) -> CompilationReading:
    """Return a compilation with its table."""
    return CompilationReading(
        reference=row.reference,
        stage=CompilationStage(row.stage),
        revision=row.revision,
        title=row.title,
        measures=[measure.code for measure in row.measures.in_printed_order()],
        compiled_at=row.compiled_at,
        disseminated_at=row.disseminated_at,
        rows=[_compiled(line) for line in rows],
        history=history("compilation", key=row.reference, actor=actor),
        available_actions=open_acts(acts_for(COMPILATIONS, row, actor=actor, at=at)),
    )


def _compiled(line: TableRow) -> CompiledRow:
    return CompiledRow(
        measure=line.measure,
        states=line.states,
        submission=line.submission,
        version=line.version,
        title=line.title,
        text=line.text,
        language=Language(line.language),
        withdrawn=line.is_withdrawn,
    )
