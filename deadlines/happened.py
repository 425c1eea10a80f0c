"""What the acts of this room did, in a sentence: beside each row, as its effect is."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.happened import Happened, told

WHEN = _("due {due_at}")
NOT_ACTED = _("not done yet by: {not_acted}")
REMIND = Happened(
    pgettext_lazy("event", "reminder"),
    {
        "": (
            (
                _("Those who have not acted on {ref} were reminded: {deadline:low}"),
                _("Those who have not acted were reminded: {deadline:low}"),
                _("Those who have not acted were reminded"),
            ),
            WHEN,
            NOT_ACTED,
        )
    },
    marked_by="awaited_act",
)
ESCALATE = told(
    pgettext_lazy("event", "deadline passed"),
    (
        _("The Chair's office was told who has not acted on {ref}: {deadline:low}"),
        _("The Chair's office was told who has not acted: {deadline:low}"),
        _("The Chair's office was told who has not acted"),
    ),
    WHEN,
    NOT_ACTED,
)
