"""What other systems rely on, asked of every address: parameters, tags, who is meant by a token."""

from itertools import islice

import pytest
from django.test import Client

from members.models import Account
from members.tokens import issue_token
from proposals.enums import Stage
from tests.addresses import Route, routes_served
from tests.factories.exchange import submit
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import considered, expert_of, proposal_at, silence_at
from tests.implementation.test_implementation import plan
from tests.walks import Walk
from tests.walks import readings as described_readings
from web.api.views import APIView

pytestmark = pytest.mark.django_db

KEYS = {"code": "KZ", "kind": "measures", "number": "1"}


def readings() -> list[Route]:
    return [
        route
        for route in routes_served()
        if route.is_api and issubclass(route.view, APIView) and hasattr(route.view, "get")
    ]


@pytest.mark.parametrize("route", readings(), ids=lambda route: route.text)
def test_an_unknown_parameter_is_refused_and_the_known_ones_are_named(route):
    answer = browser(secretariat()).get(route.filled(KEYS), {"stauts": "observer"})

    [sentence] = answer.json()["errors"]["stauts"]
    assert answer.status_code == 400
    assert all(name in sentence for name in route.view.known_parameters())


def acts() -> list[tuple[str, Route]]:
    """Return what changes something: each method that is no reading, and its address."""
    return [
        (method, route)
        for route in routes_served()
        for method in ("post", "put", "patch", "delete")
        if route.is_api and hasattr(route.view, method)
    ]


@pytest.mark.parametrize(
    "query", ["dryrun=true", "dry_run=yes", "dry_run=", "dry_run=true&dry_run=false", "x"]
)
def test_an_act_is_not_done_at_an_address_that_says_what_it_does_not_know(query):
    """`?dryrun=true` would act, of one who meant to try."""
    client, name = browser(secretariat()), query.partition("=")[0]

    said = {}
    for method, route in acts():
        answer = getattr(client, method)(f"{route.filled(KEYS)}?{query}", {}, content_type="application/json")
        said[f"{method} {route.text}"] = (answer.status_code, list(answer.json()["errors"]))

    assert {one: what for one, what in said.items() if what != (400, [name])} == {}
    assert len(said) > 90


def test_of_two_values_of_a_parameter_none_counts_in_silence():
    client, may_be_several = browser(secretariat()), {"stage", "invited"}

    said = {
        f"{route.filled(KEYS)}?{name}=a&{name}=b": name
        for route in readings()
        for name in route.view.known_parameters() - may_be_several
    }

    for address, name in said.items():
        answer = client.get(address)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [name]), address


@pytest.mark.parametrize("route", readings(), ids=lambda route: route.text)
def test_the_day_is_refused_where_no_history_is_read(route):
    answer = browser(secretariat()).get(route.filled(KEYS), {"as_of": "2007-10-04"})

    is_built = "as_of" in route.view.known_parameters()
    assert ("as_of" in answer.json().get("errors", {})) == (not is_built), answer.status_code


def booleans() -> list[tuple[str, str]]:
    found = []
    for route in readings():
        filters = getattr(getattr(route.view, "filterset_class", None), "base_filters", {})
        found += [(route.filled(), name) for name, one in filters.items() if "Bool" in str(type(one).__mro__)]
    return [*found, ("/api/v1/deadlines/", "is_goal")]


@pytest.mark.parametrize(("address", "name"), booleans())
def test_a_boolean_is_true_or_false(address, name):
    client = browser(secretariat())

    said = {
        text: client.get(address, {name: text}).status_code for text in ("true", "false", "1", "yes", "True")
    }

    assert said == {"true": 200, "false": 200, "1": 400, "yes": 400, "True": 400}


@pytest.mark.parametrize("route", readings(), ids=lambda route: route.text)
def test_every_tag_that_is_sent_is_honoured(route):
    client, address = browser(secretariat()), route.filled(KEYS)
    first = client.get(address)
    tag = first.get("ETag", '"none"')

    again = client.get(address, headers={"If-None-Match": f'"other", {tag}'})

    assert again.status_code == (304 if "ETag" in first else first.status_code)
    assert again.get("ETag") == first.get("ETag")


LANGUAGES = ("en", "ru", "fr")


def test_every_object_has_one_tag_in_every_language(one_of_each):
    walk = Walk(Account.objects.get(public_id=secretariat().account).username)
    tags, words = {}, {}

    for operation in described_readings():
        for address in islice(walk.filled(operation.address), 1):
            walk.get(operation, address)
            answers = [
                walk.client.get(address, headers={"Accept-Language": language}) for language in LANGUAGES
            ]
            if answers[0].get("Content-Type") == "application/json" and "ETag" in answers[0]:
                tags[address] = {answer["ETag"] for answer in answers}
                words[address] = {answer.content for answer in answers}

    assert {address: found for address, found in tags.items() if len(found) > 1} == {}
    assert len(tags) > 20
    assert sum(len(found) == len(LANGUAGES) for found in words.values()) > 10


