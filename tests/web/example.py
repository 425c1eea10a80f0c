"""An app made of the bases alone: one act on participants, its page, its endpoint, and lists of acts."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import include, path
from rest_framework import serializers
from rest_framework.response import Response

from cica.urls import handler400, handler403, handler404, handler500  # noqa: F401 (a root names its own)
from members.models import Participant
from records.act_fields import ActFields
from records.act_types import ActType, Entry, Group, Missing, Role, nothing
from records.documents import AttachedFilesField
from records.door import Row, Rows, Taken
from records.fields import InstantField, TrueOrFalseField
from records.models import Act
from records.refusals import NotVisible
from web.act_pages import ActPage
from web.api.conditional import revision_expected
from web.api.views import (
    ActEndpoint,
    APIView,
    AsOfMixin,
    ListView,
    SubjectDetail,
    TakesAct,
    counted,
    read_by,
)
from web.pages import ObjectPage

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


def noted_on(*act_types: ActType) -> Rows:
    return Rows(model=Participant, key="code", acts={act_type.name: act_type for act_type in act_types})


class NotePage(ActPage):
    kind = WRITE_NOTE

    def subject(self, code: str) -> Participant:
        found = Participant.objects.visible_to(self.actor).filter(code=code).first()
        if found is None:
            raise NotVisible("No such participant.")
        return found

    def act_type(self, subject: Participant) -> ActType:
        return self.kind

    def taken_on(self, subject: Participant) -> Row:
        return noted_on(self.kind).at(subject.code)

    def object_url(self, subject: Participant, act: Act) -> str:
        return f"/register/{act.number}/"

    def back_url(self, subject: Participant) -> str:
        return f"/members/{subject.code}/"

    def notifies(self, subject: Participant) -> list[str]:
        return [subject.code]


class NoteDetail(SubjectDetail):
    model = Participant

    def represent(self, found: Participant) -> dict[str, Any]:
        return {"code": found.code, "acts": Act.objects.about(kind="participant", key=found.code).count()}


class NoteEndpoint(TakesAct):
    act_type = WRITE_NOTE
    detail = NoteDetail

    def subject(self, **lookup: Any) -> Row:
        return noted_on(WRITE_NOTE).at(lookup["code"])

    def shown(self, taken: Taken, **lookup: Any) -> HttpResponse:
        assert taken.act.object_key == taken.subject.code == lookup["code"]
        location = f"/api/v1/notes/{lookup['code']}/"
        return read_by(self.detail, self.request).answered(status=201, location=location, **lookup)


class CountedEndpoint(ActEndpoint):
    def act(self, data: Any, **lookup: Any) -> HttpResponse:
        return counted(letters=len(data["text"]))


class RevisionEndpoint(ActEndpoint):
    """Answers by DRF's own Response, and says which revision the caller meant."""

    def act(self, data: Any, **lookup: Any) -> Response:
        return Response({"revision": revision_expected(self.request), "data": data})

    def shown_at(self, **lookup: Any) -> str:
        return "/api/v1/notes/KZ/"


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
    path("api/v1/participants/<str:code>/", NoteDetail.as_view()),
    path("api/v1/participants/<str:code>/note/", NoteEndpoint.as_view()),
    path("api/v1/notes/<str:code>/", NoteDetail.as_view()),
    path("api/v1/counted/", CountedEndpoint.as_view()),
    path("api/v1/revision/", RevisionEndpoint.as_view()),
    path("api/v1/fail/", FailingView.as_view()),
    path("api/v1/by-time/", ByTime.as_view()),
    path("api/v1/as-of/", AsOfView.as_view()),
    path("", include("cica.urls")),
]
