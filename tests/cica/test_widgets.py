"""Each field of an act is filled in with the control that suits it, and comes back as it was typed."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone
from rest_framework import serializers

from cica import widgets
from records.references import Option, ReferenceField, ReferencesField

TWO = [("yes", "Yes"), ("no", "No")]
SIX = [(str(number), f"Number {number}") for number in range(6)]


class Row(serializers.Serializer):
    """A row of a repeatable fieldset."""

    state = serializers.CharField()
    role = serializers.ChoiceField(choices=TWO)
    number = serializers.IntegerField(read_only=True)


class Offered(ReferenceField):
    """A field that names a thing, of which there are some."""

    none_yet = "None yet: make one first."

    def __init__(self, *, things: dict[str, str], takes_others: bool = False) -> None:
        super().__init__()
        self.takes_others = takes_others
        self.things = things

    @property
    def context(self):
        """Stand for a form's."""
        return {"at": "now"}

    def options(self):
        """Offer them in two groups."""
        return [Option(key, label, group=label[0]) for key, label in self.things.items()]


class Act(serializers.Serializer):
    """An act with a plain field, rows, and the fields of the secretariat."""

    title = serializers.CharField(label="Title of the paper")
    token = serializers.HiddenField(default="kept by the server")
    number = serializers.IntegerField(read_only=True)
    coordinators = Row(many=True)
    note_number = serializers.CharField(required=False)

    def validate(self, attrs):
        """Refuse one title, to have an error of the whole form."""
        if attrs["title"] == "refused":
            raise serializers.ValidationError("Not this one.")
        return attrs


def refused(**data) -> Act:
    act = Act(data=data)
    assert not act.is_valid()
    return act


@pytest.mark.parametrize(
    ("field", "widget"),
    [
        (serializers.CharField(), "text"),
        (serializers.CharField(style={"base_template": "textarea.html"}), "paragraph"),
        (serializers.CharField(style={"input_type": "hidden"}), "hidden"),
        (serializers.EmailField(), "email"),
        (serializers.URLField(), "url"),
        (serializers.ChoiceField(choices=TWO), "radios"),
        (serializers.ChoiceField(choices=SIX), "select"),
        (serializers.MultipleChoiceField(choices=TWO), "checkboxes"),
        (serializers.ListField(child=serializers.ChoiceField(choices=SIX)), "checkboxes"),
        (serializers.ListField(child=serializers.CharField()), "lines"),
        (serializers.BooleanField(), "checkbox"),
        (serializers.DateTimeField(), "instant"),
        (serializers.DateField(), "date"),
        (serializers.IntegerField(), "number"),
        (serializers.FileField(), "file"),
        (serializers.HiddenField(default=1), "none"),
        (serializers.UUIDField(), "hidden"),
        (Offered(things={"AZ": "Azerbaijan"}), "select"),
        (Offered(things={}), "none_yet"),
        (Offered(things={}, takes_others=True), "search"),
        (Offered(things={str(number): f"No. {number}" for number in range(201)}), "search"),
        (ReferencesField(child=Offered(things={"AZ": "Azerbaijan"})), "checkboxes"),
        (ReferencesField(child=Offered(things={})), "none_yet"),
        (Row(many=True), "rows"),
    ],
)
def test_each_class_of_field_has_its_widget(field, widget):
    assert widgets.widget(field) == widget


def test_a_field_without_a_widget_is_an_error_that_says_where_to_add_one():
    with pytest.raises(LookupError, match=r"DurationField.*WIDGETS"):
        widgets.widget(serializers.DurationField())


def test_a_long_list_stands_under_headings_and_a_link_may_name_in_words():
    field = Offered(things={"AM": "Armenia", "AZ": "Azerbaijan", "KZ": "Kazakhstan"})

    assert widgets.grouped(field) == [
        ("A", [("AM", "Armenia"), ("AZ", "Azerbaijan")]),
        ("K", [("KZ", "Kazakhstan")]),
    ]
    assert widgets.chosen(field, "kazakhstan") == {"KZ"}
    assert widgets.none_yet(field) == "None yet: make one first."


def test_choices_are_read_from_a_field_and_from_a_list_of_fields():
    in_list = serializers.ListField(child=serializers.ChoiceField(choices=TWO))

    assert (
        list(widgets.choices(in_list)) == list(widgets.choices(serializers.ChoiceField(choices=TWO))) == TWO
    )


