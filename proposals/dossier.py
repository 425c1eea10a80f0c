"""A proposal's dossier: everything that rules, guards and pages ask of it, each fact read once.

Facts are read when first asked for and kept, so a dossier belongs to one request, and within an act to the
transaction that holds the proposal's lock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

from django.db.models import F, QuerySet

from members.models import Chairmanship, Participant
from papers.models import Comment, Version
from proposals import consensus
from proposals.enums import ConsultationAnswer, DraftingRole, InterestOffer, Mode, Stage
from proposals.models import (
    Asked,
    Consideration,
    Consultation,
    Designation,
    Interest,
    Position,
    Proposal,
    Response,
)
from records.certain import certain
from records.read_once import ReadOnce
from records.written_once import RowsWrittenOnce, WrittenOnce

# A proposal's page, its JSON and each act on it ask these, so their SQL is written once.
INTERESTS = WrittenOnce(
    lambda proposal: Interest.objects.filter(proposal=proposal, withdrawn_at=None).order_by(
        "declared_at", "pk"
    ),
)
DESIGNATIONS = WrittenOnce(
    lambda proposal: Designation.objects.filter(proposal=proposal, ended_at=None).order_by("-role", "pk")
)
CONSULTATIONS = WrittenOnce(
    lambda proposal: Consultation.objects.filter(proposal=proposal).order_by("-pk")[:1]
)
ASKED = WrittenOnce(lambda consultation: Asked.objects.filter(consultation=consultation).order_by("pk"))
RESPONSES = WrittenOnce(
    lambda consultation: Response.objects.filter(consultation=consultation).order_by("sequence")
)
POSITIONS = WrittenOnce(
    lambda proposal: Position.objects.filter(consideration__proposal=proposal).order_by("received_at", "pk"),
)

# The lists ask these for all proposals of a page at once.
INTERESTS_OF_MANY = RowsWrittenOnce(
    lambda proposals: (
        Interest.objects.filter(proposal__any_of=proposals, withdrawn_at=None)
        .order_by("declared_at", "pk")
        .values_list("proposal", "state", "offer")
    ),
)
DESIGNATIONS_OF_MANY = RowsWrittenOnce(
    lambda proposals: (
        Designation.objects.filter(proposal__any_of=proposals, ended_at=None)
        .order_by("-role", "pk")
        .values_list("proposal", "state", "role")
    ),
)
CONSULTATIONS_OF_MANY = WrittenOnce(
    lambda proposals: Consultation.objects.filter(proposal__any_of=proposals).order_by("pk")
)
ASKED_OF_MANY = RowsWrittenOnce(
    lambda consultations: (
        Asked.objects.filter(consultation__any_of=consultations)
        .order_by("pk")
        .values_list("consultation", "state", "asked_at")
    ),
)
RESPONSES_OF_MANY = WrittenOnce(
    lambda consultations: Response.objects.filter(consultation__any_of=consultations).order_by("sequence")
)
VERSIONS_OF_MANY = WrittenOnce(
    lambda proposals: (
        Version.objects.filter(paper__proposal__any_of=proposals)
        .annotate(of_proposal=F("paper__proposal"))
        .order_by("number")
    ),
)
COMMENTED_OF_MANY = RowsWrittenOnce(
    lambda versions: Comment.objects.filter(version__any_of=versions).values_list("version", "state")
)
OPEN_CONSIDERATIONS_OF_MANY = WrittenOnce(
    lambda proposals: Consideration.objects.still_open().filter(proposal__any_of=proposals)
)
POSITIONS_OF_MANY = WrittenOnce(
    lambda considerations: Position.objects.filter(consideration__any_of=considerations).order_by(
        "received_at", "pk"
    ),
)

COORDINATING = (DraftingRole.COORDINATOR, DraftingRole.CO_COORDINATOR)


def coordinators_among(drafters: Mapping[str, str]) -> dict[str, str]:
    """Return those of `{state: role}` that coordinate: states of experts and a proposer only draft."""
    return {state: role for state, role in drafters.items() if role in COORDINATING}


class OfProposal(Protocol):
    """However much was read of a proposal: what it is."""

    @property
    def proposal(self) -> Proposal:
        """Its row."""

    @property
    def stage(self) -> str:
        """The stage it is in, empty before its first act."""

    @property
    def stage_label(self) -> Any:
        """The stage's name for the reader."""


