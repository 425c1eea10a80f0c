"""Forms of several windows, kept while their author logs in again."""

import ast
from html import unescape

import pytest
from django.test import Client

from members.models import Account
from papers.models import Comment
from proposals.enums import Stage
from proposals.models import Proposal
from tests.factories.exchange import call_for_information
from tests.factories.members import browser, delegate
from tests.factories.proposals import proposal_at
from tests.rooms import OFFICIAL, ROOT
from tests.sending import form_on
from web.held import MOST

pytestmark = pytest.mark.django_db

PHRASE = "a long enough password"
KEPT = "You were logged out while you wrote this."


@pytest.fixture(autouse=True)
def log_ins_are_not_counted(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def author() -> Client:
    actor = delegate("UZ")
    account = Account.objects.get(public_id=actor.account)
    account.set_password(PHRASE)
    account.save()
    client = browser(actor)
    client.username = account.username
    return client


def comment_page(proposal: Proposal) -> str:
    return f"/proposals/{proposal.reference}/actions/comment/"


def sent_by_nobody(client: Client, pages: dict[str, dict[str, str]]) -> list[str]:
    """Open all pages, end the session, send all forms; return where each leads."""
    forms = [(form_on(client.get(page), page), typed) for page, typed in pages.items()]
    client.cookies.clear()
    return [client.post(form.action, form.filled(typed))["Location"] for form, typed in forms]


def log_in(client: Client, address: str = "/accounts/login/"):
    return client.post(address, {"login": client.username, "password": PHRASE}, follow=True)


def two_comments(client: Client) -> list[str]:
    pages = [comment_page(proposal_at(Stage.CIRCULATION, measure=code)) for code in ("ECO-2", "ENV-3")]
    words = ("The first hour.", "The second hour.")
    return sent_by_nobody(client, {page: {"text": text} for page, text in zip(pages, words, strict=True)})


def test_what_two_windows_sent_is_there_after_one_log_in(author):
    first, second = two_comments(author)

    page = log_in(author, first)
    other = author.get(second, follow=True)

    assert "The first hour." in form_on(page, "").fields["text"]
    assert "The second hour." in form_on(other, "").fields["text"]


def test_the_page_after_a_log_in_tells_of_each_form_with_a_link(author):
    two_comments(author)

    page = log_in(author)

    assert page.request["PATH_INFO"] == "/inbox/"
    assert page.text.count(KEPT) == 2
    for text in ("The first hour.", "The second hour."):
        assert text in page.text
    for proposal in Proposal.objects.all():
        assert f'href="{comment_page(proposal)}?held=' in page.text


def test_a_form_that_was_opened_is_told_of_no_more_and_the_other_still_is(author):
    first, second = two_comments(author)
    page = log_in(author, first)

    form = form_on(page, "")
    done = author.post(form.action, form.filled(), follow=True)

    assert Comment.objects.get().text == "The first hour."
    assert done.text.count(KEPT) == 1
    assert "The second hour." in done.text
    assert KEPT not in author.get(second, follow=True).text
    assert KEPT not in author.get("/inbox/").text


def test_a_form_that_was_sent_after_all_is_forgotten(author):
    first, _second = two_comments(author)
    page = log_in(author, first)
    kept_at = page.redirect_chain[-1][0]
    form = form_on(page, "")
    author.post(form.action, form.filled())

    again = author.get(kept_at)

    assert form_on(again, "").fields["text"] == [""]


def test_a_kept_form_that_comes_back_with_a_fault_is_forgotten_once_it_is_sent(author):
    first, _second = two_comments(author)
    page = log_in(author, first)
    kept_at = page.redirect_chain[-1][0]
    form = form_on(page, "")
    fault = author.post(form.action, form.filled({"text": " "}))
    form = form_on(fault, form.action)
    author.post(form.action, form.filled({"text": "Anew."}))

    assert form_on(author.get(kept_at), "").fields["text"] == [""]


def test_the_oldest_form_makes_room(author):
    page = comment_page(proposal_at(Stage.CIRCULATION))
    forms = [form_on(author.get(page), page) for _window in range(MOST + 1)]
    author.cookies.clear()
    for number, form in enumerate(forms):
        author.post(form.action, form.filled({"text": f"Hour {number}."}))

    inbox = log_in(author).text

    assert [f"Hour {number}." in inbox for number in range(MOST + 1)] == [False] + [True] * MOST


def test_nobody_else_is_told(author):
    two_comments(author)

    author.force_login(Account.objects.get(public_id=delegate("AZ").account))
    page = author.get("/inbox/")

    assert page.status_code == 200
    assert KEPT not in page.text


def test_the_question_of_a_call_stands_beside_its_kept_answer(author):
    call = call_for_information()
    page = f"/exchange/new/?call={call.reference}"
    assert call.question in unescape(author.get(page).text)

    (led,) = sent_by_nobody(author, {page: {"title": "Our answer", "text": "An hour's words."}})
    back = log_in(author, led)

    assert "An hour's words." in unescape(back.text)
    assert call.question in unescape(back.text)


def test_what_draws_a_form_reads_what_was_kept_too():
    """`request.POST` is empty where a kept form is shown: only what answers a sending reads it."""
    modules = [path for room in OFFICIAL for path in (ROOT / room).rglob("*.py")]
    reading = {
        (path.relative_to(ROOT).as_posix(), function.name)
        for path in modules
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and "request.POST" in ast.unparse(function)
    }
    answers_a_sending = {"post", "taken_on"}
    of_sent_forms = {("web/sent.py", name) for name in ("posted", "turned_back", "facts_of")}

    drawing = {one for one in reading if one[1] not in answers_a_sending} - of_sent_forms
    assert drawing == {("web/held.py", "kept")}
