"""The API's front door: its root, its schema and its documentation."""

import re

import pytest
from openapi_spec_validator import validate

from cica import api


@pytest.mark.django_db
def test_the_root_names_every_list_and_each_answers_or_asks_for_a_log_in(client):
    answer = client.get("/api/v1/").json()

    assert answer["register"] == "http://testserver/api/v1/register/"
    assert {client.get(address).status_code for address in answer.values()} == {200, 401}


@pytest.mark.django_db
def test_the_schema_is_valid_openapi(client):
    schema = client.get("/api/schema/", headers={"Accept": "application/json"}).json()

    validate(schema)
    assert "/api/v1/register/" in schema["paths"]


@pytest.mark.django_db
def test_the_documentation_runs_under_our_policy_and_without_the_network(client):
    page = client.get("/api/docs/")

    text = page.content.decode()
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
    assert "<style" not in text
    assert re.findall(r"<script>|\sstyle=|\son\w+=", text) == []
    addresses = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert all(address.startswith(("/static/", "/api/docs/", "/api/reference/")) for address in addresses)
    script = client.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/schema/" in script.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/schema/", "/api/docs/", "/api/v1/", "/api/v1/proposals/"])
def test_no_address_of_the_api_ignores_what_it_does_not_know(client, address):
    answer = client.get(address, {"x": "1"})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == ["x"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/schema/", "/api/docs/"])
def test_the_document_is_in_a_language_that_there_is(client, address):
    refused = client.get(address, {"lang": "xx"})

    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["lang"])
    assert client.get(address, {"lang": "ru"}).status_code == 200


def test_the_schema_is_made_once_for_each_language_and_handed_out_by_its_tag(client, monkeypatch):
    made = []
    whole = api.SchemaGenerator.get_schema
    monkeypatch.setattr(
        api.SchemaGenerator, "get_schema", lambda self, **asked: made.append(1) or whole(self, **asked)
    )
    api._document.cache_clear()

    answers = [
        client.get("/api/schema/", headers={"Accept-Language": language}) for language in ("en", "ru", "en")
    ]
    again = client.get("/api/schema/", headers={"If-None-Match": answers[2]["ETag"]})

    assert len(made) == 2
    assert answers[0].content == answers[2].content != answers[1].content
    assert (again.status_code, again.content) == (304, b"")


def headers_of_caches(answer):
    return answer["ETag"], answer.get("Cache-Control"), sorted(answer["Vary"].split(", "))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/api/v1/participants/KZ/", "/api/schema/", "/api/reference/", "/decisions/feed.atom"]
)
def test_what_the_caller_has_is_named_by_its_tag_and_by_nothing_that_guards_acts(client, address):
    client.get(address)  # what it sets cookies by
    first = client.get(address)
    had = {"If-None-Match": first["ETag"]}

    again = client.get(address, headers=had)

    assert (again.status_code, again.content) == (304, b"")
    assert [headers_of_caches(answer) for answer in (again, first)] == [headers_of_caches(first)] * 2
    for guard in [{"If-Match": '"0.of-another"'}, {"If-Unmodified-Since": "Sun, 04 Nov 2007 00:00:00 GMT"}]:
        assert client.get(address, headers=had | guard).status_code == 200
        assert client.get(address, headers=guard).status_code == 200
