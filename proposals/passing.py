"""What bodies consider when the Chairmanship passes over: the next Chair extends and concludes it."""

from collections.abc import Iterator
from datetime import datetime

from members.actor import Actor
from members.passing import Passing
from proposals.enums import Body, Mode
from proposals.models import Consideration
from proposals.sentences import task_on


def open_considerations(actor: Actor, at: datetime) -> Iterator[Passing]:
    """Yield the considerations that no outcome has ended; a silence with its deadline."""
    held = Consideration.objects.visible_to(actor).still_open().select_related("proposal__measure")
    for one in held.order_by("closes_at", "pk"):
        how = f"{Body(one.body).label}, {Mode(one.mode).label}"
        yield Passing(task_on(one.proposal, how), one.proposal.get_absolute_url(), one.closes_at)
