"""What nobody can undo is asked for twice: every act of a person is final, or says what undoes it.

`finality.csv` has a line for each: `final`; `by its body` where it depends on that (the tests of the rooms
say how); `undone by` another act; `adds` what stands by itself and binds nobody.
"""

import csv
from pathlib import Path

from records.kinds import PROCEDURE
from records.known_acts import acts_by_room

BY_COMMAND = "restore"
"""The operator's, who is asked in another way."""


def said():
    text = Path(__file__).with_name("finality.csv").read_text(encoding="utf-8")
    return {line["act"]: line["what"] for line in csv.DictReader(text.splitlines())}


def acts_of_people():
    return [
        act
        for _room, acts in acts_by_room()
        for act in acts
        if act.name != BY_COMMAND and any(role.capacity != PROCEDURE for role in act.who)
    ]


def test_every_act_of_a_person_says_whether_it_can_be_undone():
    assert said().keys() == {act.name for act in acts_of_people()}


def test_what_nobody_can_undo_is_asked_for_twice():
    wrong = [
        act.name
        for act in acts_of_people()
        if (act.is_irreversible, act.breaks is not None)
        != (said()[act.name] == "final", said()[act.name] == "by its body")
    ]

    assert wrong == []


def test_what_undoes_an_act_is_an_act():
    for what in said().values():
        assert what in {"final", "by its body", "adds"} or what.removeprefix("undone by ") in said(), what
