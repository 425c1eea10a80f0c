"""How long the parts of a proposal's way take where nothing recorded says it: our assumptions, in one place.

No text of CICA that was found sets any of these times (the Cooperative Approach names the steps and no days,
and circulation deadlines were looked for and not found), so each is ours, is printed under every forecast
that rests on it, and is changed here alone. What is recorded (a deadline, a due date, an announced session)
always goes before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from proposals.enums import Leg, Office


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """`days` are working days of `office` where one does the work, and otherwise days of the calendar.

    `because` says why so long. What asks for the step itself, `proposals.citations` says.
    """

    days: int
    office: Office | None = None
    because: Any = ""


ASSUMPTIONS: Mapping[Leg, Assumption] = {
    Leg.OPENING: Assumption(days=5, office=Office.CHAIR),
    Leg.ANSWERS: Assumption(days=14),
    Leg.DESIGNATION: Assumption(days=5, office=Office.CHAIR),
    Leg.VIEWS: Assumption(days=60),
    Leg.EXPERTS: Assumption(days=30),
    Leg.EXPERT_MEETING: Assumption(days=60, because=_("as long as a host prepares a meeting")),
    Leg.DRAFTING: Assumption(days=30),
    Leg.EDITORIAL: Assumption(days=5, office=Office.SECRETARIAT),
    Leg.TRANSLATION: Assumption(days=5, office=Office.SECRETARIAT),
    Leg.COMMENTS: Assumption(days=14),
    Leg.NOTICE: Assumption(
        days=14,
        because=_("members have the paper in the working languages for two weeks before a session"),
    ),
    Leg.SILENCE: Assumption(
        days=14, because=_("the length of the silence procedures of CICA that are known")
    ),
}
