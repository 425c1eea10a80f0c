"""Bases of the API's views. An app's view names its model, its rows and their shape, and is done:

    class ChairmanshipList(AsOfMixin, ListView):
        model = Chairmanship
        ordering = ("valid_from", "id")
        reading = TermReading              # a dataclass: OpenAPI's description of a row is made from it

        def rows(self, visible):
            return visible.on(self.as_of).values("id", "state_id", "valid_from", "valid_to")

        def represent(self, row):
            return TermReading(id=row["id"], state=row["state_id"], …)

What `rows` and `find` are given has passed `visible_to(self.actor)`; what is not in it answers 404.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django_filters import MultipleChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import generics, views
from rest_framework.filters import BaseFilterBackend
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from records import clock, late
from records.act_types import ActType, last_act_on
from records.acts import resting_on
from records.door import Foreseen, Subject, Taken, rehearsed, take
from records.refusals import Invalid, NotVisible
from web.api.conditional import TAGGED_IN, etag_of, names_a_state, not_modified, revision_expected
from web.api.renderers import json_bytes
from web.api.repeats import ADDRESS_HEADER, DRY_RUN, answered_once, is_rehearsal, read_anew
from web.api.shapes import shape_of
from web.as_of import day_asked_for
from web.parameters import KnowsParameters, refuse_unknown
from web.readings import as_json
from web.requests import actor_of
from web.search import search_text

if TYPE_CHECKING:
    from members.actor import Actor

JSON = "application/json"
VARIES_ON = ("Accept", "Accept-Language", "Authorization", "Cookie")


class APIView(KnowsParameters, views.APIView):
    """What all answers have in common. `received_at` is the database clock when an unsafe request came in."""

    received_at: datetime
    is_tagged = True
    """Whether what it reads has an ETag, and so answers 304."""
    refuses: Collection[HTTPStatus] = ()
    """How reading it is refused to some, besides what any reading is refused by, and 404 for an object."""
    repeatable: Collection[str] = ()
    """Parameters that may stand there more than once, besides filters by several choices."""
    parameters_of_acts: Collection[str] = ()
    """What may stand in the address of a request that is no reading."""

    @property
    def actor(self) -> Actor:
        """In whose name the request speaks."""
        return actor_of(self.request)

    def _check_parameters(self, request: Request) -> None:
        """Raise Invalid for what would be ignored: a misspelt filter would return everything, a misspelt
        `dry_run` would act, and of two values one would count in silence.
        """
        asked = request.query_params
        known = self.known_parameters() if request.method in SAFE_METHODS else self.parameters_of_acts
        refuse_unknown(asked.keys() - known, known=known)
        filters = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        several = {name for name, one in filters.items() if isinstance(one, MultipleChoiceFilter)}
        once = asked.keys() - several - set(self.repeatable)
        if twice := sorted(name for name in once if len(asked.getlist(name)) > 1):
            raise Invalid({name: [_("This stands there more than once; say it once.")] for name in twice})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read an instant without a zone as UTC, whatever zone the account has on its pages."""
        with timezone.override(UTC):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Look at the clock before anything that may wait, since a deadline may lie in between."""
        if request.method not in SAFE_METHODS:
            self.received_at = clock.now()
        self._check_parameters(request)
        super().initial(request, *args, **kwargs)

    def finalize_response(  # type: ignore[override]  # answers of ours are rendered already
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Let nobody's proxy keep an answer for somebody else."""
        response = super().finalize_response(request, cast("Response", response), *args, **kwargs)
        if "ETag" in response and get_language() != TAGGED_IN and response["Content-Type"] == JSON:
            response["ETag"] = self._tag_of_object(request, response, *args, **kwargs)
        patch_vary_headers(response, VARIES_ON)
        patch_cache_control(response, private=True, no_cache=True)
        return ("ETag" in response and not_modified(request, response["ETag"], response)) or response

    def _tag_of_object(self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any) -> str:
        """Return the tag that what is shown has in every language: that of the same in `TAGGED_IN`.

        It is made once more for that, for readers of other languages alone.
        """
        with override(TAGGED_IN):
            if request.method in SAFE_METHODS:
                return self.get(request, *args, **kwargs)["ETag"]  # type: ignore[attr-defined]  # its own reading
            read = read_anew(request, response.get(ADDRESS_HEADER, request.path))
            return read.get("ETag", response["ETag"])


def body_of(request: Request) -> Mapping[str, Any]:
    """Return what was sent, which our parsers take as a JSON object alone."""
    return cast("Mapping[str, Any]", request.data)


