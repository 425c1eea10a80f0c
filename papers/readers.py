"""Who reads a paper beside the offices and, once it is circulated, the member states.

A paper does not know what it belongs to. A room whose things have papers supplies who else reads them and
where; `Version.objects.visible_to` and the permanent address of a symbol ask here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from records.supplying import Slot, in_order

if TYPE_CHECKING:
    from members.actor import Actor
    from papers.models import Version

NOBODY = Q(pk__in=())


@dataclass(frozen=True)
class Bearer:
    """A room whose things have papers.

    `readers(actor)` is the condition on a version under which `actor` reads it because of that thing, as its
    drafter or as a reader of the decision. `address(version, actor)` is where one who may read a version does
    so; "" where it is no paper of this room.
    """

    readers: "Callable[[Actor], Q]"
    address: "Callable[[Version, Actor], str]"


BEARERS: Slot[Bearer, tuple[Bearer, ...]] = Slot("what has papers", in_order)


def readable_by(actor: "Actor") -> Q:
    """Return the condition under which a thing that has the paper lets `actor` read a version of it."""
    return reduce(or_, (bearer.readers(actor) for bearer in BEARERS.supplied()), NOBODY)


def where_read(version: "Version", actor: "Actor") -> str:
    """Return where `actor`, who may read the version, does so; "" where nothing that has it says."""
    return next(filter(None, (bearer.address(version, actor) for bearer in BEARERS.supplied())), "")
