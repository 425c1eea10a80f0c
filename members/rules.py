"""Who may: predicates on (actor, subject) for the acts of this room.

A predicate answers for anyone, also for nobody logged in; it never raises and never writes.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from members.enums import Capacity
from records.act_types import Role


def is_secretariat(actor: Actor, subject: Any) -> bool:
    """Whether the actor is an officer of the secretariat."""
    return actor.is_secretariat


def is_administrator(actor: Actor, subject: Any) -> bool:
    """Whether the actor operates the system."""
    return actor.is_administrator


ADMINISTRATOR = Role("administrator", _("the administrator"), Capacity.ADMINISTRATOR, is_administrator)


def heads_the_delegation(actor: Actor, subject: Any) -> bool:
    """Whether the actor heads the delegation, of a member state, that the account `subject` is of."""
    is_of_it = subject is not None and subject.participant_id == actor.participant
    return is_of_it and actor.is_head and actor.is_member


HEAD = Role("head", _("the head of the delegation"), Capacity.MEMBER, heads_the_delegation)
SECRETARIAT = Role("secretariat", _("the secretariat"), Capacity.SECRETARIAT, is_secretariat)
