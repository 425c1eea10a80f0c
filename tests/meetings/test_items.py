"""An item of an agenda is named by its number within its meeting, which nothing else ever has."""

import importlib
import json

import pytest
from django.db import connection
from django.db.models import F

from meetings.models import AgendaItem, Meeting
from meetings.proof import meetings_differ
from records.models import Act, Counter
from tests.cica.test_restoring import lose, restored
from tests.factories.meetings import convene, item_of, later, on_meeting
from tests.factories.members import browser, delegate

pytestmark = pytest.mark.django_db


def added(meeting: Meeting) -> int:
    """Return the number of an item that is added now."""
    act = on_meeting(meeting, "add-item", title="A matter")
    return json.loads(act.payload)["item"]


def numbers_of(meeting: Meeting) -> list[int]:
    """Return the numbers of the agenda, in its order."""
    held = AgendaItem.objects.filter(meeting=meeting).order_by("position")
    return list(held.values_list("number", flat=True))


def test_items_are_numbered_within_their_meeting_and_keep_their_numbers():
    one, other = convene(**later(60)), convene(**later(90))

    assert [added(meeting) for meeting in (one, other, one, one)] == [1, 1, 2, 3]
    on_meeting(one, "move-item", item=3, position=1)
    assert (numbers_of(one), item_of(one).number) == ([3, 1, 2], 3)


def test_the_number_of_an_item_that_is_gone_is_given_to_no_other():
    meeting = convene(**later(60))
    added(meeting)
    on_meeting(meeting, "remove-item", item=added(meeting))
    assert added(meeting) == 3

    restored(lose(2))

    assert added(meeting) == 3 + 2 + 1


def test_pages_api_and_register_name_an_item_by_its_number_alone():
    for days in (60, 90):
        added(convene(**later(days)))
    meeting, reader = convene(**later(120)), browser(delegate("KZ"))
    added(meeting)
    assert item_of(meeting).pk > 2

    shown = reader.get(f"/api/v1/meetings/{meeting.reference}/").json()

    assert [item["id"] for item in shown["agenda"]] == [1]
    entered = Act.objects.filter(object_kind="agenda", object_key=meeting.reference)
    assert [json.loads(act.payload)["item"] for act in entered] == [1]


def test_the_items_that_there_were_keep_the_keys_that_acts_name_them_by():
    meeting = convene(**later(60))
    named = [added(meeting) for _time in range(3)]
    on_meeting(meeting, "remove-item", item=named[-1])
    AgendaItem.objects.update(id=F("number"), number=F("number") + 100)  # as it was: acts named the keys
    Counter.objects.filter(series__startswith="item:").delete()
    kept = importlib.import_module("meetings.migrations.0010_number_items")

    with connection.cursor() as cursor:
        cursor.execute(kept.NUMBER)
        cursor.execute(kept.GO_ON)

    assert numbers_of(meeting) == named[:2]
    assert added(meeting) == named[-1] + 1
    assert list(meetings_differ()) == []
