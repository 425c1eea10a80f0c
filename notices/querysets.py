"""Reads of notices."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from members.enums import Capacity
from notices.enums import DeliveryStatus
from records.kinds import visible_acts
from records.models import Act
from records.telling import COLUMNS

if TYPE_CHECKING:
    from members.actor import Actor
    from notices.models import Delivery, Notice

SEVERAL = 2
OF_THE_ACT = ("rule", *COLUMNS)


def addresses_of(actor: "Actor") -> list[str]:
    """Return the addressees an actor reads for: its participant, the secretariat, the Chair; itself."""
    return [*offices_of(actor), actor.account] if actor.account else offices_of(actor)


def offices_of(actor: "Actor") -> list[str]:
    """Return those of them that others read for as well; an act tells these, or single persons."""
    addresses = [actor.participant] if actor.participant else []
    if actor.is_secretariat:
        addresses.append("secretariat")
    if actor.is_chair:
        addresses.append("chair")
    return addresses


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the actor's own notices of acts that it may (still) see."""
        return self.filter(
            addressee__in=addresses_of(actor),
            act__in=Act.objects.filter(visible_acts(actor)).values("number"),
        )

    def once_an_act(self, actor: "Actor") -> Self:
        """Keep one notice of each act for an actor that reads for several addressees, such as the Chair's."""
        addresses = offices_of(actor)
        if len(addresses) < SEVERAL:
            return self
        earlier = self.model.objects.filter(
            act=OuterRef("act"), addressee__in=addresses, addressee__lt=OuterRef("addressee")
        )
        return self.filter(~Exists(earlier))

    def unread(self) -> Self:
        """Keep what nobody has opened for its addressee."""
        return self.filter(read_at=None)

    def listed(self) -> models.QuerySet["Notice", dict[str, Any]]:
        """Return the rows of an inbox: the act that each notice is of."""
        columns = (f"act__{column}" for column in OF_THE_ACT)
        return self.values("act", "addressee", "created_at", "read_at", *columns)


class OutboxQuerySet(models.QuerySet):
    """Acts that are to be turned into deliveries."""

    def waiting(self) -> Self:
        """Keep the acts whose deliveries are not made yet."""
        return self.filter(fanned_out_at__isnull=True)


class DispatchQuerySet(models.QuerySet["Delivery"]):
    """Deliveries."""

    def queued(self) -> Self:
        """Keep what is still to be handed over, now or later."""
        return self.filter(status=DeliveryStatus.QUEUED)

    def visible_to(self, actor: "Actor") -> Self:
        """Keep everything for the operator, who runs the delivery; nobody else is shown these rows."""
        return self if Capacity.ADMINISTRATOR in actor.capacities else self.none()

    def undelivered(self) -> Self:
        """Keep the dead letters: what was refused, and what came back."""
        return self.filter(status__in=[DeliveryStatus.REFUSED, DeliveryStatus.BOUNCED])

    def due(self, at: datetime, *, channel: str) -> Self:
        """Keep what is to be tried now; of those that go out together, the first alone."""
        earlier = self.model.objects.queued().filter(
            account=OuterRef("account"), digest_at=OuterRef("digest_at"), act__lt=OuterRef("act")
        )
        return self.queued().filter(~Exists(earlier), due_at__lte=at, channel=channel)


class MailboxQuerySet(models.QuerySet):
    """The mail of the demonstration."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep everything in a demonstration, whose passwords are public, and nothing anywhere else."""
        return self if settings.DEMO else self.none()
