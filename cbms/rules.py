"""Who may: predicates on (actor, expert) for the acts on experts. Only the state's own delegation designates
(CA (b)3).
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from members.enums import Capacity
from records.act_types import Role


def is_member(actor: Actor, expert: Any) -> bool:
    """Whether the actor speaks for a member state."""
    return actor.is_member


def designated(actor: Actor, expert: Any) -> bool:
    """Whether the actor speaks for the state that designated the expert."""
    return actor.is_member and actor.participant == expert.state_id


def is_secretariat(actor: Actor, expert: Any) -> bool:
    """Whether the actor is an officer of the secretariat."""
    return actor.is_secretariat


MEMBER = Role("member", _("a member state"), Capacity.MEMBER, is_member)
DESIGNATING = Role("designating", _("the state that designated the expert"), Capacity.MEMBER, designated)
SECRETARIAT = Role("secretariat", _("the secretariat"), Capacity.SECRETARIAT, is_secretariat)
