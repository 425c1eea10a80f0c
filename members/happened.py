"""What each act on participants and accounts did, in a sentence: beside each row, as its effect is."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.happened import REASON, Happened, Payload, told

STATUS = pgettext_lazy("event", "participation in CICA")
ACCOUNT = pgettext_lazy("event", "account")
EFFECTIVE = _("with effect from {effective_on}")

ADMIT = told(
    STATUS,
    _("{Who} entered that a participant was admitted: {participant}"),
    _("status: {status:low}"),
    EFFECTIVE,
)
CHANGE_STATUS = Happened(
    STATUS,
    {
        "": (_("{Who} entered that a participant left: {participant}"), EFFECTIVE),
        "changed": (
            _("{Who} entered a new status of a participant: {participant}"),
            _("status: {to:low}"),
            EFFECTIVE,
        ),
    },
    apart=lambda payload: "changed" if payload.get("to", "?") else "",
)
HAND_OVER = told(_("Chairmanship"), _("{Who} entered the next Chair: {participant}"), EFFECTIVE)
RENAME = told(STATUS, _("{Who} entered a new name of a participant: {participant}"), EFFECTIVE)
CANCEL_CHANGE = told(
    STATUS, _("{Who} cancelled a change that had not begun, of a participant: {participant}"), REASON
)
CORRECT_ENTRY = told(
    STATUS, _("{Who} corrected what was entered of a participant: {participant}"), EFFECTIVE, REASON
)
OPEN_ACCOUNT = told(ACCOUNT, _("{Who} opened an account"), _("it acts for: {participant}"))
CHANGE_ACCOUNT = Happened(
    ACCOUNT,
    {"": (_("{Who} changed an account"),), "closed": (_("{Who} closed an account"),)},
    apart=lambda payload: "closed" if _became(payload, "is_active") is False else "",
)
SEND_PASSWORD_LINK = told(ACCOUNT, _("{Who} had the way to a new password sent to an account"))


def _became(payload: Payload, name: str) -> Any:
    """Return what a right of an account is now, None where it was not changed."""
    changed = payload.get(name)
    return changed.get("to") if isinstance(changed, dict) else None


NAME_CHAIRS_OFFICE = Happened(
    _("the Chair's office"),
    {
        "": (_("{Who} changed whether an account is of the Chair's office"),),
        "True": (_("{Who} entered an account as the Chair's office"),),
        "False": (_("{Who} entered that an account is not the Chair's office any more"),),
    },
    apart=lambda payload: str(_became(payload, "is_chairs_office")),
)
