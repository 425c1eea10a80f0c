"""Forms in a browser as people send them: twice, after the session's end, by another, on what has moved.

`tests/cica/test_sent_forms.py` does the same with every form there is, without a browser.
"""

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.cache import cache
from playwright.sync_api import expect

from exchange.models import Attachment, Submission
from members.actor import Actor
from members.models import Account
from notices.tasks import deliver
from papers.models import Comment
from proposals.enums import Action, Stage
from proposals.models import Proposal
from records.models import Act
from tests.browser.reader import Reader
from tests.browser.walking import NARROW, in_days
from tests.factories.meetings import convene, item_of, on_meeting
from tests.factories.members import chair, delegate, secretariat
from tests.factories.proposals import act, proposal_at, submit

pytestmark = pytest.mark.django_db(transaction=True)

PHRASE = "a long password of ours"
WORDS = "Words that took an hour."
COMMENT = str(Action.COMMENT.label)
FORTY_MILLISECONDS = 40
THIRTY_SECONDS = 30_000
INFORMATION = {
    "kind": "information",
    "measures": ["NCT-5"],
    "title": "Border posts",
    "text": WORDS,
    "audience": "members",
}


@pytest.fixture(autouse=True)
def nobody_has_guessed_yet():
    cache.clear()


def with_password(actor: Actor) -> Actor:
    account = Account.objects.get(public_id=actor.account)
    account.set_password(PHRASE)
    account.save()
    return actor


def log_in(reader: Reader, actor: Actor) -> None:
    """Fill in the page that logs in, which the window shows."""
    reader.page.fill("[name=login]", actor.username)
    reader.page.fill("[name=password]", PHRASE)
    reader.page.locator("main form button").click()
    reader.page.wait_for_load_state()


def comment_form(proposal: Proposal) -> str:
    return f"/proposals/{proposal.reference}/actions/{Action.COMMENT}/"


def typed(reader: Reader, name: str) -> Any:
    return reader.page.locator(f'[name="{name}"]:not([type="hidden"])').first.input_value()


def test_two_clicks_are_one_comment(open_window):
    proposal = proposal_at(Stage.CIRCULATION)
    reader = open_window(delegate("UZ"))
    reader.open(comment_form(proposal))
    reader.fill(text=WORDS)
    sent = []
    reader.page.on("request", lambda request: sent.append(request.method))

    button = reader.page.locator("main").get_by_role("button", name=COMMENT, exact=True)
    button.dblclick(delay=FORTY_MILLISECONDS)
    # The second click ends the way that the first one began, which `wait_for_url` may tell as an error.
    there = re.compile(f"/proposals/{proposal.reference}/(\\?|#|$)")
    expect(reader.page).to_have_url(there, timeout=THIRTY_SECONDS)

    assert sent.count("POST") == 2
    assert "(No. " in reader.look()
    assert Comment.objects.filter(text=WORDS).count() == 1


def test_a_session_that_ended_takes_nothing_that_was_typed(open_window):
    actor = with_password(delegate("KG"))
    reader = open_window(actor, width=NARROW)
    reader.open("/exchange/new/")
    reader.fill(**INFORMATION)
    annex = {"name": "posts.txt", "mimeType": "text/plain", "buffer": b"Forty posts."}
    reader.page.locator('main input[type="file"]').first.set_input_files(annex)
    reader.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    assert "You were logged out." in reader.press("Check before it is final")
    log_in(reader, actor)

    text = reader.look()
    assert "You are logged in again." in text
    assert "Choose these files again: posts.txt" in text
    assert (typed(reader, "title"), typed(reader, "text")) == ("Border posts", WORDS)
    reader.page.locator('main input[type="file"]').first.set_input_files(annex)
    reader.send("Submit information", final=True)
    assert Attachment.objects.get().version.text == WORDS


