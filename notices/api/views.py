"""The inbox in the API."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from deadlines.waiting import waiting_for
from notices.api.serializers import InboxShape
from notices.inbox import ORDERING, in_words, notices_of
from notices.models import Notice
from records import clock
from records.refusals import NotYours
from web.api.views import ReadView


class InboxView(ReadView):
    """What waits for the caller, and its notices, newest first, by cursor."""

    model = Notice
    ordering = ORDERING
    parameters = ("cursor", "page_size")
    is_tagged = False
    refuses = (HTTPStatus.FORBIDDEN,)

    @extend_schema(
        responses=InboxShape,
        parameters=[
            OpenApiParameter("cursor", str, description="Taken from `next` or `previous` of the notices."),
            OpenApiParameter("page_size", int, description="Notices in a page."),
        ],
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Answer what waits for the caller's state or office, and what it was told."""
        if not self.actor.account:
            raise NotYours(_("Log in to see what waits for you."))
        page = self.paginate_queryset(notices_of(Notice.objects.visible_to(self.actor), self.actor))
        notices = self.get_paginated_response(in_words(page or ())).data
        return Response({"waiting": waiting_for(self.actor, at=clock.now()), "notices": notices})