def answer(
    body: Mapping[str, Any],
    *,
    revision: int | None = None,
    status: int = HTTPStatus.OK,
    location: str = "",
    shown_once: Collection[str] = (),
) -> HttpResponse:
    """Return one object as JSON with its ETag, and where it is when it was just made (`location`).

    `shown_once` names members that no later reading shows, such as a key: they are no part of the ETag.
    """
    lasting = json_bytes({name: value for name, value in body.items() if name not in shown_once})
    headers = {"ETag": etag_of(lasting, revision=revision)} | ({"Location": location} if location else {})
    content = json_bytes(body) if shown_once else lasting
    return HttpResponse(content, status=status, content_type=JSON, headers=headers)


def counted(**counts: int) -> HttpResponse:
    """Answer an act that shows no object but how many it changed."""
    response = answer(counts)
    response.counts = counts  # type: ignore[attr-defined]  # for `answered_once`
    return response


class AsOfMixin(APIView):
    """Reads `?as_of=`; a day that is none answers 400."""

    parameters: Collection[str] = ("as_of",)

    @cached_property
    def as_of(self) -> date:
        """The day asked for, today in UTC when none is."""
        return day_asked_for(self.request.query_params.get("as_of", ""), today=timezone.now().date())


class FilterAsked(DjangoFilterBackend):
    """The filters of `filterset_class`, made only for a request that names one: they cost a millisecond."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """Keep what the named filters keep, everything where none is named."""
        filters = self.get_filterset_class(view, queryset)
        if filters is None or request.query_params.keys().isdisjoint(filters.base_filters):
            return queryset
        return super().filter_queryset(request, queryset, view)


class SearchFilter(BaseFilterBackend):
    """`?search=` on views that are searchable, by `search(text)` of their queryset."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """Keep what matches the text, everything where none is given."""
        text = search_text(request.query_params.get("search", ""))
        return queryset.search(text) if text and view.is_searchable else queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe `search` to OpenAPI."""
        if not view.is_searchable:
            return []
        description = str(gettext_lazy("Words that must all occur."))
        return [{"name": "search", "in": "query", "description": description, "schema": {"type": "string"}}]


class ReadView(APIView, generics.GenericAPIView):
    """Reads of one model, within what the caller may see."""

    model: type[Any]
    """Has `objects.visible_to(actor)`."""
    reading: type | None = None
    """What it answers, or each row of it: a dataclass (`web.readings`), of which the description is
    made; None where `serializer_class` describes it.
    """

    def get_serializer_class(self) -> Any:
        """Return what describes an answer to OpenAPI."""
        return shape_of(self.reading) if self.reading else super().get_serializer_class()

    def visible(self) -> QuerySet:
        """Return what the caller may see of the model, nothing while OpenAPI is being written."""
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.model.objects.visible_to(self.actor)

    def represent(self, found: Any) -> Any:
        """Return the reading of one row or object."""
        return found


class ListView(ListModelMixin, ReadView, ABC):
    """A list by cursor, in one query of `.values()`. `is_searchable`: the queryset has `search(text)`."""

    ordering: Any
    """Columns, a tuple; where the reader says in which order, a property."""
    parameters: Collection[str] = ("cursor", "page_size")
    is_tagged = False
    is_searchable = False
    filterset_class: type | None = None
    filter_backends = (FilterAsked, SearchFilter)

    @abstractmethod
    def rows(self, visible: Any) -> QuerySet:
        """Return what is listed, with the columns of `ordering` among its values."""

    def get_queryset(self) -> QuerySet:
        """Return the rows before they are filtered."""
        visible = self.visible()
        return visible if getattr(self, "swagger_fake_view", False) else self.rows(visible)

    def get(self, request: Request, **kwargs: Any) -> Response:
        # No docstring: OpenAPI describes the list by that of its own class.
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([as_json(self.represent(row)) for row in page])


