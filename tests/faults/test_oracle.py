"""The oracle sees what it is there to see: each test doctors a sound record in one way."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from faults import oracle
from faults.journal import Sent
from faults.oracle import ActFact, DeliveryFact, Facts, KeptAnswer, ProposalFact, SilenceFact, findings

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MOVES = {
    "declare-interest": (frozenset({None, "interest"}), frozenset()),
    "withdraw": (frozenset({"interest"}), frozenset({"withdrawn"})),
}
DECLARED, WITHDRAWN = 0, 1


def sent(key, *, who="delegate.kz", action="declare-interest", number=1, **changes) -> Sent:
    """An act that was asked for at noon and acknowledged two seconds later."""
    found = Sent(
        key=key,
        who=who,
        action=action,
        address="proposals/",
        is_marked=True,
        first_sent_at=NOON,
        status=201,
        answered_at=NOON + 2 * SECOND,
        number=number,
        times_sent=1,
        answers={f"/api/v1/{key}/"},
    )
    return replace(found, **changes)


def entered(
    key, *, number, who="delegate.kz", action="declare-interest", moved=(None, "interest")
) -> ActFact:
    """The same act as the register has it."""
    return ActFact(
        number=number,
        at=NOON + SECOND,
        username=who,
        action=action,
        object_kind="proposal",
        object_key="P-2026-001",
        payload=f'{{"statement":"Ours. [key {key}]"}}',
        moved=moved,
        told=frozenset({"chair", "secretariat"}),
        must_tell=frozenset({"chair"}),
    )


@pytest.fixture
def keys():
    return [str(uuid.uuid4()), str(uuid.uuid4())]


@pytest.fixture
def journal(keys):
    return [sent(keys[DECLARED]), sent(keys[WITHDRAWN], who="chair", action="withdraw", number=2)]


@pytest.fixture
def facts(keys):
    return Facts(
        at=NOON + timedelta(hours=1),
        chain="",
        acts=[
            entered(keys[DECLARED], number=1),
            entered(
                keys[WITHDRAWN], number=2, who="chair", action="withdraw", moved=("interest", "withdrawn")
            ),
        ],
        proposals=[ProposalFact("P-2026-001", "withdrawn", 2)],
        silences=[
            SilenceFact("1", NOON, NOON + SECOND, "agreed", NOON + SECOND, adopted_at=NOON + SECOND),
            SilenceFact("2", NOON, NOON + SECOND, "silence_broken", NOON, blocked_at=(NOON,)),
        ],
        answers=[KeptAnswer(key, 201, f"/api/v1/{key}/") for key in keys],
        orphans=[],
        outbox={1: True, 2: True},
        deliveries=[DeliveryFact("d1", 1, "mail", "delegate.kg", "handed_over")],
        received={"mail": ["d1"], "webhook": []},
        moves=MOVES,
    )


def only(found) -> str:
    """The one thing that was found."""
    assert len(found) == 1, found
    return found[0]


def with_act(facts, place, **changes) -> Facts:
    """The facts with one act changed."""
    acts = list(facts.acts)
    acts[place] = replace(acts[place], **changes)
    return replace(facts, acts=acts)


def with_silence(facts, place, **changes) -> Facts:
    silences = list(facts.silences)
    silences[place] = replace(silences[place], **changes)
    return replace(facts, silences=silences)


def test_a_sound_record_is_found_sound(journal, facts):
    assert findings(journal, facts) == []


def test_a_lost_act_is_found(journal, facts):
    lost = replace(facts, acts=facts.acts[1:])

    found = findings(journal, lost)

    assert any(finding.startswith("lost: 1 acts ('delegate.kz', 'declare-interest')") for finding in found)
    assert any("declare-interest by delegate.kz" in finding and "0 times" in finding for finding in found)
    assert any("which is not there" in finding for finding in found)


def test_a_doubled_act_is_found(journal, facts, keys):
    twin = entered(keys[DECLARED], number=3, moved=("withdrawn", "withdrawn"))

    found = findings(journal, replace(facts, acts=[*facts.acts, twin]))

    assert any(finding.startswith("unasked: 2 acts") for finding in found)
    assert any(finding.startswith("doubled:") and "2 times" in finding for finding in found)


def test_an_act_that_nobody_was_told_of_is_found_without_its_key(journal, facts, keys):
    journal[DECLARED].is_marked = False
    twin = replace(entered(keys[DECLARED], number=3), payload="{}", object_kind="activity")

    found = findings(journal, replace(facts, acts=[*facts.acts, twin], outbox={1: True, 2: True, 3: True}))

    assert "unasked: 2 acts ('delegate.kz', 'declare-interest')" in only(found)


def test_two_answers_that_claim_one_act_are_found(journal, facts):
    journal[WITHDRAWN].number = 1

    assert any("doubled: act 1 was given" in finding for finding in findings(journal, facts))


def test_an_act_without_an_answer_is_found(journal, facts):
    journal.append(sent(str(uuid.uuid4()), status=0, number=None, answers=set(), times_sent=7))

    assert "was never answered, though asked 7 times" in only(findings(journal, facts))


def test_a_refused_act_that_was_done_all_the_same_is_found(journal, facts):
    journal[DECLARED].status = 409

    found = findings(journal, facts)

    assert any("refused and yet done" in finding for finding in found)
    assert any("an answer is kept for" in finding for finding in found)


def test_a_key_of_another_clients_act_is_found(journal, facts):
    assert any(
        "as declare-interest by delegate.kg" in finding
        for finding in findings(journal, with_act(facts, DECLARED, username="delegate.kg"))
    )


def test_an_act_dated_by_a_wrong_clock_is_found(journal, facts):
    late = with_act(facts, DECLARED, at=NOON + timedelta(hours=1))

    assert "is dated" in only(findings(journal, late))


def test_a_key_answered_in_two_ways_is_found(journal, facts):
    journal[DECLARED].answers.add("/api/v1/another/")

    assert "was answered in 2 ways" in findings(journal, facts)[0]


@pytest.mark.parametrize("status", [200, None])
def test_another_answer_kept_than_given_is_found(journal, facts, keys, status):
    kept = [KeptAnswer(keys[DECLARED], status, f"/api/v1/{keys[DECLARED]}/"), facts.answers[1]]

    assert "is not the one given" in only(findings(journal, replace(facts, answers=kept)))


def test_a_broken_chain_is_found(journal, facts):
    broken = replace(facts, chain="act 1: it does not link to the acts before it")

    assert "the register is broken: act 1" in only(findings(journal, broken))


def test_a_stage_that_no_act_made_is_found(journal, facts):
    moved = replace(facts, proposals=[ProposalFact("P-2026-001", "completed", 2)])

    assert "its acts say withdrawn" in only(findings(journal, moved))


def test_an_act_that_the_procedure_does_not_know_is_found(journal, facts):
    moved = with_act(facts, WITHDRAWN, moved=("interest", "approved"))
    moved = replace(moved, proposals=[ProposalFact("P-2026-001", "approved", 2)])

    assert "unknown to the procedure" in only(findings(journal, moved))


def test_a_missing_notice_is_found(journal, facts):
    untold = with_act(facts, DECLARED, told=frozenset({"secretariat"}))

    assert "has no notice for chair" in only(findings(journal, untold))


def test_a_notice_without_an_act_is_found(journal, facts):
    orphan = "a notice tells of act 9, which is not there"

    assert only(findings(journal, replace(facts, orphans=[orphan]))) == orphan


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"effective_at": NOON + 5 * SECOND}, "took effect at"),
        ({"adopted_at": NOON + 5 * SECOND}, "is dated"),
        ({"blocked_at": (NOON,)}, "in spite of a block"),
        ({"outcome": "open", "effective_at": None}, "is still open"),
    ],
)
def test_a_silence_that_did_not_end_at_its_deadline_is_found(journal, facts, changes, sentence):
    assert sentence in only(findings(journal, with_silence(facts, 0, **changes)))


def test_an_objection_at_the_deadline_breaks_no_silence(journal, facts):
    at_the_deadline = (NOON + SECOND,)

    assert findings(journal, with_silence(facts, 0, blocked_at=at_the_deadline)) == []
    assert "nobody blocked it" in only(findings(journal, with_silence(facts, 1, blocked_at=at_the_deadline)))


@pytest.mark.parametrize(
    ("outbox", "sentence"),
    [
        ({1: True}, "act 2 is not in the outbox"),
        ({1: True, 2: False}, "act 2 waits in the outbox"),
        ({1: True, 2: True, 3: True}, "the outbox tells of act 3"),
    ],
)
def test_an_outbox_that_is_not_the_acts_is_found(journal, facts, outbox, sentence):
    assert sentence in only(findings(journal, replace(facts, outbox=outbox)))


def test_somebody_who_was_never_to_be_sent_an_act_is_found(journal, facts):
    due = frozenset({("mail", "delegate.kg"), ("webhook", "7")})
    first, *others = facts.acts

    found = findings(journal, replace(facts, acts=[replace(first, must_reach=due), *others]))

    assert only(found) == "lost: act 1 (declare-interest) has no webhook to 7"


def test_deliveries_that_still_wait_are_found(journal, facts):
    waiting = replace(facts.deliveries[0], status="queued")

    found = findings(journal, replace(facts, deliveries=[waiting], received={"mail": []}))

    assert "still waits" in only(found)


def test_what_was_not_handed_over_and_says_so_is_found(journal, facts):
    assert "never arrived" in only(findings(journal, replace(facts, received={"mail": []})))


def test_what_arrived_for_work_rolled_back_is_found(journal, facts):
    stray = replace(facts, received={"mail": ["d1", "d2"]})

    assert "d2 arrived and is of no delivery" in only(findings(journal, stray))


def test_a_second_message_of_one_act_is_found(journal, facts):
    twin = replace(facts.deliveries[0], id="d2")
    doubled = replace(facts, deliveries=[*facts.deliveries, twin], received={"mail": ["d1", "d2"]})

    assert "2 messages of one act" in only(findings(journal, doubled))


def test_repetitions_are_counted_against_the_limit(journal, facts):
    deliveries = [DeliveryFact(f"d{n}", 1, "mail", f"delegate {n}", "handed_over") for n in range(300)]
    once = [delivery.id for delivery in deliveries]
    few = replace(facts, deliveries=deliveries, received={"mail": [*once, *once[:3]]})
    many = replace(few, received={"mail": [*once, *once[:4]]})

    assert findings(journal, few) == []
    assert "4 of 300 messages" in only(findings(journal, many))
    assert findings(journal, replace(many, cut_short=4)) == []


def test_every_check_belongs_to_what_is_judged():
    assert len({*oracle.LASTING, *oracle.SETTLING}) == len(oracle.LASTING) + len(oracle.SETTLING)