class WithInterests(OfProposal, Protocol):
    """A proposal of which is known who is interested."""

    @property
    def interests(self) -> Collection[str]:
        """The states whose declaration of interest stands, in order of declaration."""


class WithConsideration(OfProposal, Protocol):
    """A proposal of which is known whether a body considers it."""

    @property
    def consideration(self) -> Consideration | None:
        """The open consideration, if a body is looking at the paper now."""


class BeforeABody(WithConsideration, Protocol):
    """A proposal of which is known what a body has before it."""

    @property
    def version(self) -> Version | None:
        """The latest submitted version of the paper."""


class WhomItAwaits(WithInterests, WithConsideration, Protocol):
    """A proposal of which is known for whom it waits."""

    @property
    def drafters(self) -> Mapping[str, str]:
        """The states charged with the paper, `{state: role}`."""

    @property
    def silent(self) -> list[str]:
        """While answers are awaited: the states asked, and still interested, that have not answered."""

    @property
    def commented(self) -> Collection[str]:
        """While comments are awaited: the states that have commented."""

    @property
    def positions(self) -> list[Position]:
        """The positions taken in the open consideration, in the order received."""


class Dossier(ReadOnce):
    """The facts of one proposal. `proposal` may be unsaved: the act that opens it has an empty dossier.

    `meant` is the consideration that a caller speaks of, by its key; without it, the open one.
    """

    def __init__(self, proposal: Proposal, *, meant: int | None = None) -> None:
        self.proposal, self.meant = proposal, meant

    object_kind = "proposal"

    @property
    def object_key(self) -> str:
        """What the register knows the proposal by."""
        return self.proposal.reference

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("proposal",), self.proposal.reference

    @property
    def stage(self) -> str:
        """The stage the proposal is in, empty before its first act."""
        return self.proposal.stage

    @property
    def stage_label(self) -> Any:
        """The stage's name for the reader."""
        return Stage(self.stage).label

    @property
    def amended_edition(self) -> str:
        """The edition that an amendment is of: the one that the proposal began under."""
        return self.proposal.edition_id

    @cached_property
    def interests(self) -> dict[str, Interest]:
        """The standing declarations of interest, `{state: declaration}`, in order of declaration."""
        if not self.proposal.pk:
            return {}
        return {interest.state_id: interest for interest in INTERESTS.ask(self.proposal.pk)}

    @property
    def coordinators(self) -> dict[str, str]:
        """The designated coordinators and co-coordinators, `{state: role}`, coordinators first."""
        return coordinators_among(self.drafters)

    @cached_property
    def drafters(self) -> dict[str, str]:
        """The states charged with the paper, `{state: role}`: coordinators, states of experts, the
        proposer.
        """
        if not self.proposal.pk:
            return {}
        return {row.state_id: row.role for row in DESIGNATIONS.ask(self.proposal.pk)}

    @cached_property
    def consultation(self) -> Consultation | None:
        """The latest consultation."""
        if not self.proposal.pk:
            return None
        return next(iter(CONSULTATIONS.ask(self.proposal.pk)), None)

    @cached_property
    def asked(self) -> dict[str, datetime]:
        """The states that were asked, `{state: when}`."""
        if self.consultation is None:
            return {}
        return {row.state_id: row.asked_at for row in ASKED.ask(self.consultation.pk)}

    @cached_property
    def responses(self) -> dict[str, Response]:
        """The standing answers to the consultation, `{state: response}`."""
        if self.consultation is None:
            return {}
        return {response.state_id: response for response in RESPONSES.ask(self.consultation.pk)}

    @property
    def silent(self) -> list[str]:
        """The states that were asked, are still interested, and have not answered."""
        return [state for state in self.asked if state not in self.responses and state in self.interests]

    @property
    def offering(self) -> list[str]:
        """The interested states that offered to coordinate or co-coordinate, when declaring or when
        consulted.
        """
        answers = {ConsultationAnswer.COORDINATE, ConsultationAnswer.CO_COORDINATE}
        return [
            state
            for state, interest in self.interests.items()
            if interest.offer != InterestOffer.NONE
            or (state in self.responses and self.responses[state].answer in answers)
        ]

    @cached_property
    def version(self) -> Version | None:
        """The latest submitted version of the paper."""
        if not self.proposal.paper_id:
            return None
        return (
            Version.objects.filter(paper=self.proposal.paper_id)
            .select_related("paper")
            .order_by("-number")
            .first()
        )

    @cached_property
    def considerations(self) -> list[Consideration]:
        """All considerations, the latest first."""
        if not self.proposal.pk:
            return []
        return list(
            Consideration.objects.filter(proposal=self.proposal).select_related("version").order_by("-pk")
        )

    @property
    def consideration(self) -> Consideration | None:
        """The open consideration, if a body is looking at the paper now."""
        latest = self.considerations[:1]
        return latest[0] if latest and latest[0].outcome == "open" else None

    @property
    def positions(self) -> list[Position]:
        """The positions taken in the open consideration, in the order received."""
        return self.positions_of(self.consideration) if self.consideration else []

    @cached_property
    def all_positions(self) -> dict[int, list[Position]]:
        """The positions of every consideration of the proposal, `{consideration: positions}`, in the order
        received.
        """
        by_consideration: dict[int, list[Position]] = {}
        for position in POSITIONS.ask(self.proposal.pk) if self.considerations else ():
            by_consideration.setdefault(position.consideration_id, []).append(position)
        return by_consideration

    def positions_of(self, consideration: Consideration) -> list[Position]:
        """Return the positions taken in one of the proposal's considerations, in the order received."""
        return self.all_positions.get(consideration.pk, [])

    @property
    def blocking(self) -> list[str]:
        """The states whose standing position prevents adoption in the open consideration."""
        if self.consideration is None:
            return []
        return consensus.blocking(roster=self.consideration.roster, positions=taken(self.positions))

    def silence(self, at: datetime) -> consensus.SilenceState | None:
        """Return how the open silence procedure stands at `at`, or None where none is open."""
        if self.consideration is None or self.consideration.mode != Mode.SILENCE:
            return None
        return consensus.silence_state(
            roster=self.consideration.roster,
            positions=taken(self.positions),
            since=certain(self.consideration.silence_since),
            closes_at=certain(self.consideration.closes_at),
            at=at,
        )

    @cached_property
    def commented(self) -> set[str]:
        """The states that have commented on the latest version."""
        if self.version is None:
            return set()
        return set(Comment.objects.filter(version=self.version).values_list("state_id", flat=True))


