"""The API of meetings: load, ask, call one action, answer."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from meetings import actions, reading
from meetings.api import serializers
from meetings.dossier import MeetingDossier
from meetings.fields import AnyMeetingFields
from meetings.filters import MeetingFilter
from meetings.models import Document, Meeting
from meetings.readiness import candidates
from meetings.revisions import revision_for
from meetings.transitions import CONVENE_MEETING, CONVENE_SESSION
from members.actor import Actor
from records import clock
from records.addresses import address_of
from records.door import Subject, Taken
from records.openings import acts_for
from records.refusals import NotVisible
from web.api.available import open_acts
from web.api.described import body_of
from web.api.files import ANY_FILE, file_body, remarks_body
from web.api.parsers import WITH_FILES
from web.api.views import ActEndpoint, DetailView, ListView, ReadView, TakesAct, answer
from web.handing_out import handed_out
from web.requests import actor_of

COLUMNS = (
    "reference", "kind", "number", "title", "place", "format", "ends_on", "starts_at", "ends_at", "time_zone",
    "audience", "stage",
)  # fmt: skip
FOR_THOSE_AMONG = ("message", "reason")
ALSO_WHOLE = ("conclusions", "outcomes", "sources", "confidence", "note")


def meeting_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a line."""
    kept = {name: row[name] for name in COLUMNS}
    return kept | {"body": reading.body_of(row), "host": row["host_id"], "starts_on": reading.first_day(row)}


def meeting_body(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """Return a meeting as JSON for `actor`, now."""
    dossier, at = MeetingDossier(meeting, speaker=actor), clock.now()
    is_among, documents = reading.is_among(meeting, actor), reading.documents(meeting, actor)
    row = {name: getattr(meeting, name) for name in (*COLUMNS, "host_id", "starts_on", "starts_precision")}
    return {
        **meeting_row(row),
        **{name: getattr(meeting, name) for name in ALSO_WHOLE},
        **{name: getattr(meeting, name) if is_among else "" for name in FOR_THOSE_AMONG},
        "revision": revision_for(meeting, actor),
        "measures": list(meeting.measures.in_printed_order().values_list("code", flat=True)),
        "invitations": [
            {
                "participant": invitation.participant_id,
                "answer": invitation.answer,
                "answered_at": invitation.answered_at,
            }
            for invitation in reading.invitations(meeting, actor)
        ],
        "attendance": attendance(dossier) if is_among else None,
        "agenda": reading.agenda(meeting, actor),
        "documents": [_document(shown, meeting) for shown in documents],
        "file_remarks": remarks_body(reading.looked_into(documents, dossier, actor)),
        "logistics": reading.logistics(meeting, actor),
        "available_actions": open_acts(acts_for(actions.MEETINGS, dossier, actor=actor, at=at)),
    }


def _document(shown: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    if shown["file"] is None:
        return shown
    url = address_of("api-meeting-file", meeting.reference, shown["key"])
    return shown | {"file": file_body(shown["file"], url=url)}


def attendance(dossier: MeetingDossier) -> dict[str, Any] | None:
    """Return who was present and whether that is a quorum; None where nothing is recorded."""
    if not dossier.present:
        return None
    return {
        "present": dossier.present,
        "members_present": len(dossier.members_present),
        "roster": len(dossier.roster),
        "quorum": dossier.quorum,
        "has_quorum": dossier.has_quorum,
    }


class MeetingList(ActEndpoint, ListView):
    """The meetings, the latest first; POST convenes one."""

    model = Meeting
    ordering = ("-starts_on", "reference")
    is_searchable = True
    filterset_class = MeetingFilter
    serializer_class = serializers.MeetingRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them."""
        return visible.values(*COLUMNS, "host_id", "starts_on", "starts_precision")

    def represent(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a line."""
        return meeting_row(row)

    @extend_schema(
        request=body_of(AnyMeetingFields, CONVENE_SESSION, CONVENE_MEETING),
        responses={201: serializers.MeetingShape},
    )
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Convene a meeting: a session of a body, or another."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Convene it."""
        meeting = actions.convene(actor=self.actor, data=data).subject.meeting
        location = address_of("api-meeting", meeting.reference)
        return meeting_answered(meeting, self.request, status=HTTPStatus.CREATED, location=location)


def meeting_answered(
    meeting: Meeting, request: Request, *, status: int = HTTPStatus.OK, location: str = ""
) -> HttpResponse:
    """Answer an act with the meeting as it is now."""
    body = meeting_body(meeting, actor_of(request))
    return answer(body, revision=body["revision"], status=status, location=location)


class MeetingDetail(DetailView):
    """One meeting whole, with the acts open to the caller."""

    model = Meeting
    serializer_class = serializers.MeetingShape

    def represent(self, found: Meeting) -> dict[str, Any]:
        """Return it as the caller may see it."""
        return meeting_body(found, self.actor)

    def revision(self, found: Meeting, body: Mapping[str, Any]) -> int:
        """Return what `If-Match` compares."""
        return body["revision"]


class MeetingCandidates(DetailView):
    """The proposals that could come on the agenda, and why those that are not ready cannot."""

    model = Meeting
    serializer_class = serializers.CandidatesShape

    def represent(self, found: Meeting) -> dict[str, Any]:
        """Return them, the ready ones first; nothing to those who see no proposals."""
        shown = candidates(found, actor=self.actor, at=clock.now())
        return {
            "candidates": [
                {
                    "proposal": candidate.proposal.reference,
                    "subject": candidate.proposal.subject,
                    "stage": candidate.proposal.stage,
                    "is_ready": candidate.missing is None,
                    "reason": candidate.missing.sentence if candidate.missing else "",
                    "rule": candidate.missing.rule if candidate.missing else "",
                }
                for candidate in shown
            ]
        }


class MeetingFile(ReadView):
    """A file among a meeting's documents."""

    model = Document
    filter_backends = ()
    pagination_class = None

    @extend_schema(responses=ANY_FILE)
    def get(self, request: Request, reference: str, document: Any) -> HttpResponse:
        """Hand out a file of a meeting that the caller may see, to be saved."""
        found = self.visible().filter(meeting__reference=reference, file=document)
        row = found.select_related("file").first()
        if row is None:
            raise NotVisible(_("There is nothing at this address."))
        return handed_out(row.file, request=request)


class MeetingActEndpoint(TakesAct):
    """One act of the table on a meeting. `act_type` is set by the address (`meetings.api.urls`)."""

    detail = MeetingDetail
    parser_classes = WITH_FILES
    is_version_read = False  # its tag says nothing of the papers before the meeting: the body names them

    def subject(self, **lookup: Any) -> Subject:
        """Return the meeting by its reference."""
        return actions.MEETINGS.at(lookup["reference"])

    def shown(self, taken: Taken, **lookup: Any) -> HttpResponse:
        """Answer the meeting, also to one who is not among those invited any more."""
        return meeting_answered(Meeting.objects.get(reference=lookup["reference"]), self.request)
