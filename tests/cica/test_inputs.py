"""What holds for every field that somebody fills in, whatever it belongs to."""

from rest_framework import serializers

from records.fields import DayField, InstantField
from tests.inputs import every_field, every_input


def test_the_inputs_are_those_of_acts_and_of_other_addresses():
    names = {taken.__name__ for taken in every_input()}

    assert {"OnBehalfFields", "SubmitReportFields", "ReplayFields", "NewTokenFields", "ReadFields"} <= names


def test_every_time_and_day_that_is_filled_in_is_an_instant_or_a_day():
    times = serializers.DateTimeField | serializers.DateField | serializers.TimeField
    taken = [(where, field) for where, field in every_field() if isinstance(field, times)]

    assert len(taken) > 20
    assert [where for where, field in taken if not isinstance(field, InstantField | DayField)] == []
