"""What holds for every field that somebody fills in, whatever it belongs to."""

import pytest
from rest_framework import serializers

from records.fields import DayField, InstantField, TrueOrFalseField
from records.forms import said_by_box
from tests.inputs import every_field, every_input

NEITHER_TRUE_NOR_FALSE = ["off", "no", "yes", "on", "t", "f", "true", "false", "", "0", 0, 1, 1.0, [], {}]


def test_the_inputs_are_those_of_acts_and_of_other_addresses():
    names = {taken.__name__ for taken in every_input()}

    assert {"OnBehalfFields", "SubmitReportFields", "ReplayFields", "NewTokenFields", "ReadFields"} <= names


def test_every_time_and_day_that_is_filled_in_is_an_instant_or_a_day():
    times = serializers.DateTimeField | serializers.DateField | serializers.TimeField
    taken = [(where, field) for where, field in every_field() if isinstance(field, times)]

    assert len(taken) > 20
    assert [where for where, field in taken if not isinstance(field, InstantField | DayField)] == []


@pytest.mark.parametrize("word", NEITHER_TRUE_NOR_FALSE, ids=repr)
def test_every_yes_or_no_is_true_or_false_and_no_word_for_it(word):
    boxes = [(where, box) for where, box in every_field() if isinstance(box, serializers.BooleanField)]

    assert len(boxes) > 5
    assert [where for where, box in boxes if not isinstance(box, TrueOrFalseField)] == []
    for _where, box in boxes:
        assert [box.run_validation(said) for said in (True, False)] == [True, False]
        with pytest.raises(serializers.ValidationError, match="Say true or false"):
            box.run_validation(word)


@pytest.mark.parametrize(
    ("sent", "said"),
    [("on", True), ("true", True), ("1", True), ("", False), ("off", False), ("maybe", "maybe")],
)
def test_a_box_of_a_form_says_yes_or_no_or_what_its_field_refuses(sent, said):
    assert said_by_box(sent) == said
