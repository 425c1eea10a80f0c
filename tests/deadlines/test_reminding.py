"""The ladder: who is reminded of a deadline, when, once; and when the Chair's office is told."""

import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from deadlines.ladder import BY_NAME, KINDS
from deadlines.models import Reminder
from deadlines.reminding import AFTER_REMINDING, AfterReminding, latest_rung, remind_due
from deadlines.tasks import remind_of_deadlines
from notices.models import Notice
from records import clock
from records.models import Act
from tests.factories.deadlines import deadline
from tests.factories.records import enter_act

pytestmark = pytest.mark.django_db


def climb(*, days: float = 0) -> int:
    """Make a round so many days from now."""
    return remind_due(at=clock.now() + timedelta(days=days))


def entered() -> list[tuple[str, int]]:
    """Return what was entered, in order: the act's name and its rung."""
    return [(act.action, json.loads(act.payload)["days"]) for act in Act.objects.order_by("number")]


def told() -> list[str]:
    return list(Notice.objects.order_by("act", "addressee").values_list("addressee", flat=True))


def test_each_rung_is_climbed_once_and_the_last_tells_the_chair(running):
    running.append(deadline(days=10))

    for day in range(30):
        climb(days=day)
        climb(days=day)

    ladder = [*(("remind", days) for days in (-7, -1, 0, 3, 7)), ("escalate", 10)]
    assert entered() == ladder


def test_those_who_have_not_acted_are_told_and_nobody_else(running):
    running.append(deadline(days=0.5, owed_by=("TR",)))

    climb()

    assert told() == ["TR"]


def test_an_escalation_names_to_the_chairs_office_who_has_not_acted(running):
    running.append(deadline(days=-11, owed_by=("KZ", "TR")))

    climb()

    act = Act.objects.get()
    assert (act.action, json.loads(act.payload)["not_acted"]) == ("escalate", ["KZ", "TR"])
    assert told() == ["KZ", "TR", "chair"]


def test_a_reminder_is_an_act_of_the_procedure_on_the_object(running):
    due = deadline(days=0.5)
    running.append(due)

    climb()

    act = Act.objects.get()
    assert (act.capacity, act.account, act.state, act.rule) == ("procedure", "", "", "CA (a)2")
    assert (act.object_kind, act.object_key) == ("participant", "KZ")
    facts = json.loads(act.payload)
    assert (facts["deadline"], facts["awaited_act"], facts["days"]) == ("draft", "submit-paper", -1)
    assert facts["due_at"].startswith(f"{due.due_at:%Y-%m-%dT%H:%M:%S}")


def test_where_not_all_may_know_who_is_silent_the_register_does_not_say(running):
    running.append(deadline(days=0.5, kind="invitation"))

    climb()

    assert "KZ" not in json.loads(Act.objects.get().payload).values()
    assert "not_acted" not in json.loads(Act.objects.get().payload)
    assert told() == ["KZ", "TR"]


def test_a_worker_that_was_down_says_the_latest_alone(running):
    running.append(deadline(days=-4))

    climb()

    assert entered() == [("remind", 3)]


def test_a_deadline_moved_later_begins_its_ladder_anew(running):
    before = deadline(days=0.5)
    running.append(before)
    climb()
    running[:] = [replace(before, due_at=before.due_at + timedelta(days=30), set_at=clock.now())]

    climb()
    climb(days=24)
    climb(days=30)

    assert entered() == [("remind", -1), ("remind", -7), ("remind", -1)]


def test_rungs_before_the_deadline_was_set_do_not_count(running):
    running.append(deadline(days=3, set_at=clock.now()))

    climb()
    climb(days=2.5)

    assert entered() == [("remind", -1)]


def test_who_has_acted_meanwhile_is_left_out(running):
    running.append(deadline(days=1.5, owed_by=("KZ", "TR")))
    climb()
    running[:] = [replace(running[0], owed_by=("TR",))]

    climb(days=1)

    assert told() == ["KZ", "TR", "TR"]


def test_what_nobody_owes_reminds_nobody(running):
    running.append(deadline(days=0.5, owed_by=()))

    assert climb() == 0


def test_a_reminder_that_fails_does_not_stop_the_others_and_is_tried_again(running, supplied):
    running += [deadline(days=0.5, key=key) for key in ("KZ", "TR", "UZ")]

    def fail(deadline, at):
        if deadline.object_key == "TR":
            raise ValueError

    supplied(AFTER_REMINDING.of(AfterReminding("draft", fail)))

    assert climb() == 2
    assert set(Act.objects.values_list("object_key", flat=True)) == {"KZ", "UZ"}
    supplied(AFTER_REMINDING.of())
    assert climb(days=0.01) == 1


def test_a_round_with_nothing_new_costs_two_queries(running, django_assert_num_queries):
    running.append(deadline(days=20))
    climb()

    with django_assert_num_queries(2):  # the clock; whether anything is new
        remind_of_deadlines()


def test_nothing_is_read_until_an_act_is_entered(running):
    running.append(deadline(days=20))
    climb()
    running[:] = [deadline(days=0.5)]

    assert climb() == 0
    enter_act()
    assert climb() == 1


def test_the_instant_of_a_rung_brings_the_next_round(running):
    running.append(deadline(days=7 + 0.02))
    climb()

    assert climb(days=0.01) == 0
    assert climb(days=0.03) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_a_round_reads_with_the_same_queries_whatever_the_number(running, number, django_assert_num_queries):
    running += [deadline(days=20, key=f"K{index}") for index in range(number)]

    with django_assert_num_queries(9):  # three reads; the row of the round, with two savepoints
        climb()


def test_a_ladder_goes_up_and_ends_with_the_escalation():
    for kind in KINDS:
        days = [rung.days for rung in kind.rungs]
        assert days == sorted(set(days)), kind.name
        assert not any(rung.is_escalation for rung in kind.rungs[:-1]), kind.name
        assert kind.escalates is None or not kind.is_goal, kind.name
    assert len(BY_NAME) == len(KINDS)


def test_rungs_are_called_as_people_call_them():
    assert [rung.label for rung in BY_NAME["draft"].rungs] == [
        "7 days before", "1 day before", "at the deadline", "3 days after", "7 days after", "10 days after",
    ]  # fmt: skip


def test_no_rung_is_reached_before_the_first():
    now = clock.now()

    assert latest_rung(deadline(days=8), at=now) is None
    assert latest_rung(deadline(days=7 - 1e-6), at=now).days == -7


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(running):
    running += [deadline(days=0.5, key=key) for key in ("KZ", "TR", "UZ", "MN")]
    begin, counts = threading.Barrier(2), []
    at = clock.now()

    def work():
        try:
            begin.wait(timeout=10)
            counts.append(remind_due(at=at))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)

    assert sum(counts) == 4
    assert Reminder.objects.count() == Act.objects.filter(action="remind").count() == 4


def test_the_document_says_what_the_ladder_does():
    text = (Path(settings.BASE_DIR) / "docs" / "deadlines.md").read_text()
    rows = [line for line in text.partition("## The ladder")[2].splitlines() if line.startswith("|")]

    for kind in KINDS:
        [row] = [row for row in rows if f"`{kind.name}`" in row] or [""]
        _left, _name, reminded, escalated, _right = row.split("|") if row else ["", "", "", "", ""]
        said = [int(days.replace("−", "-")) for days in reminded.replace("+", "").split(",") if days.strip()]
        assert said == list(kind.reminds), kind.name
        assert escalated.strip().removeprefix("+") == str(kind.escalates or ""), kind.name
