"""The API of the experts that states have designated (CA (b)3)."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from cbms import actions
from cbms.api.serializers import MeasureShape
from cbms.api.views import AS_OF, MEASURE, TEXT, measure_row
from cbms.fields import DesignateExpertFields
from cbms.filters import ExpertFilter
from cbms.models import Expert, Measure
from cbms.querysets import ExpertQuerySet, MeasureQuerySet
from cbms.transitions import DESIGNATE_EXPERT
from members.actor import Actor
from records import clock
from records.addresses import address_of
from records.door import Subject, take
from records.openings import acts_for
from records.refusals import NotVisible
from web.api.available import AvailableAction, open_acts
from web.api.described import body_of
from web.api.views import ActEndpoint, AsOfMixin, ListView, SubjectDetail, TakesAct, read_by


class ExpertRow(serializers.Serializer):
    """An expert; `contact` is null for those who may not see it (DESIGN section 4)."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    name = serializers.CharField(help_text="Empty when the person's data was erased.")
    post = serializers.CharField()
    measures = serializers.ListField(child=serializers.CharField())
    agreed_on = serializers.DateField()
    contact = serializers.DictField(child=serializers.CharField(), allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a keyword of Python, so the term is added by name."""
        term = {"from": serializers.DateField(), "to": serializers.DateField(help_text="The last day.")}
        return super().get_fields() | term


class ExpertShape(ExpertRow):
    """An expert with what the caller may do."""

    available_actions = AvailableAction(many=True)


def listed(visible: ExpertQuerySet, actor: Actor) -> QuerySet:
    """Add the measures and whether the contact is shown, in the same query."""
    through = Expert.measures.through.objects.filter(expert=OuterRef("pk")).order_by("measure__position")
    codes = ArraySubquery(through.values("measure__code"))
    return visible.with_contact_for(actor, on=timezone.now().date()).annotate(codes=codes)


def expert_row(expert: Any) -> dict[str, Any]:
    """Return the JSON of one expert."""
    return {
        "id": expert.public_id,
        "state": expert.state_id,
        "name": expert.name,
        "post": expert.post,
        "measures": expert.codes,
        "from": expert.valid_from,
        "to": expert.valid_to - timedelta(days=1),
        "agreed_on": expert.agreed_on,
        "contact": {"email": expert.email, "phone": expert.phone} if expert.shows_contact else None,
    }


class ExpertList(ActEndpoint, ListView):
    """The experts of the member states; POST designates one."""

    model = Expert
    ordering = ("state__sort_name", "pk")
    filterset_class = ExpertFilter
    serializer_class = ExpertRow

    def rows(self, visible: ExpertQuerySet) -> QuerySet:
        """List them by state."""
        return listed(visible, self.actor).select_related("state")

    def represent(self, found: Expert) -> dict[str, Any]:
        """Return one row."""
        return expert_row(found)

    @extend_schema(request=body_of(DesignateExpertFields, DESIGNATE_EXPERT), responses={201: ExpertShape})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Designate an expert of the caller's state."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Designate."""
        designated = take(DESIGNATE_EXPERT.name, actions.new_expert(), actor=self.actor, data=data)
        key = designated.subject.public_id
        return read_by(ExpertDetail, self.request).answered(
            status=HTTPStatus.CREATED, location=address_of("api-expert", key), public_id=key
        )


@extend_schema(parameters=[AS_OF])
class ExpertGaps(AsOfMixin, ListView):
    """The measures in force for which no state has an expert whose term runs, today or on another day."""

    refuses = (HTTPStatus.NOT_FOUND,)
    model = Measure
    ordering = ("area__position", "position", "pk")
    is_searchable = True
    serializer_class = MeasureShape

    def rows(self, visible: MeasureQuerySet) -> QuerySet:
        """List them for those who may see which experts there are."""
        if not self.actor.reads_restricted:
            raise NotVisible(_("There is nothing at this address."))
        return visible.without_expert(self.as_of).values(*MEASURE, *TEXT)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return one row, as the list of measures has it."""
        return measure_row(found)


class ExpertDetail(SubjectDetail):
    """One expert."""

    model = Expert
    serializer_class = ExpertShape

    def find(self, visible: ExpertQuerySet, **lookup: Any) -> Expert:
        """Find it with what the caller may see of it."""
        return listed(visible, self.actor).get(**lookup)

    def represent(self, found: Expert) -> dict[str, Any]:
        """Return it with the acts open to the caller."""
        return expert_row(found) | {
            "available_actions": open_acts(acts_for(actions.EXPERTS, found, actor=self.actor, at=clock.now()))
        }


class ExpertAct(TakesAct):
    """One act on an expert; `act_type` is set by the address."""

    detail = ExpertDetail

    def subject(self, **lookup: Any) -> Subject:
        """Return the expert by its id."""
        return actions.EXPERTS.at(lookup["public_id"])
