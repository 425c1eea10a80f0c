"""What every page does: refusals, time zones, and the form of any act."""

import psycopg
import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError

from members.models import Account
from records.citations import RULE_TEXTS
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours, Stale
from tests import pages
from tests.factories.records import enter_act
from tests.web import example
from web.act_pages import ActOnPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_urls")]

NOTE = "/members/TR/note/"
SEAL = "/members/TR/seal/"


@pytest.fixture
def rule_texts(supplied):
    """Let rules be cited, as the app with the text of the approach does."""
    supplied(RULE_TEXTS.of(lambda rule: {"CA (a)1": "States declare their interest."}.get(rule, "")))


def fail_with(error: Exception, client, monkeypatch):
    monkeypatch.setattr(example.FailingPage, "error", error, raising=False)
    return client.get("/members/KZ/fail/")


@pytest.mark.parametrize(
    ("refusal", "status", "heading"),
    [
        (NotYours("It is for the Chair.", rule="CA (a)1"), 403, "This is not yours to do"),
        (NotNow("It is too early.", rule="CA (a)1"), 409, "This cannot be done now"),
        (Stale("It changed."), 412, "This cannot be done now"),
    ],
)
@pytest.mark.usefixtures("rule_texts")
def test_a_refusal_is_a_page_that_says_why_and_by_which_rule(
    refusal, status, heading, officer_client, monkeypatch
):
    page = fail_with(refusal, officer_client, monkeypatch)

    assert page.status_code == status
    assert heading in page.text
    assert refusal.sentence in page.text
    assert ("States declare their interest." in page.text) == bool(refusal.rule)


def test_what_was_sent_wrongly_is_named(officer_client, monkeypatch):
    page = fail_with(Invalid({"day": ["Not a day."]}), officer_client, monkeypatch)

    assert (page.status_code, "day: Not a day." in page.text) == (400, True)


def test_what_is_not_visible_is_not_found(officer_client, monkeypatch):
    assert fail_with(NotVisible("No."), officer_client, monkeypatch).status_code == 404
    assert officer_client.get("/members/XX/fail/").status_code == 404


def test_one_who_has_not_logged_in_is_sent_to_log_in(client, monkeypatch):
    page = fail_with(NotYours("No."), client, monkeypatch)

    assert (page.status_code, page["Location"]) == (302, "/accounts/login/?next=/members/KZ/fail/")


def test_the_loser_of_a_race_is_told_to_read_again(officer_client, monkeypatch):
    error = IntegrityError("twice")
    error.__cause__ = psycopg.errors.UniqueViolation("twice")

    page = fail_with(error, officer_client, monkeypatch)

    assert (page.status_code, "at the same moment" in page.text) == (409, True)


def test_a_mistake_of_ours_stays_one(officer_client, monkeypatch):
    with pytest.raises(IntegrityError):
        fail_with(IntegrityError("a check failed"), officer_client, monkeypatch)


def test_a_page_is_read_as_of_a_day(client):
    assert client.get("/members/KZ/as-of/?as_of=2007-10-04").status_code == 200
    assert client.get("/members/KZ/as-of/?as_of=2007-10-04x").status_code == 400


@pytest.mark.parametrize(
    ("zone", "written"),
    [("Asia/Almaty", "Astana time"), ("UTC", "UTC"), ("No/Where", "UTC"), ("../etc", "UTC"), ("", "UTC")],
)
def test_times_are_read_in_the_accounts_zone(officer, officer_client, zone, written):
    Account.objects.filter(pk=officer.pk).update(time_zone=zone)
    enter_act()

    assert written in pages.texts(officer_client.get("/register/"), "span", class_="zone")


def test_the_form_of_an_act_says_what_it_rests_on_and_who_is_told(delegate_client, rule_texts):
    page = delegate_client.get(NOTE)

    assert page.status_code == 200
    assert "States declare their interest." in page.text
    assert "Will be told: TR." in page.text
    assert 'name="text"' in page.text
    assert "note_number" not in page.text


def test_the_secretariats_form_has_the_note_verbale(officer_client):
    assert 'name="note_number"' in officer_client.get(NOTE).text


def test_a_form_is_for_those_who_may_act(client):
    assert client.get(NOTE)["Location"] == f"/accounts/login/?next={NOTE}"


def test_a_form_that_is_not_the_readers_says_whose_it_is(client, db):
    client.force_login(Account.objects.create_user("observer", post="delegation", participant_id="JP"))

    page = client.get(NOTE)

    assert (page.status_code, "for the secretariat or a member state" in page.text) == (403, True)


def test_a_form_on_what_is_not_there_is_not_found(officer_client):
    assert officer_client.get("/members/XX/note/").status_code == 404


def test_an_act_that_cannot_be_done_now_says_so_instead_of_a_form(delegate_client):
    page = delegate_client.get("/members/UN/note/")

    assert (page.status_code, "Organisations get no notes." in page.text) == (409, True)
    assert 'name="text"' not in page.text


