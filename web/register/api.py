"""The register of acts, as far as the caller may see the objects it speaks of."""

from functools import cached_property
from http import HTTPStatus
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from records.epochs import Epoch, check_place, epochs
from records.models import Act, Enclosure, LateAct, RegisterHead
from records.querysets import LateActQuerySet
from records.register import receipt
from records.telling import Teller
from web.api.serializers import ActShape, HeadShape, LateActShape, ReceiptShape, WholeActShape
from web.api.views import APIView, DetailView, ListView, answer
from web.parameters import WHOLE_NUMBER
from web.register.filters import FeedFilter

COLUMNS: tuple[str, ...] = tuple(name for name in ActShape().get_fields() if name != "summary")


def represent(act: dict[str, Any], teller: Teller) -> dict[str, Any]:
    """Return an act's row with its sentence, and its payload as JSON, which is how it is stored."""
    return act | {"summary": teller.sentence(act), "payload": orjson.Fragment(act["payload"])}


EPOCH_HEADER = "Register-Epoch"
EPOCH = OpenApiParameter("epoch", str, description="The epoch that `after` or `cursor` was read in.")


@extend_schema(parameters=[EPOCH])
class FeedView(ListView):
    """A list of acts that is read on from where its reader is; its answers name the epoch.

    A restoration from a backup begins a new epoch. A reader that has acts which are lost, or whose cursor is
    of an epoch before, is answered 409 with the present `epoch` and the number to `continue_after`.
    """

    parameters = ("epoch",)
    refuses = (HTTPStatus.CONFLICT,)

    @cached_property
    def epochs(self) -> list[Epoch]:
        """The register's epochs, the present one last."""
        return epochs()

    def get(self, request: Request, **kwargs: Any) -> Response:
        # No docstring: OpenAPI describes the list by that of its own class.
        asked = request.query_params
        if asked.keys() & {"after", "epoch"}:
            place = asked.get("after", "")
            check_place(
                self.epochs,
                after=int(place) if WHOLE_NUMBER.fullmatch(place) else None,
                epoch=asked.get("epoch", ""),
                is_within="cursor" in asked,
            )
        response = super().get(request, **kwargs)
        response[EPOCH_HEADER] = name = self.epochs[-1].name
        for link in ("next", "previous"):
            if address := response.data[link]:
                response.data[link] = replace_query_param(address, "epoch", name)
        return response


class ActList(FeedView):
    """Acts, newest first; with `after`, the change feed: oldest first, from the act after that number.

    Numbers are given out in the order of commits, so a reader who asks again with the last number it has
    misses nothing. `epoch` is the one that it read in, as `Register-Epoch` said: after a restoration from a
    backup, a reader that has lost acts is answered 409, with the number to continue after.
    """

    model = Act
    serializer_class = ActShape
    filterset_class = FeedFilter

    @property
    def ordering(self) -> tuple[str, ...]:
        """By number: upwards in the feed, else downwards."""
        return ("number",) if self.request.query_params.get("after") else ("-number",)

    def rows(self, visible: QuerySet) -> QuerySet:
        return visible.values(*COLUMNS)

    @cached_property
    def teller(self) -> Teller:
        """What tells of all acts of the answer."""
        return Teller()

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        return represent(found, self.teller)


class ActDetail(DetailView):
    """One act, with what it says to fewer than may see it, as far as the caller may read that."""

    model = Act
    serializer_class = WholeActShape

    def find(self, visible: QuerySet, **lookup: Any) -> dict[str, Any]:
        return visible.values(*COLUMNS).get(**lookup)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        rows = Enclosure.objects.visible_to(self.actor).filter(act=found["number"]).order_by("pk")
        return represent(found, Teller()) | {"enclosures": list(rows.values("field", "content"))}


class LateActList(ListView):
    """Acts refused because a deadline had passed, the newest first: evidence for the state that sent them.

    Each state sees its own, the Chair's office and the secretariat all. `received_at` is the database's
    instant, which alone counts, `accepted_at` the proxy's, `turned_away_at` the first that was answered 503.
    """

    model = LateAct
    ordering = ("-id",)
    serializer_class = LateActShape

    def rows(self, visible: LateActQuerySet) -> QuerySet:
        return visible.with_first_receipt().values("id", *LateActShape().fields)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in found.items() if name != "id"}


class ReceiptDetail(DetailView):
    """Proof that an act is in the register under the present head, without showing any other act."""

    model = Act
    serializer_class = ReceiptShape

    def represent(self, found: Act) -> dict[str, Any]:
        return receipt(found)


class HeadDetail(APIView):
    """The register's head. Whoever keeps it can prove later that no act before it was changed."""

    @extend_schema(responses=HeadShape)
    def get(self, request: Request) -> HttpResponse:
        """Answer the last act's number and hash."""
        head = RegisterHead.objects.values("number", "hash").get()
        return answer(head | {"epoch": epochs()[-1].name})
