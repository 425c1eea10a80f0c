"""Considerations of a paper by a body, and the positions taken in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from proposals import sentences
from proposals.enums import Body, Mode, Outcome, PositionKind
from proposals.models import Consideration, Position

Closes = Annotated[datetime | None, "The deadline of a silence procedure."]


@dataclass(frozen=True, kw_only=True)
class ConsiderationRow:
    """A line of the list of considerations."""

    proposal: str
    id: int
    body: Body
    mode: Mode
    opened_at: datetime
    closes_at: Closes
    outcome: Outcome
    concluded_at: datetime | None
    effective_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class BoundParagraph:
    """A paragraph that a position speaks to, as it read then."""

    id: UUID
    digest: str


@dataclass(frozen=True, kw_only=True)
class PositionReading:
    """A position as it was received; the state's highest `sequence` stands."""

    state: str
    position: PositionKind
    statement: str
    paragraphs: Sequence[BoundParagraph]
    sequence: int
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsiderationReading:
    """A consideration, whole; text and roster were frozen when it opened."""

    id: int
    proposal: str
    body: Body
    mode: Mode
    version: int
    symbol: str
    text_digest: str
    opened_at: datetime
    closes_at: Closes
    roster: Sequence[str]
    present: Sequence[str]
    positions: Sequence[PositionReading]
    outcome: Outcome
    concluded_at: datetime | None
    effective_at: datetime | None
    waiver_reason: str
    reason: str
    missing: Annotated[str, "What still stands between the text and adoption, in one sentence."]

    @property
    def is_silence(self) -> bool:
        """Whether the body considers it by silence procedure."""
        return self.mode == Mode.SILENCE


def consideration_row(row: Mapping[str, Any]) -> ConsiderationRow:
    """Return a consideration as a line of the list."""
    return ConsiderationRow(
        proposal=row["proposal__reference"],
        id=row["id"],
        body=Body(row["body"]),
        mode=Mode(row["mode"]),
        opened_at=row["opened_at"],
        closes_at=row["closes_at"],
        outcome=Outcome(row["outcome"]),
        concluded_at=row["concluded_at"],
        effective_at=row["effective_at"],
    )


def consideration(
    entry: Consideration,
    *,
    proposal: str,
    positions: Sequence[Position],
    at: datetime,
    names: Mapping[str, str],
) -> ConsiderationReading:
    """Return a consideration with its positions and what still stands between the text and adoption.

    `proposal` is the reference of the one it is of.
    """
    return ConsiderationReading(
        id=entry.pk,
        proposal=proposal,
        body=Body(entry.body),
        mode=Mode(entry.mode),
        version=entry.version.number,
        symbol=entry.version.symbol,
        text_digest=entry.text_digest,
        opened_at=entry.opened_at,
        closes_at=entry.closes_at,
        roster=entry.roster,
        present=entry.present,
        positions=[position(taken) for taken in positions],
        outcome=Outcome(entry.outcome),
        concluded_at=entry.concluded_at,
        effective_at=entry.effective_at,
        waiver_reason=entry.waiver_reason,
        reason=entry.reason,
        missing=sentences.missing(entry, positions=positions, at=at, names=names),
    )


def position(taken: Position) -> PositionReading:
    """Return a position as it was received."""
    return PositionReading(
        state=taken.state_id,
        position=PositionKind(taken.position),
        statement=taken.statement,
        paragraphs=[
            BoundParagraph(id=UUID(named["id"]), digest=named["digest"]) for named in taken.paragraphs
        ],
        sequence=taken.sequence,
        received_at=taken.received_at,
    )
