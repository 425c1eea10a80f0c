"""Reads of notices."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef

from records.kinds import visible_acts
from records.models import Act

if TYPE_CHECKING:
    from members.actor import Actor

SEVERAL = 2
OF_THE_ACT = ("action", "object_kind", "object_key", "state", "rule")


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

    def once_an_act(self, actor: "Actor") -> Self:
        """Keep one notice of each act for an actor that reads for several addressees, such as the Chair's."""
        addresses = addresses_of(actor)
        if len(addresses) < SEVERAL:
            return self
        earlier = self.model.objects.filter(
            act=OuterRef("act"), addressee__in=addresses, addressee__lt=OuterRef("addressee")
        )
        return self.filter(~Exists(earlier))

    def listed(self) -> Self:
        """Return the rows of an inbox: the act that each notice is of."""
        return self.values("act", "addressee", "created_at", *(f"act__{column}" for column in OF_THE_ACT))
