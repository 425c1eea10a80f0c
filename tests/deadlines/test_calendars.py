"""Calendars: valid for two parsers, right about zones, and nothing in them that the reader may not see."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from icalendar import Calendar
from icalendar import Event as Component

from cbms.models import Measure
from deadlines.calendars import events
from deadlines.calendars.events import Event, Scope, events_for
from deadlines.calendars.ics import timezone_of, written
from implementation.models import Activity
from meetings.models import Meeting, Task
from members.actor import Actor
from members.models import Participant
from proposals.enums import Stage
from proposals.models import Consideration, Proposal
from records import clock
from tests.factories import taking
from tests.factories.meetings import convene, later, on_meeting
from tests.factories.members import administrator, browser, chair, delegate, secretariat, viewer
from tests.factories.proposals import act, considered, in_days, position, proposal_at, silence_at

CANARY = "zwitscher"
SOC = "/calendars/bodies/SOC.ics"
IN_SUMMER, IN_WINTER = datetime(2026, 10, 24, 8, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC)


def event(**changes) -> Event:
    facts = {
        "uid": "thing/1",
        "label": "Thing",
        "reference": "T-1",
        "url": "/things/1/",
        "starts": IN_SUMMER,
        "changed_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    }
    return Event(**facts | changes)


def components(content: bytes) -> dict[str, Component]:
    """Return the events of a calendar by the first part of their UID."""
    calendar = Calendar.from_ical(content)
    return {component["uid"].partition("@")[0]: component for component in calendar.walk("VEVENT")}


def read_back(*given: Event) -> list[Component]:
    return Calendar.from_ical(written(given, name="A calendar")).walk("VEVENT")


def test_a_meeting_over_the_end_of_summer_time_keeps_its_hour_on_the_wall():
    berlin = ZoneInfo("Europe/Berlin")
    content = written([event(ends=IN_WINTER, zone="Europe/Berlin")], name="A calendar")

    [component] = Calendar.from_ical(content).walk("VEVENT")
    assert component.decoded("dtstart") == IN_SUMMER.astimezone(berlin)
    assert (component.decoded("dtstart").hour, component.decoded("dtend").hour) == (10, 10)
    assert b"DTSTART;TZID=Europe/Berlin:20261024T100000" in content
    assert b"DTEND;TZID=Europe/Berlin:20261026T100000" in content


def test_a_second_parser_reads_the_same_instants_from_the_zone_as_it_is_written():
    content = written([event(ends=IN_WINTER, zone="Europe/Berlin", title="Two")], name="A calendar")

    read = vobject.readOne(content.decode()).vevent
    assert read.dtstart.value.astimezone(UTC) == IN_SUMMER
    assert read.dtend.value.astimezone(UTC) == IN_WINTER
    assert read.summary.value == "Two"


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Almaty", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
def test_a_written_zone_has_the_offset_of_the_real_one_in_every_hour_of_three_years(zone):
    written_zone = timezone_of(zone, 2024, 2024).to_tz()
    real, at = ZoneInfo(zone), datetime(2023, 1, 2, tzinfo=UTC)

    while at < datetime(2025, 12, 30, tzinfo=UTC):
        wall = at.astimezone(real).replace(tzinfo=None)
        first, second = (wall.replace(tzinfo=real, fold=fold).utcoffset() for fold in (0, 1))
        if first == second:  # an hour that comes twice, or never, says nothing
            assert wall.replace(tzinfo=written_zone).utcoffset() == first, at
        at += timedelta(hours=1)


def test_the_onset_of_summer_time_is_counted_by_the_clock_that_runs_until_then():
    """RFC 5545, 3.6.5: an onset is in the local time before it."""
    onsets = [
        (part.name, str(part.decoded("dtstart")))
        for part in timezone_of("Europe/Berlin", 2026, 2026).subcomponents
        if part.decoded("dtstart").year == 2026
    ]

    assert onsets == [("DAYLIGHT", "2026-03-29 02:00:00"), ("STANDARD", "2026-10-25 03:00:00")]


def test_days_are_written_as_days_and_the_last_is_included():
    one, several = read_back(
        event(starts=date(2026, 5, 1)), event(starts=date(2026, 5, 1), ends=date(2026, 5, 3))
    )

    assert (one.decoded("dtstart"), "dtend" in one) == (date(2026, 5, 1), False)
    assert several.decoded("dtend") == date(2026, 5, 4)


def test_an_instant_without_a_place_is_written_in_utc():
    content = written([event()], name="A calendar")

    assert b"DTSTART:20261024T080000Z" in content
    assert b"VTIMEZONE" not in content


def test_what_is_cancelled_says_so_in_its_status_and_in_its_line():
    [component] = read_back(event(title="Session", is_cancelled=True, is_busy=True, sequence=3))

    assert (component["status"], component["sequence"]) == ("CANCELLED", 3)
    assert (str(component["summary"]), component["transp"]) == ("Cancelled: Session", "TRANSPARENT")


def test_long_russian_lines_are_folded_between_letters_and_marks_are_escaped():
    title = "Заседание; рабочая группа, вопросы\\ответы. " * 4
    title = title.strip()
    notes = ("Первая строка", "вторая, с запятой")
    content = written([event(title=title, notes=notes, place="Астана, Дом мира")], name="Встречи")

    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    [component] = Calendar.from_ical(content).walk("VEVENT")
    assert str(component["summary"]) == title
    assert str(component["description"]) == "\n".join([*notes, "http://testserver/things/1/"])
    assert vobject.readOne(content.decode()).vevent.summary.value == title
    assert vobject.readOne(content.decode()).vevent.location.value == "Астана, Дом мира"


def test_a_text_cannot_add_a_line_of_its_own():
    title = "Session\r\nATTENDEE:mailto:x@example.org\x00\x1b"
    content = written([event(title=title, place="a\nURL:https://evil.example")], name="A\nB")

    assert b"\r\nATTENDEE" not in content
    assert b"\r\nURL:https" not in content
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", content)


def test_the_same_events_are_the_same_bytes():
    given = [event(zone="Asia/Tokyo"), event(uid="thing/2", zone="Europe/Berlin")]

    assert written(given, name="A") == written(given, name="A")
    assert [one.decoded("dtstamp") for one in read_back(*given)] == [event().changed_at] * 2
    assert b"METHOD" not in written(given, name="A")  # or DTSTAMP would have to be the time of writing


def test_what_is_not_public_is_minimal_in_a_personal_feed():
    full = event(title="Secret", place="Kobe", notes=("Of the experts",))

    assert full.minimal() == event()
    assert full.minimal().summary == "Thing: T-1"
    assert event(title="Open", is_public=True).minimal().title == "Open"


@pytest.mark.django_db
def test_a_meeting_is_written_with_its_place_zone_and_link(client):
    meeting = convene(title="A session", audience="public", place="Astana", format="hybrid", **later(9))

    answer = client.get(SOC)
    found = components(answer.content)[f"meeting/{meeting.reference}"]

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert found.decoded("dtstart") == meeting.starts_at.replace(microsecond=0)
    assert found["dtstart"].params["TZID"] == "Asia/Almaty"
    assert str(found["url"]) == f"http://testserver/meetings/{meeting.reference}/"
    assert (str(found["location"]), found["status"]) == ("Astana and online", "CONFIRMED")
    assert found.decoded("dtstamp") == meeting.convened_at.replace(microsecond=0)


@pytest.mark.django_db
def test_moving_and_cancelling_a_meeting_keep_its_uid_and_count_up(client):
    meeting = convene(audience="public", **later(9))

    def now():
        found = components(client.get(SOC).content)[f"meeting/{meeting.reference}"]
        return found["sequence"], found["status"], found.decoded("last-modified")

    stages = [now()]
    on_meeting(meeting, "reschedule", **later(12), time_zone="Europe/Berlin", reason="Fog.")
    stages.append(now())
    on_meeting(meeting, "add-item", title="Opening")
    assert now() == stages[-1]
    on_meeting(meeting, "cancel-meeting", reason="No host city.")
    stages.append(now())

    assert [(sequence, status) for sequence, status, _at in stages] == [
        (0, "CONFIRMED"), (1, "CONFIRMED"), (2, "CANCELLED"),
    ]  # fmt: skip
    assert stages[2][2] >= stages[0][2]


@pytest.mark.django_db
def test_a_meeting_of_which_only_the_month_is_known_is_on_no_day(client):
    vague = Meeting.objects.filter(starts_precision="month").exclude(kind="decision").first()
    dated = Meeting.objects.filter(starts_precision="day").exclude(kind="decision").first()

    assert client.get(f"/calendars/meetings/{vague.reference}.ics").status_code == 404
    [found] = components(client.get(f"/calendars/meetings/{dated.reference}.ics").content).values()
    assert found.decoded("dtstart") == dated.starts_on


@pytest.mark.django_db
def test_what_passed_more_than_a_year_ago_is_left_out():
    at = clock.now()
    kept = {found.uid for found in events_for(Actor.nobody(), scope=Scope(), at=at)}
    old = Meeting.objects.filter(starts_on__lt=at.date() - timedelta(days=400))

    assert old.exists()
    assert kept.isdisjoint({f"meeting/{reference}" for reference in old.values_list("reference", flat=True)})


def activity_of(code: str, **changes) -> Activity:
    day = clock.now().date() + timedelta(days=30)
    body = {
        "kind": "plan", "measure": "ECO-2", "year": day.year, "title": "Training", "description": "",
        "partners": [], "format": "in_person", "place": "Bishkek", "starts_on": day.isoformat(),
        "ends_on": (day + timedelta(days=1)).isoformat(), **changes,
    }  # fmt: skip
    found, _act = taking.enter(Activity, actor=delegate(code), data=body | {"again": True}, at=clock.now())
    return found


def seen_in(path: str, actor: Actor) -> set[str]:
    answer = browser(actor).get(path)
    assert answer.status_code == 200, path
    return {
        uid
        for uid in components(answer.content)
        if not re.match(r"meeting/[A-Z]+-\d{4}-\d\d-|deadline/", uid)
    }


@pytest.mark.django_db
def test_calendars_hold_what_belongs_to_them_and_what_their_reader_may_see():
    soc = f"meeting/{convene(audience='members', **later(9)).reference}"
    swg = f"meeting/{convene(kind='swg', audience='public', **later(9)).reference}"
    of_japan = convene(
        kind="expert", audience="invited", invited=["JP"], measures=["ECO-2"], **later(9)
    ).reference
    hidden = activity_of("KG")
    mine = f"activity/{hidden.reference}"
    experts = f"meeting/{of_japan}"

    assert seen_in(SOC, Actor.nobody()) == seen_in(SOC, delegate("JP")) == set()
    assert seen_in(SOC, delegate("UZ")) == {soc}
    assert seen_in("/calendars/bodies/SWG.ics", Actor.nobody()) == {swg}
    assert seen_in("/calendars/measures/ECO-2.ics", Actor.nobody()) == set()
    assert seen_in("/calendars/measures/ECO-2.ics", delegate("JP")) == {experts}
    assert seen_in("/calendars/measures/ECO-2.ics", delegate("UZ")) == {experts, mine}
    assert seen_in("/calendars/participants/KG.ics", Actor.nobody()) == set()  # who is invited is not public
    assert seen_in("/calendars/participants/KG.ics", delegate("UZ")) == {soc, swg, mine}
    assert seen_in("/calendars/own.ics", delegate("KG")) == {soc, swg, mine}
    assert seen_in("/calendars/own.ics", delegate("JP")) == {swg, experts}
    assert seen_in("/calendars/own.ics", administrator()) == {swg}
    assert seen_in("/calendars/own.ics", secretariat()) == {soc, swg, experts, mine}
    assert seen_in(f"/calendars/meetings/{of_japan}.ics", delegate("JP")) == {experts}

    taking.act_on(
        Activity, key=hidden.reference, name="publish-activity", actor=delegate("KG"),
        data={}, at=clock.now(),
    )  # fmt: skip
    assert seen_in("/calendars/measures/ECO-2.ics", Actor.nobody()) == {mine}


@pytest.mark.django_db
def test_an_activity_is_on_its_days_and_cancelled_as_a_meeting_is():
    activity = activity_of("KG")

    def found():
        return components(browser(delegate("KG")).get("/calendars/own.ics").content)[
            f"activity/{activity.reference}"
        ]

    assert found().decoded("dtstart") == activity.starts_on
    assert found().decoded("dtend") == activity.ends_on + timedelta(days=1)
    assert (found()["class"], found()["sequence"]) == ("PRIVATE", 0)
    taking.act_on(
        Activity, key=activity.reference, name="cancel-activity", actor=delegate("KG"),
        data={"reason": "No funds."}, at=clock.now(),
    )  # fmt: skip
    assert (found()["status"], found()["sequence"]) == ("CANCELLED", 1)


def deadlines_in(path: str, actor: Actor) -> dict[str, Component]:
    """Return the deadlines of a calendar by kind."""
    found = components(browser(actor).get(path).content)
    return {uid.split("/")[1]: event for uid, event in found.items() if uid.startswith("deadline/")}


@pytest.mark.django_db
def test_a_silence_stands_in_the_calendars_of_its_body_its_measure_and_every_member_to_its_end():
    proposal = silence_at(Stage.WORKING_GROUP)
    closes_at = considered(proposal).closes_at.replace(microsecond=0)
    position(proposal, "UZ", "support")
    places = ("bodies/SWG.ics", "measures/ECO-2.ics", "own.ics")

    for place in places:
        silence = deadlines_in(f"/calendars/{place}", delegate("UZ"))["silence"]
        assert silence.decoded("dtstart") == closes_at
        assert str(silence["url"]) == f"http://testserver/proposals/{proposal.reference}/"
        assert proposal.reference in silence["summary"]
        assert (silence["class"], silence["transp"]) == ("PRIVATE", "TRANSPARENT")
    assert "silence" in deadlines_in("/calendars/participants/KZ.ics", delegate("UZ"))
    assert "silence" not in deadlines_in("/calendars/participants/UZ.ics", delegate("UZ"))
    assert "silence" not in deadlines_in("/calendars/bodies/SOC.ics", delegate("UZ"))
    for outsider in (Actor.nobody(), delegate("JP"), administrator()):
        assert not any(deadlines_in(f"/calendars/{place}", outsider) for place in places[:2])


@pytest.mark.django_db
def test_a_deadline_that_is_moved_keeps_its_uid_and_counts_up_and_one_that_is_over_is_gone():
    proposal = silence_at(Stage.WORKING_GROUP)

    def found():
        return deadlines_in("/calendars/bodies/SWG.ics", delegate("UZ")).get("silence")

    before = found()
    Consideration.objects.update(silence_since=F("silence_since") - timedelta(hours=1))
    Proposal.objects.update(stage_since=F("stage_since") - timedelta(hours=1))
    earlier = found()
    act("extend-silence", proposal, chair(), deadline=in_days(30), reason="Two capitals ask for time.")
    moved = found()

    assert moved["uid"] == before["uid"]
    assert moved["sequence"] > earlier["sequence"]
    assert moved.decoded("dtstart") > before.decoded("dtstart")
    assert moved.decoded("last-modified") > earlier.decoded("last-modified")
    position(proposal, "KZ", "objection", "Not yet.")
    assert found() is None


@pytest.mark.django_db
def test_a_deadline_by_day_is_the_whole_of_that_day():
    proposal = proposal_at(Stage.DRAFTING)

    draft = deadlines_in("/calendars/own.ics", delegate("KG"))["draft"]

    assert draft.decoded("dtstart") == proposal.draft_due
    assert "draft" not in deadlines_in("/calendars/own.ics", delegate("UZ"))


@pytest.mark.django_db
def test_the_own_calendar_of_an_office_has_what_the_office_owes():
    meeting = convene(audience="members", **later(60))

    tasks = deadlines_in("/calendars/own.ics", secretariat())

    [due_on] = Task.objects.filter(meeting=meeting).order_by("-due_on").values_list("due_on", flat=True)[:1]
    assert tasks["task"].decoded("dtstart") == due_on
    assert "invitation" not in tasks
    assert "invitation" in deadlines_in("/calendars/own.ics", delegate("KZ"))
    assert "task" not in deadlines_in("/calendars/own.ics", delegate("KZ"))
    on_meeting(meeting, "answer-invitation", delegate("KZ"), answer="online")
    assert "invitation" not in deadlines_in("/calendars/own.ics", delegate("KZ"))


@pytest.mark.django_db
def test_no_public_calendar_or_feed_says_a_word_of_what_is_restricted(client):
    proposal = proposal_at(Stage.CIRCULATION)
    hidden = [
        convene(title=CANARY, place=CANARY, message=CANARY, measures=["ECO-2"], **later(9)).reference,
        convene(kind="expert", title=CANARY, audience="participants", place=CANARY, **later(9)).reference,
        convene(kind="expert", title=CANARY, audience="invited", invited=["JP"], **later(9)).reference,
        activity_of("KG", title=CANARY, description=CANARY, place=CANARY).reference,
        proposal.reference,
        CANARY,
    ]
    addresses = [
        SOC,
        "/calendars/bodies/SWG.ics",
        "/calendars/",
        "/register/feed.atom",
        "/decisions/feed.atom",
        *(f"/calendars/measures/{code}.ics" for code in set(Measure.objects.values_list("code", flat=True))),
        *(
            f"/calendars/participants/{code}.ics"
            for code in Participant.objects.values_list("code", flat=True)
        ),
    ]

    def leaked(reader):
        pages = {address: reader.get(address) for address in addresses}
        assert {page.status_code for page in pages.values()} == {200}
        return {word for word in hidden for page in pages.values() if word in page.content.decode()}

    assert leaked(client) == leaked(browser(administrator())) == set()
    assert leaked(browser(delegate("UZ"))) == set(hidden)
    for reference in hidden[:3]:
        assert client.get(f"/calendars/meetings/{reference}.ics").status_code == 404
        assert client.get(f"/api/v1/calendars/meetings/{reference}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["bodies/NONE.ics", "measures/ECO-99.ics", "participants/XX.ics", "meetings/M-1.ics", "things/1.ics"],
)
def test_a_calendar_of_nothing_is_not_found(client, path):
    assert client.get(f"/calendars/{path}").status_code == 404


@pytest.mark.django_db
def test_nobody_has_no_own_calendar(client):
    answer = client.get("/calendars/own.ics")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/calendars/own.ics")
    assert client.get("/api/v1/calendars/own/").status_code == 401


@pytest.mark.django_db
def test_a_calendar_is_not_sent_again_until_it_changes(client):
    first = client.get(SOC)

    again = client.get(SOC, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    convene(audience="public", **later(9))
    assert client.get(SOC, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.django_db
def test_a_calendar_speaks_the_language_asked_for(client):
    convene(audience="public", format="online", **later(9))
    with translation.override("ru"):
        russian = str(translation.gettext("Senior Officials Committee"))

    by_parameter = client.get(f"{SOC}?language=ru")
    by_header = client.get(SOC, headers={"Accept-Language": "ru"})

    assert by_parameter["Content-Language"] == by_header["Content-Language"] == "ru"
    assert by_parameter.content == by_header.content
    assert russian in Calendar.from_ical(by_parameter.content)["x-wr-calname"]
    assert client.get(f"{SOC}?language=xx").status_code == 400


@pytest.mark.django_db
def test_a_calendar_takes_the_same_queries_for_any_number_of_events():
    at, actor = clock.now(), viewer("KG")

    def read(number: int) -> tuple[int, int]:
        convene(audience="members", measures=["ECO-2"], **later(9 + number))
        activity_of("KG")
        with CaptureQueriesContext(connection) as asked:
            found = events_for(actor, scope=Scope(is_own=True), at=at)
        return len(asked), len([event for event in found if not event.uid.startswith("deadline/")])

    queries, counts = zip(*(read(number) for number in range(3)), strict=True)

    assert counts == (2, 4, 6)
    assert len(set(queries)) == 1


@pytest.mark.django_db
def test_the_page_of_calendars_and_those_of_objects_lead_to_them(client):
    meeting = convene(audience="public", **later(9))

    page = client.get("/calendars/").text
    assert "webcal://testserver/calendars/bodies/SWG.ics" in page
    assert "http://testserver/calendars/bodies/SOC.ics" in page
    assert "/accounts/feeds/" in page
    assert "/calendars/measures/ECO-2.ics" in client.get("/catalogue/ECO-2/").text
    assert "webcal://testserver/calendars/participants/KZ.ics" in client.get("/members/KZ/").text
    assert (
        f"/calendars/meetings/{meeting.reference}.ics" in client.get(f"/meetings/{meeting.reference}/").text
    )
    assert "/calendars/" in client.get("/meetings/").text


@pytest.mark.django_db
def test_a_token_reads_the_same_calendar(client):
    meeting = convene(audience="members", **later(9))
    reader = browser(chair())

    answer = reader.get("/api/v1/calendars/bodies/SOC/", headers={"Accept": "text/calendar"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert f"meeting/{meeting.reference}" in components(answer.content)
    assert answer.content == reader.get(SOC).content
    refused = client.get("/api/v1/calendars/bodies/NONE/", headers={"Accept": "text/calendar"})
    assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")


def test_a_calendar_asks_every_source(supplied):
    supplied(
        events.EVENTS.of(
            lambda actor, scope, at: [event(uid="late", starts=IN_WINTER)],
            lambda actor, scope, at: [event(uid="early", starts=date(2026, 10, 24))],
        )
    )

    found = events_for(Actor.nobody(), scope=Scope(), at=IN_SUMMER)

    assert [one.uid for one in found] == ["early", "late"]
