"""The date finder: its page, its endpoint, and what it hands on to the form that convenes."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from meetings.models import Meeting
from members.actor import Actor
from records import clock
from tests.factories.meetings import convene
from tests.factories.members import browser, chair, delegate, secretariat
from tests.pages import chosen, words

pytestmark = pytest.mark.django_db

MARCH = {"days": 2, "earliest": "2027-03-01", "latest": "2027-04-30"}


@pytest.fixture(autouse=True)
def _autumn(monkeypatch):
    """Stand in November 2026, for the holidays of a year are what they are."""
    real, started = clock.now, clock.now()
    shift = started.replace(year=2026, month=11, day=24, hour=9) - started
    monkeypatch.setattr(clock, "now", lambda: real() + shift)


def asked(reader=None, **query):
    return browser(reader or Actor.nobody()).get("/api/v1/meetings/dates/", {**MARCH, **query})


def page(reader=None, **query):
    return browser(reader or Actor.nobody()).get("/meetings/dates/", query)


def in_march(title, first, last, **changes):
    zone = {
        "time_zone": "UTC",
        "starts_at": f"2027-03-{first}T09:00:00Z",
        "ends_at": f"2027-03-{last}T18:00:00Z",
    }
    return convene(title=title, **zone, **changes)


def test_the_best_windows_come_first_and_say_why():
    body = asked(kind="soc").json()

    first = body["windows"][0]
    assert first["is_free"] is True
    assert first["reasons"] == ["No public holiday, no weekend and no other meeting is known then."]
    assert len(body["windows"]) > 1
    assert len(body["counted"]) == 28


def test_holidays_are_named_with_state_and_day_and_those_by_the_moon_are_estimates():
    body = asked(days=1, earliest="2027-03-10", latest="2027-03-10", kind="soc").json()

    (window,) = body["windows"]
    eid = next(holiday for holiday in window["holidays"] if holiday["participant"] == "QA")
    assert (eid["on"], eid["name"], eid["is_estimated"]) == ("2027-03-10", "Eid al-Fitr", True)
    assert re.search(r"^\d+ states have a public holiday: Afghanistan, .*Qatar", window["reasons"][0])
    shown = words(page(**{**MARCH, "days": 1, "earliest": "2027-03-10", "latest": "2027-03-10"}))
    assert "Qatar, 10 March 2027: Eid al-Fitr estimated" in shown


def test_states_without_data_are_named_and_organisations_do_not_count():
    body = asked(invited=["LK", "KZ", "UA", "OSCE"]).json()

    assert body["counted"] == ["KZ", "LK", "UA"]
    assert body["without_holidays"] == [
        {"participant": "LK", "years": [2027]},
        {"participant": "UA", "years": [2027]},
    ]
    assert body["uncounted"] == ["OSCE"]


def test_members_count_for_a_session_and_observers_too_for_another_meeting_and_the_host_always():
    assert "JP" not in asked(kind="soc").json()["counted"]
    assert "JP" in asked(kind="soc", host="jp").json()["counted"]
    assert "JP" in asked(kind="expert").json()["counted"]


def test_the_hosts_days_off_are_counted():
    friday = {"days": 1, "earliest": "2027-03-05", "latest": "2027-03-05"}

    (window,) = asked(**friday, host="KW", invited=["KZ"]).json()["windows"]

    assert (window["host_days_off"], window["weekends"]) == (1, ["KW"])
    assert window["reasons"][0] == "The host has 1 day off."


def test_other_meetings_count_as_far_as_the_reader_may_see_them():
    in_march("For members", "02", "03")
    in_march("For all", "02", "02", audience="public")
    days = {"days": 1, "earliest": "2027-03-02", "latest": "2027-03-02"}

    def titles(reader):
        return [one["title"] for one in asked(reader, **days).json()["windows"][0]["meetings"]]

    assert titles(delegate("UZ")) == ["For members", "For all"]
    assert titles(Actor.nobody()) == titles(delegate("JP")) == ["For all"]
    shown = words(page(Actor.nobody(), **days))
    assert "1 other meeting is then: For all." in shown
    assert "For members" not in shown


def test_a_meeting_that_is_cancelled_is_in_nobodys_way():
    meeting = in_march("Off", "02", "02", audience="public")
    Meeting.objects.filter(pk=meeting.pk).update(stage="cancelled", ended_at=clock.now())

    (window,) = asked(days=1, earliest="2027-03-02", latest="2027-03-02").json()["windows"]

    assert window["meetings"] == []


@pytest.mark.parametrize(("form", "days"), [("in_person", 60), ("online", 30)])
def test_there_is_time_to_prepare(form, days):
    today = clock.now().date()

    body = asked(earliest=today.isoformat(), meeting_format=form, days=1).json()

    possible = today + timedelta(days=days)
    assert body["possible_from"] == possible.isoformat()
    assert min(window["starts_on"] for window in body["windows"]) >= possible.isoformat()
    for window in body["windows"]:
        starts_on = date.fromisoformat(window["starts_on"])
        assert window["prepare_by"] == (starts_on - timedelta(days=days)).isoformat()
        assert window["papers_by"] == (starts_on - timedelta(days=14)).isoformat()


def test_a_period_that_is_too_soon_says_so():
    soon = {"days": 1, "earliest": "2026-11-25", "latest": "2026-12-20"}

    assert asked(**soon).json()["windows"] == []
    shown = words(page(**soon))
    assert "Before 23 January 2027 there is no time to prepare: 60 days are needed." in shown
    assert "There is not time enough to prepare a meeting in this period" in shown


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 15}, "days"),
        ({"days": "two"}, "days"),
        ({"earliest": "2026-11-23"}, "earliest"),
        ({"earliest": "soon"}, "earliest"),
        ({"latest": "2027-03-01"}, "latest"),
        ({"latest": "2028-03-02"}, "latest"),
        ({"earliest": "2029-12-01", "latest": "2030-01-10"}, "latest"),
        ({"kind": "picnic"}, "kind"),
        ({"kind": "decision"}, "kind"),
        ({"meeting_format": "dance"}, "meeting_format"),
        ({"host": "ZZ"}, "host"),
        ({"invited": ["KZ", "ZZ"]}, "invited"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_field_and_kept_in_the_form(query, field):
    answer = asked(**query)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    shown = page(**{**MARCH, **query})

    assert shown.status_code == 400
    assert f'href="#dates-{field}"' in shown.content.decode()
    assert 'value="2027-04-30"' in shown.content.decode() or "latest" in query


def test_what_is_missing_is_named():
    answer = browser(Actor.nobody()).get("/api/v1/meetings/dates/")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["days", "earliest", "latest"])


def test_the_form_begins_with_what_is_usual_and_keeps_what_was_asked():
    empty = page()
    assert empty.status_code == 200
    assert 'value="2026-11-24"' in empty.content.decode()
    assert "Dates found" not in words(empty)

    filled = page(**MARCH, host="JP", kind="swg", invited=["KZ", "UZ"])

    assert chosen(filled, "host") == ["JP"]
    assert chosen(filled, "kind") == ["swg"]
    assert chosen(filled, "invited") == ["KZ", "UZ"]


def convene_links(reader, **query):
    shown = page(reader, **MARCH, **query).content.decode()
    return [unescape(link) for link in re.findall(r'href="(/meetings/convene/[^"]+)"', shown)]


def test_dates_are_handed_on_to_the_form_that_convenes():
    reader = secretariat()
    link = convene_links(reader, kind="expert", invited=["KZ", "UZ"], meeting_format="hybrid")[0]
    filled = parse_qs(urlsplit(link).query)
    assert urlsplit(link).path == "/meetings/convene/meeting/"

    form = browser(reader).get(link).content.decode()

    assert f'value="{filled["starts_at"][0]}"' in form
    assert f'value="{filled["ends_at"][0]}"' in form
    assert re.search(r'value="hybrid" checked', form)
    assert re.search(r'value="invited" checked', form)
    assert len(re.findall(r'name="invited" value="(?:KZ|UZ)" checked', form)) == 2


def test_only_who_may_convene_such_a_meeting_is_led_there():
    assert convene_links(chair(), kind="soc")
    assert convene_links(chair(), kind="expert") == []
    assert convene_links(delegate("UZ"), kind="expert") == []
    assert convene_links(Actor.nobody(), kind="soc") == []


def test_the_form_that_convenes_and_the_list_lead_to_the_finder():
    reader = browser(secretariat())

    for address in ("/meetings/", "/meetings/convene/session/"):
        assert 'href="/meetings/dates/"' in reader.get(address).content.decode()


def test_the_page_costs_the_same_queries_for_a_week_and_for_a_year(django_assert_max_num_queries):
    reader = browser(delegate("UZ"))
    reader.get("/meetings/dates/", MARCH)
    with django_assert_max_num_queries(14) as week:
        reader.get("/meetings/dates/", {**MARCH, "latest": "2027-03-08"})
    for day in ("02", "09", "16"):
        in_march("A session", day, day)

    with django_assert_max_num_queries(14) as year:
        reader.get("/meetings/dates/", {**MARCH, "latest": "2028-03-01"})
    assert len(year) == len(week)
