"""What meetings are filtered by, on the page and in the API."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.enums import BODY_OF, MeetingKind, MeetingStage
from meetings.models import Meeting
from members.models import Participant
from proposals.enums import Body
from web.filters import ChoiceFilter, CodeFilter, WholeNumberFilter


def participant_choices() -> list[tuple[str, str]]:
    """Return all participants, whoever hosts, so that a choice tells nothing of meetings one may not see."""
    names = Participant.objects.names()
    order = Participant.objects.in_english_order().values_list("code", flat=True)
    return [(code, names[code]) for code in order]


class MeetingFilter(django_filters.FilterSet):
    """Meetings by kind, body, year, host, stage and measure."""

    kind = ChoiceFilter(label=_("Kind"), choices=MeetingKind.choices)
    body = ChoiceFilter(label=_("Body"), choices=Body.choices, method="filter_body")
    year = WholeNumberFilter(
        label=_("Year"), field_name="starts_on", lookup_expr="year", min_value=1, max_value=9998
    )
    host = ChoiceFilter(label=_("Host"), choices=participant_choices)
    stage = ChoiceFilter(label=_("Stage"), choices=MeetingStage.choices)
    measure = CodeFilter(label=_("Measure"), field_name="measures__code", max_length=16, distinct=True)

    class Meta:
        model = Meeting
        fields = ()

    def filter_body(self, meetings: QuerySet, name: str, body: str) -> QuerySet:
        """Keep the sessions of a body."""
        return meetings.filter(kind__in=[kind for kind, of in BODY_OF.items() if of == body])
