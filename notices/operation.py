"""Who looks after deliveries."""

from django.utils.translation import gettext as _

from members.actor import Actor
from members.enums import Capacity
from records.refusals import NotYours, reads_only


def require_operator(actor: Actor, *, writes: bool = False) -> None:
    """Raise NotYours for anyone who does not run the system, or only reads where something `writes`."""
    if Capacity.ADMINISTRATOR not in actor.capacities:
        raise NotYours(_("Deliveries are looked after by the system's administrators."))
    if writes and not actor.may_write:
        raise NotYours(reads_only())
