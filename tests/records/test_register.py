"""The chain of acts: what is entered stays, what is changed is found, what is proved anyone can check."""

import hashlib
import json
import re
import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from notices.models import OutboxEntry
from records import register, trace
from records.models import Act, RegisterHead
from records.register import GENESIS, path, receipt, skip_ancestor, verify
from tests.factories.records import enter_act


@pytest.fixture
def acts(db):
    entered = [enter_act(payload={"row": row}) for row in range(12)]
    OutboxEntry.objects.all().delete()  # so that a test can take an act out, on which nothing rests then
    return entered


def enter_act_and_fail() -> None:
    with transaction.atomic():
        enter_act()
        raise ZeroDivisionError


def tamper(statement: str, *values: object) -> None:
    """Change the register as somebody with the keys to the database could: with its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_acts_are_numbered_from_one_without_gaps(acts):
    assert [act.number for act in acts] == list(range(1, 13))
    assert list(RegisterHead.objects.values_list("number", "hash")) == [(12, acts[-1].hash)]


def test_a_sound_register_verifies(acts):
    verdict = verify()

    assert (verdict.acts, verdict.head_hash, verdict.broken_at) == (12, acts[-1].hash, None)


def test_an_empty_register_verifies(db):
    assert verify() == register.Verdict(0, GENESIS)


def test_verifying_tells_how_far_it_is(acts):
    seen = []

    verify(progress=seen.append)

    assert seen == list(range(1, 13))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_act SET rule = 'none' WHERE number = 1",
        "DELETE FROM records_act WHERE number = 12",
        "TRUNCATE records_act CASCADE",
    ],
)
def test_the_database_itself_refuses_to_change_an_act(acts, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit, of which this test has none

    with (
        pytest.raises(DatabaseError, match="rows of records_act are added and never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert verify().acts == 12


CHANGED = {
    "at": datetime(2007, 10, 4, tzinfo=UTC),
    "account": "somebody else",
    "capacity": "chair",
    "state": "TR",
    "entered_by": "secretariat",
    "action": "expel",
    "object_kind": "decision",
    "object_key": "TR",
    "rule": "CA (b)1",
    "payload": '{"row":99}',
    "readers": ["public"],
    "accepted_at": datetime(2007, 10, 4, tzinfo=UTC),
    "beside": '{"accepted_at":null,"enclosed":{},"readers":null,"told":[]}',
    "digest": "0" * 64,
    "hash": "0" * 64,
}


def test_every_column_but_the_number_is_tampered_with_below():
    assert set(CHANGED) == {field.name for field in Act._meta.fields} - {"number"}


@pytest.mark.parametrize("column", CHANGED)
def test_a_change_of_any_column_is_found_where_it_was_made(acts, column):
    tamper(f"UPDATE records_act SET {column} = %s WHERE number = 7", CHANGED[column])  # noqa: S608

    assert verify().broken_at == 7


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("readers = '{KZ}'", "its readers are not those that it was entered with"),
        ("readers = NULL", "its readers are not those that it was entered with"),
        ("accepted_at = NULL", "the proxy had it at another instant when it was entered"),
        ("accepted_at = accepted_at - interval '1 second'", "the proxy had it at another instant"),
        ("beside = ''", "its facts do not match its digest"),
    ],
)
def test_what_stands_beside_an_act_is_proved_with_it(db, change, reason):
    with trace.following("request", accepted_at=datetime(2026, 3, 1, tzinfo=UTC)):
        enter_act(readers=["KZ", "secretariat"], told=["KZ"])
    assert verify().broken_at is None

    tamper(f"UPDATE records_act SET {change}")  # noqa: S608 (the changes above)

    assert verify().broken_at == 1
    assert verify().reason.startswith(reason)


def test_what_stands_beside_an_act_must_be_readable(acts):
    chain_anew(acts[-1], beside="[]")

    assert (verify().broken_at, verify().reason) == (12, "what stands beside it cannot be read")


def test_nobody_finds_what_stands_beside_an_act_by_trying(db):
    first, second = (enter_act(readers=["KZ"], told=["KZ"]) for _ in range(2))

    assert register.envelope(first)["beside"] == hashlib.sha256(first.beside.encode()).hexdigest()
    assert first.beside != second.beside
    assert json.loads(first.beside)["readers"] == json.loads(second.beside)["readers"] == ["KZ"]


def test_acts_of_before_are_proved_by_the_eleven_members_that_they_had(db):
    before = [enter_act(readers=["KZ"]) for _ in range(3)]
    for act in before:  # written as releases before wrote them
        chain_anew(act, beside="")
    latest = enter_act(readers=["KZ"])

    assert (verify().acts, verify().broken_at) == (4, None)
    head = {"number": 4, "hash": latest.hash}
    shown = [checked(json.loads(json.dumps(receipt(act))), head) for act in Act.objects.order_by("number")]
    assert [len(act) for act in shown] == [11, 11, 11, 12]


def test_an_act_whose_digest_was_made_to_fit_is_found_by_its_hash(acts):
    forged = Act.objects.get(number=7)
    forged.state = "TR"
    tamper("UPDATE records_act SET state = 'TR', digest = %s WHERE number = 7", register.digest_of(forged))

    assert (verify().broken_at, verify().reason) == (7, "it does not link to the acts before it")


@pytest.mark.parametrize("number", [1, 7, 12])
def test_an_act_that_was_taken_out_is_missed(acts, number):
    tamper("DELETE FROM records_act WHERE number = %s", number)

    assert (verify().broken_at, verify().reason) == (number, "the act is missing")


def test_an_act_that_was_given_another_number_is_missed(acts):
    tamper("UPDATE records_act SET number = 99 WHERE number = 7")

    assert (verify().broken_at, verify().reason) == (7, "the act is missing")


def test_an_act_entered_past_the_head_is_found(acts):
    tamper("UPDATE records_registerhead SET number = 10, hash = %s", acts[9].hash)

    assert (verify().broken_at, verify().reason) == (11, "the head does not know it")


def test_a_head_with_another_hash_is_found(acts):
    tamper("UPDATE records_registerhead SET hash = %s", "f" * 64)

    assert (verify().broken_at, verify().reason) == (12, "the head gives it another hash")


def test_a_register_without_a_head_is_broken_at_its_first_act(acts):
    tamper("DELETE FROM records_registerhead")

    assert verify().broken_at is not None


def test_a_register_that_lost_all_its_acts_is_broken_at_the_first(acts):
    tamper("DELETE FROM records_act")

    assert (verify().acts, verify().broken_at) == (0, 1)


def test_a_transaction_that_fails_leaves_neither_act_nor_number(acts):
    with pytest.raises(ZeroDivisionError):
        enter_act_and_fail()

    assert enter_act().number == 13


def test_listeners_are_told_with_the_act_and_its_addressees(db, supplied):
    told = []
    supplied(register.LISTENERS.of(lambda act, addressees: told.append((act.number, addressees))))

    enter_act(told=["KZ", "KZ", "chair"])

    assert told == [(1, frozenset({"KZ", "chair"}))]


@pytest.mark.django_db(transaction=True)
def test_acts_entered_at_the_same_time_have_neither_gaps_nor_doubles():
    threads, rounds = 6, 10
    start = threading.Barrier(threads)

    def enter_many() -> None:
        start.wait()
        for _ in range(rounds):
            enter_act()
            with suppress(ZeroDivisionError):
                enter_act_and_fail()
        connection.close()

    workers = [threading.Thread(target=enter_many) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    entered = threads * rounds
    assert list(Act.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, entered + 1)
    )
    assert (verify().acts, verify().broken_at) == (entered, None)


@pytest.mark.parametrize(("number", "ancestor"), [(1, 0), (2, 0), (3, 2), (12, 8), (13, 12), (1 << 20, 0)])
def test_the_second_link_leads_to_the_number_without_its_lowest_bit(number, ancestor):
    assert skip_ancestor(number) == ancestor


def test_the_way_back_from_a_million_acts_is_short():
    longest = max(len(list(path(head=1_000_000, target=target))) for target in range(1, 1_000_001, 997))

    assert longest <= 20 * 21 / 2  # a million has 20 bits: at most one step for each pair of them


def checked(receipt: dict, head: dict) -> dict:
    """Check a receipt against a head as `docs/register.md` says, with nothing of ours, and return the act."""
    act, number, expected = receipt["act"], head["number"], head["hash"]
    for step in receipt["path"]:
        links = step["previous"] + step["skipped"] + step["digest"]
        assert step["number"] == number
        assert hashlib.sha256(links.encode()).hexdigest() == expected
        if number == act["number"]:
            break
        skip = number & (number - 1)
        number, expected = (
            (skip, step["skipped"]) if skip >= act["number"] else (number - 1, step["previous"])
        )
    assert number == act["number"]
    facts = json.dumps(act, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(facts.encode()).hexdigest() == step["digest"]
    return act


@pytest.mark.parametrize("position", range(12))
def test_a_receipt_is_checked_without_our_software(acts, position):
    exported = json.loads(json.dumps(receipt(acts[position])))
    head = {"number": 12, "hash": acts[-1].hash}

    assert json.loads(checked(exported, head)["payload"]) == {"row": position}


def test_a_receipt_of_changed_facts_does_not_check(acts):
    forged = json.loads(json.dumps(receipt(acts[4])))
    forged["act"]["state"] = "TR"

    with pytest.raises(AssertionError):
        checked(forged, {"number": 12, "hash": acts[-1].hash})


def test_a_receipt_does_not_check_against_another_head(acts):
    with pytest.raises(AssertionError):
        checked(receipt(acts[4]), {"number": 12, "hash": acts[-2].hash})


def documented_check():
    """Return the checker that `docs/register.md` prints."""
    text = (settings.BASE_DIR / "docs" / "register.md").read_text(encoding="utf-8")
    program: dict = {"__name__": "docs"}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], program)  # noqa: S102 (it is our own page)
    return program["check"]


def test_the_documented_checker_says_what_stands_in_the_register(acts):
    check, head = documented_check(), {"number": 12, "hash": acts[-1].hash}
    forged = json.loads(json.dumps(receipt(acts[4])))
    forged["act"]["state"] = "TR"
    cut = receipt(acts[4]) | {"path": receipt(acts[4])["path"][:-1]}

    assert check(receipt(acts[4]), head)["number"] == 5
    for false, under in (
        (forged, head),
        (cut, head),
        (receipt(acts[4]), {"number": 12, "hash": acts[0].hash}),
    ):
        with pytest.raises(ValueError, match="the "):
            check(false, under)


def test_an_act_that_was_overtaken_is_entered_after_its_predecessor_and_keeps_its_instant(db):
    late, early = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 11, tzinfo=UTC)

    first, second = enter_act(at=late), enter_act(at=early)

    assert (first.at, json.loads(first.payload)) == (late, {})
    assert (second.at, json.loads(second.payload)) == (late, {"received_at": "2026-03-01T11:00:00.000000Z"})
    assert verify().broken_at is None


def chain_anew(act: Act, **facts) -> None:
    """Change an act, with its hash and those after it and the head's, as whoever owns the database could."""
    for name, value in facts.items():
        setattr(act, name, value)
        tamper(f"UPDATE records_act SET {name} = %s WHERE number = %s", value, act.number)  # noqa: S608
    hashes = {0: GENESIS}
    for one in Act.objects.order_by("number"):
        digest = register.digest_of(one)
        previous, skipped = hashes[one.number - 1], hashes[skip_ancestor(one.number)]
        hashes[one.number] = register.chained(previous=previous, skipped=skipped, digest=digest)
        written = digest, hashes[one.number], one.number
        tamper("UPDATE records_act SET digest = %s, hash = %s WHERE number = %s", *written)
    RegisterHead.objects.update(hash=hashes[one.number])


