"""The API of proposals: load, ask, call one action, answer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from members.models import Participant
from papers.models import Paper, Version
from papers.querysets import VersionQuerySet
from proposals.actions import PROPOSALS, OneProposal, considered_in, open_proposal
from proposals.dossier import DESIGNATIONS_OF_MANY, INTERESTS_OF_MANY, Dossier
from proposals.enums import Action, Route
from proposals.fields import OpenProposalFields, TakePositionFields
from proposals.filters import ConsiderationFilter, DecisionFilter, ProposalFilter
from proposals.models import Consideration, Decision, Position, Proposal
from proposals.reading.consideration import (
    ConsiderationReading,
    ConsiderationRow,
    PositionReading,
    consideration,
    consideration_row,
    position,
)
from proposals.reading.decision import DecisionReading, DecisionRow, decision, decision_row
from proposals.reading.paper import PaperRow, VersionReading, paper_row, version_whole
from proposals.reading.proposal import ProposalReading, ProposalRow, proposal_row
from proposals.reading.proposal import proposal as whole
from proposals.transitions import BY_NAME, opening_of
from records import clock
from records.addresses import address_of
from records.door import Taken, take
from records.refusals import Invalid, NotVisible
from web.api.conditional import revision_expected
from web.api.described import body_of
from web.api.shapes import shape_of
from web.api.views import ActEndpoint, DetailView, ListView, SubjectDetail, TakesAct, read_by
from web.readings import as_json


class ProposalList(ActEndpoint, ListView):
    """The proposals, newest first; POST declares a first interest or joins the open proposal (CA (a)1)."""

    model = Proposal
    ordering = ("-id",)
    is_searchable = True
    filterset_class = ProposalFilter
    reading = ProposalRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List the columns of a line; states are added for the whole page at once."""
        return visible.values(
            "id", "reference", "route", "edition_id", "measure__code", "stage", "stage_since", "opened_at",
            "closed_at", "due_at", "year", "title",
        )  # fmt: skip

    def get(self, request: Request, **kwargs: Any) -> Response:
        # No docstring, for OpenAPI. Interested states and drafters in two queries.
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        interested, drafters = states_of([row["id"] for row in page])
        return self.get_paginated_response([
            as_json(
                proposal_row(
                    row, interested=interested.get(row["id"], []), drafters=drafters.get(row["id"], {})
                )
            )
            for row in page
        ])  # fmt: skip

    @extend_schema(
        request=body_of(OpenProposalFields, *map(opening_of, Route)),
        responses=dict.fromkeys((201, 200), shape_of(ProposalReading)),
    )
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Open a proposal by one of the routes, or join the one that is open on the measure (200)."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Perform the act that opens the route."""
        if not data.get("route"):
            raise Invalid({"route": [_("Name the route.")]})
        body = {name: value for name, value in data.items() if name != "route"}
        done = open_proposal(route=data["route"], actor=self.actor, data=body)
        proposal = done.subject.proposal
        status = 201 if proposal.revision == 1 else 200
        location = address_of("api-proposal", proposal.reference)
        return read_by(ProposalDetail, self.request).answer_with(proposal, status=status, location=location)


def states_of(keys: list[int]) -> tuple[dict[int, list[str]], dict[int, dict[str, str]]]:
    """Return the interested states and the drafters (`{state: role}`) of many, each in one query."""
    interested: dict[int, list[str]] = {}
    drafters: dict[int, dict[str, str]] = {}
    for proposal, state, _offer in INTERESTS_OF_MANY.ask(keys):
        interested.setdefault(proposal, []).append(state)
    for proposal, state, role in DESIGNATIONS_OF_MANY.ask(keys):
        drafters.setdefault(proposal, {})[state] = role
    return interested, drafters


class ProposalDetail(DetailView):
    """One proposal whole, with the acts open to the caller."""

    model = Proposal
    reading = ProposalReading

    def find(self, visible: QuerySet, **lookup: Any) -> Proposal:
        """Find it by its reference."""
        return visible.select_related("measure").get(**lookup)

    def represent(self, found: Proposal) -> ProposalReading:
        """Return it as the caller may see it."""
        names = Participant.objects.names()
        return whole(Dossier(found), actor=self.actor, at=clock.now(), names=names)

    def revision(self, found: Proposal, body: Mapping[str, Any]) -> int:
        """Return the number of acts it has seen."""
        return found.revision


class ProposalAct(TakesAct):
    """One act of the table on a proposal. `act_type` is set by the address (`proposals.api.urls`)."""

    detail = ProposalDetail

    def subject(self, **lookup: Any) -> OneProposal:
        """Return the proposal by its reference."""
        return PROPOSALS.at(lookup["reference"])

    def shown(self, taken: Taken, **lookup: Any) -> HttpResponse:
        """Answer with the proposal as the act left it."""
        return read_by(self.detail, self.request).answer_with(taken.subject.proposal)


