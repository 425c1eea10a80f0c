"""Decisions of the bodies, with the text that each adopted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.utils.dateparse import parse_datetime

from cbms.enums import CoordinationRole
from members.actor import Actor
from papers.reading import AdoptedText, adopted_text
from proposals.enums import Body, DecisionAudience, Mode, PositionKind
from proposals.models import Decision
from records.certain import certain


@dataclass(frozen=True, kw_only=True)
class Coordination:
    """A state and its role in coordinating."""

    state: str
    role: CoordinationRole


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement attached to a decision."""

    state: str
    position: PositionKind
    statement: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """A line of the list of decisions."""

    number: Annotated[str, "`SOC-2026-001`"]
    body: Body
    title: str
    measure: str | None
    adopted_at: datetime
    mode: Mode
    audience: DecisionAudience


@dataclass(frozen=True, kw_only=True)
class DecisionReading(DecisionRow):
    """A decision, whole."""

    coordinators: Sequence[Coordination]
    statements: Sequence[Statement]
    proposal: str | None
    text: AdoptedText


def decision_row(row: Mapping[str, Any]) -> DecisionRow:
    """Return a decision as a line of the list."""
    return DecisionRow(
        number=row["number"],
        body=Body(row["body"]),
        title=row["title"],
        measure=row["measure__code"],
        adopted_at=row["adopted_at"],
        mode=Mode(row["mode"]),
        audience=DecisionAudience(row["audience"]),
    )


def decision(entry: Decision, *, actor: Actor) -> DecisionReading:
    """Return a decision with its statements and the adopted text; the proposal only for those who may read
    it.
    """
    return DecisionReading(
        number=entry.number,
        body=Body(entry.body),
        title=entry.title,
        measure=entry.measure.code if entry.measure else None,
        adopted_at=entry.adopted_at,
        mode=Mode(entry.mode),
        audience=DecisionAudience(entry.audience),
        coordinators=coordinators_of(entry),
        statements=statements_of(entry),
        proposal=entry.proposal.reference if actor.reads_restricted else None,
        text=adopted_text(entry.consideration.version),
    )


def coordinators_of(entry: Decision) -> list[Coordination]:
    """Return the coordinators that a decision names."""
    return [
        Coordination(state=line["state"], role=CoordinationRole(line["role"])) for line in entry.coordinators
    ]


def statements_of(entry: Decision) -> list[Statement]:
    """Return the statements attached to a decision, in the order received."""
    return [
        Statement(
            state=line["state"],
            position=PositionKind(line["position"]),
            statement=line["statement"],
            received_at=certain(parse_datetime(line["received_at"])),
        )
        for line in entry.statements
    ]
