"""What waits for us, and what we were told: on the page and in the API."""

from datetime import timedelta
from itertools import chain

import pytest
from django.test import Client

from deadlines.running import DEADLINES
from deadlines.waiting import PERSONALLY_WAITING, WAITING, Waiting, waiting_for
from members.actor import Actor
from members.enums import Post
from members.models import Account, Chairmanship
from notices.models import Notice
from records import clock
from tests.factories.records import enter_act
from tests.pages import found, links, one

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def await_from(supplied):
    """Return how to let things wait for a participant; nothing else does."""
    found: list[tuple[str, Waiting]] = []

    def waits_for(code: str, *items: Waiting) -> None:
        found.extend((code, item) for item in items)

    supplied(
        WAITING.of(lambda actor, at: [item for code, item in found if code == actor.participant]),
        PERSONALLY_WAITING.of(),
        DEADLINES.of(),
    )
    return waits_for


def client_of(username: str, **facts: object) -> Client:
    client = Client()
    client.force_login(Account.objects.create_user(username, **facts))
    return client


@pytest.fixture
def delegate():
    return client_of("delegate", post=Post.DELEGATION, participant_id="TR")


def told(client: Client) -> list[int]:
    return [notice["act"] for notice in client.get("/api/v1/inbox/").json()["notices"]["results"]]


def shown(client: Client) -> list[int]:
    rows = found(one(client.get("/inbox/"), "main"), "table", "tr")
    unread = [[button.get("value") for button in found(row, "button", name="open")] for row in rows]
    read = [links(row, "/register/", "/") for row in rows]
    return [int(number) for numbers in zip(unread, read, strict=True) for number in chain(*numbers)]


def test_notices_are_for_their_addressee_newest_first(delegate):
    mine = [enter_act(told=["TR"]).number for _ in range(3)]
    enter_act(told=["KZ"])

    assert told(delegate) == shown(delegate) == mine[::-1]


def test_a_notice_of_what_may_no_longer_be_seen_is_not_shown(delegate):
    enter_act(object_kind="nobody's", told=["TR"])

    assert told(delegate) == shown(delegate) == []


def test_the_secretariat_reads_what_is_addressed_to_it():
    act = enter_act(told=["secretariat", "TR"])

    assert told(client_of("officer", post=Post.SECRETARIAT)) == [act.number]


def test_an_act_told_to_the_state_and_to_its_chair_is_told_once():
    chair = Chairmanship.objects.on(clock.now().date()).get().state_id
    client = client_of("chair", post=Post.DELEGATION, participant_id=chair, is_chairs_office=True)
    for addressees in (["chair", chair], ["chair"], [chair]):
        enter_act(told=addressees)

    assert told(client) == [3, 2, 1]
    assert Notice.objects.count() == 4


def test_a_notice_says_what_happened(delegate):
    act = enter_act(told=["TR"], state="KZ", action="admit")

    assert delegate.get("/api/v1/inbox/").json()["notices"]["results"] == [
        {
            "act": act.number,
            "at": act.at.isoformat().replace("+00:00", "Z"),
            "read_at": None,
            "addressee": "TR",
            "action": "admit",
            "label": "Admit a participant",
            "summary": "The secretariat entered that a participant was admitted: Kazakhstan.",
            "state": "KZ",
            "object": {"kind": "Participant", "key": "KZ", "url": "/members/KZ/", "shown": "KZ"},
            "rule": "CA intro 1",
        }
    ]


def test_the_inbox_goes_on_by_cursor(delegate):
    numbers = [enter_act(told=["TR"]).number for _ in range(5)]

    first = delegate.get("/api/v1/inbox/?page_size=3").json()["notices"]
    second = delegate.get(first["next"]).json()["notices"]

    assert [notice["act"] for notice in first["results"] + second["results"]] == numbers[::-1]
    assert (first["previous"], second["next"]) == (None, None)


def test_what_waits_comes_first_by_its_deadline(delegate, await_from):
    now = clock.now()
    soon = Waiting(
        "Answer the Chair.", "/proposals/P-2026-001/", now + timedelta(days=1), "CA (a)2", "respond"
    )
    later = Waiting("Comment.", "/proposals/P-2026-002/", now + timedelta(days=9), "CA (a)3", "comment")
    whenever = Waiting("Submit.", "/proposals/P-2026-003/", None, "CA (a)2", "submit-paper")
    await_from("TR", whenever, later)
    await_from("TR", soon)

    page = delegate.get("/inbox/").text
    answer = delegate.get("/api/v1/inbox/").json()["waiting"]

    assert [item["sentence"] for item in answer] == ["Answer the Chair.", "Comment.", "Submit."]
    assert answer[0] == {
        "sentence": "Answer the Chair.",
        "url": "/proposals/P-2026-001/",
        "due_at": soon.due_at.isoformat().replace("+00:00", "Z"),
        "rule": "CA (a)2",
        "act": "respond",
    }
    assert page.index("Answer the Chair.") < page.index("Comment.") < page.index("Submit.")
    assert "no deadline" in page


