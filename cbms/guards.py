"""What must be so before an act on an expert."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cbms.models import Expert
from members.actor import Actor
from records.act_types import Missing
from records.addresses import address_of
from records.references import folded

RULE = "CA (b)3"


def term_has_not_ended(expert: Expert, actor: Actor, at: datetime) -> Missing | None:
    """Only a running or coming term can be ended, and one that ends with its first day or today no sooner."""
    if expert.valid_to <= at.date():
        return Missing(_("The term has ended already."))
    if expert.valid_to <= max(at.date() + timedelta(days=1), expert.valid_from):
        return Missing(_("The term cannot end sooner than it does."))
    return None


def is_not_erased(expert: Expert, actor: Actor, at: datetime) -> Missing | None:
    """Nobody is renewed whose data was erased."""
    return None if expert.name else Missing(_("The expert's data was erased."))


def moves_later(expert: Expert, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """A renewal ends later than the term does now."""
    if body["valid_to"] >= expert.valid_to:
        return None
    return Missing(_("The term runs longer than that already."))


def is_designated_already(
    expert: Expert, actor: Actor, body: Mapping[str, Any], at: datetime
) -> tuple[str, str] | None:
    """Find an expert of that name whom the state has designated for one of the measures already."""
    standing = Expert.objects.filter(state=actor.participant, valid_to__gt=at.date())
    named = standing.filter(measures__in=body["measures"]).distinct().order_by("pk")
    same = next((one for one in named if folded(one.name) == folded(body["name"])), None)
    if same is None:
        return None
    sentence = _("%(name)s is designated for such a measure already.") % {"name": same.name}
    return sentence, address_of("expert", same.public_id)
