"""The acts on who takes part, and on accounts: a row each.

The secretariat's enter what the participants decided. The date is the day on which the change takes effect,
and may lie ahead; nothing is dated before the last change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from members import effects, fields, guards, happened, rules
from members.actor import Actor
from records import security
from records.act_types import ActType, Entry
from records.citations import PRACTICE

ADMIT = ActType(
    name="admit",
    label=_("Admit a participant"),
    description=_("Enter a state or organisation that was admitted, with its first status."),
    who=(rules.SECRETARIAT,),
    rule=guards.CONSENSUS,
    fields=fields.AdmitFields,
    checks=(guards.is_new, guards.is_near),
    twins=(guards.is_far_ahead,),
    effect=effects.admit,
    happened=happened.ADMIT,
    tells=effects.TOLD,
    is_irreversible=True,
)
CHANGE_STATUS = ActType(
    name="change-status",
    label=_("Change the status"),
    description=_("Enter that an observer became a member, or that a participant left or came back."),
    who=(rules.SECRETARIAT,),
    rule=guards.CONSENSUS,
    fields=fields.ChangeStatusFields,
    checks=(guards.is_near, guards.status_follows, guards.keeps_the_chair),
    twins=(guards.is_far_ahead,),
    effect=effects.change_status,
    happened=happened.CHANGE_STATUS,
    tells=effects.TOLD,
    is_irreversible=True,
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
    twins=(guards.is_far_ahead,),
    effect=effects.hand_over,
    happened=happened.HAND_OVER,
    tells=effects.TOLD,
    is_irreversible=True,
)

RENAME = ActType(
    name="rename",
    label=_("Enter a new name"),
    description=_("Enter what it is called from a day on. On an earlier day it keeps the name before."),
    who=(rules.SECRETARIAT,),
    rule=PRACTICE,
    fields=fields.RenameFields,
    checks=(guards.name_follows,),
    effect=effects.rename,
    happened=happened.RENAME,
    tells=effects.TOLD,
    is_irreversible=True,
)
CANCEL_CHANGE = ActType(
    name="cancel-change",
    label=_("Cancel a change that has not begun"),
    description=_("What stood before goes on. What was entered stays readable, as cancelled."),
    who=(rules.SECRETARIAT,),
    rule=guards.CONSENSUS,
    fields=fields.CancelChangeFields,
    guards=(guards.something_is_to_come,),
    checks=(guards.entry_is_to_come,),
    effect=effects.cancel_change,
    happened=happened.CANCEL_CHANGE,
    tells=effects.TOLD,
    is_irreversible=True,
)
CORRECT_ENTRY = ActType(
    name="correct-entry",
    label=_("Correct the last entry"),
    description=_("Enter what the last entry should have said. The wrong one stays readable, as corrected."),
    who=(rules.SECRETARIAT,),
    rule=guards.CONSENSUS,
    fields=fields.CorrectEntryFields,
    guards=(guards.something_was_entered,),
    checks=(guards.is_near, guards.correction_follows, guards.suits_the_chair),
    twins=(guards.is_far_ahead,),
    effect=effects.correct_entry,
    happened=happened.CORRECT_ENTRY,
    tells=effects.TOLD,
    is_irreversible=True,
)

ON_PARTICIPANT = {act.name: act for act in (CHANGE_STATUS, HAND_OVER, RENAME, CANCEL_CHANGE, CORRECT_ENTRY)}
"""The acts on a participant that is there, by name."""


@dataclass(frozen=True, kw_only=True)
class ActOnAccount(ActType):
    """An act on an account, which the security log has a line of: the names of what changed, no more."""

    def carry_out(self, subject: Any, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
        """Write the effect, and say it once it is entered."""
        entry = super().carry_out(subject, actor, body, at)
        security.say_when_entered(
            security.LineKind.ACCOUNT_CHANGED, account=actor.account, state=actor.participant, act=self.name,
            object=f"{entry.object_kind} {entry.object_key}", reason=" ".join(sorted(entry.payload)),
        )  # fmt: skip
        return entry


OPEN_ACCOUNT = ActOnAccount(
    name="open-account",
    label=_("Open an account"),
    description=_("Somebody may log in from now on; the way to a password goes to the address by e-mail."),
    who=(rules.ADMINISTRATOR,),
    rule=PRACTICE,
    fields=fields.OpenAccountFields,
    effect=effects.open_account,
    happened=happened.OPEN_ACCOUNT,
    tells=effects.TOLD_OF_ACCOUNTS,
)
CHANGE_ACCOUNT = ActOnAccount(
    name="change-account",
    label=_("Change an account"),
    description=_("Change the post, the participant, the role, the Chair's office, or close the account."),
    breaks=guards.takes_rights_away,
    who=(rules.ADMINISTRATOR,),
    rule=PRACTICE,
    fields=fields.ChangeAccountFields,
    checks=(guards.changes_something, guards.is_not_ones_own, guards.an_administrator_stays),
    effect=effects.change_account,
    happened=happened.CHANGE_ACCOUNT,
    tells=effects.TOLD_OF_ACCOUNTS,
)
SEND_PASSWORD_LINK = ActOnAccount(
    name="send-password-link",
    label=_("Send the way to a new password"),
    description=_("The person gets a link by e-mail; nobody else sets the password."),
    who=(rules.ADMINISTRATOR,),
    rule=PRACTICE,
    guards=(guards.can_get_mail,),
    twins=(guards.is_sent_already,),
    effect=effects.send_password_link,
    happened=happened.SEND_PASSWORD_LINK,
    tells=effects.TOLD_OF_ACCOUNTS,
)
NAME_CHAIRS_OFFICE = ActOnAccount(
    name="name-chairs-office",
    label=_("Say whether it is the Chair's office"),
    description=_("Name the office before the Chairmanship is handed over: its acts are nobody's else."),
    who=(rules.HEAD,),
    rule=PRACTICE,
    fields=fields.OfficeFields,
    checks=(guards.changes_something, guards.is_not_ones_own),
    effect=effects.change_account,
    happened=happened.NAME_CHAIRS_OFFICE,
    tells=effects.TOLD_OF_ACCOUNTS,
)

ON_ACCOUNT = {act.name: act for act in (CHANGE_ACCOUNT, NAME_CHAIRS_OFFICE, SEND_PASSWORD_LINK)}
"""The acts on an account that is there, by name."""
ALSO = {"username": _("the user name"), "email": _("the e-mail address")}
"""By what an account is known, in words."""
