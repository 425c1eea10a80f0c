"""The API of the exchange: load, ask, call one action, answer."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from exchange import actions
from exchange.enums import ExchangeAction, SubmissionKind
from exchange.fields import CompileFields, OpenCallFields, SubmitFields
from exchange.filters import CallFilter, DeliveryFilter, SubmissionFilter
from exchange.handing_out import file_handed_out, hand_out, table_handed_out
from exchange.models import (
    Attachment,
    Authorship,
    Call,
    Compilation,
    Delivery,
    Submission,
    Version,
)
from exchange.querysets import SubmissionQuerySet, SubmissionVersionQuerySet
from exchange.reading.collecting import (
    CallReading,
    CallRow,
    CompilationReading,
    CompilationRow,
    call,
    call_row,
    compilation,
    compilation_row,
)
from exchange.reading.reader import Reading
from exchange.reading.submission import (
    DeliveryRow,
    SubmissionReading,
    SubmissionRow,
    SubmissionVersion,
    SubmissionVersionHead,
    delivery_row,
    submission_row,
    version_head,
    version_whole,
)
from exchange.reading.submission import submission as whole
from exchange.tables import FORMS, MEDIA_TYPES, table_response
from exchange.transitions import BY_NAME, COMPILE, OPEN_CALL
from records import clock
from records.acts import resting_on
from records.addresses import address_of
from records.door import Subject, Taken, take
from records.refusals import Invalid, NotVisible
from web.api.described import body_of
from web.api.files import ANY_FILE
from web.api.parsers import WITH_FILES
from web.api.shapes import shape_of
from web.api.views import ActEndpoint, DetailView, ListView, ReadView, TakesAct, answer, read_by
from web.readings import as_json
from web.requests import actor_of

LISTED = (
    "id", "reference", "kind", "stage", "title", "language", "audience", "digest", "shown_call",
    "submitted_at", "disseminated_at", "withdrawn_at",
)  # fmt: skip
SUBMIT_BODY = body_of(SubmitFields, BY_NAME[ExchangeAction.SUBMIT])


class SubmissionList(ActEndpoint, ListView):
    """The database of information: what the caller may see, newest first (CA (b)2)."""

    model = Submission
    ordering = ("-id",)
    is_searchable = True
    filterset_class = SubmissionFilter
    reading = SubmissionRow
    parser_classes = WITH_FILES

    def rows(self, visible: SubmissionQuerySet) -> QuerySet:
        """List the columns of a line; authors and measures are added for the whole page at once."""
        return visible.with_text_for(self.actor).values(*LISTED)

    def get(self, request: Request, **kwargs: Any) -> Response:
        # No docstring, for OpenAPI. Authors and measures in two queries.
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        authors, measures = parts_of([row["id"] for row in page])
        return self.get_paginated_response([
            as_json(submission_row(row, authors=authors.get(row["id"], []), measures=measures[row["id"]]))
            for row in page
        ])  # fmt: skip

    @extend_schema(request=SUBMIT_BODY, responses={201: shape_of(SubmissionReading)})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Submit information on one or more measures (CA intro 5).

        Files go as `multipart/form-data`: the fields as a JSON object in the part `body`, each file in a part
        `files`.
        """
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Submit, and answer the submission."""
        taken = take(ExchangeAction.SUBMIT, actions.new_submission(data), actor=self.actor, data=data)
        submission = taken.subject.submission
        location = address_of("api-submission", submission.reference)
        return answered(submission, self.request, status=201, location=location)


class LedgerList(ListView):
    """Who was served with what, the latest first; `unread=true` keeps what is still to be acknowledged.

    The secretariat sees all, an author what went out of its own, a recipient its own lines.
    """

    model = Delivery
    ordering = ("-id",)
    filterset_class = DeliveryFilter
    reading = DeliveryRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them with the version served."""
        of_line = Version.objects.filter(pk=OuterRef("version")).numbered_for(self.actor)
        return visible.values(
            "id",
            "participant",
            "served_at",
            "opened_at",
            "acknowledged_at",
            submission=F("version__submission__reference"),
            number=Subquery(of_line.values("shown_number")),  # type: ignore[misc]  # annotated
        )

    def represent(self, row: Mapping[str, Any]) -> DeliveryRow:
        """Return a line."""
        return delivery_row(row)


