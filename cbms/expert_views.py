"""Pages of the experts that states have designated (CA (b)3)."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cbms import actions
from cbms.filters import ExpertFilter
from cbms.models import Expert, Measure
from cbms.querysets import ExpertQuerySet
from cbms.transitions import DESIGNATE_EXPERT, ON_EXPERT
from members.models import Participant
from members.timeline import history_of
from records import clock
from records.act_fields import ActFields
from records.act_types import ActType
from records.addresses import address_of
from records.door import Subject
from records.models import Act
from records.openings import acts_for, has_right
from records.refusals import NotVisible
from web.act_pages import ActPage, acts_on_page
from web.keyset import Page
from web.list_pages import TablePage
from web.pages import ObjectPage


class ExpertList(TablePage):
    """The experts of the member states, and the measures that have none."""

    model = Expert
    template_name = "cbms/expert_list.html"
    ordering = ("state__sort_name", "name", "pk")
    filterset_class = ExpertFilter

    @cached_property
    def today(self) -> Any:
        """Today in UTC."""
        return timezone.now().date()

    def rows(self, visible: QuerySet) -> QuerySet:
        """List each with its term; the measures are added for the page."""
        if not self.actor.reads_restricted:
            raise NotVisible(_("There is nothing at this address."))
        return visible.values(
            "pk", "public_id", "state", "state__sort_name", "name", "post", "valid_from", "valid_to"
        )

    def represent(self, rows: list[Any]) -> list[Any]:
        """Add the measures of all, in one query, and whether the term has lapsed."""
        through = Expert.measures.through.objects.filter(expert__in=[row["pk"] for row in rows])
        measures: dict[int, list[str]] = {}
        for expert, code in through.order_by("measure__position").values_list("expert", "measure__code"):
            measures.setdefault(expert, []).append(code)
        return [
            row
            | {
                "measures": measures.get(row["pk"], []),
                "last_day": row["valid_to"] - timedelta(days=1),
                "has_lapsed": row["valid_to"] <= self.today,
            }
            for row in rows
        ]

    def context(self, page: Page) -> dict[str, Any]:
        """Say which measures have no expert today, and whether the reader may designate one."""
        gaps = Measure.objects.without_expert(self.today).in_printed_order()
        return {
            "names": Participant.objects.names(),
            "gaps": gaps.values_list("code", flat=True),
            "may_designate": has_right(DESIGNATE_EXPERT, subject=None, actor=self.actor),
        }


class ExpertDetail(ObjectPage):
    """One expert, with the contact details for those who may see them."""

    model = Expert
    template_name = "cbms/expert_detail.html"

    def find(self, visible: ExpertQuerySet, **lookup: Any) -> Expert:
        """Find it with what the reader may see of it."""
        held = visible.with_contact_for(self.actor, on=timezone.now().date())
        return held.select_related("state").get(**lookup)

    def context(self, found: Expert) -> dict[str, Any]:
        """Gather term, measures, acts open to the reader, and the history."""
        today = timezone.now().date()
        return {
            "expert": found,
            "measures": found.measures.in_printed_order(),
            "last_day": found.last_day,
            "has_lapsed": found.valid_to <= today,
            **acts_on_page(
                acts_for(actions.EXPERTS, found, actor=self.actor, at=clock.now()),
                address="expert-act",
                key=found.public_id,
            ),
            "history": history_of(self.actor, "expert", key=str(found.public_id)),
        }


class ExpertDesignate(ActPage):
    """The form by which a state designates an expert; who will see what is printed beside it."""

    def subject(self, **lookup: Any) -> None:
        """Return nothing: the expert is not known yet."""

    def act_type(self, subject: None) -> ActType:
        """Return the designation."""
        return DESIGNATE_EXPERT

    def taken_on(self, subject: None) -> Subject:
        """Make an expert."""
        return actions.new_expert()

    def object_url(self, subject: None, act: Act) -> str:
        """Go on to the expert."""
        return address_of("expert", act.object_key)

    def back_url(self, subject: None) -> str:
        """Go back to the list."""
        return address_of("expert-list")

    def subject_name(self, subject: None) -> str:
        """Name the list."""
        return _("Experts")


class ExpertAct(ActPage):
    """The form of one act on an expert."""

    def subject(self, *, public_id: Any, name: str) -> Expert:
        """Return the expert within what the reader may see."""
        expert = Expert.objects.visible_to(self.actor).filter(public_id=public_id).first()
        if expert is None or name not in ON_EXPERT:
            raise NotVisible(_("There is nothing at this address."))
        return expert

    def act_type(self, subject: Expert) -> ActType:
        """Return the act that the address names."""
        return ON_EXPERT[self.kwargs["name"]]

    def prepare(self, form: ActFields, subject: Expert, *, at: datetime) -> None:
        """Begin a renewal with the day on which the term ends now."""
        form.begin_with({"valid_to": subject.last_day.isoformat()})

    def taken_on(self, subject: Expert) -> Subject:
        """Name the expert."""
        return actions.EXPERTS.at(subject.public_id)

    def object_url(self, subject: Expert, act: Act) -> str:
        """Go back to the expert."""
        return self.back_url(subject)

    def back_url(self, subject: Expert) -> str:
        """Go back to the expert."""
        return address_of("expert", subject.public_id)

    def subject_name(self, subject: Expert) -> str:
        """Name the expert, or say that the person was erased."""
        return subject.name or _("Erased")
