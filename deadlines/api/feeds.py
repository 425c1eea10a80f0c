"""Calendars in the API: the files for whoever holds a token, and the secret addresses of the own calendar."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from deadlines.api.serializers import FeedAddressShape, NewFeedAddress
from deadlines.calendars.addresses import make_address, revoke_address
from deadlines.calendars.answers import answer_calendar, answer_own_calendar
from deadlines.forms import FeedAddressFields
from deadlines.models import FeedAddress
from members.models import Token
from records import clock
from records.addresses import address_of, secret_address
from records.refusals import NotYours
from web.api.bodies import cleaned
from web.api.renderers import JSONRenderer
from web.api.views import ActEndpoint, APIView, DetailView, ListView, answer
from web.feeds import absolute
from web.requests import actor_of

LANGUAGE = OpenApiParameter(
    "language", str, description="`en`, `ru` or `fr`; else as `Accept-Language` asks."
)
FILE = {(HTTPStatus.OK, "text/calendar"): OpenApiTypes.STR}


class CalendarRenderer(JSONRenderer):
    """Lets a client ask for a calendar by `Accept`; what goes wrong is told it in JSON all the same."""

    media_type = "text/calendar"
    format = "ics"


class CalendarFileView(APIView):
    """A calendar (RFC 5545) of `bodies`, `measures`, `participants` or `meetings`, as the caller sees it."""

    parameters = ("language",)
    renderer_classes = (JSONRenderer, CalendarRenderer)

    @extend_schema(responses=FILE, parameters=[LANGUAGE])
    def get(self, request: Request, kind: str, key: str) -> HttpResponse:
        """Hand out a calendar (RFC 5545) of a body, a measure, a participant or a meeting."""
        return answer_calendar(request, kind=kind, key=key, actor=self.actor, at=clock.now())


class OwnCalendarView(APIView):
    """The calendar of what concerns the caller's participant or office, whole."""

    refuses = (HTTPStatus.FORBIDDEN,)
    parameters = ("language",)
    renderer_classes = (JSONRenderer, CalendarRenderer)

    @extend_schema(responses=FILE, parameters=[LANGUAGE])
    def get(self, request: Request) -> HttpResponse:
        """Hand out the calendar (RFC 5545) of what concerns the caller's participant or office."""
        return answer_own_calendar(request, actor=self.actor, at=clock.now())


def address_row(address: FeedAddress) -> dict[str, Any]:
    """Return the JSON of a secret address, without the secret."""
    return {
        "id": address.pk,
        "name": address.name,
        "created_at": address.created_at,
        "last_used_on": address.last_used_on,
    }


class FeedAddressList(ActEndpoint, ListView):
    """The caller's own secret addresses, newest first; POST makes one and shows it this once."""

    model = FeedAddress
    ordering = ("-created_at", "pk")
    serializer_class = FeedAddressShape

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them."""
        return visible

    def represent(self, found: FeedAddress) -> dict[str, Any]:
        """Return one row."""
        return address_row(found)

    @extend_schema(request=FeedAddressFields, responses={201: NewFeedAddress})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Make an address for the caller's own calendar."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Make the address."""
        _require_owner(self.request)
        asked = cleaned(FeedAddressFields, data)
        address, secret = make_address(actor=self.actor, at=self.received_at, **asked)
        body = address_row(address) | {"address": absolute(secret_address("personal-feed", secret))}
        return answer(
            body,
            status=HTTPStatus.CREATED,
            location=address_of("api-feed-address", address.pk),
            shown_once=("address",),
        )


class FeedAddressDetail(DetailView):
    """One of the caller's own secret addresses, without the secret."""

    model = FeedAddress
    serializer_class = FeedAddressShape

    def represent(self, found: FeedAddress) -> dict[str, Any]:
        """Return it as the list does."""
        return address_row(found)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> HttpResponse:
        """Revoke it: from now on it opens nothing."""
        _require_owner(request)
        revoke_address(actor=self.actor, key=pk)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _require_owner(request: Request) -> None:
    """Refuse nobody, and a token that reads only. A viewer's account may: a feed is something to read."""
    actor = actor_of(request)
    if not actor.account:
        raise NotYours(_("Log in first: addresses belong to an account."))
    if isinstance(request.auth, Token) and request.auth.read_only:
        raise NotYours(_("This token reads only."))
