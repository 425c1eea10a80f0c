"""A restored record says what it lost, gives no number twice, and tells its readers where to go on."""

import re
from pathlib import Path

import orjson
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import transaction

from cica.backup import NUMBERS_LEFT_OUT, BackupFault, Contents, enter
from deadlines.models import FeedAddress
from members.models import Token
from members.tokens import issue_token
from notices.models import Notice
from records import clock, numbering, register
from records.epochs import NewEpoch, epochs
from records.models import Act, Counter, RegisterHead
from records.numbering import next_number
from records.register import KeptHead, receipt, verify
from tests.factories.members import AccountFactory, browser, delegate, secretariat
from tests.factories.records import enter_act
from tests.factories.webhooks import webhook_of
from webhooks.channel import payload_of
from webhooks.subscriptions import replay_from

pytestmark = pytest.mark.django_db

FEEDS = ("/api/v1/register/", "/api/v1/events/")


def kept_head() -> KeptHead:
    return KeptHead(*RegisterHead.objects.values_list("number", "hash").get())


def lose(count: int) -> KeptHead:
    """Enter acts and take them back, as a backup from before does; return the head that they led to."""
    with transaction.atomic():
        for _ in range(count):
            enter_act()
        head = kept_head()
        transaction.set_rollback(True)
    return head


def restored(known: KeptHead | None = None, *, issued: int = 0) -> Act:
    return enter(Contents.of_database(), known=known, issued=issued)


@pytest.fixture
def three() -> list[Act]:
    return [enter_act(action="note") for _ in range(3)]  # of which no room has rows to prove


@pytest.mark.parametrize("lost", [0, 1, 4, 5, 29, 100])
@pytest.mark.parametrize("kept", [1, 3, 8])
def test_no_number_is_given_out_twice_and_the_chain_holds(kept, lost):
    before = [enter_act() for _ in range(kept)]
    known = lose(lost)

    act = restored(known)
    after = [enter_act() for _ in range(9)]

    assert act.number == before[-1].number + lost + 1
    assert [one.number for one in after] == list(range(act.number + 1, act.number + 10))
    verdict = verify(kept=[known])
    assert (verdict.broken_at, verdict.reason) == (None, "")
    assert verdict.acts == kept + 10
    assert verdict.lost == (((before[-1].number + 1, act.number - 1),) if lost else ())


def test_the_commands_that_prove_say_what_is_lost(three, capsys):
    known = lose(4)
    restored(known)

    for command in ("verify_register", "verify_record"):
        call_command(command, "--head", f"{known.number}:{known.hash}")
        assert "Acts 4 to 7 were lost in a restoration: act 8 says so" in capsys.readouterr().out


def test_a_second_restoration_goes_on_beyond_the_first(three):
    restored(lose(4))
    enter_act()
    second = restored(lose(2))

    assert [one.name for one in epochs()] == ["1", *(epoch.name for epoch in epochs()[1:])]
    assert second.number == 3 + 4 + 1 + 1 + 2 + 1
    assert verify().broken_at is None
    assert len(verify().lost) == 2


def test_a_head_that_an_earlier_restoration_lost_is_refused_in_words(three):
    lost = lose(4)
    restored(lost)

    with pytest.raises(BackupFault, match=r"no act 7: an earlier restoration left its number out"):
        restored(lost)


def test_acts_that_are_missing_without_a_word_are_still_found(three):
    register.leave_out(until=9)
    enter_act()

    assert (verify().broken_at, verify().reason) == (4, "the act is missing")


def test_the_act_says_what_is_lost_since_when_and_tells_everybody(three, client):
    known = lose(4)
    act = restored(known)

    facts = orjson.loads(act.payload)
    assert facts["lost"] == {"from": 4, "to": 7}
    assert facts["kept"] == {"number": 3, "hash": three[-1].hash}
    assert facts["known"] == {"number": 7, "hash": known.hash}
    assert (act.action, act.capacity, act.account) == ("restore", "administrator", "")
    told = set(Notice.objects.filter(act=act).values_list("addressee", flat=True))
    assert {"secretariat", "chair", "KZ", "US"} <= told
    page = client.get(f"/register/{act.number}/").content.decode()
    assert all(words in page for words in ("Restore the record", "Acts that are lost", "all who take part"))


def every_series() -> set[str]:
    """Return how each series of numbers in the code is called, for one year."""
    found = set()
    for room in ("proposals", "exchange", "implementation", "meetings", "cbms"):
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            found |= set(re.findall(r"next_number\(series=f?[\"']([^\"']+)[\"']", path.read_text()))
    return {re.sub(r"\{[^}]*year\}", "2026", re.sub(r"\{(?![^}]*year)[^}]*\}", "X", name)) for name in found}


def test_every_series_goes_on_beyond_what_may_have_been_given_out(three):
    series = sorted(every_series())
    assert len(series) >= 8
    assert all(numbering.YEAR.search(name) for name in series)
    begun = series[::2]
    for name in begun:
        assert next_number(series=name) == 1
    restored(lose(4))

    assert {name: next_number(series=name) for name in series} == {
        name: 6 if name in begun else 5 for name in series
    }
    assert {next_number(series=name) for name in series} == {6, 7}
    assert next_number(series="meeting 2099") == 1
    assert Counter.objects.count() == len(series) + 1


def test_where_no_head_is_known_many_numbers_are_left_out(three):
    assert restored(None).number == 3 + NUMBERS_LEFT_OUT + 1