def parts_of(keys: list[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return the authors and the measures of many submissions, each in one query."""
    authors: dict[int, list[str]] = {}
    standing = Authorship.objects.filter(submission__in=keys, left_at=None).order_by("-is_lead", "pk")
    for key, code in standing.values_list("submission", "state"):
        authors.setdefault(key, []).append(code)
    measures: dict[int, list[str]] = {}
    concerned = Submission.measures.through.objects.filter(submission__in=keys)
    in_order = concerned.order_by("measure__area__position", "measure__position")
    for key, code in in_order.values_list("submission", "measure__code"):
        measures.setdefault(key, []).append(code)
    return authors, measures


def answered(
    submission: Submission, request: Request, *, status: int = 200, location: str = ""
) -> HttpResponse:
    """Answer an act with the submission as the caller may see it after it.

    Who has just declined, or spoke for a state, may see no more than that the act was done.
    """
    actor = actor_of(request)
    visible = Submission.objects.visible_to(actor).select_related("call").filter(pk=submission.pk).first()
    if visible is None:
        return answer({"reference": submission.reference, "stage": submission.stage}, status=status)
    body = as_json(whole(Reading(visible, actor=actor, at=clock.now())))
    return answer(body, revision=body["revision"], status=status, location=location)


class SubmissionDetail(DetailView):
    """One submission as the caller may see it, with the acts open to it. The ledger notes the reading."""

    model = Submission
    reading = SubmissionReading

    def find(self, visible: QuerySet, **lookup: Any) -> Reading:
        """Find it by its reference, and note that a recipient has opened it."""
        actor = self.actor
        reading = Reading(visible.select_related("call").get(**lookup), actor=actor, at=clock.now())
        hand_out([reading.version], request=self.request)
        return reading

    def represent(self, found: Reading) -> SubmissionReading:
        """Return it whole."""
        return whole(found)

    def revision(self, found: Reading, body: Mapping[str, Any]) -> int:
        """Return the revision as the caller may know it."""
        return body["revision"]


class SubmissionAct(TakesAct):
    """One act of the table on a submission. `act_type` is set by the address (`exchange.api.urls`)."""

    detail = SubmissionDetail
    parser_classes = WITH_FILES

    def subject(self, **lookup: Any) -> Subject:
        """Return the submission by its reference."""
        return actions.SUBMISSIONS.at(lookup["reference"])

    def shown(self, taken: Taken, **lookup: Any) -> HttpResponse:
        """Answer the submission as far as the caller sees it after the act: this is no reading of it."""
        return answered(taken.subject.submission, self.request)


class SubmissionVersions(ListView):
    """The versions of a submission that the caller may read, the first first."""

    model = Version
    ordering = ("number", "id")
    reading = SubmissionVersionHead

    def rows(self, visible: SubmissionVersionQuerySet) -> QuerySet:
        """List them; a submission of which nothing may be read is not found."""
        held = visible.filter(submission__reference=self.kwargs["reference"])
        if not held.exists():
            raise NotVisible(_("There is nothing at this address."))
        return held.numbered_for(self.actor).values(
            "id", "number", "shown_number", "title", "language", "changes", "audience", "submitted_by_id",
            "submitted_at", "released_at", "digest",
        )  # fmt: skip

    def represent(self, row: Mapping[str, Any]) -> SubmissionVersionHead:
        """Return a line."""
        return version_head(row)


class SubmissionVersionDetail(DetailView):
    """One version with its content."""

    model = Version
    reading = SubmissionVersion

    def find(self, visible: SubmissionVersionQuerySet, **lookup: Any) -> Version:
        """Find it by the submission's reference and its number."""
        numbered = visible.numbered_for(self.actor).select_related("submission")
        version = numbered.get(submission__reference=lookup["reference"], shown_number=lookup["number"])
        hand_out([version], request=self.request)
        return version

    def represent(self, found: Version) -> SubmissionVersion:
        """Return it with its files."""
        reading = Reading(found.submission, actor=self.actor, at=clock.now())
        return version_whole(found, reading)


class SubmissionFile(ReadView):
    """A file of a submission."""

    model = Attachment
    filter_backends = ()
    pagination_class = None

    @extend_schema(responses=ANY_FILE)
    def get(self, request: Request, reference: str, document: Any) -> HttpResponse:
        """Hand out a file of a version that the caller may read, to be saved."""
        return file_handed_out(reference, document, request=request)


class ViewsList(SubmissionList):
    """The views on measures that the caller may see, newest first (CA (b)1)."""

    def rows(self, visible: SubmissionQuerySet) -> QuerySet:
        """List the views alone."""
        return super().rows(visible.filter(kind=SubmissionKind.VIEWS))

    @extend_schema(request=SUBMIT_BODY, responses={201: shape_of(SubmissionReading)})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Send views on a measure to the Chair and the secretariat (CA (b)1)."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Submit views."""
        return super().act(preset(data, kind=SubmissionKind.VIEWS), **lookup)


def preset(data: Mapping[str, Any], **given: str) -> dict[str, Any]:
    """Return the body with what its address says; raise Invalid where it says something else."""
    for name, value in given.items():
        if data.get(name, value) != value:
            raise Invalid({name: [_("This address takes “%(value)s” only.") % {"value": value}]})
    return {**data, **given}


class CallList(ActEndpoint, ListView):
    """The calls for information that the caller may see, newest first."""

    model = Call
    ordering = ("-id",)
    is_searchable = True
    filterset_class = CallFilter
    reading = CallRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List what a call asks, and until when."""
        return visible.values(
            "id", "reference", "stage", "title", "audience", "opened_at", "answer_by", "closed_at"
        )

    def represent(self, row: Mapping[str, Any]) -> CallRow:
        """Return a line."""
        return call_row(row)

    @extend_schema(request=body_of(OpenCallFields, OPEN_CALL), responses={201: shape_of(CallReading)})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Call for information."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Open the call and answer it."""
        taken = take(OPEN_CALL.name, actions.new_call(), actor=self.actor, data=data)
        return made(CallDetail, "api-call", taken, self.request)


def made(detail: type[DetailView], name: str, taken: Taken, request: Request) -> HttpResponse:
    """Answer with what an act has made, which has a reference and is read at the address of that name."""
    reference = taken.act.object_key
    location = address_of(name, reference)
    return read_by(detail, request).answered(status=201, location=location, reference=reference)


class CallDetail(DetailView):
    """One call: who asks for what, who answered, who is silent."""

    model = Call
    reading = CallReading

    def represent(self, found: Call) -> CallReading:
        """Return it with its ledger."""
        return call(found, actor=self.actor, at=clock.now())

    def revision(self, found: Any, body: Mapping[str, Any]) -> int:
        """Return the number of acts it has seen."""
        return body["revision"]


class CallAct(TakesAct):
    """One act on a call. `act_type` is set by the address."""

    detail = CallDetail

    def subject(self, **lookup: Any) -> Subject:
        """Return the call by its reference."""
        return actions.CALLS.at(lookup["reference"])


class CallAnswers(SubmissionList):
    """The answers to a call that the caller may see, newest first."""

    def rows(self, visible: SubmissionQuerySet) -> QuerySet:
        """List the call's submissions; a call that is not visible is not found."""
        return super().rows(visible.filter(call=self._call()))

    def _call(self) -> Call:
        found = Call.objects.visible_to(self.actor).filter(reference=self.kwargs["reference"])
        if (call := found.first()) is None:
            raise NotVisible(_("There is nothing at this address."))
        return call

    @extend_schema(request=SUBMIT_BODY, responses={201: shape_of(SubmissionReading)})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Answer a call: with information, or with a nil return, which counts."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Submit the answer."""
        return super().act(preset(data, call=self._call().reference), **lookup)


class CompilationList(ActEndpoint, ListView):
    """The compilations of views that the caller may see, newest first."""

    model = Compilation
    ordering = ("-id",)
    is_searchable = True
    reading = CompilationRow
    makes = COMPILE

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them."""
        return visible.values("id", "reference", "stage", "title", "compiled_at", "disseminated_at")

    def represent(self, row: Mapping[str, Any]) -> CompilationRow:
        """Return a line."""
        return compilation_row(row)

    @extend_schema(request=body_of(CompileFields, COMPILE), responses={201: shape_of(CompilationReading)})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Compile all views on some measures that the secretariat holds, and that the caller names."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Compile, and answer the compilation."""
        with resting_on(COMPILE, None, is_needed=COMPILE.names_version):
            taken = take(COMPILE.name, actions.new_compilation(), actor=self.actor, data=data)
        return made(CompilationDetail, "api-compilation", taken, self.request)


def compilation_whole(row: Compilation, request: Request) -> CompilationReading:
    """Return a compilation with its table."""
    rows = table_handed_out(row, request=request)
    return compilation(row, rows, actor=actor_of(request), at=clock.now())


class CompilationDetail(DetailView):
    """One compilation with its table by state and measure."""

    model = Compilation
    reading = CompilationReading

    def represent(self, found: Compilation) -> CompilationReading:
        """Return it with its table."""
        return compilation_whole(found, self.request)

    def revision(self, found: Any, body: Mapping[str, Any]) -> int:
        """Return the number of acts it has seen."""
        return body["revision"]


class CompilationTable(ReadView):
    """The table of a compilation as a file."""

    model = Compilation
    filter_backends = ()
    is_tagged = False
    pagination_class = None

    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in MEDIA_TYPES})
    def get(self, request: Request, reference: str, form: str) -> HttpResponse:
        """Hand out the table as the caller may read it, as CSV, XLSX or DOCX."""
        found = self.visible().filter(reference=reference).first()
        if found is None or form not in FORMS:
            raise NotVisible(_("There is nothing at this address."))
        return table_response(found, form, rows=table_handed_out(found, request=request))


class CompilationAct(TakesAct):
    """One act on a compilation. `act_type` is set by the address."""

    detail = CompilationDetail

    def subject(self, **lookup: Any) -> Subject:
        """Return the compilation by its reference."""
        return actions.COMPILATIONS.at(lookup["reference"])
