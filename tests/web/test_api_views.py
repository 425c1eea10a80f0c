"""What every list and every object of the API can do."""

import pytest

from records.models import Act
from tests.factories.records import enter_act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_urls")]

KZ = "/api/v1/participants/KZ/"
NOTE = f"{KZ}note/"


def numbers(answer) -> list[int]:
    return [row["number"] for row in answer.json()["results"]]


@pytest.fixture
def acts():
    return [enter_act(state=state) for state in ("KZ", "TR", "KZ", "KR", "KZ")]


def test_a_list_is_walked_by_its_next_and_back_by_its_previous(client, acts):
    first = client.get("/api/v1/register/?page_size=2")
    second = client.get(first.json()["next"])
    third = client.get(second.json()["next"])
    back = client.get(third.json()["previous"])

    assert [numbers(page) for page in (first, second, third, back)] == [[5, 4], [3, 2], [1], [3, 2]]
    assert (first.json()["previous"], third.json()["next"]) == (None, None)


def test_a_filter_holds_on_every_page(client, acts):
    first = client.get("/api/v1/register/?state=KZ&page_size=2")

    assert numbers(first) + numbers(client.get(first.json()["next"])) == [5, 3, 1]


def test_the_change_feed_goes_on_from_the_last_act_read(client, acts):
    feed = client.get("/api/v1/register/?after=1&page_size=2")

    assert numbers(feed) + numbers(client.get(feed.json()["next"])) == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("object_kind=participant&object_key=KZ", [5, 4, 3, 2, 1]),
        ("object_key=TR", []),
        ("since=2000-01-01&until=2100-01-01", [5, 4, 3, 2, 1]),
        ("since=0001-01-01&until=9999-12-31", [5, 4, 3, 2, 1]),
        ("since=2100-01-01", []),
        ("until=2000-01-01", []),
        ("state=KR", [4]),
    ],
)
def test_the_register_is_filtered(client, acts, query, expected):
    assert numbers(client.get(f"/api/v1/register/?{query}")) == expected


@pytest.mark.parametrize("query", ["after=x", "since=yesterday", "action=fly", f"state={'x' * 41}"])
def test_a_filter_that_means_nothing_is_refused_by_name(client, query):
    answer = client.get(f"/api/v1/register/?{query}")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [query.partition("=")[0]])


def test_until_a_day_includes_that_day(client):
    act = enter_act()

    assert numbers(client.get(f"/api/v1/register/?until={act.at.date()}")) == [act.number]


@pytest.mark.parametrize("size", ["0", "-1", "x", "1.5", "", "1" * 5000])
def test_a_page_size_that_is_none_is_refused_by_name(client, acts, size):
    answer = client.get(f"/api/v1/register/?page_size={size}")

    expected = (200, None) if size == "" else (400, ["page_size"])
    assert (answer.status_code, list(answer.json().get("errors", {})) or None) == expected


def test_a_page_has_at_most_two_hundred_rows(client):
    for _ in range(201):
        enter_act()

    assert len(numbers(client.get("/api/v1/register/?page_size=5000"))) == 200
    assert len(numbers(client.get("/api/v1/register/"))) == 50


def test_a_list_may_be_ordered_by_what_has_ties(client, acts):
    first = client.get("/api/v1/by-time/?page_size=3")

    assert numbers(first) + numbers(client.get(first.json()["next"])) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_takes_three_queries_for_any_number_of_acts(client, rows, django_assert_num_queries):
    for _ in range(rows):
        enter_act()

    with django_assert_num_queries(3):  # the acts, the epochs, and the names of participants
        client.get("/api/v1/register/")


def test_an_act_is_answered_with_its_facts_as_json(client):
    act = enter_act(payload={"decision": "Summit", "states": ["KZ"]})

    assert client.get(f"/api/v1/register/{act.number}/").json() == {
        "number": 1,
        "at": act.at.isoformat().replace("+00:00", "Z"),
        "action": "admit",
        "object_kind": "participant",
        "object_key": "KZ",
        "state": "",
        "capacity": "secretariat",
        "entered_by": "",
        "account": "",
        "rule": "CA intro 1",
        "summary": "The secretariat entered that a participant was admitted: Kazakhstan.",
        "payload": {"decision": "Summit", "states": ["KZ"]},
        "digest": act.digest,
        "hash": act.hash,
        "accepted_at": None,
        "enclosures": [],
    }