class DetailView(ReadView):
    """One object with its ETag; the URL's names are what it is looked up by."""

    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet:
        """Return what is visible, for OpenAPI to know the model."""
        return self.visible()

    def find(self, visible: Any, *args: Any, **lookup: Any) -> Any:
        """Return the object or row; ObjectDoesNotExist is answered with 404."""
        return visible.get(**lookup)

    def found(self, **lookup: Any) -> Any:
        """Return the object or row; raise NotVisible where there is none for this caller."""
        try:
            return self.find(self.visible(), **lookup)
        except ObjectDoesNotExist as error:
            raise NotVisible(_("There is nothing at this address.")) from error

    def revision(self, found: Any, body: Mapping[str, Any]) -> int | None:
        """Return the object's revision, as the subject of its acts counts it; None where it has no acts."""
        return None

    def answered(self, *, status: int = HTTPStatus.OK, location: str = "", **lookup: Any) -> HttpResponse:
        """Answer with the object as it is now."""
        return self.answer_with(self.found(**lookup), status=status, location=location)

    def answer_with(self, found: Any, *, status: int = HTTPStatus.OK, location: str = "") -> HttpResponse:
        """Answer with an object that was found before."""
        body = as_json(self.represent(found))
        return answer(body, revision=self.revision(found, body), status=status, location=location)

    def get(self, request: Request, **lookup: Any) -> HttpResponse:
        # No docstring, as above.
        return self.answered(**lookup)


class SubjectDetail(DetailView):
    """One object that acts are taken on; it is revised by each of them that the caller may see."""

    def revision(self, found: Any, body: Mapping[str, Any]) -> int:
        """Return the number of the last of them."""
        return last_act_on(found, self.actor)


def read_by(detail: type[DetailView], request: Request) -> DetailView:
    """Return the view that reads an object, for the caller of another."""
    view = detail()
    view.request = request
    return view


class ActEndpoint(APIView, ABC):
    """An act by POST: `act` calls one action and returns `answer(...)` with the object as it is then.

    `Content-Location` says where that object is read, which is also what a repeated request is answered from.
    """

    parameters_of_acts = (DRY_RUN,)

    @answered_once
    def post(self, request: Request, *args: Any, **lookup: Any) -> HttpResponse:
        """Perform the act, once for each `Idempotency-Key`."""
        if is_rehearsal(request):
            return self._rehearse(request, **lookup)
        response = self.act(body_of(request), **lookup)
        if address := response.get("Location") or self.shown_at(**lookup):
            response[ADDRESS_HEADER] = address
        return response

    def _rehearse(self, request: Request, **lookup: Any) -> HttpResponse:
        """Do all that the act does and take it back; say how it would be answered, and what it would do."""
        data = body_of(request)  # read, and its files looked at, before anything is locked
        with late.nothing_noted(), rehearsed() as rehearsal:
            status = self.act(data, **lookup).status_code
        response = answer({"dry_run": True, "status": status} | in_advance(rehearsal.foreseen))
        response.counts = {}  # type: ignore[attr-defined]  # nothing was done that could be read anew
        return response

    def shown_at(self, **lookup: Any) -> str:
        """Return where an object that was not just made is read: its own address, before `actions/`."""
        start, actions, _name = self.request.path.partition("actions/")
        return start if actions else ""

    @abstractmethod
    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Perform the act as `self.actor`; `self.received_at` is when it came in."""


def in_advance(foreseen: Foreseen | None) -> dict[str, Any]:
    """Return the JSON of what a rehearsed act would do; nothing of an address that enters no act."""
    return {
        "act": foreseen.act_type.name if foreseen else None,
        "from": foreseen.before if foreseen else None,
        "to": foreseen.after if foreseen else None,
        "outcome": (foreseen.outcome or None) if foreseen else None,
        "told": [
            {"group": str(group), "label": str(group.label)} for group in (foreseen.told if foreseen else ())
        ],
    }


class TakesAct(ActEndpoint):
    """One act on one object, at an address of its own: `act_type` is set by the address, `detail` reads it.

    `If-Match` names the revision that the caller read; of a row that wants to know the version that is meant,
    it does so too (`is_version_read`).
    """

    act_type: ActType
    detail: type[DetailView]
    is_version_read = True
    """Whether the object's tag says which version its reader read."""

    @abstractmethod
    def subject(self, **lookup: Any) -> Subject:
        """Return what the act is taken on, for the door to find."""

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Take the act, and answer the object as it is now."""
        is_read = self.is_version_read and names_a_state(self.request)
        with resting_on(self.act_type, None, is_needed=self.act_type.names_version and not is_read):
            taken = take(
                self.act_type.name,
                self.subject(**lookup),
                actor=self.actor,
                data=data,
                expected_revision=revision_expected(self.request),
            )
        return self.shown(taken, **lookup)

    def shown(self, taken: Taken, **lookup: Any) -> HttpResponse:
        """Answer with the object as its own address does."""
        return read_by(self.detail, self.request).answered(**lookup)
