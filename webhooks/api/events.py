"""The event stream: what webhooks bring, for those who would rather come and ask."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from records.models import Act
from records.telling import Teller
from web.register.api import FeedView
from web.register.filters import FeedFilter
from webhooks.api.serializers import EventShape
from webhooks.events import ORDERING, envelope_columns, envelope_of


class EventList(FeedView):
    """Every act that the caller may see, as the envelope a webhook would bring; oldest first.

    With `after`, from the act after that number. Numbers are given out in the order of commits, so a reader
    who asks again with the last number it has misses nothing that it may see.
    """

    model = Act
    ordering = ORDERING
    filterset_class = FeedFilter
    serializer_class = EventShape

    def rows(self, visible: QuerySet) -> QuerySet:
        return envelope_columns(visible)

    @cached_property
    def teller(self) -> Teller:
        """What tells of all acts of the answer."""
        return Teller()

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        return envelope_of(found, self.epochs, self.teller)
