"""Where the acts on activities and action plans lead, by `leads.csv`, with each lead falsified in turn."""

import pytest

from implementation.enums import ActivityStage
from implementation.models import ActionPlan
from implementation.transitions import ALL, REPLACE_ACTION_PLAN
from proposals.enums import Stage
from records import clock
from records.act_types import StagedAct
from tests.factories import taking
from tests.factories.members import delegate
from tests.factories.proposals import COORDINATOR, activity_of, day, proposal_at
from tests.falsifying import Trial, assert_noticed, expected_of, falsify

pytestmark = pytest.mark.django_db

ACTS = [act for act in (*ALL, REPLACE_ACTION_PLAN) if isinstance(act, StagedAct)]
PLAN = {"measure": "ECO-2", "title": "Two years of corridors", "text": "A seminar each year."}


def on(row, name, **data):
    return taking.act_on(
        type(row), key=row.reference, name=name, actor=delegate(COORDINATOR), data=data, at=clock.now()
    )


def period():
    return {"starts_on": day(0), "ends_on": day(700)}


def enter_plan(**changes):
    said = PLAN | period() | changes
    return taking.enter(ActionPlan, actor=delegate(COORDINATOR), data=said, at=clock.now())[0]


def walk_activities():
    yield Trial(lambda: activity_of(COORDINATOR))
    activity = activity_of(COORDINATOR)
    yield Trial(lambda: on(activity, "publish-activity"))
    yield Trial(
        lambda: [on(activity, "cancel-activity", reason="No funds."), on(activity, "publish-activity")]
    )
    held = {"starts_on": day(0), "participation": ["KG", "TJ"], "outcome": "Two states took part."}
    yield lambda: on(activity, "report-held", **held)
    yield lambda: on(activity, "publish-activity")


def walk_plans():
    proposal_at(Stage.APPROVED)
    yield Trial(enter_plan)
    plan = enter_plan()
    conclude = {"conclusions": "Both seminars were held."}
    yield Trial(
        lambda: on(
            plan,
            "amend-action-plan",
            title="Roads",
            text="As before.",
            **period(),
            reason="A word was missing.",
        )
    )
    yield Trial(lambda: on(plan, "publish-action-plan"))
    yield Trial(lambda: [on(plan, "conclude-action-plan", **conclude), on(plan, "publish-action-plan")])
    yield lambda: enter_plan(replaces=plan.reference)
    yield lambda: on(plan, "publish-action-plan")


def walk():
    yield from walk_activities()
    yield from walk_plans()


def test_each_act_leads_where_it_must_and_no_lead_can_be_false_unnoticed():
    assert_noticed(__file__, walk(), ACTS)


def test_a_table_that_is_decoration_is_noticed_by_nobody(monkeypatch):
    """The walk is worth something: code that decides where an act leads passes with a false table."""
    expected = expected_of(__file__)

    def decided_elsewhere(act, before, outcome=""):
        return ActivityStage(expected[act.name, str(before or "none"), outcome])

    monkeypatch.setattr(StagedAct, "stage_after", decided_elsewhere)
    found = falsify(walk_activities(), acts=ACTS, expected=expected)

    assert found.led.items() <= expected.items()
    assert "report-held planned → cancelled" in found.unnoticed
