"""The deadlines of implementation: papers to be reviewed, activities, reports and reviews of an area."""

from datetime import UTC, datetime, time, timedelta

import pytest

from cbms.actions import enter_coordinators
from cbms.models import Measure
from deadlines.reminding import remind_due
from deadlines.running import Deadline
from implementation.deadlines import source
from implementation.models import Activity, Renewal, Report, Review
from members.actor import Actor
from notices.models import Notice
from proposals.enums import Action, Stage
from proposals.models import Decision
from records import clock
from records.models import Act
from tests.factories import taking
from tests.factories.members import chair, delegate, secretariat
from tests.factories.proposals import CO_COORDINATOR, COORDINATOR, act, proposal_at

pytestmark = pytest.mark.django_db
YEAR = 2026


def running(actor: Actor) -> dict[str, Deadline]:
    return {one.kind: one for one in source(actor, clock.now())}


def end_of(day) -> datetime:
    """23:59:59 in Astana, five hours ahead of UTC."""
    return datetime.combine(day, time(18, 59, 59), UTC)


@pytest.fixture
def decision() -> Decision:
    return Decision.objects.get(proposal=proposal_at(Stage.APPROVED))


def review_by(decision: Decision, days: int) -> Renewal:
    day = clock.now().date() + timedelta(days=days)
    taking.act_on(
        Decision,
        key=decision.number,
        name="set-review-by",
        actor=secretariat(),
        data={"review_by": day.isoformat()},
        at=clock.now(),
    )
    return Renewal.objects.get()


def test_the_coordinators_owe_the_review_of_their_paper(decision):
    renewal = review_by(decision, 100)

    one = running(delegate("UZ"))["renewal"]

    assert one.due_at == end_of(renewal.review_by)
    assert one.owed_by == (COORDINATOR, CO_COORDINATOR)
    assert (one.object_kind, one.object_key) == ("proposal", decision.proposal.reference)
    assert "renewal" not in running(Actor.nobody())


def test_who_reads_the_decision_alone_is_not_told_of_its_proposal(decision):
    review_by(decision, 100)
    data = {"audience": "participants", "consent": "All agreed."}
    act(Action.PUBLISH_DECISION, decision.proposal, secretariat(), **data)

    one = running(delegate("JP"))["renewal"]

    assert (one.object_kind, one.object_key) == ("decision", decision.number)


def test_the_chairs_office_is_told_of_a_paper_that_stands_unrenewed(decision):
    renewal = review_by(decision, 100)

    remind_due(at=end_of(renewal.review_by) + timedelta(days=61))

    escalation = Act.objects.get(action="escalate")
    told = Notice.objects.filter(act=escalation).values_list("addressee", flat=True)
    assert set(told) == {COORDINATOR, CO_COORDINATOR, "chair"}


def test_a_day_that_is_set_anew_begins_a_ladder_of_its_own(decision):
    review_by(decision, 100)
    remind_due(at=clock.now() + timedelta(days=99))
    review_by(decision, 800)

    remind_due(at=clock.now() + timedelta(days=99))
    assert Act.objects.filter(action="remind").count() == 1
    remind_due(at=clock.now() + timedelta(days=799))
    assert Act.objects.filter(action="remind").count() == 2


def test_an_activity_whose_days_are_over_asks_its_state_for_a_report():
    day = clock.now().date() - timedelta(days=3)
    data = {
        "measure": "ECO-2",
        "year": YEAR,
        "title": "A seminar",
        "format": "hybrid",
        "starts_on": day.isoformat(),
    }
    taking.enter(Activity, actor=delegate(COORDINATOR), data=data, at=clock.now())

    one = running(delegate("UZ"))["activity"]

    assert (one.owed_by, one.row.is_goal) == ((COORDINATOR,), True)
    assert one.due_at == end_of(day + timedelta(days=30))
    assert one.age_days(end_of(day) + timedelta(days=2)) == 2
    assert "activity" not in running(Actor.nobody())


def test_a_review_is_concluded_by_the_chair_and_reported_on_by_the_coordinators_of_its_area():
    enter_coordinators(
        measure=Measure.objects.get(edition="2007", code="ECO-2"),
        coordinators=[(COORDINATOR, "coordinator"), (CO_COORDINATOR, "co_coordinator")],
        decision="SOC-2026-900",
        on=clock.now().date() - timedelta(days=1),
    )
    taking.enter(Review, actor=chair(), data={"year": YEAR, "area": "ECO"}, at=clock.now())
    report = {"measure": "ECO-2", "year": YEAR, "text": "We held a seminar."}
    taking.enter(Report, actor=delegate(COORDINATOR), data=report, at=clock.now())

    found = running(delegate("UZ"))

    assert found["review"].owed_by == ("chair", "secretariat")
    assert (found["report"].owed_by, found["report"].measure) == ((CO_COORDINATOR,), "ECO-2")
    assert found["report"].due_at < found["review"].due_at
    assert running(Actor.nobody()) == {}
    taking.act_on(
        Review,
        key=YEAR,
        name="conclude-review",
        actor=chair(),
        data={"conclusions": "Work continues.", "concluded_on": clock.now().date().isoformat()},
        at=clock.now(),
    )
    assert running(delegate("UZ")) == {}


def test_all_is_read_with_few_queries(decision, django_assert_max_num_queries):
    review_by(decision, 100)
    taking.enter(Review, actor=chair(), data={"year": YEAR, "area": "ECO"}, at=clock.now())
    reader = delegate("UZ")

    at = clock.now()

    with django_assert_max_num_queries(6):
        list(source(reader, at))
