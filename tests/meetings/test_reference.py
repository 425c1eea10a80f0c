"""The record of past meetings: complete, with its sources, unknown days unknown, loaded again unchanged."""

from copy import deepcopy
from datetime import date

import pytest

from implementation.models import EarlierPaper
from meetings.enums import MeetingStage
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

    assert held.count() == len(data[MEETINGS]["meetings"]) == 87
    assert not held.filter(sources=[]).exists()
    assert set(held.values_list("stage", flat=True)) == {MeetingStage.HELD, MeetingStage.PLANNED}


def test_days_that_no_source_gives_stay_unknown():
    month = Meeting.objects.get(reference="SUMMIT-2026-10")
    first_day = Meeting.objects.exclude(reference_key=None).filter(ends_on=None, starts_precision="day")

    assert (month.starts_precision, month.ends_on, month.stage) == ("month", None, MeetingStage.PLANNED)
    assert first_day.count() == 25
    whole = Meeting.objects.get(reference="SOC-2025-12-17")
    assert (whole.starts_on, whole.ends_on, whole.format) == (
        date(2025, 12, 17),
        date(2025, 12, 17),
        "online",
    )


def test_the_decision_of_the_founding_document_is_there(client):
    """A/62/232, annex III: “par une décision unanime adoptée le 5 mars 2007”."""
    decision = client.get("/api/v1/meetings/DECISION-2007-03-05/").json()
    assert (decision["kind"], decision["starts_on"]) == ("decision", "2007-03-05")
    assert "observer status" in client.get("/meetings/DECISION-2007-03-05/").content.decode()
    assert b"DECISION-2007-03-05" in client.get("/search/?q=unanimous decision").content


@pytest.mark.parametrize(
    ("reference", "day"),
    [
        ("MINISTERIAL-INFORMAL-2011-09", date(2011, 9, 26)),
        ("MINISTERIAL-INFORMAL-2013-09", date(2013, 9, 25)),
    ],
)
def test_a_meeting_whose_day_was_found_keeps_its_address(reference, day, client):
    meeting = Meeting.objects.get(reference=reference)
    assert (meeting.starts_on, meeting.starts_precision) == (day, "day")
    assert client.get(f"/meetings/{reference}/").status_code == 200


def test_the_preparatory_group_of_1995_is_no_session_of_the_working_group(client):
    rows = client.get("/api/v1/meetings/?body=SWG&page_size=200").json()["results"]
    assert "SWG-1995-03" not in {row["reference"] for row in rows}
    assert min(row["starts_on"] for row in rows) > "2005-08-05"


def test_each_dated_paper_of_the_record_was_approved_by_a_meeting_of_the_record():
    dated = EarlierPaper.objects.filter(dated__regex="^....-..-..$").exclude(kind="founding")
    met = [
        (str(first), str(last or first))
        for first, last in Meeting.objects.values_list("starts_on", "ends_on")
    ]
    days = dated.values_list("dated", flat=True)
    assert [day for day in days if not any(first <= day <= last for first, last in met)] == []


def test_what_could_come_before_a_session_without_an_hour_is_said():
    ready = proposal_at(StageOfProposal.AGREED)

    answer = browser(secretariat()).get("/api/v1/meetings/SOC-2025-12-17/candidates/")

    [candidate] = answer.json()["candidates"]
    assert (candidate["proposal"], candidate["is_ready"]) == (ready.reference, True)


def test_loading_again_changes_nothing(data):
    before = list(Meeting.objects.order_by("pk").values())

    tally = load_meetings(data)["meetings"]

    assert (tally.added, tally.changed, tally.removed, tally.left) == (0, 0, 0, 87)
    assert list(Meeting.objects.order_by("pk").values()) == before


def test_a_record_that_is_gone_goes_and_one_that_changed_changes(data):
    gone, changed = data[MEETINGS]["meetings"].pop(), data[MEETINGS]["meetings"][1]
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
    data[MEETINGS]["meetings"][1] |= change

    with pytest.raises(BadReference, match=sentence):
        load_meetings(data)
