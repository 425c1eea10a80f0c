"""The way of a paper from its drafters to the member states and back (CA (a)2, (a)3)."""

from django.utils.translation import gettext_lazy

from proposals import fields, guards, happened, rules
from proposals.effects import drafting
from proposals.enums import Action, Route, Stage
from proposals.row import (
    CHAIR,
    DRAFTERS,
    MEMBERS,
    SECRETARIAT,
    Await,
    Transition,
    always,
    before_due,
    compiled_by_secretariat,
    end_of_comments,
    the_version,
)
from records.citations import PRACTICE

S = Stage
UNWRITTEN_BUT_ON_A = dict.fromkeys((Route.B, Route.C, Route.D), PRACTICE)
"""The approach says how a concept paper goes round (CA (a)3); for other papers it names the bodies alone."""

ROWS: tuple[Transition, ...] = (
    Transition(
        name=Action.SUBMIT_PAPER,
        label=Action.SUBMIT_PAPER.label,
        sources=(S.DRAFTING,),
        target=S.EDITORIAL,
        who=(rules.COORDINATOR, rules.RESPONSIBLE, rules.PROPOSER, rules.PLANNER),
        fields=fields.SubmitPaperFields,
        effect=drafting.submit_paper,
        happened=happened.SUBMIT_PAPER,
        rule="CA (a)2",
        rules={Route.B: "CA (b)4", Route.C: "CA review", Route.D: PRACTICE},
        labels={
            Route.A: gettext_lazy("Submit the concept paper"),
            Route.B: gettext_lazy("Submit the working paper"),
            Route.C: gettext_lazy("Submit the amendment"),
            Route.D: gettext_lazy("Submit the plan"),
        },
        tells=(DRAFTERS, CHAIR, SECRETARIAT),
        awaits=(
            Await(
                DRAFTERS,
                always,
                gettext_lazy("submit the paper"),
                on_route={
                    Route.A: gettext_lazy("submit the concept paper"),
                    Route.B: gettext_lazy("submit the working paper"),
                    Route.C: gettext_lazy("submit the amendment"),
                    Route.D: gettext_lazy("submit the plan"),
                },
            ),
            Await(SECRETARIAT, compiled_by_secretariat, gettext_lazy("compile the plan anew")),
        ),
        rests_on=the_version,
        is_irreversible=True,
    ),
    Transition(
        name=Action.RETURN_TO_DRAFTERS,
        label=Action.RETURN_TO_DRAFTERS.label,
        sources=(S.EDITORIAL,),
        target=S.DRAFTING,
        who=(rules.SECRETARIAT,),
        fields=fields.ReasonFields,
        effect=drafting.return_to_drafters,
        happened=happened.RETURN_TO_DRAFTERS,
        rule="CA (a)3",
        rules=UNWRITTEN_BUT_ON_A,
        tells=(DRAFTERS, CHAIR),
    ),
    Transition(
        name=Action.CIRCULATE,
        label=Action.CIRCULATE.label,
        sources=(S.EDITORIAL,),
        target=S.CIRCULATION,
        who=(rules.SECRETARIAT,),
        checks=(guards.version_is_meant,),
        fields=fields.CirculateFields,
        effect=drafting.circulate,
        happened=happened.CIRCULATE,
        rule="CA (a)3",
        rules=UNWRITTEN_BUT_ON_A,
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        awaits=(Await(SECRETARIAT, always, gettext_lazy("check the paper and circulate it")),),
        is_irreversible=True,
        names_version=True,
    ),
    Transition(
        name=Action.COMMENT,
        label=Action.COMMENT.label,
        sources=(S.CIRCULATION,),
        who=(rules.MEMBER,),
        guards=(guards.comments_are_open,),
        open_until=end_of_comments,
        fields=fields.CommentFields,
        effect=drafting.comment,
        happened=happened.COMMENT,
        rule="CA (a)3",
        rules=UNWRITTEN_BUT_ON_A,
        tells=(DRAFTERS, CHAIR, SECRETARIAT),
        awaits=(Await(MEMBERS, before_due, gettext_lazy("comment on the circulated paper")),),
        rests_on=the_version,
    ),
    Transition(
        name=Action.REVISE,
        label=Action.REVISE.label,
        sources=(S.CIRCULATION,),
        target=S.DRAFTING,
        who=(rules.COORDINATOR, rules.RESPONSIBLE, rules.PROPOSER, rules.PLANNER),
        fields=fields.ReasonFields,
        effect=drafting.revise,
        happened=happened.REVISE,
        rule="CA (a)3",
        rules=UNWRITTEN_BUT_ON_A,
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
)  # fmt: skip
