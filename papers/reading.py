"""What one reader sees of a paper: its versions, their paragraphs, and what differs between two versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from members.actor import Actor
from papers.comparing import Kept
from papers.differences import Change
from papers.differences import differences as compared
from papers.fields import ChangeFields
from papers.models import Paragraph, Version
from web.readings import DescribedBy, Json, Key

Changes = Annotated[
    Sequence[Json], DescribedBy(partial(ChangeFields, many=True)), "What an amendment changes."
]
"""As the act's body gave them."""


@dataclass(frozen=True, kw_only=True)
class VersionHead:
    """A version of a paper without its text."""

    number: int
    title: str
    symbol: Annotated[str | None, "From circulation on: `CICA/SWG/2026/CP.3/Rev.1`"]
    submitted_by: Annotated[str | None, "Null for a plan."]
    submitted_at: Annotated[
        datetime | None, "Null, as all on its way to adoption, for who reads the decision alone."
    ]
    circulated_at: datetime | None
    comments_until: datetime | None
    digest: Annotated[str, "SHA-256 of the normalised English text."]
    changes: Changes
    in_force_on: date | None


@dataclass(frozen=True, kw_only=True)
class ParagraphReading:
    """A paragraph; `id` is its identity through versions. English is the text that counts."""

    id: UUID
    heading: bool
    en: str
    ru: str | None
    fr: str | None
    digest: str


@dataclass(frozen=True, kw_only=True)
class PaperSummary:
    """A paper with its visible versions."""

    id: UUID
    title: str
    symbol: str | None
    versions: Sequence[VersionHead]


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run of words."""

    op: Kept
    text: str


@dataclass(frozen=True, kw_only=True)
class DifferenceReading:
    """What became of one paragraph."""

    id: UUID
    change: Change
    heading: bool
    before: Annotated[str | None, Key("from")]
    after: Annotated[str | None, Key("to")]
    words: Sequence[Run]


@dataclass(frozen=True, kw_only=True)
class Differences:
    """The differences between two versions."""

    before: Annotated[VersionHead, Key("from")]
    after: Annotated[VersionHead, Key("to")]
    differences: Sequence[DifferenceReading]


@dataclass(frozen=True, kw_only=True)
class AdoptedText:
    """The text that was adopted."""

    title: str
    symbol: str
    digest: str
    changes: Changes
    in_force_on: date | None
    paragraphs: Sequence[ParagraphReading]


def summaries_of(versions: Iterable[Version], *, actor: Actor) -> list[PaperSummary]:
    """Return the paper that the visible versions are of, if there are any, with them."""
    held = list(versions)
    if not held:
        return []
    latest = held[-1]
    return [
        PaperSummary(
            id=latest.paper.public_id,
            title=latest.title,
            symbol=latest.symbol or None,
            versions=[version_head(version, actor=actor) for version in held],
        )
    ]


def version_head(version: Version, *, actor: Actor) -> VersionHead:
    """Return what identifies a version, without its text."""
    return VersionHead(**head_of(version, actor))


def head_of(version: Version, actor: Actor) -> dict[str, Any]:
    """Return the fields of a head. Who reads a version by its decision alone learns what was adopted, not how
    it came about, and numbers it so (`VersionQuerySet.numbered_for`).
    """
    shown = actor.reads_restricted
    return {
        "number": version.number if shown else version.shown_number,
        "title": version.title,
        "symbol": version.symbol or None,
        "submitted_by": version.submitted_by_id if shown else None,
        "submitted_at": version.submitted_at if shown else None,
        "circulated_at": version.circulated_at if shown else None,
        "comments_until": version.comments_until if shown else None,
        "digest": version.digest,
        "changes": version.changes,
        "in_force_on": version.in_force_on,
    }


def adopted_text(version: Version) -> AdoptedText:
    """Return the adopted text without who drafted or was served with it."""
    return AdoptedText(
        title=version.title,
        symbol=version.symbol,
        digest=version.digest,
        changes=version.changes,
        in_force_on=version.in_force_on,
        paragraphs=paragraphs_of(version),
    )


def paragraphs_of(version: Version) -> list[ParagraphReading]:
    """Return a version's paragraphs in their order."""
    return [_paragraph(entry) for entry in version.paragraphs.order_by("position")]


def _paragraph(entry: Paragraph) -> ParagraphReading:
    return ParagraphReading(
        id=entry.identity,
        heading=entry.is_heading,
        en=entry.text_en,
        ru=entry.text_ru or None,
        fr=entry.text_fr or None,
        digest=entry.digest,
    )


def differences(before: Version, after: Version, *, actor: Actor) -> Differences:
    """Return the differences between two versions, paragraph by paragraph and word by word."""
    return Differences(
        before=version_head(before, actor=actor),
        after=version_head(after, actor=actor),
        differences=differences_of(
            before.paragraphs.order_by("position"), after.paragraphs.order_by("position")
        ),
    )


def differences_of(before: Iterable[Paragraph], after: Iterable[Paragraph]) -> list[DifferenceReading]:
    """Return what became of each paragraph between two texts."""
    return [
        DifferenceReading(
            id=entry.identity,
            change=entry.change,
            heading=entry.is_heading,
            before=entry.before or None,
            after=entry.after or None,
            words=[Run(op=op, text=text) for op, text in entry.words],
        )
        for entry in compared(before, after)
    ]
