"""What asks for each part of a proposal's way: the rule that its act cites in the table, on each route."""

from collections.abc import Mapping

from proposals.enums import Action, Body, Leg, Route
from proposals.transitions import BY_NAME
from records.certain import certain

ACT_OF: Mapping[Leg, Action] = {
    Leg.OPENING: Action.OPEN_CONSULTATION,
    Leg.ANSWERS: Action.RESPOND,
    Leg.DESIGNATION: Action.DESIGNATE_COORDINATORS,
    Leg.EXPERTS: Action.CALL_EXPERTS,
    Leg.EXPERT_MEETING: Action.CHARGE_EXPERTS,
    Leg.DRAFTING: Action.SUBMIT_PAPER,
    Leg.EDITORIAL: Action.CIRCULATE,
    Leg.COMMENTS: Action.COMMENT,
    Leg.NOTICE: Action.CIRCULATE,
    Leg.SILENCE: Action.CLOSE_SILENCE,
}
"""The act in which a part ends, or for which it is there."""
OF_NO_ACT: Mapping[Leg, str] = {Leg.VIEWS: "CA (b)2", Leg.TRANSLATION: "RoP 1(9)"}
"""The rules of those parts that no act of this room ends: views are compiled in the exchange, and the working
languages are asked for of every paper.
"""
TAKEN_UP_BY: Mapping[Body, Action] = {Body.SWG: Action.OPEN_SWG, Body.SOC: Action.OPEN_SOC}


def rule_of(leg: Leg, *, route: Route, body: Body | None = None) -> str:
    """Return the rule that asks for a part of the way on a route; of a session, for `body` to take it up."""
    if leg in OF_NO_ACT:
        return OF_NO_ACT[leg]
    return BY_NAME[TAKEN_UP_BY[certain(body)] if leg == Leg.SESSION else ACT_OF[leg]].of(route).rule
