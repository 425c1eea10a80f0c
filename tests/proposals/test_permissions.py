"""Every act, by everybody, in every stage, against `permissions.csv`.

The file was written from DESIGN section 2 and is reviewed as text, apart from the code. It says `yes`
(the act is done), `later` (409: another stage, or a guard not met), `no` (403: not theirs) or `unseen`
(404). `otherwise` stands for all stages that the act's other lines do not name; `none` for a measure
that has no open proposal. A stage with a suffix is a case of it: the comment period is over, a silence
runs (without suffix a meeting is considering), or was broken.

The proposal is of route A, where the acts of other routes are answered like those of another stage. It
is of KG, its coordinator from drafting on, TJ and TH; for `last_interested` it is of KG alone. UZ has
no part in it, AZ is in the chair.
"""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from members.actor import Actor
from proposals.actions import declare, take
from proposals.enums import Action, Stage
from proposals.models import Proposal
from proposals.transitions import TABLE
from records.refusals import NotNow, NotVisible, NotYours
from tests.factories.members import administrator, chair, delegate, secretariat, viewer
from tests.factories.proposals import (
    COORDINATOR,
    UNINVOLVED,
    act,
    circulate,
    conclude,
    consider,
    in_days,
    legal_body,
    open_proposal,
    position,
    submit,
)

pytestmark = pytest.mark.django_db

INTERESTED = "TH"
ANSWERS = {NotVisible: "unseen", NotYours: "no", NotNow: "later"}


def read_table() -> tuple[list[str], dict[tuple[str, str], dict[str, str]]]:
    """Return the capacities, and `{(act, stage): {capacity: answer}}` with `otherwise` as a stage."""
    path = Path(__file__).with_name("permissions.csv")
    with path.open(newline="") as lines:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    capacities = rows[0][2:]
    table = {}
    for name, stages, *answers in rows[1:]:
        for stage in stages.split():
            assert (name, stage) not in table, f"{name} in {stage} stands twice"
            table[name, stage] = dict(zip(capacities, answers, strict=True))
    return capacities, table


CAPACITIES, EXPECTED = read_table()


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo at the end what was written within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walk(proposal: Proposal, move_clock: Callable[..., None]) -> Iterator[str]:
    """Take a proposal through every stage and case of it; yield the name of each as it is reached."""
    yield "interest"
    act(Action.OPEN_CONSULTATION, proposal, chair(), **legal_body(Action.OPEN_CONSULTATION))
    yield "consultation"
    act(Action.DESIGNATE_COORDINATORS, proposal, chair(), **legal_body(Action.DESIGNATE_COORDINATORS))
    yield "drafting"
    submit(proposal)
    yield "editorial"
    circulate(proposal)
    yield "circulation"
    move_clock(days=31)
    yield "circulation-over"
    consider(proposal, Action.OPEN_SWG, silence=in_days(14))
    yield "working_group-silence"
    position(proposal, "MN", "objection")
    yield "working_group-broken"
    consider(proposal, Action.OPEN_SWG)
    yield "working_group"
    conclude(proposal, Action.CONCLUDE_SWG, "agreed")
    yield "agreed"
    consider(proposal, Action.OPEN_SOC, silence=in_days(14))
    yield "senior_officials-silence"
    position(proposal, "MN", "objection")
    yield "senior_officials-broken"
    consider(proposal, Action.OPEN_SOC)
    yield "senior_officials"
    with rolled_back():
        conclude(proposal, Action.CONCLUDE_SOC, "declined", reason="No agreement is in sight.")
        yield "declined"
    with rolled_back():
        act(Action.WITHDRAW, proposal, chair(), reason="Covered elsewhere.")
        yield "withdrawn"
    conclude(proposal, Action.CONCLUDE_SOC, "approved")
    yield "approved"
    act(Action.COMPLETE, proposal, delegate(COORDINATOR))
    yield "completed"


ACTORS: dict[str, Callable[[], Actor]] = {
    "public": Actor.nobody,
    "observer": lambda: delegate("JP"),
    "administrator": administrator,
    "member": lambda: delegate(UNINVOLVED),
    "interested": lambda: delegate(INTERESTED),
    "coordinator": lambda: delegate(COORDINATOR),
    "last_interested": lambda: delegate(COORDINATOR),
    "viewer": lambda: viewer(COORDINATOR),
    "chair": chair,
    "secretariat": secretariat,
    "read_only": lambda: chair(read_only=True),
    "procedure": Actor.procedure,
}


def answer(attempt: Callable[[], Any]) -> str:
    """Return what an attempt is answered, and undo it."""
    with rolled_back():
        try:
            attempt()
        except (NotVisible, NotYours, NotNow) as refusal:
            return ANSWERS[type(refusal)]
        return "yes"


def expected(action: str, stage: str, capacity: str) -> str:
    """Return what the reviewed table says."""
    return (EXPECTED.get((action, stage)) or EXPECTED[action, "otherwise"])[capacity]


def test_the_table_names_each_act_each_capacity_and_known_answers():
    assert {name for name, _stage in EXPECTED} == {row.name for row in TABLE}
    assert list(ACTORS) == CAPACITIES
    assert {one for row in EXPECTED.values() for one in row.values()} == {"yes", "later", "no", "unseen"}


@pytest.mark.parametrize("capacity", ACTORS)
def test_who_may_do_what_when(capacity, move_clock):
    proposal, actor = open_proposal(), ACTORS[capacity]()
    if capacity != "last_interested":
        act(Action.DECLARE_INTEREST, proposal, delegate("TJ"), offer="either")
        act(Action.DECLARE_INTEREST, proposal, delegate(INTERESTED))

    cells = {
        (action, stage): answer(
            lambda name=action: take(name, reference=proposal.reference, actor=actor, data=legal_body(name))
        )
        for stage in walk(proposal, move_clock)
        for action in Action
    }

    wrong = {cell: found for cell, found in cells.items() if found != expected(*cell, capacity)}
    assert wrong == {}
    reached = {stage for _action, stage in cells}
    assert {stage.split("-")[0] for stage in reached} == set(Stage) - {Stage.VIEWS, Stage.EXPERTS}
    assert {stage for _action, stage in EXPECTED} == {*reached, "none", "otherwise"}


@pytest.mark.parametrize("capacity", ACTORS)
def test_who_may_open_a_proposal(capacity):
    actor = ACTORS[capacity]()

    found = answer(lambda: declare(measure="ECO-2", route="A", actor=actor, data={}))

    assert found == expected(Action.DECLARE_INTEREST, "none", capacity)
