"""A proposal's dossier: everything that rules, guards and pages ask of it, each fact read once.

Facts are read when first asked for and kept, so a dossier belongs to one request, and within an act to the
transaction that holds the proposal's lock.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from members.models import Chairmanship, Participant
from proposals import consensus
from proposals.enums import Answer, Mode, Offer
from proposals.models import (
    Asked,
    Consideration,
    Consultation,
    Designation,
    Interest,
    Position,
    Proposal,
    Response,
    Version,
)


class Dossier:
    """The facts of one proposal. `proposal` may be unsaved: the act that opens it has an empty dossier."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal

    @cached_property
    def interests(self) -> dict[str, Interest]:
        """The standing declarations of interest, `{state: declaration}`, in order of declaration."""
        if not self.proposal.pk:
            return {}
        standing = Interest.objects.filter(proposal=self.proposal, withdrawn_at=None).order_by(
            "declared_at", "pk"
        )
        return {interest.state_id: interest for interest in standing}

    @cached_property
    def coordinators(self) -> dict[str, str]:
        """The standing designations, `{state: role}`, coordinators first."""
        if not self.proposal.pk:
            return {}
        standing = Designation.objects.filter(proposal=self.proposal, ended_at=None).order_by("-role", "pk")
        return {designation.state_id: designation.role for designation in standing}

    @cached_property
    def consultation(self) -> Consultation | None:
        """The latest consultation."""
        return (
            Consultation.objects.filter(proposal=self.proposal).order_by("-pk").first()
            if self.proposal.pk
            else None
        )

    @cached_property
    def asked(self) -> dict[str, datetime]:
        """The states that were asked, `{state: when}`."""
        if self.consultation is None:
            return {}
        return dict(
            Asked.objects.filter(consultation=self.consultation)
            .order_by("pk")
            .values_list("state", "asked_at")
        )

    @cached_property
    def responses(self) -> dict[str, Response]:
        """The standing answers to the consultation, `{state: response}`."""
        if self.consultation is None:
            return {}
        given = Response.objects.filter(consultation=self.consultation).order_by("sequence")
        return {response.state_id: response for response in given}

    @property
    def silent(self) -> list[str]:
        """The states that were asked, are still interested, and have not answered."""
        return [state for state in self.asked if state not in self.responses and state in self.interests]

    @property
    def offering(self) -> list[str]:
        """The interested states that offered to coordinate or co-coordinate, when declaring or when consulted."""
        answers = {Answer.COORDINATE, Answer.CO_COORDINATE}
        return [
            state
            for state, interest in self.interests.items()
            if interest.offer != Offer.NONE
            or (state in self.responses and self.responses[state].answer in answers)
        ]

    @cached_property
    def version(self) -> Version | None:
        """The latest submitted version of the paper."""
        if not self.proposal.pk:
            return None
        return (
            Version.objects.filter(paper__proposal=self.proposal)
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

    @cached_property
    def positions(self) -> list[Position]:
        """The positions taken in the open consideration, in the order received."""
        return positions_in(self.consideration) if self.consideration else []

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
            closes_at=self.consideration.closes_at,
            at=at,
        )

    def forget(self) -> None:
        """Drop what was read, after an effect has written."""
        proposal = self.proposal
        self.__dict__.clear()
        self.proposal = proposal


def positions_in(consideration: Consideration) -> list[Position]:
    """Return all positions ever taken in a consideration, in the order received."""
    return list(Position.objects.filter(consideration=consideration).order_by("received_at", "pk"))


def taken(positions: list[Position]) -> list[consensus.Taken]:
    """Return positions as the pure functions of `consensus` take them."""
    return [
        consensus.Taken(position.state_id, position.position, position.received_at, position.sequence)
        for position in positions
    ]


def member_codes(on: date) -> list[str]:
    """Return the codes of the member states of a day, in English alphabetical order (RoP 1(7))."""
    return list(Participant.objects.members_on(on).values_list("code", flat=True))


def chair_code(on: date) -> str:
    """Return the code of the state that holds the Chairmanship on a day, or an empty text."""
    return Chairmanship.objects.on(on).values_list("state_id", flat=True).first() or ""
