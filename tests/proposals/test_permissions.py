"""Every act, by everybody, in every stage, against `permissions.csv` (route A) and `permissions_bcd.csv`.

The files were written from DESIGN section 2 and are reviewed as text, apart from the code. They say `yes`
(the act is done), `later` (409: another stage, or a guard not met), `no` (403: not theirs) or `unseen`
(404). `otherwise` stands for all stages that the act's other lines do not name; `none` for a measure
that has no open proposal. A stage with a suffix is a case of it: the comment period is over, a silence
runs (without suffix a meeting is considering), or was broken.

The acts of other routes are answered like those of another stage. The proposal of route A is of KG, its
coordinator from drafting on, TJ and TH; for `last_interested` it is of KG alone. Route B was opened by TJ and
has its expert in KG, route C was proposed by KG (there both the opener and who drafts), the plan is of
nobody. UZ has no part in any, AZ is in the chair.
"""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from members.actor import Actor
from proposals.actions import declare
from proposals.enums import Action, Route, Stage
from proposals.models import Proposal
from proposals.transitions import TABLE, opening_of
from records.refusals import NotNow, NotVisible, NotYours, TooLate
from tests.factories.members import administrator, chair, delegate, secretariat, viewer
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    OPENINGS,
    UNINVOLVED,
    act,
    activity_of,
    begin,
    circulate,
    conclude,
    consider,
    in_days,
    legal_body,
    open_proposal,
    opened,
    position,
    submit,
    take_up_to_editorial,
)
from tests.factories.taking import act_on_proposal as take

pytestmark = pytest.mark.django_db

INTERESTED = "TH"
ANSWERS = {NotVisible: "unseen", NotYours: "no", NotNow: "later", TooLate: "later"}


Cells = dict[tuple[str, str], dict[str, str]]


def read(name: str) -> tuple[list[str], list[list[str]]]:
    """Return the heading and the rows of a table beside this file."""
    with Path(__file__).with_name(name).open(newline="") as lines:
        heading, *rows = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    return heading, rows


def cells(capacities: list[str], rows: list[list[str]]) -> Cells:
    """Return `{(act, stage): {capacity: answer}}` with `otherwise` as a stage."""
    table: Cells = {}
    for name, stages, *answers in rows:
        for stage in stages.split():
            assert (name, stage) not in table, f"{name} in {stage} stands twice"
            table[name, stage] = dict(zip(capacities, answers, strict=True))
    return table


HEADING, ROWS = read("permissions.csv")
OTHER_HEADING, OTHER_ROWS = read("permissions_bcd.csv")
CAPACITIES, OTHER_CAPACITIES = HEADING[2:], OTHER_HEADING[3:]
EXPECTED: dict[str, Cells] = {
    Route.A: cells(CAPACITIES, ROWS),
    **{
        route: cells(OTHER_CAPACITIES, [row[1:] for row in OTHER_ROWS if route in row[0].split()])
        for route in (Route.B, Route.C, Route.D)
    },
}


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
    yield from walk_the_tail(proposal, move_clock)


def walk_the_tail(proposal: Proposal, move_clock: Callable[..., None]) -> Iterator[str]:
    """Take a proposal of any route from its editorial check on."""
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
    act(Action.COMPLETE, proposal, secretariat())
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


OTHER_ACTORS = {
    "public": Actor.nobody,
    "observer": lambda: delegate("JP"),
    "administrator": administrator,
    "member": lambda: delegate(UNINVOLVED),
    "drafter": lambda: delegate(COORDINATOR),
    "viewer": lambda: viewer(COORDINATOR),
    "chair": chair,
    "secretariat": secretariat,
    "read_only": lambda: chair(read_only=True),
    "procedure": Actor.procedure,
}
OPENERS = {Route.B: CO_COORDINATOR, Route.C: COORDINATOR, Route.D: CO_COORDINATOR}