def test_a_number_that_somebody_has_seen_counts_beyond_the_head(three):
    assert restored(lose(2), issued=40).number == 41


def test_a_head_of_another_register_is_refused(three):
    with pytest.raises(BackupFault, match="two registers"):
        restored(KeptHead(2, "0" * 64))
    assert Act.objects.count() == 3


def test_what_may_have_been_revoked_since_has_ended(three):
    account = AccountFactory(username="aliya", participant_id="KZ")
    issue_token(account=account)
    client = browser(delegate("KZ"))
    client.post("/accounts/feeds/", {"name": "my phone"})
    assert FeedAddress.objects.exists()

    restored(lose(1))

    assert not Token.objects.exists()
    assert not FeedAddress.objects.exists()
    assert not Session.objects.exists()


def test_every_answer_of_a_feed_names_the_epoch(three, client):
    def named() -> set[str]:
        answers = [client.get(feed) for feed in (*FEEDS, "/register/feed.atom")]
        return {answer["Register-Epoch"] for answer in answers} | {
            client.get("/api/v1/register/head/").json()["epoch"]
        }

    assert named() == {"1"}
    act = restored(lose(4))
    assert named() == {f"2-{act.hash[:8]}"}


def test_an_event_says_in_which_epoch_it_happened(three, client):
    webhook, _secret = webhook_of(secretariat())
    act = restored(lose(4))

    events = client.get("/api/v1/events/?after=2").json()["results"]
    assert [(one["data"]["act"], one["data"]["epoch"]) for one in events] == [
        (3, "1"), (8, f"2-{act.hash[:8]}"),
    ]  # fmt: skip
    delivery = webhook.deliveries.model(webhook=webhook, act=act)
    assert orjson.loads(payload_of(delivery))["data"]["epoch"] == f"2-{act.hash[:8]}"


@pytest.mark.parametrize("feed", FEEDS)
def test_who_has_lost_acts_is_told_and_led_on(three, client, feed):
    act = restored(lose(4))
    name = f"2-{act.hash[:8]}"

    for query in ("after=4", "after=7", "after=6&epoch=1", f"after=9000&epoch={name}", "epoch=9-00000000"):
        answer = client.get(f"{feed}?{query}")
        assert answer.status_code == 409, query
        problem = answer.json()
        assert answer["Content-Type"] == "application/problem+json"
        assert (problem["epoch"], problem["epoch_begins_with"], problem["continue_after"]) == (name, 8, 3)
        onwards = client.get(f"{feed}?after={problem['continue_after']}&epoch={problem['epoch']}")
        assert [numbers(one) for one in onwards.json()["results"]] == [8]

    for query in ("after=3", "after=3&epoch=1", "after=8", f"after=8&epoch={name}"):
        assert client.get(f"{feed}?{query}").status_code == 200, query


@pytest.mark.parametrize("feed", FEEDS)
def test_an_epoch_that_never_was_is_not_taken_for_a_restoration(three, client, feed):
    answer = client.get(f"{feed}?epoch=7")

    assert (answer.status_code, answer.json()["continue_after"]) == (409, 0)
    assert "This record has no epoch “7”." in answer.json()["detail"]


def numbers(row: dict) -> int:
    return row["number"] if "number" in row else row["data"]["act"]


@pytest.mark.parametrize("feed", FEEDS)
def test_a_page_carries_its_epoch_and_does_not_go_on_in_another(three, client, feed):
    following = client.get(f"{feed}?after=1&page_size=1").json()["next"]
    assert "epoch=1" in following
    assert client.get(following).status_code == 200

    restored(lose(4))

    assert client.get(following).status_code == 409


@pytest.mark.parametrize("feed", FEEDS)
def test_a_reader_beyond_the_head_is_told_so(three, client, feed):
    answer = client.get(f"{feed}?after=4")

    assert (answer.status_code, answer.json()["continue_after"]) == (409, 3)
    assert client.get(f"{feed}?after=3").json()["results"] == []


def test_what_was_told_is_not_sent_again_from_a_lost_act(three):
    actor = delegate("KZ")
    webhook, _secret = webhook_of(actor)
    restored(lose(4))

    with pytest.raises(NewEpoch):
        replay_from(key=webhook.pk, actor=actor, at=clock.now(), after=5)


def test_an_act_of_each_epoch_is_proved(three):
    check = checker()
    first = restored(lose(4))
    later = [enter_act() for _ in range(7)]
    second = restored(lose(9))
    last = enter_act()

    present = RegisterHead.objects.values("number", "hash").get()
    for act in (*three, first, *later, second, last):
        number, proof = act.number, orjson.loads(orjson.dumps(receipt(act)))
        while under := proof["under"]:
            kept = orjson.loads(under["act"]["payload"])["kept"]
            assert check(proof, kept)["number"] == number
            number, proof = under["act"]["number"], under
        assert check(proof, present)["number"] == number


def checker():
    """Return the function of docs/register.md that checks a receipt."""
    text = (Path(settings.BASE_DIR) / "docs/register.md").read_text()
    program = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    known: dict = {"__name__": "check"}
    exec(program, known)  # noqa: S102 (our own page)
    return known["check"]


def test_the_command_asks_for_the_head(tmp_path):
    with pytest.raises(CommandError, match="Say --head"):
        call_command("restore", str(tmp_path))
    with pytest.raises(CommandError, match="is no head"):
        call_command("restore", str(tmp_path), "--head", "119")
