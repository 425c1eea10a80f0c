"""What is opened later opens nothing that was entered before: an act keeps the readers that it had."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from cbms.models import Coordinator, Measure
from exchange.enums import ExchangeAction
from exchange.models import Compilation
from implementation.models import ActionPlan, Activity, Report
from members.actor import Actor
from records import clock, kinds
from records.models import Act, Enclosure
from tests.factories import taking
from tests.factories.canaries import CAPACITIES, CO_AUTHOR, LEAD, OBSERVER, RECIPIENT, UNINVOLVED, plant
from tests.factories.exchange import act, compiled, disseminated, submit, views_of
from tests.factories.meetings import convene, later, on_meeting
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import activity_of, day

pytestmark = pytest.mark.django_db

CANARY = "zqreasonxk"


@dataclass(frozen=True)
class Opening:
    """Something with acts in its past, and the act that lets more people see it."""

    kind: str
    begin: Callable[[], Any]
    widen: Callable[[Any], Any]


def on_activity(activity: Activity, name: str, **data: Any) -> Activity:
    taking.act_on(
        Activity, key=activity.reference, name=name, actor=delegate(LEAD), data=data, at=clock.now()
    )
    return activity


def action_plan() -> ActionPlan:
    data = {"measure": "ECO-4", "title": "P", "text": "T", "starts_on": day(0), "ends_on": day(300)}
    plan, _act = taking.enter(ActionPlan, actor=delegate(LEAD), data=data, at=clock.now())
    amended = data | {"reason": CANARY, "ends_on": day(200)}
    del amended["measure"]
    return on_plan(plan, "amend-action-plan", **amended)


def on_plan(plan: ActionPlan, name: str, **data: Any) -> ActionPlan:
    taking.act_on(ActionPlan, key=plan.reference, name=name, actor=delegate(LEAD), data=data, at=clock.now())
    return plan


def report() -> Report:
    data = {"measure": "ECO-4", "year": 2025, "text": "T"}
    return taking.enter(Report, actor=delegate(LEAD), data=data, at=clock.now())[0]


def publish_report(entered: Report) -> None:
    taking.act_on(
        Report, key=entered.reference, name="publish-report", actor=delegate(LEAD), data={}, at=clock.now()
    )


def returned_and_sent_again() -> Any:
    submission = submit(authors=[CO_AUTHOR])
    act(ExchangeAction.DECLINE, submission, delegate(CO_AUTHOR), reason=CANARY)
    return submission


def with_another_author(submission: Any) -> None:
    content = {"title": "T", "text": "T", "measures": ["ECO-2"], "audience": "public"}
    act(ExchangeAction.RESUBMIT, submission, delegate(LEAD), authors=[UNINVOLVED], **content)
    act(ExchangeAction.CONFIRM, submission, delegate(UNINVOLVED))


def widened(audience: str, *recipients: str) -> Callable[[Any], None]:
    def widen(submission: Any) -> None:
        data = {"audience": audience, "recipients": list(recipients)}
        act(ExchangeAction.WIDEN, submission, delegate(LEAD), **data)

    return widen


def compilation() -> Compilation:
    views_of(UNINVOLVED)
    return compiled()


def opened_to_members(found: Compilation) -> None:
    taking.act_on_compilation(
        ExchangeAction.DISSEMINATE_VIEWS, reference=found.reference, actor=secretariat(), data={}
    )


def meeting() -> Any:
    found = convene(kind="expert", audience="invited", invited=[UNINVOLVED], message=CANARY, **later(30))
    on_meeting(found, "add-task", title=CANARY, owner="secretariat", due_on=day(3))
    on_meeting(found, "answer-invitation", delegate(UNINVOLVED), answer="online")
    return found


def public_meeting() -> Any:
    """Return a public meeting to which, when it was convened, the observer did not belong."""
    with patch("meetings.effects.invited_by", return_value=[UNINVOLVED]):
        found = convene(audience="public", message=CANARY, **later(30))
    on_meeting(found, "reschedule", reason=CANARY, time_zone="Asia/Almaty", **later(40))
    return found


def invited(found: Any) -> None:
    on_meeting(found, "invite", participants=[OBSERVER])


def hosted_by_an_observer(found: Any) -> None:
    invited(found)
    on_meeting(found, "host-meeting", delegate(OBSERVER), place="Washington")


OPENINGS = [
    Opening(
        "activity",
        lambda: on_activity(activity_of(LEAD), "cancel-activity", reason=CANARY),
        lambda found: on_activity(found, "publish-activity"),
    ),
    Opening("action-plan", action_plan, lambda found: on_plan(found, "publish-action-plan")),
    Opening("report", report, publish_report),
    Opening("submission", disseminated, widened("named", OBSERVER)),
    Opening("submission", disseminated, widened("members")),
    Opening("submission", disseminated, widened("public")),
    Opening("handling", returned_and_sent_again, with_another_author),
    Opening("compilation", compilation, opened_to_members),
    Opening("meeting", meeting, invited),
    Opening("invitations", meeting, invited),
    Opening("invitations", public_meeting, invited),
    Opening("logistics", meeting, hosted_by_an_observer),
]

NEVER_WIDER = {
    "participant": "public from the beginning",
    "account": "its person, administrators, secretariat; a head only while it was of the delegation",
    "expert": "member states, Chair and secretariat, always",
    "register": "public from the first act on",
    "proposal": "member states, Chair and secretariat, always",
    "agenda": "member states, Chair and secretariat, always",
    "review": "public from the beginning",
    "call": "members, Chair, secretariat, and whom it was addressed to when it was opened",
    "delivery": "one recipient, the authors, Chair and secretariat",
}
"""The kinds whose objects are never opened to more, and why."""


def test_every_kind_keeps_its_readers_or_says_why_it_need_not():
    widening = {name for name, _label in kinds.known_kinds() if kinds.kind_of(name).readers}

    assert widening == {opening.kind for opening in OPENINGS}
    assert {name for name, _label in kinds.known_kinds()} - widening == set(NEVER_WIDER)


def seen() -> dict[str, set[tuple[int, str]]]:
    """Return what each capacity may see: acts, `(number, "")`, and what they enclose, `(number, field)`."""
    return {
        name: {
            *Act.objects.visible_to(actor()).values_list("number", Value("")),
            *Enclosure.objects.visible_to(actor()).values_list("act", "field"),
        }
        for name, actor in CAPACITIES.items()
    }


@pytest.fixture
def coordinating(db):
    """Let the lead coordinate ECO-4, so that it may plan and report on it."""
    measure = Measure.objects.get(edition="2007", code="ECO-4")
    Coordinator.objects.create(
        state_id=LEAD,
        measure=measure,
        area=measure.area,
        role="coordinator",
        valid_from="2020-01-01",
        sources=["A test"],
    )


@pytest.mark.parametrize("opening", OPENINGS, ids=lambda opening: opening.kind)
def test_opening_an_object_opens_no_act_of_its_past(opening, coordinating):
    found = opening.begin()
    before, numbers = seen(), set(Act.objects.values_list("number", flat=True))

    opening.widen(found)

    after = seen()
    assert {name: {one for one in after[name] if one[0] in numbers} for name in after} == before
    assert any(one[0] not in numbers for name in after for one in after[name]), (
        "the act that opens it is seen"
    )


def test_the_reasons_of_unpublished_acts_stay_where_they_were(coordinating):
    for opening in OPENINGS:
        opening.widen(opening.begin())
    client = browser(Actor.nobody())

    for address in (
        "/api/v1/register/?page_size=200",
        "/api/v1/events/",
        "/register/",
        "/register/feed.atom",
    ):
        assert CANARY not in client.get(address).content.decode()
    hidden = Act.objects.filter(payload__contains=CANARY).values_list("number", flat=True)
    assert len(hidden) > 2
    for number in hidden:
        for address in ("/register/{}/", "/api/v1/register/{}/", "/api/v1/register/{}/receipt/"):
            assert client.get(address.format(number)).status_code == 404


def test_the_list_of_acts_costs_the_same_however_many_there_are():
    client = browser(delegate(RECIPIENT))

    def cost() -> int:
        disseminated()
        client.get("/api/v1/register/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/api/v1/register/")
        return len(asked)

    assert cost() == cost()


@pytest.mark.parametrize(
    "migration",
    [
        "implementation.migrations.0002_readers_of_acts",
        "meetings.migrations.0002_readers_of_acts",
        "exchange.migrations.0002_readers_of_acts",
        "meetings.migrations.0008_readers_of_enclosures",
    ],
)
def test_the_acts_that_there_were_get_no_reader_they_had_not(migration):
    plant()
    for opening in OPENINGS[3:]:
        opening.widen(opening.begin())
    before = seen()
    kept = importlib.import_module(migration)

    with connection.cursor() as cursor:
        cursor.execute(kept.FILL)

    after = seen()
    assert {name for name in after if after[name] - before[name]} == set()
    assert sum(map(len, after.values())) > sum(map(len, before.values())) / 2, "nor does it hide them all"
