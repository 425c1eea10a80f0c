"""`?dry_run=true`: the act itself, taken back. It says what would happen, or refuses as the act does."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from notices.models import Notice, OutboxEntry
from proposals.enums import Action, Stage
from records.models import Act, LateAct, RegisterHead, RepeatableRequest
from tests.addresses import Route, routes_served
from tests.described import operation_at, operations
from tests.factories.exchange import call_for_information, compiled, together, views_of
from tests.factories.meetings import convene, later, meeting_body
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import activity_of, considered, day, expert_of, proposal_at, silence_at
from tests.implementation.test_implementation import make_coordinator
from web.api.views import ActEndpoint, TakesAct

pytestmark = pytest.mark.django_db

API = "/api/v1/"
KEY = {"Idempotency-Key": "k-1"}


def act_routes() -> list[Route]:
    """Return every address at which one act is taken on one object."""
    return [route for route in routes_served() if route.is_api and hasattr(route.view, "act_type")]


def written() -> tuple[int, ...]:
    """Return how much there is of whatever an act, its notices and its key write."""
    head = RegisterHead.objects.values_list("number", flat=True).first() or 0
    kinds = (Act, Notice, OutboxEntry, RepeatableRequest, LateAct)
    return (head, *(kind.objects.count() for kind in kinds))


def send(client: Client, address: str, body: dict, *, query: str = "", **headers: str):
    where = f"{API}{address}{query}"
    return client.post(where, json.dumps(body), content_type="application/json", headers=headers)


def tried(client: Client, address: str, body: dict):
    """Send it as a dry run with a key, and see that nothing is written."""
    before = written()
    answer = send(client, address, body, query="?dry_run=true", **KEY)
    assert written() == before, address
    return answer


def test_every_act_on_an_object_is_taken_through_the_door_and_has_a_dry_run():
    routes = act_routes()

    assert len(routes) > 60
    assert [route.text for route in routes if not issubclass(route.view, TakesAct)] == []
    posts = [route for route in routes_served() if route.is_api and "/actions/" in route.text]
    assert [route.text for route in posts if not issubclass(route.view, ActEndpoint)] == []


def test_every_act_describes_what_a_dry_run_answers():
    posts = [operation for operation in operations() if operation.method == "post"]
    answers = {
        operation.address: operation.said["responses"]["200"]["content"]["application/json"]["schema"]
        for operation in posts
    }

    assert [address for address, schema in answers.items() if "Rehearsal" not in json.dumps(schema)] == []


def test_every_act_on_what_is_not_there_is_refused_alike_and_leaves_no_trace():
    client = browser(secretariat())
    for route in act_routes():
        address = route.filled().removeprefix(API)
        dry, wet = tried(client, address, {}), send(client, address, {})
        assert (dry.status_code, dry.json()["type"]) == (wet.status_code, wet.json()["type"]), address
        assert dry.status_code in {404, 428}, address


def cases() -> Iterator[tuple[Client, str, dict, tuple[str | None, str | None], set[str]]]:
    """Yield `(caller, address, body, stages, some who would be told)` of an act of each kind of subject."""
    officer, kg = browser(secretariat()), browser(delegate("KG"))
    yield (
        officer, f"proposals/{proposal_at(Stage.EDITORIAL).reference}/actions/return-to-drafters/",
        {"reason": "The review is missing."}, ("editorial", "drafting"), {"drafters"},
    )  # fmt: skip
    silence = considered(silence_at(Stage.WORKING_GROUP, measure="ECO-3")).pk
    yield (
        browser(delegate("TR")), f"considerations/{silence}/positions/",
        {"position": "objection", "statement": "No."},
        ("working_group", "working_group"), {"all_if_broken"},
    )  # fmt: skip
    yield (
        browser(delegate("UZ")), "proposals/", {"route": "A", "measure": "ECO-5", "offer": "none"},
        (None, "interest"), {"chair"},
    )  # fmt: skip
    yield (
        officer, f"submissions/{together().reference}/actions/disseminate/", {},
        ("intake", "disseminated"), {"readers"},
    )  # fmt: skip
    call = call_for_information().reference
    yield officer, f"calls/{call}/actions/close-call/", {}, ("open", "closed"), set()
    views_of("KG")
    compilation = compiled().reference
    yield (
        officer, f"compilations/{compilation}/actions/disseminate-views/", {},
        ("compiled", "disseminated"), {"members"},
    )  # fmt: skip
    meeting = convene(**later(9)).reference
    yield (
        officer, f"meetings/{meeting}/actions/cancel-meeting/", {"reason": "Ill."},
        ("planned", "cancelled"), set(),
    )  # fmt: skip
    yield officer, "meetings/", meeting_body(**later(30)), (None, "planned"), set()
    expert = expert_of("KG").public_id
    yield kg, f"experts/{expert}/actions/end-expert/", {}, (None, None), {"designating"}
    make_coordinator("KG")
    activity = activity_of("KG").reference
    yield (
        kg, f"activities/{activity}/actions/cancel-activity/", {"reason": "No host."},
        ("planned", "cancelled"), {"taking_part"},
    )  # fmt: skip
    yield (
        officer, "participants/ID/actions/change-status/",
        {"status": "member", "effective_on": day(1), "decision": "Summit"}, (None, None), {"participant"},
    )  # fmt: skip


def test_a_dry_run_says_what_the_act_then_does():
    for client, address, body, (before, after), told in cases():
        dry = tried(client, address, body)
        assert dry.status_code == 200, (address, dry.content)
        assert operation_at("post", f"{API}{address}").faults_of(dry) == []
        said = dry.json()

        wet = send(client, address, body, **{"Idempotency-Key": address[:100]})

        assert wet.status_code == said["status"], (address, wet.content)
        assert (said["dry_run"], said["from"], said["to"]) == (True, before, after), address
        assert told <= {group["group"] for group in said["told"]}, address
        assert said["act"] == Act.objects.latest("number").action
        if after:
            shown = wet.json().get("stage") or stage_of(address)
            assert shown == after, address


def stage_of(address: str) -> str:
    """Return the stage of the proposal that a consideration is of."""
    kept = json.loads(Act.objects.latest("number").payload)
    return kept["to"]


def test_an_outcome_that_the_row_tells_apart_is_told():
    client = browser(delegate("KG"))
    body = {
        "title": "Forecasts", "text": "Good.", "measures": ["ECO-2"], "audience": "members", "again": True,
    }  # fmt: skip

    alone = tried(client, "submissions/", body).json()
    joint = tried(client, "submissions/", body | {"authors": ["TJ"]}).json()

    assert [(said["outcome"], said["to"]) for said in (alone, joint)] == [
        ("alone", "intake"), ("together", "awaiting_authors"),
    ]  # fmt: skip


def test_what_enters_no_act_says_so():
    said = tried(browser(delegate("KG")), "tokens/", {"label": "Ours"})

    assert (said.status_code, said.json()["act"], said.json()["told"]) == (200, None, [])


def test_a_dry_run_by_one_who_may_not_is_refused_as_the_act_is():
    proposal = proposal_at(Stage.CIRCULATION).reference
    address = f"proposals/{proposal}/actions/{Action.OPEN_SWG}/"

    for who, status in ((delegate("UZ"), 403), (delegate("JP"), 404)):
        client = browser(who)
        dry, wet = tried(client, address, {"mode": "meeting"}), send(client, address, {"mode": "meeting"})
        assert (dry.status_code, dry.json()) == (wet.status_code, wet.json())
        assert dry.status_code == status
