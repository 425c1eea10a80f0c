"""What holds for every field that somebody fills in, whatever it belongs to."""

from copy import deepcopy
from types import SimpleNamespace

import django_filters
import pytest
from django import forms
from rest_framework import serializers

from papers.api.views import version_number
from records.fields import (
    LARGEST,
    DayField,
    InstantField,
    NumberChoiceField,
    TrueOrFalseField,
    WholeNumberField,
)
from records.references import ReferenceField
from records.refusals import Invalid
from records.texts import TextsTidied
from tests.factories.members import browser, secretariat
from tests.inputs import every_field, every_filter, every_input
from web.filters import WholeNumberFilter
from web.forms import said_by_box, said_in_digits

NEITHER_TRUE_NOR_FALSE = ["off", "no", "yes", "on", "t", "f", "true", "false", "", "0", 0, 1, 1.0, [], {}]
NO_WHOLE_NUMBERS = ["2026.5", "1.0", "1e3", "-1", "+1", " 1", "١", "x", "9" * 16, "9" * 5000]


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


NO_JSON_INTEGERS = ["5", " 5", "5.0", "٥", "", "x", 5.0, 5.5, 1e3, True, False, [], [5], {}]


@pytest.mark.parametrize("given", NO_JSON_INTEGERS, ids=repr)
def test_every_number_of_a_body_is_a_whole_one_and_nothing_that_could_be_read_as_one(given):
    numbers = [one for one in every_field() if isinstance(one[1], serializers.IntegerField)]
    chosen = [one for one in every_field() if set(map(type, getattr(one[1], "choices", []))) == {int}]

    assert len(numbers) > 8
    assert [where for where, one in numbers if not isinstance(one, WholeNumberField)] == []
    assert [where for where, one in chosen if not isinstance(one, NumberChoiceField)] == []
    assert len(chosen) > 0
    for _where, one in (*numbers, *chosen):
        with pytest.raises(serializers.ValidationError, match="Give a whole number, in digits alone"):
            one.run_validation(given)


@pytest.mark.parametrize("given", [5, 5.0, 0, True, ["x"], {"en": "x"}], ids=repr)
def test_no_text_of_a_body_is_written_out_of_what_is_none(given):
    texts = [one for one in every_field() if isinstance(one[1], serializers.CharField)]
    plain = [(where, field) for where, field in texts if not isinstance(field, ReferenceField)]
    taken = [type("Taken", (TextsTidied,), {"text": deepcopy(field)}) for _where, field in plain]

    assert len(plain) > 40
    assert not any(one(data={"text": given}).is_valid() for one in taken)


def test_a_whole_number_is_as_large_as_an_address_can_say():
    field = WholeNumberField()

    assert field.run_validation(LARGEST) == LARGEST
    with pytest.raises(serializers.ValidationError, match="less than or equal"):
        field.run_validation(10**400)


@pytest.mark.django_db
@pytest.mark.parametrize("body", [{"overlap_hours": "24"}, {"overlap_hours": 24.0}, {"overlap_hours": True}])
def test_a_number_in_a_body_is_no_text_of_one(body):
    client, made = browser(secretariat()), {"url": "https://a.example.org/"}
    webhook = client.post("/api/v1/webhooks/", made, content_type="application/json")

    rotated = f"{webhook['Location']}actions/rotate/"
    refused = client.post(rotated, body, content_type="application/json")

    assert (refused.status_code, refused.json()["errors"]) == (
        400, {"overlap_hours": ["Give a whole number, in digits alone."]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "said"), [("5", 5), (" 05 ", 5), ("", ""), (" ", ""), ("5.0", "5.0"), ("-1", "-1"), ("x", "x")]
)
def test_a_control_of_a_form_says_a_number_or_what_its_field_refuses(sent, said):
    assert said_in_digits(sent) == said


@pytest.mark.parametrize(
    ("sent", "said"),
    [("on", True), ("true", True), ("1", True), ("", False), ("off", False), ("maybe", "maybe")],
)
def test_a_box_of_a_form_says_yes_or_no_or_what_its_field_refuses(sent, said):
    assert said_by_box(sent) == said


def test_every_number_that_a_list_is_filtered_by_is_a_whole_one():
    numbers = [one for one in every_filter() if isinstance(one[1], django_filters.NumberFilter)]

    assert len(numbers) > 5
    assert [where for where, one in numbers if not isinstance(one, WholeNumberFilter)] == []
    for where, one in numbers:
        assert (where, one.field.clean("2026"), one.field.clean("")) == (where, 2026, None)
        for text in NO_WHOLE_NUMBERS:
            with pytest.raises(forms.ValidationError, match="Give a whole number"):
                one.field.clean(text)


@pytest.mark.parametrize("text", NO_WHOLE_NUMBERS, ids=range(len(NO_WHOLE_NUMBERS)))
def test_a_version_is_named_by_a_whole_number(text):
    with pytest.raises(Invalid):
        version_number(SimpleNamespace(query_params={"from": text}), "from", default=1)
