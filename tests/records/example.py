"""An app made of the bases alone: one act on participants, its page, its endpoint, and lists of acts."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import include, path
from rest_framework import serializers
from rest_framework.response import Response

from cica.urls import handler400, handler403, handler404, handler500  # noqa: F401 (a root names its own)
from members.models import Participant
from records.act_fields import ActFields
from records.act_pages import ActPage
from records.act_types import ActType, Entry, Group, Missing, Role, nothing
from records.acts import perform
from records.api.conditional import check_if_match, etag_of, revision_expected
from records.api.renderers import json_bytes
from records.api.views import ActEndpoint, APIView, AsOfMixin, DetailView, ListView, answer, counted
from records.documents import AttachedFilesField
from records.fields import InstantField, TrueOrFalseField
from records.models import Act
from records.pages import ObjectPage
from records.refusals import NotVisible

RULE = "CA (a)1"
SECRETARIAT = Role(
    "secretariat", "the secretariat", "secretariat", lambda actor, subject: actor.is_secretariat
)
MEMBER = Role("member", "a member state", "member", lambda actor, subject: actor.is_member)


class PartFields(serializers.Serializer):
    name = serializers.CharField()
    is_main = TrueOrFalseField(required=False)


class NoteFields(ActFields):
    text = serializers.CharField(label="Text", style={"base_template": "textarea.html"})
    until = InstantField(label="Until", required=False)
    kind = serializers.ChoiceField(
        label="Kind", choices=[("plain", "Plain"), ("loud", "Loud")], required=False
    )
    states = serializers.ListField(label="States", child=serializers.CharField(), required=False)
    parts = PartFields(label="Parts", many=True, required=False)
    is_public = TrueOrFalseField(label="Public", required=False)


CONCERNED = Group("concerned", "the participant")


def write_note(subject: Participant, actor: Any, body: dict[str, Any], at: datetime) -> Entry:
    return Entry("participant", subject.code, dict(body), told={CONCERNED: [subject.code]})


def only_of_members(subject: Participant, actor: Any, at: datetime) -> Missing | None:
    return Missing("Organisations get no notes.", "CA intro 2") if subject.kind == "organisation" else None


def not_forbidden(subject: Participant, actor: Any, body: Any, at: datetime) -> Missing | None:
    return Missing("This word is taken.", "CA intro 3") if body["text"] == "taken" else None


WRITE_NOTE = ActType(
    name="write-note",
    label="Write a note",
    description="Writes a note on a participant.",
    who=(SECRETARIAT, MEMBER),
    rule=RULE,
    fields=NoteFields,
    guards=(only_of_members,),
    checks=(not_forbidden,),
    effect=write_note,
    tells=(CONCERNED,),
)
SEAL = ActType(
    name="seal",
    label="Seal",
    who=(MEMBER,),
    rule="",
    fields=NoteFields,
    effect=write_note,
    tells=(CONCERNED,),
    is_irreversible=True,
)
SEAL_PEOPLE = replace(SEAL, name="seal-people", guards=(only_of_members,), checks=(not_forbidden,))
SHOUT = replace(
    WRITE_NOTE, name="shout", breaks=lambda subject, body: body.get("kind") == "loud", rests_on=nothing
)


class FilesFields(ActFields):
    files = AttachedFilesField()


def list_files(subject: Participant, actor: Any, body: dict[str, Any], at: datetime) -> Entry:
    return Entry("participant", subject.code, {"text": ", ".join(file.name for file in body["files"])})


ATTACH = replace(SEAL, name="attach", fields=FilesFields, effect=list_files, tells=())
NOTE_ON_ORGANISATION = ActType(
    name="note-on-organisation",
    label="Note",
    who=(SECRETARIAT,),
    rule="",
    effect=write_note,
    tells=(CONCERNED,),
)


def act_on(act_type: ActType, *, code: str, actor: Any, at: datetime, data: Any) -> Act:
    with transaction.atomic():
        subject = Participant.objects.select_for_update().filter(code=code).first()
        if subject is None:
            raise NotVisible("No such participant.")
        return perform(act_type, actor=actor, subject=subject, at=at, data=data)[0]


class NotePage(ActPage):
    kind = WRITE_NOTE

    def subject(self, code: str) -> Participant:
        found = Participant.objects.visible_to(self.actor).filter(code=code).first()
        if found is None:
            raise NotVisible("No such participant.")
        return found

    def act_type(self, subject: Participant) -> ActType:
        return self.kind

    def perform(self, subject: Participant, data: Any, *, at: datetime) -> Act:
        return act_on(self.kind, code=subject.code, actor=self.actor, at=at, data=data)

    def object_url(self, subject: Participant, act: Act) -> str:
        return f"/register/{act.number}/"

    def back_url(self, subject: Participant) -> str:
        return f"/members/{subject.code}/"

    def notifies(self, subject: Participant) -> list[str]:
        return [subject.code]


class ParticipantDetail(DetailView):
    model = Participant
    parameters = ("counted",)

    def represent(self, found: Participant) -> dict[str, Any]:
        return {"code": found.code, "acts": Act.objects.about(kind="participant", key=found.code).count()}

    def revision(self, body: dict[str, Any]) -> int | None:
        return body["acts"] if "counted" in self.request.query_params else None


class NoteDetail(DetailView):
    model = Participant

    def represent(self, found: Participant) -> dict[str, Any]:
        return {"code": found.code, "acts": Act.objects.about(kind="participant", key=found.code).count()}


class NoteEndpoint(ActEndpoint):
    def act(self, data, *, code):
        request = self.request
        with transaction.atomic():
            Participant.objects.select_for_update().get(code=code)
            check_if_match(request, etag=lambda: etag_of(json_bytes(self.body(code))))
            act = act_on(WRITE_NOTE, code=code, actor=request.actor, at=self.received_at, data=data)
        assert act.object_key == code
        return answer(self.body(code), status=201, location=f"/api/v1/notes/{code}/")

    def body(self, code: str) -> dict[str, Any]:
        return {"code": code, "acts": Act.objects.about(kind="participant", key=code).count()}


class CountedEndpoint(ActEndpoint):
    def act(self, data: Any, **lookup: Any) -> HttpResponse:
        return counted(letters=len(data["text"]))


class RevisionEndpoint(ActEndpoint):
    """Answers by DRF's own Response, and says which revision the caller meant."""

    def act(self, data: Any, **lookup: Any) -> Response:
        return Response({"revision": revision_expected(self.request), "data": data})

    def shown_at(self, **lookup: Any) -> str:
        return "/api/v1/notes/KZ/"


