"""Falsify where each act leads, one lead at a time, and ask whether the walk of its room notices.

A room's walk is a generator of steps: acts done one after the other, on what the acts before have left. What
each must lead to stands in `leads.csv` beside the walk, written from DESIGN and apart from the code. A step
is first done and taken back, to see which rows move what; then once more for each lead of these rows that was
not falsified yet, with that lead made wrong; then truly. Noticed is a lead whose falsehood makes the walk
differ from the file, or fail: a table that is decoration is not noticed, whatever it says.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from records.act_types import Lead, StagedAct
from records.models import Act

Way = tuple[str, str, str]
"""An act, the stage it is done in ("none": it makes its subject), and what came of it ("" where nothing is
told apart).
"""


@dataclass(frozen=True)
class Trial:
    """A step that is taken back again: what can also be done at this place of the walk."""

    do: Callable[[], Any]


Step = Trial | Callable[[], Any]
Rows = Mapping[tuple[type, str], StagedAct]


@dataclass
class Move:
    """What a row did to an object's row in the database; `after` is read from there once the act is over."""

    act: StagedAct
    before: Any
    outcome: str
    row: Any = None
    after: str = ""

    @property
    def key(self) -> tuple[type, str]:
        """Which row of which table it was by."""
        return type(self.act), self.act.name

    @property
    def way(self) -> Way:
        """The line of the file that this is about."""
        return str(self.act.name), str(self.before or "none"), self.outcome


@dataclass(frozen=True)
class Found:
    """What a walk has shown: where each way led, and which leads could be falsified without being noticed."""

    led: Mapping[Way, str]
    falsified: tuple[str, ...]
    unnoticed: tuple[str, ...]


def expected_of(test: str) -> dict[Way, str]:
    """Return where each way leads, by the file `leads.csv` beside the test."""
    with Path(test).with_name("leads.csv").open(newline="") as lines:
        _heading, *rows = csv.reader(lines)
    return {(act, before, outcome): after for act, before, outcome, after in rows}


def ways_of(acts: Iterable[StagedAct]) -> set[Way]:
    """Return all ways that the rows of a table declare."""
    return {
        (str(act.name), str(source or "none"), outcome)
        for act in acts
        for source in act.sources
        for outcome in act.ways_from(source)
    }


def falsify(walk: Iterable[Step], *, acts: Iterable[StagedAct], expected: Mapping[Way, str]) -> Found:
    """Walk; at each step falsify every lead of `acts` that it takes for the first time."""
    rows = {(type(act), act.name): act for act in acts}
    led: dict[Way, str] = {}
    falsified: list[str] = []
    unnoticed: list[str] = []
    for step in walk:
        do = step.do if isinstance(step, Trial) else step
        moves, entered = _tried(do, rows)
        told = {move.way: expected.get(move.way) for move in moves}, entered
        for move in moves:
            if move.way in led:
                assert move.after == led[move.way], f"{move.way} leads to two stages"
                continue
            led[move.way] = move.after
            for name, falsehood in _falsehoods(move):
                falsified.append(name)
                with _leading(move.act, falsehood):
                    unnoticed += [name] if _seen(do, rows) == told else []
        if not isinstance(step, Trial):
            do()
    return Found(led, tuple(falsified), tuple(unnoticed))


def _seen(do: Callable[[], Any], rows: Rows) -> tuple[Mapping[Way, str], int] | None:
    """Return where each act of a step leads and how many the register has of it; None where it fails."""
    try:
        moves, entered = _tried(do, rows)
    except Exception:  # noqa: BLE001 (whatever it is: with the true table the step was done)
        return None
    return {move.way: move.after for move in moves}, entered


def _tried(do: Callable[[], Any], rows: Rows) -> tuple[list[Move], int]:
    """Return what a step moves by these rows, and how many acts it enters; take it back."""
    with transaction.atomic(), _watched() as moves:
        before = Act.objects.count()
        do()
        _read(moves[-1:])
        entered = Act.objects.count() - before
        transaction.set_rollback(True)
    return [replace(move, act=rows[key]) for move in moves if (key := move.key) in rows], entered


def _read(moves: list[Move]) -> None:
    """Read from the database where acts that are over have led; one that did not come to it led nowhere."""
    for move in moves:
        if move.row is not None:
            move.after = str(type(move.row).objects.get(pk=move.row.pk).stage)


@contextmanager
def _watched() -> Iterator[list[Move]]:
    """Note which row of a table moves which row of the database, and from which stage."""
    moves: list[Move] = []
    stage_after, write = StagedAct.stage_after, StagedAct.write

    def asked(act: StagedAct, before: Any, outcome: str = "") -> Any:
        _read(moves[-1:])
        moves.append(Move(act, before, outcome))
        return stage_after(act, before, outcome)

    def written(act: StagedAct, row: Any, *rest: Any) -> None:
        moves[-1].row = row
        write(act, row, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StagedAct, "stage_after", asked)
        patch.setattr(StagedAct, "write", written)
        yield moves


def _falsehoods(move: Move) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what can be falsified of the lead that a move followed: where it leads, and that it is there."""
    act, said = move.act, " ".join(filter(None, move.way))
    lead = act.leads[move.outcome]
    truth = {source: after for source in act.sources if (after := lead.stage_after(source))}
    stages = list(type(truth[move.before]))
    wrong = stages[(stages.index(truth[move.before]) + 1) % len(stages)]
    elsewhere = truth | {move.before: wrong}
    if not act.outcomes:
        yield f"{said} → {wrong}", {"target": wrong if move.before is None else elsewhere}
        return
    yield f"{said} → {wrong}", {"outcomes": {**act.outcomes, move.outcome: Lead(elsewhere)}}
    others = {name: other for name, other in act.outcomes.items() if name != move.outcome}
    yield f"{said}, undeclared", {"outcomes": others}


@contextmanager
def _leading(act: StagedAct, falsehood: Mapping[str, Any]) -> Iterator[None]:
    """Let a row of a table lead as it should not."""
    truth = {name: getattr(act, name) for name in falsehood}
    try:
        _set(act, falsehood)
        yield
    finally:
        _set(act, truth)


def _set(act: StagedAct, leading: Mapping[str, Any]) -> None:
    for name, value in leading.items():
        object.__setattr__(act, name, value)  # a row is frozen, and other modules hold this very one


def assert_noticed(test: str, walk: Iterable[Step], acts: Iterable[StagedAct]) -> None:
    """Demand that a walk leads where the file beside its test says, takes every way, and notices every
    falsehood; print how many there were.
    """
    acts, expected = tuple(acts), expected_of(test)
    assert ways_of(acts) == expected.keys(), ways_of(acts) ^ expected.keys()
    found = falsify(walk, acts=acts, expected=expected)
    assert found.led == expected, found.led.items() ^ expected.items()
    assert found.unnoticed == (), found.unnoticed
    room = Path(test).parent.name
    sys.stdout.write(f"{room}: {len(expected)} ways, {len(found.falsified)} falsehoods, all noticed\n")