def test_guards_wait_until_the_secretariat_has_said_for_whom(officer_client):
    assert officer_client.get("/members/UN/seal/").status_code == 200


def test_an_act_goes_on_to_its_object_with_its_number(delegate_client):
    page = delegate_client.post(NOTE, {"text": "Hello", "parts[0]name": "one"})

    act = Act.objects.get()
    assert (page.status_code, page["Location"]) == (303, f"/register/{act.number}/")
    assert [str(message) for message in get_messages(page.wsgi_request)] == ["write-note. (No. 1)"]
    assert act.payload == '{"is_public":false,"parts":[{"is_main":false,"name":"one"}],"text":"Hello"}'


def test_an_instant_is_read_in_the_accounts_zone(officer_client):
    officer_client.post(NOTE, {"text": "Hello", "until": "2026-03-14T12:00"})

    assert '"until":"2026-03-14T07:00:00.000000Z"' in Act.objects.get().payload


def test_a_body_that_is_not_right_comes_back_with_what_was_typed(delegate_client):
    typed = {"kind": "loud", "parts[0]is_main": "true", "until": "2026-03-14T12:00"}

    page = delegate_client.post(NOTE, typed)

    assert page.status_code == 400
    assert page.text.count("This field is required.") >= 2  # the text, and the name in the row
    assert pages.chosen(page, "kind") == ["loud"]
    assert 'value="2026-03-14T12:00"' in page.text
    assert not Act.objects.exists()


def test_a_refused_act_comes_back_with_the_rule_and_what_was_typed(delegate_client):
    page = delegate_client.post(NOTE, {"text": "taken", "kind": "loud"})

    assert page.status_code == 409
    assert "This word is taken." in page.text
    assert "CA intro 3" in page.text
    assert pages.texts(page, "textarea", name="text") == ["taken"]
    assert pages.chosen(page, "kind") == ["loud"]


def test_an_act_that_was_lost_in_a_race_comes_back_with_what_was_typed(delegate_client, monkeypatch):
    def lose(*args, **given):
        error = IntegrityError("twice")
        error.__cause__ = psycopg.errors.UniqueViolation("twice")
        raise error

    monkeypatch.setattr(example, "noted_on", lose)

    page = delegate_client.post(NOTE, {"text": "Hello"})

    assert (page.status_code, pages.texts(page, "textarea", name="text") == ["Hello"]) == (409, True)


def test_an_act_that_is_not_the_readers_is_refused_with_what_was_typed(client, db):
    client.force_login(Account.objects.create_user("observer", post="delegation", participant_id="JP"))

    page = client.post(NOTE, {"text": "Hello"})

    assert (page.status_code, "Hello" in pages.texts(page, "dd")) == (403, True)


def test_a_post_by_nobody_is_sent_to_log_in(client):
    assert client.post(NOTE, {"text": "Hello"})["Location"] == f"/accounts/login/?next={NOTE}"


def test_an_act_that_cannot_be_undone_is_shown_once_more_before_it_is_done(delegate_client):
    typed = {
        "text": "Hello",
        "kind": "loud",
        "parts[0]name": "one",
        "parts[0]is_main": "true",
        "states": "KZ",
        "is_public": "true",
    }

    check = delegate_client.post(SEAL, typed | {"step": "check"})

    assert check.status_code == 200
    assert not Act.objects.exists()
    shown, *_inner = pages.texts(check, "dl", class_="facts")
    assert shown == "Text Hello Kind Loud States KZ Parts Name one Is main yes Public yes"
    carried = pages.sent(check)
    assert {name: carried.get(name) for name in typed} == typed

    carried.pop("next")  # the choice of a language is another form
    done = delegate_client.post(SEAL, carried | {"step": "confirm"})

    assert (done.status_code, Act.objects.get().action) == (303, "seal")


def test_long_items_stand_whole_in_the_last_look(delegate_client):
    check = delegate_client.post(SEAL, {"text": "x", "parts[0]name": "long " * 30, "parts[1]name": "b"})

    assert ("long " * 30).strip() in check.text


def test_what_is_wrong_is_said_before_the_last_look(delegate_client):
    check = delegate_client.post(SEAL, {"text": ""})

    assert (check.status_code, "This field is required." in check.text) == (400, True)


def test_the_last_look_is_for_those_who_may_act(client, db):
    client.force_login(Account.objects.create_user("observer", post="delegation", participant_id="JP"))

    assert client.post(SEAL, {"text": "Hello"}).status_code == 403


def test_a_page_shows_an_act_in_words(rule_texts):
    assert ActOnPage.of(example.WRITE_NOTE, notifies=["the Chair", "Türkiye"]) == ActOnPage(
        name="write-note",
        label="Write a note",
        description="Writes a note on a participant.",
        rule="CA (a)1",
        rule_text="States declare their interest.",
        is_irreversible=False,
        notifies="the Chair, Türkiye",
    )
