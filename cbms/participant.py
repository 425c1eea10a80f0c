"""What the catalogue adds to a participant's page: its offers and its entries in the official list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cbms.models import Coordinator, Offer
from members.actor import Actor
from members.models import Participant
from members.sections import Section


def read_offers(*, subject: Participant, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the participant's offers to coordinate, in the order of the annex."""
    offers = Offer.objects.visible_to(actor).filter(state=subject)
    found = list(offers.select_related("measure", "area").order_by("offered_on", "row"))
    return {"offers": found} if found else None


def read_coordinations(*, subject: Participant, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the participant's entries in the official list, those that ended included."""
    entries = Coordinator.objects.visible_to(actor).filter(state=subject)
    found = list(entries.select_related("state", "measure", "area").in_list_order())
    return {"entries": found} if found else None


OFFERS = Section(
    name="offers", title=_("Offers to coordinate"), template="cbms/_participant_offers.html", read=read_offers
)
COORDINATIONS = Section(
    name="coordinations",
    title=_("Coordination"),
    template="cbms/_participant_coordinations.html",
    read=read_coordinations,
)
