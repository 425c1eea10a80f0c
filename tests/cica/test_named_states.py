"""Whatever needs to be told which state its author means: `If-Match: *` tells of none.

An address of that kind has a case below, or `test_every_address_that_needs_it_has_a_case` fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from members.actor import Actor
from proposals.enums import Action, Stage
from tests.addresses import Route, routes_served
from tests.factories.meetings import convene, item_of, on_meeting
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import FAR, consider, considered, everybody, proposal_at
from tests.factories.webhooks import webhook_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """What is sent: by whom, by which method, where, and how the body itself could name the version."""

    who: Actor
    address: str
    body: dict[str, Any]
    method: str = "post"
    naming: dict[str, Any] = field(default_factory=dict)


def on_proposal(stage: Stage, act: Action, who: Callable[[], Actor], **body: Any) -> Case:
    return Case(who(), f"/api/v1/proposals/{proposal_at(stage).reference}/actions/{act}/", body)


def at_meeting(act: str, body: Callable[[Any], dict[str, Any]], naming: Callable[[str], Any]) -> Case:
    meeting = convene(chair())
    on_meeting(meeting, "add-item", proposal=proposal_at(Stage.AGREED).reference)
    on_meeting(meeting, "record-attendance", chair(), participants=everybody())
    consider(item_of(meeting).proposal, Action.OPEN_SOC)
    digest = considered(item_of(meeting).proposal).version.digest
    address = f"/api/v1/meetings/{meeting.reference}/actions/{act}/"
    return Case(chair(), address, body(item_of(meeting)), naming=naming(digest))


def webhook() -> Case:
    found, _secret = webhook_of(delegate("KG"))
    return Case(delegate("KG"), f"/api/v1/webhooks/{found.pk}/", {"description": "New"}, "patch")


RETURNED = {"outcome": "returned", "reason": "No."}
CASES: dict[str, Callable[[], Case]] = {
    "proposals/<str:reference>/actions/circulate/": lambda: on_proposal(
        Stage.EDITORIAL, Action.CIRCULATE, secretariat, comments_until=FAR
    ),
    "proposals/<str:reference>/actions/conclude-swg/": lambda: on_proposal(
        Stage.WORKING_GROUP, Action.CONCLUDE_SWG, chair, **RETURNED
    ),
    "proposals/<str:reference>/actions/conclude-soc/": lambda: on_proposal(
        Stage.SENIOR_OFFICIALS, Action.CONCLUDE_SOC, chair, **RETURNED
    ),
    "meetings/<slug:reference>/actions/conclude-item/": lambda: at_meeting(
        "conclude-item",
        lambda item: {"item": item.number, "outcome": "approved"},
        lambda digest: {"digest": digest},
    ),
    "meetings/<slug:reference>/actions/conclude-en-bloc/": lambda: at_meeting(
        "conclude-en-bloc", lambda item: {"items": [item.number]}, lambda digest: {"digests": [digest]}
    ),
    "webhooks/<uuid:key>/": webhook,
}


def needs_a_state(route: Route) -> bool:
    """Whether the address replaces what somebody read, or is of an act that names a version."""
    replaces = hasattr(route.view, "put") or hasattr(route.view, "patch")
    return replaces or getattr(getattr(route.view, "act_type", None), "names_version", False)


def test_every_address_that_needs_it_has_a_case():
    needing = {route.text for route in routes_served() if route.is_api and needs_a_state(route)}

    assert needing == {f"api/v1/{address}" for address in CASES}


@pytest.mark.parametrize("address", CASES)
def test_a_star_names_no_state_and_what_was_read_does(address):
    case = CASES[address]()
    client = browser(case.who)

    def answered(*, body: dict[str, Any] | None = None, **headers: str) -> int:
        said = orjson.dumps(case.body | (body or {}))
        send = getattr(client, case.method)
        return send(case.address, said, content_type="application/json", headers=headers).status_code

    tag = client.get(case.address.partition("actions/")[0])["ETag"]
    named = {"body": case.naming} if case.naming else {"If-Match": tag}

    assert [answered(), answered(**{"If-Match": "*"}), answered(**{"If-Match": " * "})] == [428, 428, 428]
    assert answered(**named) == 200
