"""The acts of the secretariat on who takes part: a row each. They enter what the participants decided.

The date is the day on which the change takes effect, and may lie ahead; nothing is dated before the last
change.
"""

from django.utils.translation import gettext_lazy as _

from members import effects, fields, guards, rules
from records.acts import ActType

ADMIT = ActType(
    name="admit",
    label=_("Admit a participant"),
    description=_("Enter a state or organisation that was admitted, with its first status."),
    who=(rules.SECRETARIAT,),
    rule=guards.CONSENSUS,
    fields=fields.AdmitFields,
    checks=(guards.is_new, guards.is_near),
    effect=effects.admit,
    tells=effects.TOLD,
)
CHANGE_STATUS = ActType(
    name="change-status",
    label=_("Change the status"),
    description=_("Enter that an observer became a member, or that a participant left or came back."),
    who=(rules.SECRETARIAT,),
    rule=guards.CONSENSUS,
    fields=fields.ChangeStatusFields,
    checks=(guards.is_near, guards.status_follows, guards.keeps_the_chair),
    effect=effects.change_status,
    tells=effects.TOLD,
)
HAND_OVER = ActType(
    name="hand-over-chairmanship",
    label=_("Hand over the Chairmanship to this state"),
    description=_("Enter that this state takes the Chairmanship; the term before ends on that day."),
    who=(rules.SECRETARIAT,),
    rule=guards.NEXT_CHAIR,
    fields=fields.HandOverFields,
    guards=(guards.is_not_chair,),
    checks=(guards.is_near, guards.term_follows, guards.is_member_then),
    effect=effects.hand_over,
    tells=effects.TOLD,
)

ON_PARTICIPANT = {act.name: act for act in (CHANGE_STATUS, HAND_OVER)}
"""The acts on a participant that is there, by name."""