@pytest.mark.parametrize("tag", ['"x"', '"9.abc"', '"1.abc", "2.abc"', "garbage"])
def test_what_is_not_visible_is_not_found_before_its_tag_is_looked_at(tag):
    hidden = submit("KG").reference
    addresses = [f"/api/v1/submissions/{hidden}/actions/withdraw/"]
    addresses += [route.filled() for route in routes_served() if route.is_api and "/actions/" in route.text]
    client = browser(delegate("UZ"))

    said = {
        address: client.post(
            address, {}, content_type="application/json", headers={"If-Match": tag}
        ).status_code
        for address in addresses
    }

    assert {address: status for address, status in said.items() if status == 412} == {}


ACTED_ON = {
    "proposal": lambda: (f"proposals/{proposal_at(Stage.CONSULTATION).reference}/", "actions/comment/"),
    "consideration": lambda: (
        f"considerations/{considered(silence_at(Stage.WORKING_GROUP)).pk}/",
        "positions/",
    ),
    "participant": lambda: ("participants/KZ/", "actions/change-status/"),
    "expert": lambda: (f"experts/{expert_of('KG').public_id}/", "actions/end-expert/"),
    "activity": lambda: (f"activities/{plan().reference}/", "actions/report-held/"),
    "submission": lambda: (f"submissions/{submit('KG').reference}/", "actions/return/"),
}
"""An object of each kind whose acts take `If-Match`, and an act on it."""


DONE = {
    "proposals/{}/": lambda: (
        proposal_at(Stage.CIRCULATION).reference, "proposals/{}/actions/comment/", {"text": "Well."},
    ),
    "considerations/{}/": lambda: (
        considered(silence_at(Stage.WORKING_GROUP)).pk, "considerations/{}/positions/",
        {"position": "support"},
    ),
    "activities/{}/": lambda: (
        plan("UZ").reference, "activities/{}/actions/cancel-activity/", {"reason": "No."},
    ),
    "submissions/{}/": lambda: (
        submit("UZ").reference, "submissions/{}/actions/withdraw/", {"reason": "Another follows."},
    ),
    "webhooks/{}/": lambda: ("", "webhooks/", {"url": "https://a.example.org/"}),
}  # fmt: skip
"""An address of each kind whose object an act of Uzbekistan changes or makes, the act, and its body."""


@pytest.mark.parametrize("made", DONE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_act_is_answered_with_the_tag_that_its_object_is_read_with(made, language):
    (key, act, body), client = DONE[made](), browser(delegate("UZ"))

    done = client.post(
        f"/api/v1/{act.format(key)}",
        body,
        content_type="application/json",
        headers={"Accept-Language": language},
    )

    assert done.status_code in {200, 201}, done.content
    read = [client.get(done["Content-Location"], headers={"Accept-Language": one}) for one in LANGUAGES]
    assert {answer["ETag"] for answer in read} == {done["ETag"]}


@pytest.mark.parametrize("made", ACTED_ON.values(), ids=ACTED_ON)
def test_what_was_read_in_one_language_is_not_stale_in_another(made):
    client, (address, act) = browser(secretariat()), made()

    def said(tag: str, language: str) -> int:
        headers = {"If-Match": tag, "Accept-Language": language}
        where = f"/api/v1/{address}{act}?dry_run=true"
        return client.post(where, {}, content_type="application/json", headers=headers).status_code

    tags = {
        language: client.get(f"/api/v1/{address}", headers={"Accept-Language": language})["ETag"]
        for language in LANGUAGES
    }

    assert len(set(tags.values())) == 1
    assert 412 not in {said(tag, language) for tag in tags.values() for language in tags}
    assert {said('"0123456789abcdef0123456789abcdef"', language) for language in tags} == {412}


@pytest.mark.parametrize("scheme", ["Token", "Bearer", "bearer"])
def test_a_token_is_taken_by_either_name(scheme):
    account = Account.objects.get(public_id=delegate("KG").account)
    _token, key = issue_token(account=account, read_only=True)

    answer = Client().get("/api/v1/me/", headers={"Authorization": f"{scheme} {key}"})

    assert answer.json()["participant"] == "KG"


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Token ", "Basic eDp5", "x", "", " "])
def test_what_does_not_authenticate_is_not_silently_the_public(header):
    assert Client().get("/api/v1/me/", headers={"Authorization": header}).status_code == 401