@dataclass
class _InBrief:
    """What a proposal is, for those of whom no more is read than one question asks."""

    proposal: Proposal

    @property
    def stage(self) -> str:
        """The stage the proposal is in."""
        return self.proposal.stage

    @property
    def stage_label(self) -> Any:
        """The stage's name for the reader."""
        return Stage(self.stage).label


@dataclass
class AwaitsInBrief(_InBrief):
    """A proposal as lists, inboxes and deadlines ask of it: for whom it waits (`WhomItAwaits`).

    It has no more than that: a guard that asks for the paper, for offers or answers cannot be asked of it.
    """

    interests: list[str] = field(default_factory=list)
    drafters: dict[str, str] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    commented: set[str] = field(default_factory=set)
    consideration: Consideration | None = None
    positions: list[Position] = field(default_factory=list)


@dataclass
class PaperInBrief(_InBrief):
    """A proposal as an agenda asks of it: what a body has before it (`BeforeABody`)."""

    consideration: Consideration | None = None
    version: Version | None = None


def awaits_of(proposals: Iterable[Proposal]) -> list[AwaitsInBrief]:
    """Return for whom each of many proposals waits, in a fixed number of queries."""
    briefs = {proposal.pk: AwaitsInBrief(proposal) for proposal in proposals}
    if keys := list(briefs):
        for proposal, state, _offer in INTERESTS_OF_MANY.ask(keys):
            briefs[proposal].interests.append(state)
        for proposal, state, role in DESIGNATIONS_OF_MANY.ask(keys):
            briefs[proposal].drafters[state] = role
        _add_silent(briefs)
        _add_commented(briefs)
        _add_positions(briefs)
    return list(briefs.values())


