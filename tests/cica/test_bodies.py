"""JSON beyond measure is refused at once, by every address that takes a body."""

import json

import pytest

from tests.addresses import routes_served
from tests.factories.members import browser, delegate, secretariat
from web.api.errors import MOST_ERRORS

pytestmark = pytest.mark.django_db

SUBMISSIONS = "/api/v1/submissions/"
METHODS = ("post", "put", "patch")


def takers() -> list[tuple[str, str]]:
    """Return method and address of whatever takes a body over the API."""
    return [
        (method, route.filled())
        for route in routes_served()
        if route.is_api
        for method in METHODS
        if hasattr(route.view, method)
    ]


def nested(levels: int) -> str:
    return '{"text":' * levels + "1" + "}" * levels


BEYOND_MEASURE = {
    "a thousand deep": nested(1000),
    "600 deep": nested(600),
    "21 deep": nested(21),
    "lists within lists": json.dumps({"text": json.loads("[" * 30 + "]" * 30)}),
    "150,000 keys": json.dumps({f"key{number}": 1 for number in range(150_000)}),
    "200,000 values": json.dumps({"text": [0] * 200_000}),
}


@pytest.mark.parametrize("kind", BEYOND_MEASURE)
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k-1"}], ids=["", "with a key"])
def test_json_beyond_measure_is_refused_by_every_address(kind, headers):
    client, answers = browser(secretariat()), {}

    for method, address in takers():
        answer = getattr(client, method)(
            address, BEYOND_MEASURE[kind], content_type="application/json", headers=headers
        )
        answers[f"{method} {address}"] = answer.status_code

    # What is not there is not found, and a change without its tag is refused, before the body is read.
    assert {key: status for key, status in answers.items() if status not in {400, 404, 428}} == {}
    assert list(answers.values()).count(400) > 30


TWICE = {
    "a member": '{"audience": "members", "audience": "public"}',
    "the same value": '{"text": "x", "text": "x"}',
    "written another way": '{"audience": "members", "audi\\u0065nce": "public"}',
    "deeper": '{"paragraphs": [{"en": "x", "en": "y"}]}',
    "objects": '{"changes": {"kind": "add"}, "changes": {"kind": "retire"}}',
}


@pytest.mark.parametrize("kind", TWICE)
def test_of_two_members_of_one_name_none_counts_in_silence(kind):
    client, answers = browser(secretariat()), {}

    for method, address in takers():
        answer = getattr(client, method)(address, TWICE[kind], content_type="application/json")
        answers[f"{method} {address}"] = answer.status_code, "twice" in answer.text

    taken = {key: said for key, said in answers.items() if said[0] not in {404, 428} and said != (400, True)}
    assert taken == {}
    assert list(answers.values()).count((400, True)) > 30


def test_the_part_of_a_form_names_each_member_once():
    answer = browser(delegate("KG")).post(SUBMISSIONS, {"body": TWICE["a member"]})

    assert (answer.status_code, "twice" in answer.text) == (400, True)


def test_the_part_of_a_form_is_json_of_the_same_measure():
    answer = browser(delegate("KG")).post(SUBMISSIONS, {"body": nested(1000)})

    assert answer.status_code == 400


def test_no_more_than_fifty_errors_are_told():
    answer = browser(delegate("KG")).post(
        SUBMISSIONS, {f"key{number}": 1 for number in range(900)}, content_type="application/json"
    )

    assert (answer.status_code, len(answer.json()["errors"])) == (400, MOST_ERRORS)


def test_a_paper_of_500_paragraphs_is_within_measure():
    paragraph = {"id": None, "heading": False, "en": "x", "ru": "x", "fr": "x"}
    data = json.dumps({"title": "x", "paragraphs": [paragraph] * 500})

    answer = browser(secretariat()).post(
        "/api/v1/proposals/x/actions/submit-paper/", data, content_type="application/json"
    )

    assert answer.status_code == 404