def test_what_waits_for_others_is_not_mine(delegate, await_from):
    await_from("KZ", Waiting("Answer.", "/x/", None, "", "respond"))

    assert delegate.get("/api/v1/inbox/").json()["waiting"] == []
    assert "Nothing waits for you now." in delegate.get("/inbox/").text


def test_the_next_page_is_of_notices_alone(delegate, await_from):
    await_from("TR", Waiting("Answer.", "/x/", None, "", "respond"))
    for _ in range(21):
        enter_act(told=["TR"])

    address = one(delegate.get("/inbox/"), "a", rel="next").get("href")

    assert "What waits for us" not in delegate.get(address).text


def test_the_public_has_no_inbox(client):
    assert client.get("/inbox/")["Location"] == "/accounts/login/?next=/inbox/"
    assert client.get("/api/v1/inbox/").status_code == 401


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_takes_as_many_queries_for_one_notice_as_for_three(
    delegate, rows, django_assert_num_queries
):
    for _ in range(rows):
        enter_act(told=["TR"])

    with django_assert_num_queries(5):  # session, account, notices, names, clock
        delegate.get("/inbox/")


def test_sources_are_asked_with_the_same_instant(supplied):
    now, asked = clock.now(), []
    supplied(WAITING.of(lambda actor, at: asked.append(at) or ()))

    assert waiting_for(Actor.nobody(), at=now) == []
    assert asked == [now]


def read_at(client: Client) -> list[object]:
    return [notice["read_at"] for notice in client.get("/api/v1/inbox/").json()["notices"]["results"]]


def test_looking_at_the_inbox_or_the_act_marks_nothing(delegate):
    act = enter_act(told=["TR"])

    delegate.get("/inbox/")
    delegate.get(f"/register/{act.number}/")

    assert Notice.objects.unread().count() == 1


def test_opening_a_notice_marks_it_read_and_leads_to_its_act(delegate):
    act, other = enter_act(told=["TR", "KZ"]), enter_act(told=["TR"])

    answer = delegate.post("/inbox/", {"open": act.number})

    assert (answer.status_code, answer["Location"]) == (303, f"/register/{act.number}/")
    unread = Notice.objects.unread().values_list("act", "addressee")
    assert set(unread) == {(act.number, "KZ"), (other.number, "TR")}
    assert [bool(at) for at in read_at(delegate)] == [False, True]


def test_the_first_reading_stays_the_one_that_counts(delegate):
    act = enter_act(told=["TR"])
    delegate.post("/inbox/", {"open": act.number})
    first = Notice.objects.get().read_at

    delegate.post("/inbox/", {"open": act.number})

    assert Notice.objects.get().read_at == first


def test_all_can_be_marked_at_once_and_only_ones_own(delegate):
    for told_to in (["TR"], ["TR"], ["KZ"]):
        enter_act(told=told_to)

    answer = delegate.post("/inbox/", {"all": "1"})

    assert (answer.status_code, answer["Location"]) == (303, "/inbox/")
    assert list(Notice.objects.unread().values_list("addressee", flat=True)) == ["KZ"]


def test_the_api_marks_what_is_named_or_all(delegate):
    acts = [enter_act(told=["TR"]).number for _ in range(3)]

    def post(**body: object):
        return delegate.post("/api/v1/inbox/read/", body, content_type="application/json")

    assert [post(all=word).status_code for word in ("yes", "on", 1, "true")] == [400] * 4
    assert post(acts=acts[:1]).json() == {"read": 1}
    assert post(all=True).json() == {"read": 2}
    assert (post().status_code, post(acts=acts, all=True).status_code) == (400, 400)


def test_a_notice_of_what_may_no_longer_be_seen_is_not_marked(delegate):
    enter_act(object_kind="nobody's", told=["TR"])

    delegate.post("/inbox/", {"all": "1"})

    assert Notice.objects.unread().count() == 1


def test_one_who_only_reads_receives_nothing_for_its_state():
    viewer = client_of("viewer", post=Post.DELEGATION, participant_id="TR", role="viewer")
    act = enter_act(told=["TR"])

    page = viewer.post("/inbox/", {"open": act.number})
    answer = viewer.post("/api/v1/inbox/read/", {"all": True}, content_type="application/json")

    assert (page.status_code, answer.status_code) == (403, 403)
    assert Notice.objects.unread().count() == 1
    assert shown(viewer) == [act.number]


def test_the_public_marks_nothing(client):
    assert client.post("/inbox/", {"all": "1"})["Location"] == "/accounts/login/?next=/inbox/"
    answer = client.post("/api/v1/inbox/read/", {"all": True}, content_type="application/json")
    assert answer.status_code == 401
