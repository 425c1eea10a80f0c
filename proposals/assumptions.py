"""How long the parts of a proposal's way take where nothing recorded says it: our assumptions, in one place.

No text of CICA that was found sets any of these times (the Cooperative Approach names the steps and no days,
and circulation deadlines were looked for and not found), so each is ours, is printed under every forecast
that rests on it, and is changed here alone. What is recorded (a deadline, a due date, an announced session)
always goes before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from proposals.enums import Leg, Office, Route
from records.citations import PRACTICE


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """`days` are working days of `office` where one does the work, and otherwise days of the calendar.

    `rule` is the rule that asks for the step itself, and not for its length; `rules` gives another by route.
    `because` says why so long.
    """

    days: int
    office: Office | None = None
    rule: str = ""
    rules: Mapping[Route, str] = field(default_factory=dict)
    because: Any = ""


UNWRITTEN_BUT_ON_A = dict.fromkeys((Route.B, Route.C, Route.D), PRACTICE)

ASSUMPTIONS: Mapping[Leg, Assumption] = {
    Leg.OPENING: Assumption(days=5, office=Office.CHAIR, rule="CA (a)2"),
    Leg.ANSWERS: Assumption(days=14, rule="CA (a)2"),
    Leg.DESIGNATION: Assumption(days=5, office=Office.CHAIR, rule="CA (a)2"),
    Leg.VIEWS: Assumption(days=60, rule="CA (b)2"),
    Leg.EXPERTS: Assumption(days=30, rule="CA (b)3"),
    Leg.EXPERT_MEETING: Assumption(
        days=60, rule="CA (b)4", because=_("as long as a host prepares a meeting")
    ),
    Leg.DRAFTING: Assumption(
        days=30,
        rule="CA (a)2",
        rules={Route.B: "CA (b)4", Route.C: "CA review", Route.D: PRACTICE},
    ),
    Leg.EDITORIAL: Assumption(days=5, office=Office.SECRETARIAT, rule="CA (a)3", rules=UNWRITTEN_BUT_ON_A),
    Leg.TRANSLATION: Assumption(days=5, office=Office.SECRETARIAT, rule="RoP 1(9)"),
    Leg.COMMENTS: Assumption(days=14, rule="CA (a)3", rules=UNWRITTEN_BUT_ON_A),
    Leg.NOTICE: Assumption(
        days=14,
        rule="CA (a)3",
        rules=UNWRITTEN_BUT_ON_A,
        because=_("members have the paper in the working languages for two weeks before a session"),
    ),
    Leg.SILENCE: Assumption(
        days=14,
        rule=PRACTICE,
        because=_("the length of the silence procedures of CICA that are known"),
    ),
}
