"""What a form knows of its making, and what becomes of one that comes back late, twice, or from another."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from members.models import Account
from records import clock
from records.models import Act, KeptUpload, RepeatableRequest
from tests.factories.members import browser, viewer
from tests.factories.records import enter_act
from tests.pages import links, texts, words
from tests.sending import form_on
from web import uploads
from web.drawn import Drawn, NotSigned
from web.tasks import forget_repeated_requests
from web.untyped import UNTYPED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_urls")]

NOTE = "/members/TR/note/"
SEAL = "/members/TR/seal/"


def knows(form):
    return Drawn.found_in({"drawn": form.fields["drawn"][0]})


def test_what_a_form_knows_is_read_as_it_was_written():
    drawn = Drawn(key="k", account="a", state="KZ", name="delegate", act=7, read="x")

    assert Drawn.found_in({"drawn": drawn.sealed()}) == drawn
    assert Drawn.found_in({}) is None


@pytest.mark.parametrize("text", ["nonsense", "e30:1x:abc", "\x00"])
def test_what_nobody_signed_is_damaged(text):
    with pytest.raises(NotSigned):
        Drawn.found_in({"drawn": text})


def test_a_second_click_makes_one_act_and_lands_on_the_same_page_with_the_same_words(delegate_client):
    form = form_on(delegate_client.get(NOTE), NOTE).filled({"text": "Hello"})

    first = delegate_client.post(NOTE, form)
    second = delegate_client.post(NOTE, form)

    assert Act.objects.count() == 1
    assert (second.status_code, second["Location"]) == (303, first["Location"])
    assert words(delegate_client.get(second["Location"])).count("write-note. (No. 1)") == 2


def test_a_form_that_is_sent_again_with_other_words_comes_back(delegate_client):
    """*Back* in the browser brings the form of an act that was entered."""
    form = form_on(delegate_client.get(NOTE), NOTE)
    delegate_client.post(NOTE, form.filled({"text": "Hello"}))

    page = delegate_client.post(NOTE, form.filled({"text": "Hello again"}))

    assert (page.status_code, Act.objects.count()) == (409, 1)
    assert "This form was sent before" in words(page)
    again = form_on(page, NOTE)
    assert again.fields["text"] == ["Hello again"]
    assert delegate_client.post(NOTE, again.filled()).status_code == 303
    assert Act.objects.count() == 2


def test_a_refused_form_may_be_sent_again(delegate_client):
    form = form_on(delegate_client.get(NOTE), NOTE)

    assert delegate_client.post(NOTE, form.filled({"text": "taken"})).status_code == 409
    assert delegate_client.post(NOTE, form.filled({"text": "free"})).status_code == 303
    assert RepeatableRequest.objects.count() == 1


def test_a_page_that_moved_says_what_changed_and_keeps_what_was_typed(delegate_client, officer_client):
    form = form_on(delegate_client.get(NOTE), NOTE)
    other = form_on(officer_client.get(NOTE), NOTE)
    officer_client.post(NOTE, other.filled({"text": "First"}))

    page = delegate_client.post(NOTE, form.filled({"text": "An hour's work"}))

    assert (page.status_code, Act.objects.count()) == (412, 1)
    assert "Since you opened this form: No. 1" in words(page)
    assert "/register/1/" in links(page)
    again = form_on(page, NOTE)
    assert again.fields["text"] == ["An hour's work"]
    assert delegate_client.post(NOTE, again.filled()).status_code == 303


def test_the_last_look_is_of_what_was_read_at_first(delegate_client):
    check = delegate_client.post(
        SEAL, form_on(delegate_client.get(SEAL), SEAL).filled({"text": "Hello", "step": "check"})
    )
    enter_act(object_key="TR")

    page = delegate_client.post(SEAL, form_on(check, SEAL).filled({"step": "confirm"}))

    assert (page.status_code, Act.objects.filter(action="seal").count()) == (412, 0)


def test_back_from_the_last_look_keeps_everything(delegate_client):
    typed = {"text": "Hello", "kind": "loud", "parts[0]name": "one"}
    form = form_on(delegate_client.get(SEAL), SEAL)
    check = delegate_client.post(SEAL, form.filled(typed | {"step": "check"}))

    page = delegate_client.post(SEAL, form_on(check, SEAL).filled({"step": "back"}))

    back = form_on(page, SEAL)
    assert page.status_code == 200
    assert {name: back.fields[name][-1] for name in typed} == typed
    assert knows(back) == knows(form)


def test_the_last_look_finds_what_would_be_refused_and_writes_nothing(delegate_client):
    page = delegate_client.post("/members/UN/seal-people/", {"text": "Hello", "step": "check"})
    taken = delegate_client.post("/members/TR/seal-people/", {"text": "taken", "step": "check"})

    assert (page.status_code, "Organisations get no notes." in words(page)) == (409, True)
    assert (taken.status_code, "This word is taken." in words(taken)) == (409, True)
    assert not Act.objects.exists()


@pytest.mark.parametrize(("kind", "status"), [("loud", 200), ("plain", 303)])
def test_an_act_is_asked_for_twice_where_its_body_makes_it_final(delegate_client, kind, status):
    page = delegate_client.post("/members/TR/shout/", {"text": "Hello", "kind": kind})

    assert (page.status_code, Act.objects.count()) == (status, 0 if status == 200 else 1)


def test_what_is_tampered_with_is_not_entered_and_comes_back(delegate_client):
    page = delegate_client.post(NOTE, {"text": "Hello", "drawn": "forged"})

    assert (page.status_code, texts(page, "textarea", name="text") == ["Hello"]) == (400, True)
    assert not Act.objects.exists()


def test_another_account_of_the_browser_reads_nothing_that_was_held(delegate, delegate_client):
    form = form_on(delegate_client.get(NOTE), NOTE)
    delegate_client.logout()
    led = delegate_client.post(NOTE, form.filled({"text": "A secret of ours"}))
    held = re.search(r"held%3D([\w-]+)", led["Location"])[1]
    delegate_client.force_login(Account.objects.create_user("other", post="delegation", participant_id="AZ"))

    page = delegate_client.get(f"{NOTE}?held={held}")

    assert (page.status_code, "A secret of ours" in page.text) == (200, False)
    stranger = Client()
    stranger.force_login(delegate)
    assert "A secret of ours" not in stranger.get(f"{NOTE}?held={held}").text


def test_a_reader_is_shown_nothing_that_nobody_typed(delegate_client):
    form = form_on(delegate_client.get(NOTE), NOTE)
    sent = form.filled({"text": "Hello"}) | {name: f"added as {name}" for name in UNTYPED}

    page = delegate_client.post("/members/XX/note/", sent | {"drawn": "forged"})

    assert "Hello" in page.text
    assert "added as" not in page.text


def test_what_is_held_for_one_who_does_not_log_in_is_deleted(delegate_client):
    form = form_on(delegate_client.get(NOTE), NOTE)
    delegate_client.logout()
    delegate_client.post(NOTE, form.filled({"text": "A secret of ours"}))
    forget_repeated_requests()
    (session,) = Session.objects.all()
    assert "A+secret" in str(session.get_decoded())

    Session.objects.update(expire_date=clock.now())
    forget_repeated_requests()

    assert not Session.objects.exists()


def test_a_form_without_a_signature_sent_by_nobody_is_not_held(client):
    led = client.post(NOTE, {"text": "Hello"})

    assert led["Location"] == f"/accounts/login/?next={NOTE}"


def test_files_of_a_form_that_comes_back_need_not_be_chosen_again(delegate_client):
    def file():
        return SimpleUploadedFile("annex.txt", b"Our annex.")

    form = form_on(delegate_client.get("/members/TR/file/"), "/members/TR/file/")
    check = delegate_client.post("/members/TR/file/", form.filled({"files": file(), "step": "check"}))
    assert "annex.txt" in check.text

    for step in ("back", "check"):
        form = form_on(check, "/members/TR/file/").filled({"step": step})
        check = delegate_client.post("/members/TR/file/", form)
    done = delegate_client.post(
        "/members/TR/file/", form_on(check, "/members/TR/file/").filled({"step": "confirm"})
    )

    assert done.status_code == 303
    assert "annex.txt" in Act.objects.get().payload
    assert not KeptUpload.objects.exists()


def test_a_file_is_kept_by_as_long_a_name_as_it_may_have(delegate_client):
    form = form_on(delegate_client.get("/members/TR/file/"), "/members/TR/file/")
    name = "д" * 251 + ".txt"

    check = delegate_client.post(
        "/members/TR/file/", form.filled({"files": SimpleUploadedFile(name, b"Our annex."), "step": "check"})
    )

    assert (check.status_code, KeptUpload.objects.get().name) == (200, name)


@pytest.mark.parametrize(
    "more", [{}, {"step": "back"}, {"step": "check"}, {"kept_files": "no key"}, {"other": "a stray"}]
)
def test_of_an_act_that_is_not_theirs_nothing_is_kept_and_no_form_is_shown(more):
    file = SimpleUploadedFile("annex.txt", b"Our annex.")
    page = browser(viewer("KZ")).post("/members/TR/file/", {"files": file} | more)

    assert (page.status_code, 'name="files"' in page.text) == (403, False)
    assert not KeptUpload.objects.exists()


def test_what_is_kept_for_an_account_is_bounded_and_what_is_gone_is_said(delegate_client, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_KEPT", 10)
    pages = []
    for content in (b"123456", b"12345", b"1234"):
        form = form_on(delegate_client.get("/members/TR/file/"), "/members/TR/file/")
        file = SimpleUploadedFile("annex.txt", content)
        pages.append(delegate_client.post("/members/TR/file/", form.filled({"files": file, "step": "check"})))

    assert sorted(bytes(row.content) for row in KeptUpload.objects.all()) == [b"1234", b"12345"]
    confirm = form_on(pages[0], "/members/TR/file/").filled({"step": "confirm"})
    answer = delegate_client.post("/members/TR/file/", confirm)
    assert (answer.status_code, "is no longer kept. Choose it again." in answer.text) == (400, True)
    assert not Act.objects.exists()


def test_a_kept_file_is_nobody_elses(delegate_client, officer_client):
    form = form_on(delegate_client.get("/members/TR/file/"), "/members/TR/file/")
    file = SimpleUploadedFile("annex.txt", b"Our annex.")
    delegate_client.post("/members/TR/file/", form.filled({"files": file, "step": "check"}))
    key = str(KeptUpload.objects.get().pk)

    page = officer_client.post("/members/TR/file/", {"kept_files": [key, "no key"], "step": "check"})

    assert "annex.txt" not in page.text