class ReplaceEndpoint(APIView):
    def put(self, request):
        check_if_match(request, etag=lambda: '"now"', is_needed=True)
        return Response({})


class FailingView(APIView):
    """Raises what the test put into `error`."""

    error: Exception

    def get(self, request):
        raise self.error


class ByTime(ListView):
    model = Act
    ordering = ("-at", "number")

    def rows(self, visible):
        return visible.values("at", "number")


class AsOfView(AsOfMixin, APIView):
    def get(self, request):
        return Response({"as_of": self.as_of})


class FailingPage(ObjectPage):
    """Raises what the test put into `error` when it is shown."""

    model = Participant
    template_name = "404.html"
    error: Exception

    def context(self, found):
        raise self.error


class AsOfPage(ObjectPage):
    model = Participant
    template_name = "404.html"
    parameters = ("as_of",)

    def context(self, found):
        return {"day": self.as_of}


urlpatterns = [
    path("members/<str:code>/note/", NotePage.as_view()),
    path("members/<str:code>/seal/", NotePage.as_view(kind=SEAL)),
    path("members/<str:code>/seal-people/", NotePage.as_view(kind=SEAL_PEOPLE)),
    path("members/<str:code>/shout/", NotePage.as_view(kind=SHOUT)),
    path("members/<str:code>/file/", NotePage.as_view(kind=ATTACH)),
    path("members/<str:code>/fail/", FailingPage.as_view()),
    path("members/<str:code>/as-of/", AsOfPage.as_view()),
    path("api/v1/participants/<str:code>/", ParticipantDetail.as_view()),
    path("api/v1/participants/<str:code>/note/", NoteEndpoint.as_view()),
    path("api/v1/notes/<str:code>/", NoteDetail.as_view()),
    path("api/v1/counted/", CountedEndpoint.as_view()),
    path("api/v1/revision/", RevisionEndpoint.as_view()),
    path("api/v1/replace/", ReplaceEndpoint.as_view()),
    path("api/v1/fail/", FailingView.as_view()),
    path("api/v1/by-time/", ByTime.as_view()),
    path("api/v1/as-of/", AsOfView.as_view()),
    path("", include("cica.urls")),
]
