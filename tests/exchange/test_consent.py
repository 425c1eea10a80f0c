"""Whether an audience widens, as a function of recorded facts."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from exchange.consent import widening_outcome
from exchange.enums import AuthorSilence, WideningOutcome

DEADLINE = datetime(2026, 6, 1, tzinfo=UTC)
BEFORE, AFTER = DEADLINE - timedelta(microseconds=1), DEADLINE + timedelta(days=400)
AUTHORS = ("KZ", "KG", "TJ", "UZ")
EVERY_ANSWER = [
    dict(zip(AUTHORS, row, strict=True)) for row in product((True, False, None), repeat=len(AUTHORS))
]


def outcome(given_answers, *, silence=AuthorSilence.KEEP, answer_by=DEADLINE, at=BEFORE):
    return widening_outcome(answers=given_answers, silence=silence, answer_by=answer_by, at=at)


def test_all_consents_widen_at_once():
    assert outcome({"KZ": True, "KG": True}) == WideningOutcome.WIDENED


def test_one_refusal_keeps_at_once_whatever_silence_means():
    assert (
        outcome({"KZ": True, "KG": False, "TJ": None}, silence=AuthorSilence.RELEASE) == WideningOutcome.KEPT
    )


@pytest.mark.parametrize(
    ("silence", "at", "expected"),
    [
        (AuthorSilence.RELEASE, BEFORE, WideningOutcome.OPEN),
        (AuthorSilence.RELEASE, DEADLINE, WideningOutcome.WIDENED),
        (AuthorSilence.RELEASE, AFTER, WideningOutcome.WIDENED),
        (AuthorSilence.KEEP, DEADLINE, WideningOutcome.KEPT),
    ],
)
def test_at_the_deadline_silence_means_what_was_agreed(silence, at, expected):
    assert outcome({"KZ": True, "KG": None}, silence=silence, at=at) == expected


def test_a_question_without_deadline_waits_for_every_author():
    assert outcome({"KZ": True, "KG": None}, answer_by=None, at=AFTER) == WideningOutcome.OPEN


def test_a_question_to_nobody_widens_nothing():
    assert outcome({}, silence=AuthorSilence.RELEASE, at=AFTER) == WideningOutcome.KEPT


@pytest.mark.parametrize("silence", AuthorSilence)
@pytest.mark.parametrize("at", [BEFORE, DEADLINE, AFTER])
def test_nothing_widens_against_an_author(silence, at):
    for given in EVERY_ANSWER:
        if outcome(given, silence=silence, at=at) == WideningOutcome.WIDENED:
            assert all(
                answer or (answer is None and silence == AuthorSilence.RELEASE) for answer in given.values()
            )


@pytest.mark.parametrize("silence", AuthorSilence)
def test_what_was_decided_before_the_deadline_stays_decided(silence):
    for given in EVERY_ANSWER:
        before = outcome(given, silence=silence, at=BEFORE)
        assert before in (WideningOutcome.OPEN, outcome(given, silence=silence, at=AFTER))