def test_what_was_opened_for_one_state_is_not_sent_by_another(open_window):
    proposal, other = proposal_at(Stage.CIRCULATION), with_password(delegate("AZ"))
    reader = open_window(delegate("KZ"))
    reader.open(comment_form(proposal))
    reader.fill(text=WORDS)
    acts = Act.objects.count()
    tab = Reader(reader.page.context.new_page(), reader.folder)
    tab.open("/accounts/logout/")
    tab.press("Log out")
    tab.open("/accounts/login/")
    log_in(tab, other)

    text = reader.press(COMMENT)

    assert "This form was opened for delegate.kz (Kazakhstan)." in text
    assert "You are logged in as delegate.az (Azerbaijan) now." in text
    assert typed(reader, "text") == WORDS
    assert Act.objects.count() == acts


def test_a_version_that_was_not_read_does_not_go_out(open_window):
    proposal = proposal_at(Stage.EDITORIAL)
    officer = open_window(secretariat())
    officer.open(f"/proposals/{proposal.reference}/")
    officer.press("Circulate to the member states")
    officer.fill(comments_until=in_days(10), message=WORDS)
    assert "No. 1: Concept paper" in officer.press("Check before it is final")
    act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="Say more.")
    submit(proposal, [{"en": "Version two."}])

    with officer.page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        text = officer.press("Circulate to the member states")

    assert answered.value.status == HTTPStatus.PRECONDITION_FAILED
    changes = r"Since you opened this form:.*returned version 1 .*submitted version 2"
    assert re.search(changes, text, re.DOTALL)
    assert typed(officer, "message") == WORDS
    assert "No. 2: Concept paper" in officer.press("Check before it is final")
    assert "(No. " in officer.press("Circulate to the member states")


def test_a_list_that_was_emptied_says_so_and_offers_no_box(open_window):
    meeting = convene(kind="swg")
    on_meeting(meeting, "add-item", chair(), title="Opening")
    item = item_of(meeting)
    president = open_window(chair(), width=NARROW)
    president.open(f"{meeting.get_absolute_url()}actions/remove-item/")
    president.fill(item=str(item.number))
    on_meeting(meeting, "remove-item", chair(), item=item.number)

    text = president.press("Take an item off the agenda")

    assert "The agenda has no items yet: add one first." in text
    assert "Since you opened this form:" in text
    assert president.page.locator('[name="item"]:not([type="hidden"])').count() == 0


def test_back_from_the_last_look_keeps_everything(open_window):
    reader = open_window(delegate("KG"))
    reader.open("/exchange/new/")
    reader.fill(**INFORMATION)
    annex = {"name": "posts.txt", "mimeType": "text/plain", "buffer": b"Forty posts."}
    reader.page.locator('main input[type="file"]').first.set_input_files(annex)
    assert "This cannot be undone" in reader.press("Check before it is final")

    text = reader.press("Back")

    assert "posts.txt" in text
    assert {name: typed(reader, name) for name in ("title", "text")} == {
        "title": "Border posts",
        "text": WORDS,
    }
    assert reader.page.locator('[name="audience"][value="members"]').is_checked()
    assert reader.page.locator('[name="measures"][value="NCT-5"]').is_checked()
    reader.send("Submit information", final=True)
    assert Attachment.objects.count() == Submission.objects.count() == 1


def test_a_link_of_a_mail_leads_through_the_log_in_to_the_act(open_window):
    actor = with_password(delegate("UZ"))
    proposal_at(Stage.CIRCULATION)
    deliver()  # as the courier does
    letter = next(letter for letter in outbox.outbox if letter.to[0].startswith(actor.username))
    link = urlsplit(re.search(r"https?://\S+/actions/comment/", letter.body).group()).path
    reader = open_window(Actor.nobody())

    assert reader.finds_nothing_at(link)
    reader.page.locator("main").get_by_role("link", name="Log in").click()
    log_in(reader, actor)

    assert reader.at == link
    reader.send(COMMENT, text=WORDS)
