"""Action plans: entered by a coordinator for a period, amended, replaced by the next, concluded."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines.waiting import waiting_for
from implementation.deadlines import source
from implementation.models import ActionPlan
from members.actor import Actor
from proposals.enums import Stage
from proposals.models import Decision
from records import clock
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours
from tests.factories import taking
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import COORDINATOR, UNINVOLVED, day, proposal_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision():
    """A decision by which KG coordinates ECO-2."""
    return Decision.objects.get(proposal=proposal_at(Stage.APPROVED))


def body(**changes):
    return {
        "measure": "ECO-2",
        "title": "Two years of corridors",
        "text": "A seminar each year.",
        "starts_on": day(0),
        "ends_on": day(700),
        **changes,
    }


def enter(state=COORDINATOR, **changes):
    return taking.enter(ActionPlan, actor=delegate(state), data=body(**changes), at=clock.now())[0]


def act_on(plan, name, state=COORDINATOR, **data):
    return taking.act_on(
        ActionPlan, key=plan.reference, name=name, actor=delegate(state), data=data, at=clock.now()
    )


def test_a_plan_achieves_nothing_before_its_first_day(decision):
    plan = enter(starts_on=day(1))

    with pytest.raises(NotNow, match="has not begun"):
        act_on(plan, "conclude-action-plan", conclusions="Both seminars were held.")


def test_a_coordinator_enters_a_plan_that_carries_out_a_decision(decision):
    plan = enter(decision=decision.number)

    assert (plan.stage, plan.state_id, plan.decision_id) == ("running", COORDINATOR, decision.number)
    act = Act.objects.get(object_kind="action-plan", object_key=plan.reference)
    assert act.action == "enter-action-plan"
    assert "seminar" not in act.payload


def test_only_who_coordinates_the_measure_plans_on_it(decision):
    with pytest.raises(NotNow, match="does not coordinate"):
        enter(UNINVOLVED)
    with pytest.raises(NotYours):
        enter("JP")


def test_a_decision_on_another_measure_is_not_carried_out_by_the_plan(decision):
    other = Decision.objects.get(proposal=proposal_at(Stage.APPROVED, measure="ENV-3"))

    with pytest.raises(NotNow, match="is not on ECO-2"):
        enter(decision=other.number)
    with pytest.raises(Invalid):
        enter(decision="SOC-1999-001")


def test_the_next_plan_takes_the_place_of_the_one_before_once(decision):
    first = enter()
    second = enter(replaces=first.reference, starts_on=day(701), ends_on=day(1400))

    first.refresh_from_db()
    assert (first.stage, second.replaces_id) == ("replaced", first.pk)
    for name in ("conclude-action-plan", "amend-action-plan"):
        with pytest.raises(NotNow):
            act_on(first, name)
    with pytest.raises(NotNow, match="is not a running plan"):
        enter(replaces=first.reference)


def test_an_amended_plan_says_why_and_keeps_the_period_it_had_in_the_register(decision):
    plan = enter()
    said = {"title": plan.title, "text": plan.text, "starts_on": day(0), "ends_on": day(900)}
    said["reason"] = "Later."

    amended, act = act_on(plan, "amend-action-plan", **said)

    assert amended.ends_on.isoformat() == day(900)
    assert all(word in act.payload for word in ("Later.", day(700), day(900)))
    with pytest.raises(Invalid):
        act_on(plan, "amend-action-plan", **said | {"ends_on": day(-1)})
    with pytest.raises(NotYours):
        act_on(plan, "amend-action-plan", UNINVOLVED, **said)


def test_when_its_period_ends_the_state_is_asked_to_conclude_it(decision):
    plan, later = enter(ends_on=day(33)), clock.now() + timedelta(days=5)

    def asked(at):
        return "conclude-action-plan" in {item.act for item in waiting_for(delegate(COORDINATOR), at=at)}

    assert (asked(clock.now()), asked(later)) == (False, True)
    act_on(plan, "conclude-action-plan", conclusions="Both seminars were held.")
    assert not asked(later)


def test_a_plan_is_read_by_members_and_once_published_by_everyone(decision):
    first = enter()
    second = enter(replaces=first.reference, decision=decision.number)
    public, address = browser(Actor.nobody()), f"/implementation/action-plans/{second.reference}/"
    assert public.get(address).status_code == 404
    assert second.reference in browser(delegate(UNINVOLVED)).get("/catalogue/ECO-2/").content.decode()

    act_on(second, "publish-action-plan")

    shown = public.get(f"/api/v1/action-plans/{second.reference}/").json()
    assert (shown["replaces"], shown["decision"]) == (None, None)
    page = public.get(address).content.decode()
    assert first.reference not in page
    assert decision.number not in page
    with pytest.raises(NotVisible):
        act_on(first, "publish-action-plan", "JP")


def test_the_lists_cost_the_same_for_one_and_for_three(decision):
    client = browser(secretariat())
    enter()

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = ("/implementation/action-plans/", "/api/v1/action-plans/", "/catalogue/ECO-2/")
    before = [queries(address) for address in addresses]
    enter()
    enter()
    assert [queries(address) for address in addresses] == before


def test_the_form_enters_a_plan_and_leads_to_it(decision):
    client = browser(delegate(COORDINATOR))
    assert client.get("/implementation/action-plans/new/").status_code == 200

    answer = client.post("/implementation/action-plans/new/", body())

    plan = ActionPlan.objects.get()
    assert answer["Location"].startswith(f"/implementation/action-plans/{plan.reference}/")
    assert plan.title in client.get("/implementation/action-plans/?stage=running").content.decode()


def test_a_period_that_is_amended_is_set_anew(decision):
    plan = enter(decision=decision.number)
    [before] = _running_plans()

    said = body(ends_on=day(300), reason="A shorter budget.")
    del said["measure"]
    act_on(plan, "amend-action-plan", **said)

    [after] = _running_plans()
    assert after.due_at < before.due_at
    assert after.set_at > before.set_at == plan.entered_at


def _running_plans():
    return [one for one in source(delegate(COORDINATOR), clock.now()) if one.kind == "action_plan"]
