"""The act of this room: a restoration, of which everybody is told."""

from django.utils.translation import gettext_lazy as _

from members.groups import CHAIR, SECRETARIAT
from members.rules import ADMINISTRATOR
from notices import happened
from notices.restoring import EVERYBODY, restore
from records.act_types import ActType, nothing
from records.citations import PRACTICE
from records.register import RESTORE as NAME_OF_RESTORING

RESTORE = ActType(
    name=NAME_OF_RESTORING,
    label=_("Restore the record from a backup"),
    description=_("What was entered after the backup is lost; its numbers are not given out again."),
    who=(ADMINISTRATOR,),
    rule=PRACTICE,
    effect=restore,
    happened=happened.RESTORE,
    rests_on=nothing,
    tells=(EVERYBODY, CHAIR, SECRETARIAT),
)
