"""What follows an approval, and how a proposal ends without one."""

from django.utils.translation import gettext_lazy

from proposals import fields, guards, happened, rules
from proposals.effects import beginnings, decisions
from proposals.enums import OPEN_STAGES, Action, Route, Stage
from proposals.row import (
    CHAIR,
    DRAFTERS,
    MEMBERS,
    SECRETARIAT,
    Await,
    Transition,
    always,
)
from records.citations import PRACTICE

S = Stage
UNWRITTEN_ON_C_AND_D = dict.fromkeys((Route.C, Route.D), PRACTICE)

ROWS: tuple[Transition, ...] = (
    Transition(
        name=Action.COMPLETE,
        label=Action.COMPLETE.label,
        sources=(S.APPROVED,),
        target=S.COMPLETED,
        who=(rules.COORDINATOR, rules.RESPONSIBLE, rules.SECRETARIAT),
        fields=fields.CompleteFields,
        effect=decisions.complete,
        happened=happened.COMPLETE,
        rule="CA intro 1",
        rules=UNWRITTEN_ON_C_AND_D,
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(Await(DRAFTERS, always, gettext_lazy("implement the paper and report its completion")),),
        is_irreversible=True,
    ),
    Transition(
        name=Action.PUBLISH_DECISION,
        label=Action.PUBLISH_DECISION.label,
        sources=(S.APPROVED, S.COMPLETED),
        who=(rules.CHAIR, rules.SECRETARIAT),
        guards=(guards.decision_can_widen,),
        checks=(guards.audience_widens,),
        fields=fields.PublishDecisionFields,
        effect=decisions.publish_decision,
        happened=happened.PUBLISH_DECISION,
        rule="Statute 2(5)",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
    Transition(
        name=Action.WITHDRAW,
        label=Action.WITHDRAW.label,
        sources=OPEN_STAGES,
        target=S.WITHDRAWN,
        who=(rules.LAST_INTERESTED, rules.OPENER, rules.CHAIR),
        fields=fields.WithdrawFields,
        effect=beginnings.withdraw,
        happened=happened.WITHDRAW,
        rule="CA intro 3",
        rules=UNWRITTEN_ON_C_AND_D,
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
)  # fmt: skip
