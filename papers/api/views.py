"""The API of papers: what belongs to the text alone. Its other views say what the paper is of."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from papers.models import Version
from papers.querysets import VersionQuerySet
from papers.reading import Differences, VersionHead, differences, version_head
from records.refusals import Invalid, NotVisible
from web.api.views import DetailView, ListView
from web.parameters import whole_number


class VersionList(ListView):
    """The visible versions of a paper, without their texts."""

    model = Version
    ordering = ("number", "id")
    reading = VersionHead

    def rows(self, visible: VersionQuerySet) -> QuerySet:
        """List them in order; a paper of which nothing is visible is not found."""
        held = visible.numbered_for(self.actor).filter(paper__public_id=self.kwargs["paper"])
        if not held.exists():
            raise NotVisible(_("There is nothing at this address."))
        return held

    def represent(self, row: Version) -> VersionHead:
        """Return a line."""
        return version_head(row, actor=self.actor)


class PaperDifferences(DetailView):
    """The differences between two visible versions of a paper, paragraph by paragraph and word by word."""

    model = Version
    reading = Differences

    parameters = ("from", "to")

    @extend_schema(
        parameters=[
            OpenApiParameter("from", int, description="The earlier version; else the one before `to`."),
            OpenApiParameter("to", int, description="Number of the later version; else the latest."),
        ]
    )
    def get(self, request: Request, **lookup: Any) -> HttpResponse:
        """Compare `?from=` with `?to=`; the last two versions where neither is given."""
        return super().get(request, **lookup)

    def find(self, visible: VersionQuerySet, *, paper: UUID) -> tuple[Version, Version]:
        """Find both versions."""
        held = visible.numbered_for(self.actor).filter(paper__public_id=paper)
        latest = held.latest("number").shown_number
        to = version_number(self.request, "to", default=latest)
        before = version_number(self.request, "from", default=max(1, to - 1))
        return held.get(shown_number=before), held.get(shown_number=to)

    def represent(self, found: tuple[Version, Version]) -> Differences:
        """Return the comparison."""
        before, after = found
        return differences(before, after, actor=self.actor)


def version_number(request: Request, name: str, *, default: int) -> int:
    """Read the number of a version from the address; raise Invalid for what is none."""
    text = request.query_params.get(name, "")
    if not text:
        return default
    try:
        return whole_number(text)
    except ValueError as error:
        raise Invalid({name: [_("A version is named by its number.")]}) from error