class PaperList(ListView):
    """The papers of which the caller may read a version."""

    model = Paper
    ordering = ("-id",)
    is_searchable = True
    reading = PaperRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List what identifies a paper."""
        columns = ("id", "public_id", "base_symbol", "proposal__reference", "proposal__measure__code")
        return visible.values(*columns)

    def represent(self, row: Mapping[str, Any]) -> PaperRow:
        """Return a line."""
        return paper_row(row, actor=self.actor)


class PaperDetail(DetailView):
    """A paper's latest visible version, whole."""

    model = Version
    reading = VersionReading

    def find(self, visible: VersionQuerySet, *, paper: UUID, number: int | None = None) -> Version:
        """Find the version of that number, or the latest, that the caller may read."""
        held = visible.numbered_for(self.actor).filter(paper__public_id=paper)
        named = held if number is None else held.filter(shown_number=number)
        return named.select_related("paper__proposal").latest("number")

    def represent(self, found: Version) -> VersionReading:
        """Return it with its text."""
        return version_whole(found, actor=self.actor)


class VersionDetail(PaperDetail):
    """One version of a paper, whole."""


class ConsiderationList(ListView):
    """The considerations of papers by the bodies, newest first."""

    model = Consideration
    ordering = ("-id",)
    filterset_class = ConsiderationFilter
    reading = ConsiderationRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List what a consideration is about and how it ended."""
        return visible.values(
            "id", "proposal__reference", "body", "mode", "opened_at", "closes_at", "outcome", "concluded_at",
            "effective_at",
        )  # fmt: skip

    def represent(self, row: Mapping[str, Any]) -> ConsiderationRow:
        """Return a line."""
        return consideration_row(row)


class ConsiderationDetail(DetailView):
    """One consideration with its roster, positions, and what still stands between the text and adoption."""

    model = Consideration
    reading = ConsiderationReading

    def find(self, visible: QuerySet, **lookup: Any) -> Consideration:
        """Find it with its version and proposal."""
        return visible.select_related("version", "proposal").get(**lookup)

    def represent(self, found: Consideration) -> ConsiderationReading:
        """Return it as it stands now."""
        return consideration(
            found,
            proposal=found.proposal.reference,
            positions=list(found.positions.order_by("received_at", "pk")),
            at=clock.now(),
            names=Participant.objects.names(),
        )

    def revision(self, found: Consideration, body: Mapping[str, Any]) -> int:
        """Return that of its proposal."""
        return found.proposal.revision


class PositionList(ActEndpoint, ListView):
    """The positions taken in a consideration, in the order received; POST takes one."""

    model = Position
    ordering = ("received_at", "id")
    reading = PositionReading

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them; a consideration that is not visible is not found."""
        if not Consideration.objects.visible_to(self.actor).filter(pk=self.kwargs["pk"]).exists():
            raise NotVisible(_("There is no such consideration."))
        return visible.filter(consideration=self.kwargs["pk"])

    def represent(self, row: Position) -> PositionReading:
        """Return a line."""
        return position(row)

    @extend_schema(
        request=body_of(TakePositionFields, BY_NAME[Action.TAKE_POSITION]),
        responses={200: shape_of(ConsiderationReading)},
    )
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Take a position for a state; it replaces the state's standing one, and none is erased."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Take the position and answer the consideration as it stands now."""
        actor = self.actor
        take(
            Action.TAKE_POSITION,
            considered_in(lookup["pk"], actor=actor),
            actor=actor,
            data=data,
            expected_revision=revision_expected(self.request),
        )
        return read_by(ConsiderationDetail, self.request).answered(**lookup)

    def shown_at(self, **lookup: Any) -> str:
        """Return where the consideration is read."""
        return address_of("api-consideration", lookup["pk"])


class DecisionList(ListView):
    """The decisions that the caller may read, newest first."""

    model = Decision
    ordering = ("-adopted_at", "number")
    is_searchable = True
    filterset_class = DecisionFilter
    reading = DecisionRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List what a decision is about."""
        return visible.values("number", "body", "title", "measure__code", "adopted_at", "mode", "audience")

    def represent(self, row: Mapping[str, Any]) -> DecisionRow:
        """Return a line."""
        return decision_row(row)


class DecisionDetail(SubjectDetail):
    """One decision with its statements and the adopted text."""

    model = Decision
    reading = DecisionReading

    def find(self, visible: QuerySet, **lookup: Any) -> Decision:
        """Find it by its number."""
        return visible.select_related("measure", "proposal", "consideration__version").get(**lookup)

    def represent(self, found: Decision) -> DecisionReading:
        """Return it as the caller may see it."""
        return decision(found, actor=self.actor)