@pytest.mark.parametrize(
    ("value", "ticked"), [(None, set()), ("", set()), ("yes", {"yes"}), ([1, 2], {"1", "2"}), (0, {"0"})]
)
def test_what_was_ticked_is_read_whether_typed_or_stored(value, ticked):
    assert widgets.chosen(serializers.ChoiceField(choices=TWO), value) == ticked


def test_where_nothing_was_ticked_the_default_is():
    with_default = serializers.ChoiceField(choices=TWO, default="no")

    assert widgets.chosen(with_default, None) == {"no"}
    assert widgets.chosen(with_default, "yes") == {"yes"}


def test_a_default_that_is_worked_out_ticks_nothing():
    assert widgets.chosen(serializers.MultipleChoiceField(choices=TWO, default=list), None) == set()


@pytest.mark.parametrize("stored", ["2026-03-02T13:00:00Z", dt.datetime(2026, 3, 2, 13, tzinfo=dt.UTC)])
def test_a_stored_instant_is_offered_in_the_readers_zone(stored):
    with timezone.override("Asia/Almaty"):
        assert widgets.local_input(stored) == "2026-03-02T18:00"


@pytest.mark.parametrize(
    ("typed", "offered"), [("2026-03-02T13:00", "2026-03-02T13:00"), ("soon", "soon"), (None, "")]
)
def test_a_typed_instant_stays_as_it_was_typed(typed, offered):
    assert widgets.local_input(typed) == offered


def test_an_act_is_split_into_its_own_fields_and_those_of_the_secretariat():
    act = Act()

    assert [field.name for field in widgets.own_fields(act)] == ["title", "coordinators"]
    assert [field.name for field in widgets.on_behalf_fields(act)] == ["note_number"]


def test_a_row_asks_only_for_what_can_be_written():
    assert [field.field_name for field in widgets.row_fields(Act()["coordinators"])] == ["state", "role"]


def test_rows_keep_what_was_typed_with_its_errors_and_offer_blank_ones():
    act = refused(title="A", coordinators=[{"state": "AZ", "role": "no"}, {"state": "KG", "role": "maybe"}])

    rows = widgets.rows(act["coordinators"])

    assert [row["values"].get("state") for row in rows] == ["AZ", "KG", None, None]
    assert [list(row["errors"]) for row in rows] == [[], ["role"], [], []]


def test_a_field_may_ask_for_more_blank_rows():
    class Paper(serializers.Serializer):
        paragraphs = Row(many=True, style={"spare_rows": 7})

    assert len(widgets.rows(Paper()["paragraphs"])) == 7


def test_an_empty_list_of_rows_is_an_error_of_the_list():
    class Designation(serializers.Serializer):
        coordinators = Row(many=True, allow_empty=False)

    act = Designation(data={"coordinators": []})
    act.is_valid()

    assert widgets.row_set_errors(act["coordinators"]) == ["This list may not be empty."]


def test_errors_of_rows_are_not_errors_of_the_list():
    act = refused(title="A", coordinators=[{"state": "AZ", "role": "maybe"}])

    assert widgets.row_set_errors(act["coordinators"]) == []


def test_the_summary_names_each_refused_field_in_the_order_of_the_form():
    act = refused(title="", coordinators=[{"role": "maybe"}])

    assert widgets.error_summary(act) == [
        ("title", "Title of the paper", ["This field may not be blank."]),
        ("coordinators-0-state", "Coordinators 1: State", ["This field is required."]),
        ("coordinators-0-role", "Coordinators 1: Role", ['"maybe" is not a valid choice.']),
    ]


def test_the_summary_names_a_list_that_is_missing_as_a_whole():
    assert widgets.error_summary(refused(title="A")) == [
        ("coordinators", "Coordinators", ["This field is required."])
    ]


def test_an_error_of_the_whole_form_belongs_to_no_field():
    act = refused(title="refused", coordinators=[{"state": "AZ", "role": "no"}])

    assert widgets.error_summary(act) == [("", "", ["Not this one."])]


def test_a_form_that_was_not_sent_has_no_summary():
    assert widgets.error_summary(Act()) == []


def test_a_confirmation_carries_everything_that_was_sent_but_the_step():
    sent = QueryDict("title=A&present=AZ&present=KG&step=check&csrfmiddlewaretoken=secret")

    assert widgets.typed(Act(data=sent)) == [("title", "A"), ("present", "AZ"), ("present", "KG")]
