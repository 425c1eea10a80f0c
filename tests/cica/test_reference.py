"""The API's reference as light pages: every operation whole, from the document itself, in three languages."""

import gzip
from html import unescape

import pytest

from members.models import Account
from tests import pages
from tests.described import operations
from tests.factories.members import CHAIR, browser, delegate

pytestmark = pytest.mark.django_db

INDEX = "/api/reference/"
LIGHT = 150_000
"""Bytes of a page as it is sent, compressed."""
TAGS = sorted({operation.said["tags"][0] for operation in operations()})


def text_of(page) -> str:
    return unescape(page.content.decode())


def test_the_index_leads_to_every_operation(client):
    text = text_of(client.get(INDEX))

    for one in operations():
        [tag] = one.said["tags"]
        assert f"{one.method.upper()} {one.address}" in text
        assert f'href="{INDEX}{tag}/#{one.said["operationId"]}"' in text
    assert 'href="/api/docs/"' in text
    assert INDEX in text_of(client.get("/api/docs/"))


@pytest.mark.parametrize("tag", TAGS)
def test_a_part_says_of_its_operations_what_the_document_says(tag, client):
    page = client.get(f"{INDEX}{tag}/")

    for one in [one for one in operations() if one.said["tags"] == [tag]]:
        section = pages.one(page, "section", id=one.said["operationId"])
        assert {said["name"] for said in one.said["parameters"]} <= set(pages.texts(section, "td", "code")), (
            one
        )
        assert set(one.said["responses"]) <= set(pages.texts(section, "td")), one
        assert f"curl -X {one.method.upper()} " in pages.words(section), one
    assert len(gzip.compress(page.content)) < LIGHT


def test_the_pages_are_made_anew_only_where_they_would_differ(client):
    page = client.get(INDEX)
    tag = page["ETag"]

    assert client.get(INDEX, headers={"If-None-Match": tag}).status_code == 304
    for another in (
        client.get(INDEX, headers={"If-None-Match": tag, "Accept-Language": "fr"}),
        browser(delegate("KZ")).get(INDEX, headers={"If-None-Match": tag}),
        client.get(f"{INDEX}proposals/", headers={"If-None-Match": tag}),
    ):
        assert another.status_code == 200


def test_a_frame_whose_forms_would_be_refused_is_made_anew():
    client = browser(delegate("KZ"))
    tag = client.get(INDEX)["ETag"]
    assert client.get(INDEX, headers={"If-None-Match": tag}).status_code == 304

    client.logout()
    client.force_login(Account.objects.get(username="delegate.kz"))
    client.cookies["csrftoken"] = "s" * 32

    assert client.get(INDEX, headers={"If-None-Match": tag}).status_code == 200


def test_a_frame_that_names_another_capacity_is_made_anew():
    client = browser(delegate(CHAIR))
    tag = client.get(INDEX)["ETag"]
    assert client.get(INDEX, headers={"If-None-Match": tag}).status_code == 304
    Account.objects.update(is_chairs_office=True)
    client.force_login(Account.objects.get())

    assert client.get(INDEX, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("language", "words"), [("en", "API reference"), ("ru", "Справочник API"), ("fr", "Référence de l’API")]
)
def test_the_frame_speaks_the_readers_language(language, words, client):
    assert pages.texts(client.get(INDEX, headers={"Accept-Language": language}), "h1") == [words]


def test_what_is_no_part_is_not_found(client):
    assert client.get(f"{INDEX}no-such-part/").status_code == 404


def test_a_value_stands_beside_its_meaning_and_no_markup_of_lists_between(client):
    page = pages.words(client.get("/api/reference/proposals/"))

    assert "A Coordinator proposal" in page
    assert "* `" not in page
