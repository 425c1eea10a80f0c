"""Every list there is, pages and API, goes on to its end and comes back, row by row, whatever is asked of it.

A list is what makes a `web.keyset.Page` when it is asked, so none is named here; what is planted sees
to it that each has three rows for one reader at least.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from cbms.models import Concordance, Measure
from deadlines.calendars.addresses import make_address
from deadlines.filters import DeadlineFilter
from exchange.enums import ExchangeAction
from implementation.models import ActionPlan, Report, Review
from members.models import Account
from members.tokens import issue_token
from notices.delivery import fan_out
from notices.models import Delivery, MailboxMessage
from papers.models import Paper
from proposals.enums import Action, Stage
from proposals.models import Consideration
from records import clock
from records.models import LateAct
from tests.addresses import Route, routes_served
from tests.factories import taking
from tests.factories.canaries import plant
from tests.factories.cbms import EditionFactory
from tests.factories.exchange import act as act_on_submission
from tests.factories.exchange import call_for_information, compiled, disseminated, submit, views_of
from tests.factories.meetings import convene, later
from tests.factories.members import administrator, browser, chair, delegate, secretariat
from tests.factories.proposals import act, day, expert_of, position, proposal_at, silence_at
from tests.factories.proposals import submit as submit_paper
from tests.factories.webhooks import webhook_of
from web import keyset
from web.api.views import ListView
from web.list_pages import ListPage

pytestmark = pytest.mark.django_db

LEAD = "KG"
FEWEST = 3
LONGEST_WALK = 5
"""Pages of one walk: a longer list is walked by more rows at a time."""
MOST_TRIED = 5


@dataclass
class Asked:
    """The pages that were made, and how many rows the next one is to have."""

    pages: list[keyset.Page]
    size: int = 1


@pytest.fixture
def asked(monkeypatch, settings) -> Asked:
    """Watch every page that is made, of the size that the test says."""
    settings.DEMO = True  # or the mailbox is none
    watched = Asked([])
    for name in ("page_of", "page_of_list"):
        original = getattr(keyset, name)

        def made(*args: Any, original: Any = original, **options: Any) -> keyset.Page:
            page = original(*args, **options | {"size": watched.size})
            watched.pages.append(page)
            return page

        for module in list(sys.modules.values()):
            if getattr(module, name, None) is original:
                monkeypatch.setattr(module, name, made)
    return watched


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker) -> Iterator[dict[str, dict[str, object]]]:
    """Fill every list; give the parameters of the lists that lie below an object, by how they begin."""
    with django_db_blocker.unblock(), transaction.atomic():
        plant()
        yield plant_more()
        transaction.set_rollback(True)


def plant_more() -> dict[str, dict[str, object]]:
    at, lead, officer = clock.now(), delegate(LEAD), secretariat()
    proposal = proposal_at(Stage.EDITORIAL, measure="ECO-3")
    for _round in range(2):
        act(Action.RETURN_TO_DRAFTERS, proposal, officer, reason="The review is missing.")
        submit_paper(proposal)
    silence = silence_at(Stage.WORKING_GROUP, measure="ECO-6")
    for state in ("KZ", "TJ", "UZ"):
        position(silence, state, "support")
    call = call_for_information(answer_by=(at + timedelta(days=9)).isoformat())
    for state in (LEAD, "TJ", "UZ"):
        submit(state, call=call.reference, audience="members", kind="nil_return", text="")
        expert_of(state, "ECO-2")
    for _more in range(2):
        call_for_information()
        compiled()
        convene(**later(20))
    corrected = disseminated()
    for number in range(2):
        changes = {"title": "Corrected", "text": f"The figures, {number}.", "changes": f"Row {number}."}
        act_on_submission(ExchangeAction.CORRECT, corrected, lead, **changes)
    views_of(LEAD)
    proposal_at(Stage.APPROVED, measure="ECO-7")
    hook, _secret = webhook_of(lead)
    for number in range(2):
        webhook_of(lead)
        account = Account.objects.get(public_id=lead.account)
        issue_token(account=account, read_only=True, label=f"No. {number}")
        make_address(actor=lead, name=f"No. {number}", at=at)
    issue_token(account=account, read_only=False, label="One more")
    make_address(actor=lead, name="One more", at=at)
    fan_out()
    dead = Delivery.objects.exclude(channel="webhook").values("pk")[:4]
    Delivery.objects.filter(pk__in=dead).update(status="refused")
    for number in range(3):
        data = {"measure": "ECO-4", "year": 2020 + number, "text": "Done."}
        taking.enter(Report, actor=lead, data=data, at=at)
        data = {"year": 2030 + number, "area": "ENV"}
        taking.enter(Review, actor=chair(), data=data, at=at)
        data = {
            "measure": "ECO-4",
            "title": "A plan",
            "text": "Steps.",
            "starts_on": day(0),
            "ends_on": day(9),
        }
        taking.enter(ActionPlan, actor=lead, data=data, at=at)
        LateAct.objects.create(
            state=LEAD, account=lead.account, action="take-position", object_kind="proposal",
            object_key=proposal.reference, accepted_at=at, received_at=at, deadline=at, reason="Late.",
        )  # fmt: skip
        MailboxMessage.objects.create(recipient="kg@example.org", subject=str(number), received_at=at)
        LateAct.objects.create(
            state="KG", action="comment", object_kind="proposal", object_key=str(number), reason="Too late.",
            accepted_at=at, received_at=at, deadline=at,
        )  # fmt: skip
    measures = Measure.objects.order_by("pk")[:4]
    for measure in measures[:3]:
        Concordance.objects.create(
            edition_id=measure.edition_id, before=measures[3], after=measure, relation="merged", decision="x"
        )
    EditionFactory(), EditionFactory()
    return {
        "api/v1/papers/": {"paper": Paper.objects.get(proposal=proposal).public_id},
        "api/v1/considerations/": {"pk": Consideration.objects.get(proposal=silence).pk},
        "api/v1/calls/": {"reference": call.reference},
        "api/v1/submissions/": {"reference": corrected.reference},
        "api/v1/webhooks/": {"key": hook.pk},
        "accounts/webhooks/": {"key": hook.pk},
    }


READERS = {"secretariat": secretariat, "lead": lambda: delegate(LEAD), "administrator": administrator}

VALUES: dict[str, tuple[object, ...]] = {
    "state": (LEAD, "KZ"), "owed_by": ("secretariat", LEAD), "participant": ("JP",), "host": ("KZ", "JP"),
    "measure": ("ECO-2", "ECO-4", "NCT-4", "2.1"), "area": ("ECO", "NCT"), "parent": ("ECO", "NCT", "E"),
    "year": (2027, 2026, 2030), "edition": ("2007",), "reference": ("P-",), "proposal": ("P-2026-001",),
    "submission": ("S-2026-001",), "call": ("C-2026-001",), "object": ("P-2026-001",), "object_key": ("KZ",),
    "since": ("2026-01-01",), "until": ("2099-01-01",), "on": (day,), "as_of": ("2024-06-01",), "after": (1,),
    "to": ("kg@example.org",), "prepared_by": ("KZ", "TR"),
}  # fmt: skip
"""What is asked of a filter that takes any text."""


def lists(planted: dict[str, dict[str, object]], asked: Asked, *, is_api: bool) -> dict[str, Route]:
    """Return the address of every list of the API, or of the pages, and the route that it is served by."""
    client, found = browser(delegate(LEAD)), {}
    for route in served(is_api=is_api):
        keys = next((keys for start, keys in planted.items() if route.text.startswith(start)), {})
        address = route.filled(keys)
        for reader in (client, browser(administrator())):
            asked.pages.clear()
            if hasattr(route.view, "get") and reader.get(address) and asked.pages:
                found[address] = route
    return found


@pytest.mark.parametrize("is_api", [True, False])
def test_every_list_goes_on_to_its_end_and_comes_back(planted, asked, is_api):
    found = lists(planted, asked, is_api=is_api)
    wrong = {}

    for address, route in found.items():
        try:
            client, most = best_reader(address, asked)
            assert most >= FEWEST, f"{most} rows: plant more"
            for query in queries(route.view, client, address, asked):
                walk(client, address, query, asked)
        except AssertionError as error:
            wrong[address] = str(error).splitlines()[0]

    assert wrong == {}
    known = {route.view for route in served(is_api=is_api) if is_list(route.view)}
    assert known - {route.view for route in found.values()} == set()


def served(*, is_api: bool) -> list[Route]:
    return [route for route in routes_served() if route.is_api == is_api]


def is_list(view: Any) -> bool:
    return isinstance(view, type) and issubclass(view, ListView | ListPage)


def best_reader(address: str, asked: Asked) -> tuple[Client, int]:
    """Return the browser of the reader who sees most of a list, and how many rows that is."""
    clients = [browser(reader()) for reader in READERS.values()]
    counted = [
        (client, len(rows_at(client, address, {}, asked, size=keyset.LARGEST_SIZE))) for client in clients
    ]
    return max(counted, key=lambda pair: pair[1])


def rows_at(client: Client, address: str, query: dict[str, object], asked: Asked, *, size: int) -> list[Any]:
    """Return the rows of the page that is made; none where the answer is a refusal."""
    asked.pages.clear()
    asked.size = size
    answer = client.get(f"{address}?{urlencode(query)}")
    assert answer.status_code in {200, 400, 401, 403, 404}, f"{query}: {answer.status_code}"
    return asked.pages[0].rows if asked.pages and answer.status_code == 200 else []


def queries(view: Any, client: Client, address: str, asked: Asked) -> Iterator[dict[str, object]]:
    """Yield nothing asked, then one value of each filter, one that keeps two rows if that is found soon."""
    yield {}
    for name, values in filters_of(view).items():
        tried = ({name: value} for value in values[:MOST_TRIED])
        yield next(
            (query for query in tried if len(rows_at(client, address, query, asked, size=2)) == 2),
            {name: values[0]},
        )


def filters_of(view: Any) -> dict[str, list[object]]:
    """Return what may be asked of a list: values of each filter, by its name."""
    filterset = getattr(view, "filterset_class", None)
    fields = {name: one.field for name, one in filterset.base_filters.items()} if filterset else {}
    if view.__module__ in ("deadlines.views", "deadlines.api.deadlines"):
        fields = DeadlineFilter.base_fields
    found = {name: values_of(name, field) for name, field in fields.items()}
    if getattr(view, "is_searchable", False):
        found["search"] = ["of", "harvest"]
    return found


def values_of(name: str, field: Any) -> list[object]:
    if choices := [key for key, _label in getattr(field, "choices", ()) if key != ""]:
        return choices
    if "Boolean" in type(field).__name__:
        return ["true", "false"]
    return [value(0) if callable(value) else value for value in VALUES[name]]


def walk(client: Client, address: str, query: dict[str, object], asked: Asked) -> None:
    """Go to the end of a list and back; each way must show every row once, in order."""
    whole = [identity(row) for row in rows_at(client, address, query, asked, size=10_000)]
    size = 1 + len(whole) // LONGEST_WALK
    forward, last = pages_from(client, address, query, asked, size=size, towards="next")
    assert forward == whole, f"{query}: going on shows {len(forward)} of {len(whole)} rows"
    backward, first = pages_from(
        client, address, query | {"cursor": last.previous}, asked, size=size, towards="previous"
    )
    assert first.previous == ""
    assert backward == whole[: len(backward)], f"{query}: coming back shows other rows"
    assert len(backward) + len(last.rows) == len(whole) or not last.previous, f"{query}: coming back"


def pages_from(
    client: Client, address: str, query: dict[str, object], asked: Asked, *, size: int, towards: str
) -> tuple[list[str], keyset.Page]:
    """Follow a list's own links one way; return the rows in the order of the list, and the last page."""
    found: list[str] = []
    target = f"{address}?{urlencode(query)}"
    while True:
        asked.pages.clear()
        asked.size = size
        answer = client.get(target)
        assert answer.status_code == 200, f"{target}: {answer.status_code}"
        page = asked.pages[0]
        rows = [identity(row) for row in page.rows]
        found = found + rows if towards == "next" else rows + found
        cursor = getattr(page, towards)
        if not cursor:
            return found, page
        assert urlencode({"cursor": cursor}) in answer.content.decode(), (
            f"{target}: no link to the page {towards}"
        )
        target = f"{address}?{urlencode(query | {'cursor': cursor})}"


def identity(row: Any) -> str:
    """Return what tells a row from the others of its list, however it is read."""
    if hasattr(row, "pk"):
        return f"{type(row).__name__} {row.pk}"
    keys = [
        row[name] for name in ("pk", "id", "number", "reference") if isinstance(row, dict) and name in row
    ]
    return str(keys[0]) if keys else repr(row)
