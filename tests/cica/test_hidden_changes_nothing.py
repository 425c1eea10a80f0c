"""What a reader is answered does not change by one byte when something happens that is hidden from it.

Pages are as short as they get, so that cursors, order and the number of pages are compared as well.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from exchange.enums import ExchangeAction
from exchange.models import Call
from implementation.models import ActionPlan, Activity, Report
from members.actor import Actor
from proposals.enums import Action as ProposalAction
from proposals.enums import Route, Stage
from records import clock
from tests.addresses import routes_served
from tests.factories import taking
from tests.factories.exchange import call_for_information, compiled, disseminated, submit, views_of
from tests.factories.meetings import convene, later
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import act as act_on_proposal
from tests.factories.proposals import activity_of, day, expert_of, other_proposal_at, proposal_at
from tests.factories.taking import act_on_compilation

pytestmark = pytest.mark.django_db

OF_THE_REGISTER = ("register/", "api/v1/register/")
"""The register's head is public, and counts all acts by design."""
NEW_EACH_TIME = re.compile(
    r'(?:csrfmiddlewaretoken" value="|name="drawn" value="|nonce-|nonce=")[^"]+'
    r'|DTSTAMP:\S+|"request_id":"[^"]+"'
)
READERS: dict[str, Callable[[], Actor]] = {
    "public": Actor.nobody,
    "observer": lambda: delegate("JP"),
    "member": lambda: delegate("UZ"),
}


def enter(model: type, data: dict[str, object], *, publish: str = "") -> object:
    row, _act = taking.enter(model, actor=delegate("KG"), data=data, at=clock.now())
    if publish:
        taking.act_on(model, key=row.reference, name=publish, actor=delegate("KG"), data={}, at=clock.now())
    return row


def plan(**data: object) -> dict[str, object]:
    return {"measure": "ECO-2", "title": "Plan", "text": "T", "starts_on": day(0), "ends_on": day(99), **data}


def report(*, years_ago: int) -> dict[str, object]:
    return {"measure": "ECO-2", "year": clock.now().year - years_ago, "text": "T"}


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker) -> Iterator[dict[str, object]]:
    """Plant once for all tests of this module; what each adds is undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant()
        transaction.set_rollback(True)


def plant() -> dict[str, object]:
    """Plant one of each kind that every reader sees, or that those see who are asked or invited."""
    proposal = proposal_at(Stage.APPROVED)
    act_on_proposal(
        ProposalAction.PUBLISH_DECISION, proposal, secretariat(), audience="public", consent="All agreed."
    )
    enter(Report, report(years_ago=0), publish="publish-report")
    enter(ActionPlan, plan(), publish="publish-action-plan")
    activity = activity_of("KG")
    taking.act_on(
        Activity,
        key=activity.reference,
        name="publish-activity",
        actor=delegate("KG"),
        data={},
        at=clock.now(),
    )
    views_of("KG")
    out = {"reference": compiled().reference, "actor": secretariat(), "data": {}}
    act_on_compilation(ExchangeAction.DISSEMINATE_VIEWS, **out)
    call = call_for_information(audience="participants")
    disseminated(audience="public")
    meeting = convene(kind="expert", audience="public", **later(30))
    return {"call": call, "meeting": meeting, "proposal": proposal, "activity": activity}


def answer_among_authors(planted: dict[str, object]) -> None:
    call: Call = planted["call"]
    submit("KZ", call=call.reference, authors=["TJ"], audience="members")


OUTSIDE: tuple[Callable[[dict[str, object]], object], ...] = (
    lambda planted: activity_of("TJ", year=2028),
    lambda planted: enter(Report, report(years_ago=1)),
    lambda planted: enter(ActionPlan, plan(title="Other")),
    lambda planted: expert_of("KZ"),
    lambda planted: proposal_at(Stage.CIRCULATION, measure="NCT-5"),
    lambda planted: other_proposal_at(Route.B, Stage.APPROVED),
    lambda planted: call_for_information(audience="members"),
    lambda planted: convene(audience="members", **later(9)),
)
"""What happens among the members: a proposal and a decision, with experts, papers, positions and all."""
AMONG_FEW: tuple[Callable[[dict[str, object]], object], ...] = (
    answer_among_authors,
    lambda planted: disseminated(audience="named", recipients=["OSCE"]),
    lambda planted: (views_of("KZ"), compiled()),
)
"""What happens among those who are named, and the two offices."""
HIDDEN = {"public": (*OUTSIDE, *AMONG_FEW), "observer": (*OUTSIDE, *AMONG_FEW), "member": AMONG_FEW}


def lists() -> list[str]:
    """Return every address without a parameter, lists with one row a page, and what was planted."""
    plain = [route for route in routes_served() if "<" not in route.text and hasattr(route.view, "get")]
    return [
        f"/{route.text}" + ("?page_size=1" if route.is_api else "")
        for route in plain
        if not route.text.startswith(OF_THE_REGISTER) and "schema" not in route.text
    ]


def told(reader: str, planted: dict[str, object]) -> dict[str, str]:
    """Return what each address answers, with its entity tag."""
    call, meeting, activity = planted["call"], planted["meeting"], planted["activity"]
    own = [
        f"/exchange/calls/{call.reference}/", f"/api/v1/calls/{call.reference}/", meeting.get_absolute_url(),
        f"/api/v1/activities/{activity.reference}/", "/catalogue/ECO-2/", "/catalogue/NCT-5/",
        "/api/v1/measures/ECO-2/", "/members/KG/", "/members/KZ/", "/members/TJ/",
        f"/decisions/{planted['proposal'].decisions.get().number}/",
    ]  # fmt: skip
    client, found = browser(READERS[reader]()), {}
    for address in (*lists(), *own):
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        tag = answer.get("ETag", "") if address.startswith("/api/v1/") else ""
        found[address] = (
            f"{answer.status_code} {tag} {NEW_EACH_TIME.sub('', content.decode(errors='replace'))}"
        )
    return found


@pytest.mark.parametrize("reader", READERS)
def test_nothing_that_is_hidden_changes_an_answer(reader, planted):
    before = told(reader, planted)
    assert told(reader, planted) == before, "what is new in each answer is not compared"

    for happens in HIDDEN[reader]:
        happens(planted)

    after = told(reader, planted)
    assert [address for address in after if after[address] != before[address]] == []
