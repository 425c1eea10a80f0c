"""An act that came after its deadline leaves evidence, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.db import DatabaseError, connection
from django.test import Client

from cica.lanes import RECEIVED_AT, Lanes
from members.models import Account, Token
from proposals.actions import settle
from proposals.enums import Action, Stage
from proposals.models import Position
from records import clock, late
from records.canonical import instant_text
from records.models import Act, LateAct, TurnedAway
from records.register import verify
from tests.factories.members import actor_of, browser, chair, delegate, secretariat
from tests.factories.proposals import circulate, consider, in_days, proposal_at

pytestmark = pytest.mark.django_db(transaction=True)
PROXY_SAYS = 1_800_000_000.25


@pytest.fixture
def a_month_later(monkeypatch):
    """Call it to let the database's clock go on a month later."""
    real = clock.now
    return lambda: monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=31))


@pytest.fixture
def silence(a_month_later):
    """A silence whose deadline has passed and that nobody broke, not closed yet."""
    ended = consider(proposal_at(Stage.CIRCULATION), Action.OPEN_SWG, silence=in_days(30))
    a_month_later()
    return ended


def account(name):
    return Account.objects.get(username=name)


def post(address, body, *, username, **headers):
    token = Token.objects.create(user=account(username))[1]
    return Client().post(
        f"/api/v1/{address}", orjson.dumps(body), content_type="application/json",
        headers={"Authorization": f"Token {token}", **headers}, **{"cica.received_at": PROXY_SAYS},
    )  # fmt: skip


def object_to(silence, **headers):
    body = {"position": "objection", "statement": "It goes too far."}
    return post(f"considerations/{silence.pk}/positions/", body, username="delegate.tr", **headers)


FIRST = PROXY_SAYS - 3


def turned_away(answers=None, **headers):
    """Let a web process turn a request away, for want of a lane or as `answers` says, then serve another."""
    said = []
    # In a thread of its own, since a lane lends its connection to the thread that it serves.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_turned_away, said, answers, headers).result()
    assert [status[:3] for status in said] == ["503", "503" if answers else "200"]


def _turned_away(said, answers, headers):
    lanes = Lanes(answers or _done, threads=8, reading=1, acting=1, patience=0.01)
    environ = {"REQUEST_METHOD": "POST", "HTTP_X_RECEIVED_AT": str(FIRST), **headers}
    held = None if answers else lanes.acting.free.get()
    list(lanes(environ, lambda status, _headers: said.append(status)))
    if held:
        lanes.acting.free.put(held)
    list(lanes({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda status, _headers: said.append(status)))
    assert not lanes.turned_away
    for lane in (lanes.reading, lanes.acting):
        lane.free.get().close()


def _done(environ, start_response):
    start_response("200 OK", [])
    return []


def _outage(environ, start_response):
    start_response("503 Service Unavailable", [])
    return []


@pytest.mark.parametrize("answers", [None, _outage], ids=["no lane", "an outage"])
@pytest.mark.parametrize("key", ["", "once"])
def test_a_late_act_shows_when_it_was_first_received_and_turned_away(silence, settings, key, answers):
    delegate("TR")
    settings.BEHIND_PROXY = True
    address = f"considerations/{silence.pk}/positions/"
    token = Token.objects.create(user=account("delegate.tr"))[1]
    sent = {"HTTP_AUTHORIZATION": f"Token {token}", "PATH_INFO": f"/api/v1/{address}"}
    sent |= {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    turned_away(answers, **sent)
    turned_away(**sent | {"HTTP_AUTHORIZATION": "Token of somebody else"})
    turned_away(**sent | {"HTTP_IDEMPOTENCY_KEY": "another"})

    body = {"position": "objection", "statement": "It goes too far."}
    answer = Client().post(
        f"/api/v1/{address}", orjson.dumps(body), content_type="application/json", **sent,
        **{RECEIVED_AT: PROXY_SAYS},
    )  # fmt: skip

    assert answer.status_code == 409
    client = browser(delegate("TR"))
    (row,) = client.get("/api/v1/register/late/").json()["results"]
    assert row["turned_away_at"] == instant_text(datetime.fromtimestamp(FIRST, UTC))
    assert "First turned away" in client.get("/register/late/").text
    assert token not in str(list(TurnedAway.objects.values()))


def test_a_form_that_is_sent_again_by_its_session_shows_it_too(silence, settings):
    settings.BEHIND_PROXY = True
    client = browser(delegate("TR"))
    address = f"/proposals/{silence.proposal.reference}/actions/take-position/"
    name = settings.SESSION_COOKIE_NAME
    cookie = f"{name}={client.cookies[name].value}"
    turned_away(HTTP_COOKIE=cookie, PATH_INFO=address)

    body = {"position": "objection", "statement": "It goes too far.", "step": "confirm"}
    answer = client.post(address, body, **{RECEIVED_AT: PROXY_SAYS})

    assert answer.status_code == 409
    (row,) = client.get("/api/v1/register/late/").json()["results"]
    assert row["turned_away_at"] == instant_text(datetime.fromtimestamp(FIRST, UTC))


def test_what_was_turned_away_is_forgotten_but_for_what_is_evidence(silence):
    delegate("TR")
    object_to(silence)
    kept = LateAct.objects.get().request
    late.keep_turned_away((one, clock.now() - timedelta(days=40)) for one in (kept, "0" * 64))

    late.forget(before=clock.now())

    assert list(TurnedAway.objects.values_list("request", flat=True)) == [kept]


@pytest.mark.parametrize("is_settled", [False, True])
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}])
def test_a_late_objection_leaves_both_instants_and_the_deadline(silence, is_settled, headers):
    delegate("TR")
    if is_settled:
        settle(silence.proposal_id)

    answer = object_to(silence, **headers)

    assert answer.status_code == 409
    assert not Position.objects.exists()
    kept = LateAct.objects.get()
    assert (kept.state, kept.action) == ("TR", "take-position")
    assert (kept.object_kind, kept.object_key) == ("proposal", silence.proposal.reference)
    assert kept.accepted_at == datetime.fromtimestamp(PROXY_SAYS, UTC)
    assert kept.received_at >= kept.deadline == silence.closes_at
    assert kept.reason == answer.json()["detail"]


