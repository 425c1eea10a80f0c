"""The running deadlines in the API."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from deadlines.api.serializers import DeadlineShape
from deadlines.filters import DeadlineFilter, When
from deadlines.ladder import KINDS
from deadlines.running import all_for, keys_of
from deadlines.sentences import facts_of
from records import clock
from records.refusals import Invalid
from web.api.pagination import CursorPagination
from web.api.views import APIView

FILTERS = [
    OpenApiParameter("kind", enum=[kind.name for kind in KINDS], description="What is due."),
    OpenApiParameter("owed_by", description="Code of a participant, `chair` or `secretariat`."),
    OpenApiParameter("measure", description="Code of a measure."),
    OpenApiParameter("object", description="Key of the object, such as `P-2026-001`."),
    OpenApiParameter("when", enum=When.values, description="Past, within a week, or after that."),
    OpenApiParameter("is_goal", bool, description="`true`: goals alone; `false`: what a rule sets."),
]


class DeadlineList(APIView, generics.GenericAPIView):
    """Every running deadline that the caller may see, the earliest first, and the goals where no rule sets
    one.
    """

    serializer_class = DeadlineShape
    filter_backends = ()
    is_tagged = False
    parameters = ("cursor", "page_size", *DeadlineFilter.base_fields)

    @extend_schema(responses=DeadlineShape(many=True), parameters=FILTERS)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Answer one page of what runs."""
        filters = DeadlineFilter(request.query_params)
        if not filters.is_valid():
            raise Invalid(filters.errors)
        at = clock.now()
        found = filters.kept(all_for(self.actor, at=at), at=at)
        pages = CursorPagination()
        page = pages.paginate_list(found, request, name="deadlines", keys=keys_of)
        return pages.get_paginated_response([facts_of(deadline, at) for deadline in page])