def test_an_act_before_its_predecessor_is_found_unless_it_is_older_than_the_order(acts):
    chain_anew(acts[-1], at=datetime(2007, 10, 4, tzinfo=UTC))

    assert (verify().broken_at, verify().reason) == (12, "it lies before its predecessor in time")
    RegisterHead.objects.update(ordered_from=13)
    assert verify().broken_at is None


def test_a_head_kept_outside_shows_a_chain_that_was_written_anew(acts):
    kept = register.KeptHead.read(f"12:{acts[-1].hash.upper()}\n")
    assert verify(kept=[kept]).broken_at is None

    chain_anew(acts[-1], rule="none")

    assert verify().broken_at is None
    verdict = verify(kept=[kept])
    assert (verdict.broken_at, verdict.reason) == (12, "the head kept outside gives it another hash")


def test_a_head_kept_outside_shows_that_the_last_acts_are_gone(acts):
    tamper("DELETE FROM records_act WHERE number > 9")
    RegisterHead.objects.update(number=9, hash=acts[8].hash)

    assert verify().broken_at is None
    verdict = verify(kept=[register.KeptHead(12, acts[-1].hash), register.KeptHead(0, GENESIS)])
    assert (verdict.broken_at, verdict.reason) == (12, "the head kept outside knows it, and it is missing")


def test_a_row_that_rests_on_an_act_past_the_head_is_evidence(acts):
    entry = OutboxEntry.objects.create(act=acts[-1])
    tamper("DELETE FROM records_act WHERE number > 9")
    RegisterHead.objects.update(number=9, hash=acts[8].hash)

    verdict = verify()

    assert verdict.broken_at == 12
    assert verdict.reason == f"the row {entry.pk} of notices_outboxentry rests on it, and it is missing"
    tamper("DELETE FROM notices_outboxentry WHERE act_id > 9")


@pytest.mark.parametrize(
    "text", ["12", "12:", ":" + "0" * 64, "x:" + "0" * 64, "12:" + "g" * 64, "１:" + "0" * 64]
)
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError, match="is no head"):
        register.KeptHead.read(text)
