"""The exchange of information through the pages: a joint submission, and a call with its answers."""

import pytest

from exchange.models import Call, Submission
from members.actor import Actor
from tests.browser.reader import Reader
from tests.browser.walking import NARROW, in_days
from tests.factories.members import delegate, secretariat

pytestmark = pytest.mark.django_db(transaction=True)

MEASURE = "NCT-5"
TITLE = "Joint survey of border posts"


def test_three_states_inform_a_named_participant_together(open_window):
    lead = open_window(delegate("KG"))
    co_authors = [open_window(delegate("AZ")), open_window(delegate("UZ"), width=NARROW)]
    recipient = open_window(delegate("JP"), width=NARROW)
    officer = open_window(secretariat())
    others = [open_window(delegate("TJ")), open_window(Actor.nobody(), width=NARROW)]
    everybody_else = [recipient, *others]

    home = submit_together(lead)
    assert all(reader.finds_nothing_at(home) for reader in everybody_else)
    for author in co_authors:
        confirm(author, home)
    disseminate(officer, everybody_else, home)
    assert_read_by(recipient, home, text="Forty posts were surveyed.")
    assert not_listed(others, home)

    correct(lead, co_authors, home)
    acknowledge(recipient, home)
    text = lead.open(home)
    assert "Japan" in text
    lead.picture_of_all("submission-1280")
    assert not_listed(others, home)


def submit_together(lead: Reader) -> str:
    """A state submits with two co-authors; it waits for both. Return its address."""
    lead.go("Exchange", "Submit information")
    lead.picture_of_all("submit-form-1280")
    lead.send(
        "Submit information",
        final=True,
        kind="information",
        measures=[MEASURE],
        title=TITLE,
        text="Forty posts were surveyed.",
        audience="named",
        recipients=["JP"],
        authors=["AZ", "UZ"],
    )
    assert "Awaiting its authors" in lead.look()
    return Submission.objects.get().get_absolute_url()


def confirm(author: Reader, home: str) -> None:
    """A co-author finds in the inbox what waits for it, and confirms."""
    author.open("/inbox/")
    author.page.locator(f'main a[href="{home}"]').first.click()
    author.page.wait_for_load_state()
    assert TITLE in author.look()
    author.press("Confirm as an author")
    author.send("Confirm as an author")


def disseminate(officer: Reader, others: list[Reader], home: str) -> None:
    """The secretariat works its desk off; until then nobody else knows of the submission."""
    assert all(reader.finds_nothing_at(home) for reader in others)
    officer.go("Exchange", "Intake desk", home.split("/")[2])
    officer.press("Disseminate")
    officer.send("Disseminate", final=True)
    assert "Nothing waits to be disseminated." in officer.go("Exchange", "Intake desk")
    officer.picture_of_all("intake-1280")


def assert_read_by(reader: Reader, home: str, *, text: str) -> None:
    """The recipient finds it in its list, and reads it."""
    assert TITLE in reader.go("Exchange")
    assert text in reader.press(home.split("/")[2])


def not_listed(others: list[Reader], home: str) -> bool:
    """Whether nobody else finds it: neither in the list, by search, nor at its address."""
    for reader in others:
        assert TITLE not in reader.go("Exchange")
        assert TITLE not in reader.open("/exchange/?search=survey+of+border")
        assert reader.finds_nothing_at(home)
    return True


def correct(lead: Reader, co_authors: list[Reader], home: str) -> None:
    """A joint text is corrected jointly: what is out stays until all have confirmed."""
    lead.act(
        home, "Correct", title=TITLE, text="Forty-one posts were surveyed.", changes="The number of posts."
    )
    for author in co_authors:
        confirm(author, home)


def acknowledge(recipient: Reader, home: str) -> None:
    """The recipient is told what changed, reads the new version and acknowledges it."""
    text = recipient.open(home)
    assert "Forty-one posts were surveyed." in text
    assert "The number of posts." in text
    recipient.press("Acknowledge receipt")
    recipient.send("Acknowledge receipt")
    recipient.picture_of_all("submission-390")


def test_a_call_is_answered_and_the_rest_reminded(open_window):
    officer = open_window(secretariat())
    answering, idle = open_window(delegate("KG")), open_window(delegate("UZ"), width=NARROW)
    silent, observer = open_window(delegate("TJ"), width=NARROW), open_window(delegate("JP"))

    home = call(officer)
    answer(answering, home)
    answer_nil(idle, home)
    officer.act(home, "Remind those who have not acted", message="Two weeks are left.")
    ledger = answers(officer, home)
    assert ledger["Kyrgyzstan"].startswith("Answered")
    assert ledger["Uzbekistan"].startswith("Nil return")
    assert ledger["Tajikistan"].startswith("not yet")
    officer.picture_of_all("call-1280")

    assert is_reminded(silent)
    assert not any(is_reminded(reader) for reader in (answering, idle, observer))
    assert observer.finds_nothing_at(home)
    assert "Twelve." not in observer.open("/exchange/?search=twelve")


def call(officer: Reader) -> str:
    """The secretariat calls for information by a mandate; return the call's address."""
    officer.go("Exchange", "Calls for information", "Call for information")
    officer.send(
        "Call for information",
        title="Border posts",
        mandate="Senior Officials Committee, 2026",
        question="How many posts are there?",
        measures=[MEASURE],
        audience="members",
        answer_by=in_days(20),
    )
    return Call.objects.get().get_absolute_url()


def answer(reader: Reader, home: str) -> None:
    """A state answers from the call's page, and finds its answer there."""
    reader.go("Exchange", "Calls for information", home.split("/")[3])
    reader.press("Answer the call")
    reader.send("Submit information", final=True, title="Our posts", text="Twelve.", audience="members")
    assert answers(reader, home)["Kyrgyzstan"].startswith("Answered")


def answer_nil(reader: Reader, home: str) -> None:
    """Another says that it has nothing to report, which needs no text."""
    reader.go("Exchange", "Calls for information", home.split("/")[3])
    reader.picture_of_all("call-390")
    reader.press("Nil return")
    reader.send("Submit information", final=True)


def answers(reader: Reader, home: str) -> dict[str, str]:
    """Return the ledger of the call as the page shows it: `{name: answer}`."""
    reader.open(home)
    rows = reader.page.get_by_role("table", name="Who has answered").locator("tbody tr")
    return dict(
        rows.evaluate_all("rows => rows.map(row => [row.cells[0].innerText, row.cells[1].innerText.trim()])")
    )


def is_reminded(reader: Reader) -> bool:
    """Whether the inbox has a reminder."""
    return "reminded those who have not" in reader.open("/inbox/")
