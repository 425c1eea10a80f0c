"""What a restoration did, in a sentence: beside its row, as its effect is."""

from django.utils.translation import gettext_lazy as _

from records.happened import Payload, told


def _how_many(payload: Payload) -> Payload:
    lost = payload.get("lost")
    return {"lost_acts": lost["to"] - lost["from"] + 1 if lost else None}


RESTORE = told(
    _("record restored"),
    (_("The record was restored from a backup of {taken_at}"), _("The record was restored from a backup")),
    _("acts that are lost: {lost_acts}"),
    facts=_how_many,
)
