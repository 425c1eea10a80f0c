"""Silences end on time, in order, and the same way whether the worker was up, down, doubled or hindered."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from papers.models import Paper, Version
from proposals import actions
from proposals.actions import settle_all
from proposals.enums import Action, Stage
from proposals.models import Consideration, Decision, Proposal
from records import clock
from records.models import Act
from tests.factories.cbms import MeasureFactory
from tests.factories.members import delegate
from tests.factories.proposals import (
    COORDINATOR,
    act,
    conclude,
    consider,
    considered,
    everybody,
    in_days,
    proposal_at,
    silence_at,
)

QUERIES_A_SILENCE = 40
CLOSED = Act.objects.filter(action=Action.CLOSE_SILENCE)


def agreed(measure: str, *, days: float) -> Proposal:
    """Return a proposal that the Committee considers by silence for so many days."""
    return silence_at(Stage.SENIOR_OFFICIALS, measure=measure, days=days)


def many_silences(number: int, *, closes_in: timedelta) -> None:
    """Make proposals under silence by the hundred, as the acts would have left them."""
    model = agreed("ECO-2", days=1)
    text = model.paper.versions.get()
    now, roster = clock.now(), everybody()
    for index in range(number - 1):
        measure = MeasureFactory(area=model.measure.area, edition=model.edition, code=f"ECO-{index + 900}")
        paper = Paper.objects.create(kind="CP")
        proposal = Proposal.objects.create(
            reference=f"P-1999-{index:03d}",
            route="A",
            edition=model.edition,
            measure=measure,
            stage=Stage.SENIOR_OFFICIALS,
            stage_since=now,
            opened_at=now,
            under="silence",
            paper=paper,
        )
        version = Version.objects.create(
            paper=paper,
            number=1,
            title=text.title,
            submitted_by_id="KG",
            submitted_at=now,
            digest=text.digest,
        )
        Consideration.objects.create(
            proposal=proposal,
            version=version,
            body="SOC",
            mode="silence",
            opened_at=now,
            silence_since=now,
            closes_at=now + closes_in,
            roster=roster,
            text_digest=text.digest,
        )
    Consideration.objects.filter(proposal=model, outcome="open").update(closes_at=now + closes_in)
    Proposal.objects.filter(under="silence").update(due_at=now + closes_in)


@pytest.mark.django_db
def test_a_hundred_due_together_are_closed_in_one_round_each_with_few_queries(move_clock):
    many_silences(100, closes_in=timedelta(hours=1))
    move_clock(hours=2)

    with CaptureQueriesContext(connection) as asked:
        assert settle_all() == 100

    assert len(asked) <= 100 * QUERIES_A_SILENCE + 2
    year = clock.now().year
    assert list(Decision.objects.order_by("number").values_list("number", flat=True)) == [
        f"SOC-{year}-{number:03d}" for number in range(1, 101)
    ]
    assert not Proposal.objects.filter(under="silence").exists()


def outcome_of(proposals: list[Proposal]) -> list[tuple]:
    """Return all that a closing decides: outcome, effective instant, stage and since when, decision."""
    decisions = {row["proposal_id"]: row for row in Decision.objects.values()}
    found = []
    for proposal in proposals:
        proposal.refresh_from_db()
        one = considered(proposal)
        decision = decisions.get(proposal.pk)
        found.append((one.outcome, one.effective_at, proposal.stage, proposal.stage_since, decision))
    return found


def three_silences() -> list[Proposal]:
    """Return two silences of the Committee and one of the Working Group; the last opened ends first."""
    return [
        agreed("ECO-2", days=3.05),
        silence_at(Stage.WORKING_GROUP, measure="ECO-3", days=3.02),
        agreed("ECO-4", days=3.01),
    ]


@pytest.mark.django_db
def test_a_worker_that_was_down_for_three_hours_finds_what_a_punctual_one_does(move_clock):
    proposals = three_silences()
    deadlines = sorted(considered(proposal).closes_at for proposal in proposals)
    with transaction.atomic():
        for deadline in deadlines:  # punctual: a round a second after each
            move_clock(to=deadline + timedelta(seconds=1))
            assert settle_all() == 1
        punctual = outcome_of(proposals)
        transaction.set_rollback(True)

    move_clock(to=deadlines[-1] + timedelta(hours=3))
    assert settle_all() == 3

    assert outcome_of(proposals) == punctual
    assert [decision["number"] for *_rest, decision in punctual if decision] == [
        f"SOC-{deadlines[0].year}-002",
        f"SOC-{deadlines[0].year}-001",
    ]


@pytest.mark.django_db
def test_without_any_worker_an_act_closes_what_ended_before_in_order(move_clock):
    proposals = three_silences()
    last = proposals[0]
    move_clock(to=considered(last).closes_at + timedelta(hours=3))

    act(Action.COMPLETE, last, delegate(COORDINATOR))

    assert list(CLOSED.order_by("number").values_list("object_key", flat=True)) == [
        proposals[2].reference,
        proposals[1].reference,
        last.reference,
    ]
    assert Decision.objects.get(proposal=last).number.endswith("-002")


@pytest.mark.django_db
def test_a_decision_at_a_meeting_is_numbered_after_a_silence_that_ended_before(move_clock):
    silent = agreed("ECO-2", days=3.01)
    at_meeting = proposal_at(Stage.SENIOR_OFFICIALS, measure="ECO-3")
    move_clock(days=4)

    conclude(at_meeting, Action.CONCLUDE_SOC, "approved")

    assert Decision.objects.get(proposal=silent).number.endswith("-001")
    assert Decision.objects.get(proposal=at_meeting).number.endswith("-002")


@pytest.mark.django_db
def test_one_that_fails_stops_no_other_and_is_closed_by_the_next_round(move_clock, monkeypatch, caplog):
    proposals = three_silences()
    broken = proposals[2]
    move_clock(days=4)
    real = actions._lock_exclusive

    def failing(proposal: int):
        if proposal == broken.pk:
            raise RuntimeError("the disk is full")
        return real(proposal)

    monkeypatch.setattr(actions, "_lock_exclusive", failing)
    with caplog.at_level(logging.ERROR):
        assert settle_all() == 2
    assert "could not be closed" in caplog.text
    assert considered(broken).outcome == "open"

    monkeypatch.setattr(actions, "_lock_exclusive", real)
    assert settle_all() == 1
    assert considered(broken).effective_at == considered(broken).closes_at


def open_due(*measures: str) -> list[Proposal]:
    """Return proposals whose silence ends in a moment, and wait until it has."""
    proposals = [proposal_at(Stage.AGREED, measure=measure) for measure in measures]
    for proposal in proposals:
        consider(proposal, Action.OPEN_SOC, silence=in_days(0.3 / 86_400))
    closes_at = considered(proposals[-1]).closes_at
    while clock.now() < closes_at:
        time.sleep(0.02)
    return proposals


def in_threads(*attempts: Callable[[], Any]) -> list[Any]:
    """Run the attempts at the same moment, each on a connection of its own; return what each gave."""
    begin = threading.Barrier(len(attempts))

    def run(attempt: Callable[[], Any]) -> Any:
        try:
            begin.wait(timeout=20)
            return attempt()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_close_each_silence_once():
    proposals = open_due("ECO-2", "ECO-3", "ECO-4")

    assert sum(in_threads(settle_all, settle_all)) == 3

    assert CLOSED.count() == Decision.objects.count() == 3
    assert {considered(proposal).outcome for proposal in proposals} == {"approved"}


@pytest.mark.django_db(transaction=True)
def test_one_whose_lock_is_held_stops_no_other(monkeypatch):
    held, free = open_due("ECO-2", "ECO-3")
    monkeypatch.setattr(actions, "LONGEST_WAIT", 1)
    is_locked, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            actions._lock_shared(held.pk)
            is_locked.set()
            may_end.wait(timeout=30)

    def close() -> int:
        is_locked.wait(timeout=20)
        try:
            return settle_all()
        finally:
            may_end.set()

    assert in_threads(hold, close) == [None, 1]
    assert (considered(held).outcome, considered(free).outcome) == ("open", "approved")
    assert settle_all() == 1
    assert considered(held).effective_at == considered(held).closes_at
