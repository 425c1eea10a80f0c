"""The procedure, printed and drawn from its table."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import View

from proposals.diagram import diagram
from proposals.enums import Route
from proposals.procedure import rows
from proposals.row import PROCEDURE_EDITION
from web.pages import PageMixin
from web.parameters import one_of


class Procedure(PageMixin, View):
    """Who may do what, when, and on which sentence it rests."""

    parameters = ("route",)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one route: its rows of the table, and its picture."""
        route = Route(one_of(request.GET, "route", Route.values, default=Route.A))
        context: dict[str, Any] = {
            "route": route,
            "routes": list(Route),
            "rows": rows(route),
            "diagram": diagram(route),
            "edition": PROCEDURE_EDITION,
        }
        return self.page("proposals/procedure.html", context)
