"""Lists of the API, page by page: `{"next", "previous", "results"}` by key (`web.keyset`)."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from records.refusals import Invalid
from web.keyset import DEFAULT_SIZE, LARGEST_SIZE, Page, page_of, page_of_list

WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class CursorPagination(BasePagination):
    """`?cursor=` as given out in `next` and `previous`, `?page_size=` (50; what exceeds 200 is read as 200).

    The view names its `ordering`; see `web.keyset.page_of` for what it must be.
    """

    page: Page
    base_url: str

    def paginate_queryset(  # type: ignore[override]  # no list of ours is anything but a queryset
        self, queryset: QuerySet, request: Request, view: APIView | None = None
    ) -> list[Any]:
        """Return the rows of the page asked for; a bad cursor or page size raises Invalid."""
        self.base_url = request.build_absolute_uri()
        self.page = page_of(
            queryset,
            ordering=self.ordering_of(view),
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request.query_params.get("page_size", "")),
        )
        return self.page.rows

    def paginate_list(
        self, rows: Sequence[Any], request: Request, *, name: str, keys: Callable[[Any], Sequence[str]]
    ) -> list[Any]:
        """Return the page asked for of `rows` in memory, as `web.keyset.page_of_list` takes them."""
        self.base_url = request.build_absolute_uri()
        self.page = page_of_list(
            rows,
            name=name,
            keys=keys,
            cursor=request.query_params.get("cursor", ""),
            size=page_size(request.query_params.get("page_size", "")),
        )
        return self.page.rows

    def ordering_of(self, view: Any) -> Sequence[str]:
        """Return the columns that the view's list is ordered by."""
        return view.ordering

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with the addresses of its neighbours."""
        return Response({
            "next": self._address(self.page.next),
            "previous": self._address(self.page.previous),
            "results": data,
        })  # fmt: skip

    def _address(self, cursor: str) -> str | None:
        return replace_query_param(self.base_url, "cursor", cursor) if cursor else None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the page to OpenAPI."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe `cursor` and `page_size` to OpenAPI."""
        return [
            _parameter("cursor", gettext_lazy("Taken from `next` or `previous`."), {"type": "string"}),
            _parameter(
                "page_size",
                gettext_lazy("Rows in a page."),
                {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE},
            ),
        ]


def page_size(text: str) -> int:
    """Read a page size; none is 50, more than 200 is 200, what is no number from 1 raises Invalid."""
    if not text:
        return DEFAULT_SIZE
    if not WHOLE_NUMBER.fullmatch(text):
        raise Invalid({"page_size": [_("A page has a whole number of rows, at least one.")]})
    return min(int(text), LARGEST_SIZE)


def _parameter(name: str, description: Any, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": str(description), "schema": schema}
