"""What a measure's page says over all editions: the concordance, read from either side, and the experts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.models import Concordance, Expert, Measure
from members.actor import Actor
from members.sections import Section


def threads(*, subject: Measure, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the threads of the measure's whole lineage, the earliest first, each with both ends."""
    lineage = Measure.objects.of_lineage(subject.pk).values("pk")
    held = Concordance.objects.visible_to(actor).filter(Q(before__in=lineage) | Q(after__in=lineage))
    found = list(held.select_related("before", "after").order_by("pk"))
    return {"threads": found} if found else None


def experts(*, subject: Measure, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the experts designated for the measure, under whatever edition, whose term runs on the day."""
    held = Expert.objects.visible_to(actor).designated_for(subject.pk, on=on)
    found = list(held.select_related("state").order_by("state__sort_name", "pk"))
    return {"experts": found} if found else None


CONCORDANCE = Section(
    name="concordance", title=_("In other editions"), template="cbms/_concordance.html", read=threads
)
EXPERTS = Section(name="experts", title=_("Experts"), template="cbms/_experts.html", read=experts)