def other_actor(route: str, capacity: str) -> Actor:
    """Return who is meant by a column of `permissions_bcd.csv` in a route."""
    return delegate(OPENERS[route]) if capacity == "opener" else OTHER_ACTORS[capacity]()


def expected(route: str, action: str, stage: str, capacity: str) -> str:
    """Return what the reviewed table says."""
    table = EXPECTED[route]
    return (table.get((action, stage)) or table[action, "otherwise"])[capacity]


def attempts(proposal: Proposal, actor: Actor, stages: Iterator[str]) -> dict[tuple[str, str], str]:
    """Return what each act is answered in each stage of a walk, each attempt undone."""
    return {
        (action, stage): answer(
            lambda name=action: take(
                name,
                reference=proposal.reference,
                actor=actor,
                data=legal_body(name, route=proposal.route),
            )
        )
        for stage in stages
        for action in Action
    }


@pytest.mark.parametrize("route", Route)
def test_the_table_names_each_act_and_known_answers(route):
    table = EXPECTED[route]

    assert {name for name, _stage in table} == {row.name for row in TABLE}
    assert {one for row in table.values() for one in row.values()} == {"yes", "later", "no", "unseen"}


def test_the_tables_name_each_capacity():
    assert list(ACTORS) == CAPACITIES
    assert {*OTHER_ACTORS, "opener"} == set(OTHER_CAPACITIES)


@pytest.mark.parametrize("capacity", ACTORS)
def test_who_may_do_what_when(capacity, move_clock):
    proposal, actor = open_proposal(), ACTORS[capacity]()
    if capacity != "last_interested":
        act(Action.DECLARE_INTEREST, proposal, delegate("TJ"), offer="either")
        act(Action.DECLARE_INTEREST, proposal, delegate(INTERESTED))

    found = attempts(proposal, actor, walk(proposal, move_clock))

    assert_as_expected(found, route=Route.A, capacity=capacity, never={Stage.VIEWS, Stage.EXPERTS})


@pytest.mark.parametrize("route", [Route.B, Route.C, Route.D])
@pytest.mark.parametrize("capacity", OTHER_CAPACITIES)
def test_who_may_do_what_when_in_the_other_routes(route, capacity, move_clock):
    proposal, actor = begin(route), other_actor(route, capacity)

    def stages() -> Iterator[str]:
        yield from map(str, take_up_to_editorial(proposal))
        yield from walk_the_tail(proposal, move_clock)

    found = attempts(proposal, actor, stages())

    never = {Stage.INTEREST, Stage.CONSULTATION}
    if route != Route.B:
        never |= {Stage.VIEWS, Stage.EXPERTS}
    assert_as_expected(found, route=route, capacity=capacity, never=never)


def assert_as_expected(
    found: dict[tuple[str, str], str], *, route: str, capacity: str, never: set[Stage]
) -> None:
    """Compare what was answered with the table, and what was reached with the stages of the route."""
    wrong = {cell: one for cell, one in found.items() if one != expected(route, *cell, capacity)}
    assert wrong == {}
    reached = {stage for _action, stage in found}
    assert {stage.split("-")[0] for stage in reached} == set(Stage) - never
    assert {stage for _action, stage in EXPECTED[route]} <= {*reached, "none", "otherwise"}


@pytest.mark.parametrize("capacity", ACTORS)
def test_who_may_open_a_proposal(capacity):
    actor = ACTORS[capacity]()

    found = answer(lambda: declare(measure="ECO-2", route="A", actor=actor, data={}))

    assert found == expected(Route.A, Action.DECLARE_INTEREST, "none", capacity)


@pytest.mark.parametrize("route", [Route.B, Route.C, Route.D])
@pytest.mark.parametrize("capacity", OTHER_CAPACITIES)
def test_who_may_open_a_proposal_of_another_route(route, capacity):
    activity_of(UNINVOLVED)
    actor, (_by, data) = other_actor(route, capacity), OPENINGS[route]()

    found = answer(lambda: opened(route, actor, **data))

    assert found == expected(route, opening_of(route).name, "none", capacity)
