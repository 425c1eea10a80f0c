"""A proposal's paper: what a reader sees of it beside its text (`papers.reading`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from members.actor import Actor
from papers.models import Version
from papers.reading import ParagraphReading, VersionHead, head_of, paragraphs_of
from proposals.models import Service

OfProposal = Annotated[str | None, "Null for who may not read the proposal."]


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """A line of the list of papers."""

    id: UUID
    symbol: str | None
    proposal: OfProposal
    measure: str | None


@dataclass(frozen=True, kw_only=True)
class Served:
    """Proof of service to a state."""

    state: str
    served_at: datetime


@dataclass(frozen=True, kw_only=True)
class VersionReading(VersionHead):
    """A version of a paper, whole."""

    paper: UUID
    proposal: OfProposal
    paragraphs: Sequence[ParagraphReading]
    served: Sequence[Served]


def paper_row(row: Mapping[str, Any], *, actor: Actor) -> PaperRow:
    """Return a paper as a line of the list."""
    return PaperRow(
        id=row["public_id"],
        symbol=row["base_symbol"] or None,
        proposal=row["proposal__reference"] if actor.reads_restricted else None,
        measure=row["proposal__measure__code"],
    )


def version_whole(version: Version, *, actor: Actor) -> VersionReading:
    """Return a version with its paragraphs."""
    services = Service.objects.visible_to(actor).filter(version=version, consideration=None)
    return VersionReading(
        **head_of(version, actor),
        paper=version.paper.public_id,
        proposal=version.paper.proposal.reference if actor.reads_restricted else None,
        paragraphs=paragraphs_of(version),
        served=[Served(**row) for row in services.order_by("pk").values("state", "served_at")],
    )
