"""What must be so before an act on an expert."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cbms.models import Expert
from members.actor import Actor
from records.acts import Missing

RULE = "CA (b)3"


def term_has_not_ended(expert: Expert, actor: Actor, at: datetime) -> Missing | None:
    """Only a running or coming term can be ended, and one that ends with its first day or today no sooner."""
    if expert.valid_to <= at.date():
        return Missing(_("The term has ended already."), RULE)
    if expert.valid_to <= max(at.date() + timedelta(days=1), expert.valid_from):
        return Missing(_("The term cannot end sooner than it does."), RULE)
    return None


def is_not_erased(expert: Expert, actor: Actor, at: datetime) -> Missing | None:
    """Nobody is renewed whose data was erased."""
    return None if expert.name else Missing(_("The expert's data was erased."), RULE)


def moves_later(expert: Expert, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """A renewal ends later than the term does now."""
    if body["valid_to"] >= expert.valid_to:
        return None
    return Missing(_("The term runs longer than that already."), RULE)
