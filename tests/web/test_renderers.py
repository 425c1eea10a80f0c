"""JSON as the API writes it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy

from members.enums import Capacity
from web.api.renderers import JSONRenderer, json_bytes


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 3, 14, 7, tzinfo=UTC), '"2026-03-14T07:00:00Z"'),
        (date(2007, 10, 4), '"2007-10-04"'),
        (gettext_lazy("Member state"), '"Member state"'),
        (Capacity.CHAIR, '"chair"'),
        (UUID(int=0), '"00000000-0000-0000-0000-000000000000"'),
        (Decimal("1.50"), '"1.50"'),
        ({1: "first row"}, '{"1":"first row"}'),
        ("Қазақстан", '"Қазақстан"'),
    ],
)
def test_each_kind_of_fact_has_one_form(value, text):
    assert json_bytes(value).decode() == text


def test_what_has_no_json_form_is_a_mistake_of_ours():
    with pytest.raises(TypeError):
        json_bytes({"x": object()})


def test_an_answer_without_a_body_has_no_bytes():
    assert JSONRenderer().render(None) == b""
