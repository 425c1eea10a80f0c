"""Atom feeds: what is public, the newest first, under identities that stay."""

from xml.etree import ElementTree as ET

import pytest

from proposals.models import Decision
from records.models import Act
from tests.factories.members import browser, delegate
from tests.factories.proposals import proposal_at
from tests.factories.records import enter_act, tampering
from tests.pages import found, links
from webhooks.atom import NEWEST

pytestmark = pytest.mark.django_db

ACTS, DECISIONS = "/register/feed.atom", "/decisions/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def read(answer) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return a feed's own elements and its entries, each `{name: text or address}`."""
    root = ET.fromstring(answer.content)  # noqa: S314 (our own answer)

    def plain(element) -> dict[str, str]:
        return {
            child.tag.removeprefix(ATOM) + child.get("rel", ""): child.text or child.get("href")
            for child in element
        }

    return plain(root), [plain(entry) for entry in root.findall(f"{ATOM}entry")]


def test_the_register_is_told_newest_first_with_identities_that_stay(client):
    first, second = enter_act(object_key="KZ", state="KZ"), enter_act(object_key="TR")

    answer = client.get(ACTS)
    feed, entries = read(answer)

    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert (feed["id"], feed["linkself"]) == (
        "tag:testserver,2007:/register/feed.atom", "http://testserver/register/feed.atom",
    )  # fmt: skip
    assert [entry["id"] for entry in entries] == [
        f"tag:testserver,2007:register/{act.number}" for act in (second, first)
    ]
    assert "<author><name>CICA Secretariat</name></author>" in answer.content.decode()
    assert entries[1]["linkalternate"] == f"http://testserver/register/{first.number}/"
    assert entries[1]["summary"] == "No. 1 of the register: Participant KZ, CA intro 1"
    assert feed["updated"][:19] == entries[0]["updated"][:19] == second.at.isoformat()[:19]


def test_the_feed_is_the_same_for_whoever_has_logged_in_and_says_nothing_restricted(client):
    proposal_at("circulation")
    enter_act(object_kind="nobody's", object_key="zwitscher")
    assert Act.objects.filter(object_kind="proposal").exists()

    texts = {reader.get(ACTS).text for reader in (client, browser(delegate("UZ")))}

    assert len(texts) == 1
    assert "zwitscher" not in (text := texts.pop())
    assert "/proposals/" not in text
    assert "P-2" not in text


def test_a_feed_without_entries_is_the_same_at_every_reading(client):
    first = client.get(DECISIONS)

    assert read(first)[1] == []
    assert client.get(DECISIONS, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_decisions_are_told_once_they_are_published(client):
    proposal_at("approved")
    number = Decision.objects.get().number
    assert number not in client.get(DECISIONS).text

    with tampering():  # of a record that is older than the one door for texts
        Decision.objects.update(audience="public", title="Rules \x0b\nof & <order>")
    [entry] = read(client.get(DECISIONS))[1]

    assert entry["title"] == f"{number}: Rules of & <order>"
    assert entry["id"] == f"tag:testserver,2007:decisions/{number}"
    assert entry["linkalternate"] == f"http://testserver/decisions/{number}/"


def test_a_feed_is_not_sent_again_until_something_happens(client):
    enter_act()
    etag = client.get(ACTS)["ETag"]
    assert client.get(ACTS, headers={"If-None-Match": etag}).status_code == 304

    enter_act()

    assert client.get(ACTS, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("rows", [1, NEWEST + 3])
def test_a_feed_takes_three_queries_for_any_number_of_acts(client, rows, django_assert_num_queries):
    for _ in range(rows):
        enter_act()

    with django_assert_num_queries(3):  # the acts, the epochs, and the names of participants
        answer = client.get(ACTS)

    assert len(read(answer)[1]) == min(rows, NEWEST)


@pytest.mark.parametrize(("page", "feed"), [("/register/", ACTS), ("/decisions/", DECISIONS)])
def test_a_list_says_where_its_feed_is(client, page, feed):
    drawn = client.get(page)

    assert found(drawn, "link", rel="alternate", type="application/atom+xml", href=feed)
    assert feed in links(drawn)


def test_a_feed_speaks_the_language_asked_for(client):
    answer = client.get(f"{ACTS}?language=ru")

    assert (answer["Content-Language"], 'xml:lang="ru"' in answer.text) == ("ru", True)
    assert client.get(f"{ACTS}?language=tlh").status_code == 400
