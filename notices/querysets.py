"""Reads of notices."""

from typing import TYPE_CHECKING, Self

from django.db import models

from records.kinds import visible_acts
from records.models import Act

if TYPE_CHECKING:
    from members.actor import Actor


def addresses_of(actor: "Actor") -> list[str]:
    """Return the addressees an actor reads for: its participant, the secretariat, the Chair."""
    addresses = [actor.participant] if actor.participant else []
    if actor.is_secretariat:
        addresses.append("secretariat")
    if actor.is_chair:
        addresses.append("chair")
    return addresses


class NoticeQuerySet(models.QuerySet):
    """Notices."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the actor's own notices of acts that it may (still) see."""
        return self.filter(
            addressee__in=addresses_of(actor),
            act__in=Act.objects.filter(visible_acts(actor)).values("number"),
        )
