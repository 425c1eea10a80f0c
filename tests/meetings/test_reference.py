"""The record of past meetings: complete, with its sources, unknown days unknown, loaded again unchanged."""

from copy import deepcopy
from datetime import date

import pytest

from meetings.enums import Stage
from meetings.models import Meeting
from meetings.reference import MEETINGS, load_meetings, read_meetings
from members.synchronisation import BadReference
from proposals.enums import Stage as StageOfProposal
from tests.factories.members import browser, secretariat
from tests.factories.proposals import proposal_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def data():
    return deepcopy(read_meetings())


def test_each_meeting_of_the_record_is_there_with_its_sources(data):
    held = Meeting.objects.exclude(reference_key=None)

    assert held.count() == len(data[MEETINGS]["meetings"]) == 72
    assert not held.filter(sources=[]).exists()
    assert set(held.values_list("stage", flat=True)) == {Stage.HELD, Stage.PLANNED}


def test_days_that_no_source_gives_stay_unknown():
    month = Meeting.objects.get(reference="SUMMIT-2026-10")
    first_day = Meeting.objects.exclude(reference_key=None).filter(ends_on=None, starts_precision="day")

    assert (month.starts_precision, month.ends_on, month.stage) == ("month", None, Stage.PLANNED)
    assert first_day.count() == 17
    whole = Meeting.objects.get(reference="SOC-2025-12-17")
    assert (whole.starts_on, whole.ends_on, whole.format) == (
        date(2025, 12, 17),
        date(2025, 12, 17),
        "online",
    )


def test_what_could_come_before_a_session_without_an_hour_is_said():
    ready = proposal_at(StageOfProposal.AGREED)

    answer = browser(secretariat()).get("/api/v1/meetings/SOC-2025-12-17/candidates/")

    [candidate] = answer.json()["candidates"]
    assert (candidate["proposal"], candidate["is_ready"]) == (ready.reference, True)


def test_loading_again_changes_nothing(data):
    before = list(Meeting.objects.order_by("pk").values())

    tally = load_meetings(data)["meetings"]

    assert (tally.added, tally.changed, tally.removed, tally.left) == (0, 0, 0, 72)
    assert list(Meeting.objects.order_by("pk").values()) == before


def test_a_record_that_is_gone_goes_and_one_that_changed_changes(data):
    gone, changed = data[MEETINGS]["meetings"].pop(), data[MEETINGS]["meetings"][0]
    changed["place"] = "Almaty"

    tally = load_meetings(data)["meetings"]

    assert (tally.removed, tally.changed) == (1, 1)
    assert not Meeting.objects.filter(title=gone["title"]).exists()
    assert Meeting.objects.get(reference="PREPARATORY-1993-04").place == "Almaty"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"start": "1993-13"}, "no date"),
        ({"start": None}, "missing"),
        ({"kind": "party"}, "kind"),
        ({"format": "telepathy"}, "not known"),
        ({"source": None}, "missing"),
        ({"start": "1993-08"}, "comes twice"),
    ],
)
def test_a_wrong_record_is_named(data, change, sentence):
    data[MEETINGS]["meetings"][0] |= change

    with pytest.raises(BadReference, match=sentence):
        load_meetings(data)
