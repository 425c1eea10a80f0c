"""What a measure's page says of its life in other editions: the concordance, read from either side."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbms.models import Concordance, Measure
from members.actor import Actor
from members.sections import Section


def threads(*, subject: Measure, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the threads of the measure's whole lineage, the earliest first, each with both ends."""
    lineage = Measure.objects.of_lineage(subject.pk).values("pk")
    held = Concordance.objects.visible_to(actor).filter(Q(before__in=lineage) | Q(after__in=lineage))
    found = list(held.select_related("before", "after").order_by("pk"))
    return {"threads": found} if found else None


CONCORDANCE = Section(
    name="concordance", title=_("In other editions"), template="cbms/_concordance.html", read=threads
)
