"""What the OpenAPI document says is what the API answers: to every reading of the demonstration, and to some
300 requests of each kind of caller, drawn from the document, of what it allows and of what it does not.
"""

import re
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from members.models import Account
from members.tokens import issue_token
from tests.described import PARAMETER, Operation, document, operation_at, operations
from tests.walks import Walk, readings

pytestmark = pytest.mark.django_db

READERS = ["", "delegate.kg", "observer.jp", "chair", "secretariat", "admin"]
CALLERS = ["", "delegate.kg", "secretariat"]
FEWEST_SENT = 300
FEWEST_READ = 70
"""Addresses of which the demonstration has an object for somebody."""
MOST_OBJECTS = 4
DRAWN = settings(
    max_examples=2,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""The same in every run. The first that is drawn is always the smallest there is; the second is sent."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Load it once for all tests of the module, which leave nothing in it."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        with connection.cursor() as cursor:  # requests are drawn meanwhile, which takes its time
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        call_command("load_demonstration", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_whatever_can_be_read_is_as_it_is_described(demonstration):
    wrong, read = {}, set()

    for username in READERS:
        walk = Walk(username)
        for operation in readings():
            for address in walk.filled(operation.address):
                if walk.get(operation, address) is not None:
                    read.add(operation.address)
        wrong |= {f"{username} {address}": found for address, found in walk.wrong}

    assert wrong == {}
    assert len(read) > FEWEST_READ


def test_a_place_in_the_register_that_is_not_known_is_refused_as_described(client):
    feeds = {
        one.address for one in operations() if "epoch" in {said["name"] for said in one.said["parameters"]}
    }

    for address in feeds:
        response = client.get(address, {"epoch": "7"})

        assert (response.status_code, operation_at("get", address).faults_of(response)) == (409, [])
    assert len(feeds) > 1


def test_nothing_fails_and_no_answer_is_other_than_described(demonstration, monkeypatch):
    # The end of a request would close it, and the transaction around it with it.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    wrong, requests = {}, requests_drawn()

    for username in CALLERS:
        headers, objects = token_of(username), objects_of(username)
        for number, case in enumerate(requests):
            known = objects[case.operation.path]
            case.path_parameters = known[number % len(known)]
            if found := faults_of(case, headers):
                wrong[f"{username} {case.as_curl_command()}"] = found

    assert wrong == {}
    assert len(requests) >= FEWEST_SENT


def faults_of(case: Case, headers: dict[str, str]) -> list[str]:
    """Send a request, and undo what it did; return what is wrong with the answer."""
    before = transaction.savepoint()
    answer = case.call(app=get_wsgi_application(), headers=headers)
    transaction.savepoint_rollback(before)
    try:
        case.validate_response(answer, checks=CHECKS, headers=headers)
    except FailureGroup as failed:
        return [f"{answer.status_code}: {failure}" for failure in failed.exceptions]
    said = {name: values[0] for name, values in answer.headers.items()}
    described = Operation(case.operation.method, case.operation.path, case.operation.definition.raw)
    return described.faults_of(HttpResponse(answer.content, status=answer.status_code, headers=said))


def requests_drawn() -> list[Case]:
    """Return a request of what each operation allows, and of what it does not where it asks for anything."""
    found = []
    for offered in schemathesis.openapi.from_dict(document()).get_all_operations():
        operation = offered.ok()
        found.append(drawn(operation, GenerationMode.POSITIVE))
        if operation.body or operation.query:
            found.append(drawn(operation, GenerationMode.NEGATIVE))
    return found


def drawn(operation: Any, mode: GenerationMode) -> Case:
    cases = []
    address = dict.fromkeys(PARAMETER.findall(operation.path), "1")

    @DRAWN
    @given(operation.as_strategy(mode, path_parameters=address))
    def draw(case: Case) -> None:
        cases.append(case)

    draw()
    return cases[-1]


def token_of(username: str) -> dict[str, str]:
    if not username:
        return {}
    _token, key = issue_token(account=Account.objects.get(username=username))
    return {"Authorization": f"Token {key}"}


def objects_of(username: str) -> dict[str, list[dict[str, str]]]:
    """Return what each address can be filled with, such as `{"reference": "P-2026-001"}`."""
    walk = Walk(username)
    for operation in readings():
        if "{" not in operation.address:
            walk.get(operation, operation.address)
    return {address: filled(address, walk) for address in document()["paths"]}


def filled(address: str, walk: Walk) -> list[dict[str, str]]:
    """Return the first objects of an address by its parameters; of none, an object that is not there."""
    pattern = re.compile(PARAMETER.sub(r"(?P<\1>[^/]+)", address))
    found = [pattern.fullmatch(one).groupdict() for one in walk.filled(address)][:MOST_OBJECTS]
    return found or [dict.fromkeys(PARAMETER.findall(address), "1")]
