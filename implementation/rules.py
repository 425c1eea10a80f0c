"""Who may: predicates on (actor, subject) for the acts of this room."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from members.enums import Capacity
from records.act_types import Role


def is_member(actor: Actor, subject: Any) -> bool:
    """Whether the actor speaks for a member state."""
    return actor.is_member


def has_entered(actor: Actor, subject: Any) -> bool:
    """Whether the actor speaks for the state that entered the activity or the report."""
    return actor.is_member and actor.participant == subject.state_id


def is_chair(actor: Actor, subject: Any) -> bool:
    """Whether the actor speaks for the Chair."""
    return actor.is_chair


def is_secretariat(actor: Actor, subject: Any) -> bool:
    """Whether the actor is an officer of the secretariat."""
    return actor.is_secretariat


MEMBER = Role("member", _("a member state"), Capacity.MEMBER, is_member)
ENTERING = Role("entering", _("the state that entered it"), Capacity.MEMBER, has_entered)
CHAIR = Role("chair", _("the Chair"), Capacity.CHAIR, is_chair)
SECRETARIAT = Role("secretariat", _("the secretariat"), Capacity.SECRETARIAT, is_secretariat)