def test_an_extension_that_comes_too_late_leaves_one_too(silence):
    office = chair()
    address = f"proposals/{silence.proposal.reference}/actions/extend-silence/"

    answer = post(address, {"deadline": in_days(60), "reason": "Longer."}, username=office.username)

    assert answer.status_code == 409
    kept = LateAct.objects.get()
    assert (kept.state, kept.action, kept.deadline) == (
        office.participant,
        "extend-silence",
        silence.closes_at,
    )


def test_a_late_comment_on_a_page_leaves_one_too(client, a_month_later):
    proposal = proposal_at(Stage.EDITORIAL)
    circulate(proposal, days=30)
    delegate("TR")
    a_month_later()
    client.force_login(account("delegate.tr"))

    answer = client.post(
        f"/proposals/{proposal.reference}/actions/comment/",
        {"text": "One remark."},
        **{"cica.received_at": PROXY_SAYS},
    )

    assert answer.status_code == 409
    assert LateAct.objects.get().accepted_at == datetime.fromtimestamp(PROXY_SAYS, UTC)


def test_an_act_that_is_in_time_carries_the_instant_too(client):
    proposal = proposal_at(Stage.CIRCULATION)
    open_now = consider(proposal, Action.OPEN_SWG)
    delegate("TR")

    answer = post(f"considerations/{open_now.pk}/positions/", {"position": "support"}, username="delegate.tr")

    assert answer.status_code in {200, 201}
    act = Act.objects.latest("number")
    assert act.accepted_at == datetime.fromtimestamp(PROXY_SAYS, UTC)
    assert verify().broken_at is None
    client.force_login(account("delegate.tr"))
    assert (
        client.get(f"/api/v1/register/{act.number}/").json()["accepted_at"] == "2027-01-15T08:00:00.250000Z"
    )
    assert "Received by the proxy" in client.get(f"/register/{act.number}/").content.decode()
    assert LateAct.objects.count() == 0


def test_what_was_only_rehearsed_leaves_none(silence):
    delegate("TR")
    body = {"position": "objection", "statement": "It goes too far."}

    answer = post(f"considerations/{silence.pk}/positions/?dry_run=true", body, username="delegate.tr")

    assert answer.status_code == 409
    assert LateAct.objects.count() == 0


def test_what_is_refused_for_another_reason_leaves_none():
    proposal = proposal_at(Stage.CIRCULATION)
    open_now = consider(proposal, Action.OPEN_SWG)
    delegate("TR")

    before = Act.objects.count()
    body = {"comments_until": instant_text(clock.now())}
    assert post(f"proposals/{proposal.reference}/circulate/", body, username="delegate.tr").status_code != 200
    assert post(f"considerations/{open_now.pk}/positions/", {}, username="delegate.tr").status_code == 400

    assert (LateAct.objects.count(), Act.objects.count()) == (0, before)


def test_a_state_sees_its_own_and_chair_and_secretariat_all(silence):
    delegate("TR")
    object_to(silence)
    sees = {
        "TR": actor_of(account("delegate.tr")), "KZ": delegate("KZ"), "chair": chair(),
        "secretariat": secretariat(),
    }  # fmt: skip

    seen = {name: LateAct.objects.visible_to(actor).count() for name, actor in sees.items()}

    assert seen == {"TR": 1, "KZ": 0, "chair": 1, "secretariat": 1}


def test_it_is_shown_on_a_page_and_over_the_api(silence, client):
    delegate("TR"), delegate("KZ")
    object_to(silence)
    listed = {}
    for name in ("delegate.tr", "delegate.kz"):
        client.force_login(account(name))
        page = client.get("/register/late/").content.decode()
        rows = client.get("/api/v1/register/late/").json()["results"]
        listed[name] = (silence.proposal.reference in page, len(rows))

    assert listed == {"delegate.tr": (True, 1), "delegate.kz": (False, 0)}
    assert client.get("/register/").content.decode().count("/register/late/") == 1


def test_evidence_is_never_changed(silence):
    delegate("TR")
    object_to(silence)

    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE records_lateact SET state = 'KZ'")