def papers_of(proposals: Iterable[Proposal]) -> list[PaperInBrief]:
    """Return what a body would have before it of each of many proposals, in two queries."""
    briefs = {proposal.pk: PaperInBrief(proposal) for proposal in proposals}
    if keys := list(briefs):
        for consideration in OPEN_CONSIDERATIONS_OF_MANY.ask(keys):
            briefs[consideration.proposal_id].consideration = consideration
        for version in VERSIONS_OF_MANY.ask(keys):
            briefs[version.of_proposal].version = version  # type: ignore[attr-defined]  # annotated
    return list(briefs.values())


def _add_silent(briefs: Mapping[int, AwaitsInBrief]) -> None:
    running = [key for key, brief in briefs.items() if Stage(brief.stage).awaits_answers]
    if not running:
        return
    # The latest of a proposal is the one that is open.
    latest = {one.proposal_id: one.pk for one in CONSULTATIONS_OF_MANY.ask(running)}
    brief_of = {consultation: briefs[proposal] for proposal, consultation in latest.items()}
    answered = {(row.consultation_id, row.state_id) for row in RESPONSES_OF_MANY.ask(list(brief_of))}
    for consultation, state, _asked_at in ASKED_OF_MANY.ask(list(brief_of)):
        if (consultation, state) not in answered and state in brief_of[consultation].interests:
            brief_of[consultation].silent.append(state)


def _add_commented(briefs: Mapping[int, AwaitsInBrief]) -> None:
    circulated = [key for key, brief in briefs.items() if Stage(brief.stage).awaits_comments]
    if not circulated:
        return
    latest = {
        version.of_proposal: version.pk  # type: ignore[attr-defined]  # annotated
        for version in VERSIONS_OF_MANY.ask(circulated)
    }
    brief_of = {version: briefs[proposal] for proposal, version in latest.items()}
    for version, state in COMMENTED_OF_MANY.ask(list(brief_of)):
        brief_of[version].commented.add(state)


def _add_positions(briefs: Mapping[int, AwaitsInBrief]) -> None:
    brief_of = {}
    for consideration in OPEN_CONSIDERATIONS_OF_MANY.ask(list(briefs)):
        brief_of[consideration.pk] = briefs[consideration.proposal_id]
        brief_of[consideration.pk].consideration = consideration
    if not brief_of:
        return
    for position in POSITIONS_OF_MANY.ask(list(brief_of)):
        brief_of[position.consideration_id].positions.append(position)


def measures_drafted_by(state: str) -> QuerySet:
    """Return the keys of the measures whose running proposals a state coordinates or drafts."""
    running = Proposal.objects.still_open().values("pk")
    standing = Designation.objects.filter(state=state, ended_at=None, proposal__in=running)
    return standing.exclude(proposal__measure=None).values("proposal__measure")


def taken(positions: Iterable[Position]) -> list[consensus.TakenPosition]:
    """Return positions as the pure functions of `consensus` take them."""
    return [
        consensus.TakenPosition(position.state_id, position.position, position.received_at, position.sequence)
        for position in positions
    ]


def member_codes(on: date) -> list[str]:
    """Return the codes of the member states of a day, in English alphabetical order (RoP 1(7))."""
    return list(Participant.objects.members_on(on).values_list("code", flat=True))


def chair_code(on: date) -> str:
    """Return the code of the state that holds the Chairmanship on a day, or an empty text."""
    return Chairmanship.objects.on(on).values_list("state_id", flat=True).first() or ""
