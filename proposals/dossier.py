"""A proposal's dossier: everything that rules, guards and pages ask of it, each fact read once.

Facts are read when first asked for and kept, so a dossier belongs to one request, and within an act to the
transaction that holds the proposal's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

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


class Declared(NamedTuple):
    """As much of a declaration of interest as is read for a list."""

    offer: str


class Dossier:
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

    def forget(self) -> None:
        """Drop what was read, after an effect has written."""
        kept = {"proposal": self.proposal, "meant": self.meant}
        self.__dict__.clear()
        self.__dict__.update(kept)


def read_together(proposals: Iterable[Proposal]) -> list[Dossier]:
    """Return the dossiers of many proposals with what says whom they wait for, in a fixed number of
    queries.
    """
    dossiers = {proposal.pk: Dossier(proposal) for proposal in proposals}
    for dossier in dossiers.values():
        dossier.__dict__.update(
            interests={}, drafters={}, consultation=None, asked={}, responses={},
            version=None, considerations=[], all_positions={}, commented=set(),
        )  # fmt: skip
    if keys := list(dossiers):
        for proposal, state, offer in INTERESTS_OF_MANY.ask(keys):
            dossiers[proposal].interests[state] = Declared(offer)  # type: ignore[assignment]  # for a list
        for proposal, state, role in DESIGNATIONS_OF_MANY.ask(keys):
            dossiers[proposal].drafters[state] = role
        _add_consultations(dossiers)
        _add_papers(dossiers)
        _add_considerations(dossiers)
    return list(dossiers.values())


def _add_consultations(dossiers: dict[int, Dossier]) -> None:
    running = [key for key, dossier in dossiers.items() if Stage(dossier.stage).awaits_answers]
    if not running:
        return
    for consultation in CONSULTATIONS_OF_MANY.ask(running):
        dossiers[consultation.proposal_id].consultation = consultation
    of_consultation = {
        dossier.consultation.pk: dossier for dossier in dossiers.values() if dossier.consultation
    }
    keys = list(of_consultation)
    for key, state, asked_at in ASKED_OF_MANY.ask(keys):
        of_consultation[key].asked[state] = asked_at
    for response in RESPONSES_OF_MANY.ask(keys):
        of_consultation[response.consultation_id].responses[response.state_id] = response


def _add_papers(dossiers: dict[int, Dossier]) -> None:
    circulated = [key for key, dossier in dossiers.items() if Stage(dossier.stage).awaits_comments]
    if not circulated:
        return
    for version in VERSIONS_OF_MANY.ask(circulated):
        dossiers[version.of_proposal].version = version  # type: ignore[attr-defined]  # annotated
    of_version = {dossier.version.pk: dossier for dossier in dossiers.values() if dossier.version}
    for key, state in COMMENTED_OF_MANY.ask(list(of_version)):
        of_version[key].commented.add(state)


def _add_considerations(dossiers: dict[int, Dossier]) -> None:
    of_consideration = {}
    for consideration in OPEN_CONSIDERATIONS_OF_MANY.ask(list(dossiers)):
        dossiers[consideration.proposal_id].considerations.append(consideration)
        of_consideration[consideration.pk] = dossiers[consideration.proposal_id]
    if not of_consideration:
        return
    for position in POSITIONS_OF_MANY.ask(list(of_consideration)):
        taken_before = of_consideration[position.consideration_id].all_positions
        taken_before.setdefault(position.consideration_id, []).append(position)


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
