"""Every day and year that an act takes says on which side of today it must lie, or why on either."""

import pytest
from rest_framework import serializers

from implementation.fields import AnnouncedYearField, ReportedYearField
from records.fields import ComingDayField, FutureDayField, PastDayField
from records.known_acts import acts_by_room

OF_EITHER_SIDE = {
    "may be entered when they are planned or afterwards": {
        ("plan-activity", "year"), ("plan-activity", "starts_on"), ("plan-activity", "ends_on"),
        ("enter-action-plan", "starts_on"), ("enter-action-plan", "ends_on"),
        ("amend-action-plan", "starts_on"), ("amend-action-plan", "ends_on"),
        ("designate-expert", "valid_from"),
    },
    "is compiled of what states entered, in advance or late": {("compile-plan", "year")},
    "is compared with the day of the act by the form": {
        ("designate-expert", "valid_to"), ("renew-expert", "valid_to"), ("designate-expert", "agreed_on"),
    },
    "is the day of a decision, which acts ahead or is entered later": {
        ("admit", "effective_on"), ("change-status", "effective_on"),
        ("hand-over-chairmanship", "effective_on"),
        ("correct-entry", "effective_on"),
        ("rename", "effective_on"),
    },
}  # fmt: skip
SIDED = (ComingDayField, FutureDayField, PastDayField, ReportedYearField, AnnouncedYearField)


@pytest.mark.django_db
def test_every_day_and_year_of_an_act_lies_on_a_side_of_today():
    fields = {
        (act_type.name, name): field
        for _room, act_types in acts_by_room()
        for act_type in act_types
        for name, field in act_type.fields().fields.items()
        if isinstance(field, serializers.DateField) or name == "year"
    }

    unsided = {key for key, field in fields.items() if not isinstance(field, SIDED)}

    assert unsided == set().union(*OF_EITHER_SIDE.values())
    assert len(fields) > len(unsided) + 8