def test_the_head_is_public(client, acts):
    assert client.get("/api/v1/register/head/").json() == {
        "number": 5, "hash": acts[-1].hash, "epoch": "1",
    }  # fmt: skip


def test_a_receipt_is_for_those_who_may_see_the_act(client, acts):
    hidden = enter_act(object_kind="nobody's")

    assert client.get("/api/v1/register/3/receipt/").json()["act"]["number"] == 3
    assert client.get(f"/api/v1/register/{hidden.number}/receipt/").status_code == 404


def test_what_the_caller_has_is_not_sent_again(client):
    etag = client.get(KZ)["ETag"]

    again = client.get(KZ, headers={"If-None-Match": f'"other", W/{etag}'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert client.get(KZ, headers={"If-None-Match": "*"}).status_code == 304


def test_what_changed_is_sent_with_another_tag(client):
    before = client.get(KZ)["ETag"]
    enter_act()

    after = client.get(KZ, headers={"If-None-Match": before})

    assert (after.status_code, after["ETag"] == before) == (200, False)


def test_no_proxy_keeps_an_answer_for_somebody_else(client):
    answer = client.get(KZ)

    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))


def note(client, address: str = NOTE, **headers: str):
    return client.post(address, {"text": "Hello"}, content_type="application/json", headers=headers)


def test_an_act_answers_with_the_object_its_tag_and_its_address(officer_client):
    answer = note(officer_client)

    assert (answer.status_code, answer.json(), answer["Location"]) == (
        201, {"code": "KZ", "acts": 1}, "/api/v1/notes/KZ/",
    )  # fmt: skip
    assert answer["ETag"]


@pytest.mark.parametrize("form", ["{}", '"other", {}'])
def test_an_act_on_what_the_caller_read_is_done(officer_client, form):
    etag = officer_client.get(KZ)["ETag"]

    assert note(officer_client, **{"If-Match": form.format(etag)}).status_code == 201


def test_an_act_on_what_changed_meanwhile_is_not_done(officer_client):
    etag = officer_client.get(KZ)["ETag"]
    enter_act()

    assert note(officer_client, **{"If-Match": etag}).status_code == 412
    assert Act.objects.count() == 1


def test_any_state_will_do_for_a_star(officer_client):
    assert note(officer_client, **{"If-Match": "*"}).status_code == 201


def test_the_tag_of_what_counts_its_changes_names_the_count(officer_client):
    enter_act()
    etag = officer_client.get(KZ)["ETag"]

    assert etag.startswith('"1.')
    assert note(officer_client, "/api/v1/revision/", **{"If-Match": etag}).json()["revision"] == 1


@pytest.mark.parametrize(
    ("header", "status", "revision"),
    [
        ("*", 200, None),
        ('"x"', 200, -1),
        (None, 200, None),
        ('"2.ab", "12.cd"', 200, 12),
        ('W/"2.ab"', 200, -1),
    ],
)
def test_a_tag_without_a_count_names_no_state_of_it(officer_client, header, status, revision):
    answer = note(officer_client, "/api/v1/revision/", **({"If-Match": header} if header else {}))

    assert (answer.status_code, answer.json().get("revision")) == (status, revision)


@pytest.mark.parametrize("text", ["2026-03-14T12:00:00Z", "2026-03-14T17:00:00+05:00"])
def test_an_instant_is_kept_in_utc_whatever_the_accounts_zone(officer_client, text):
    officer_client.post(NOTE, {"text": "Hello", "until": text}, content_type="application/json")

    assert '"until":"2026-03-14T12:00:00.000000Z"' in Act.objects.get().payload


def test_a_day_is_read_as_of_or_today(client):
    assert client.get("/api/v1/as-of/?as_of=2007-10-04").json() == {"as_of": "2007-10-04"}
    assert len(client.get("/api/v1/as-of/").json()["as_of"]) == len("2007-10-04")


@pytest.mark.parametrize("text", ["yesterday", "2007-13-01", "20071004", "2007-1-1", "２００７-10-04"])
def test_what_is_no_day_is_refused_by_name(client, text):
    answer = client.get("/api/v1/as-of/", {"as_of": text})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["as_of"])
