"""Route B through the pages: views, experts, a meeting in Japan, a working paper, and the decision."""

from datetime import timedelta

import pytest

from members.actor import Actor
from records import clock
from tests.browser.reader import Reader
from tests.browser.walking import NARROW, approve_at_meetings, day, in_days
from tests.factories.members import chair, delegate, secretariat

pytestmark = pytest.mark.django_db(transaction=True)

MEASURE = "NCT-5"
VIEWS = {"KG": "Letters rogatory take too long.", "UZ": "A network of focal points would help."}


def test_views_become_a_working_paper_of_experts_and_a_decision(open_window):
    states = {"KG": open_window(delegate("KG")), "UZ": open_window(delegate("UZ"), width=NARROW)}
    member, officer = open_window(delegate("TJ")), open_window(secretariat())
    observer, public = open_window(delegate("JP"), width=NARROW), open_window(Actor.nobody())

    home = open_views(states["UZ"])
    send_views(states)
    compile_views(officer, member, observer)
    officer.act(home, "Call for experts", designate_by=in_days(20))
    designate_expert(states, observer)
    meeting = convene(officer)
    host(observer, meeting)
    charge_experts(officer, meeting, home)
    assert public.finds_nothing_at(meeting)

    write_the_paper(states, home)
    number = approve_at_meetings(home, president=open_window(chair()), officer=officer)
    assert "Legal assistance is faster by direct contact." in member.go("Decisions", number)
    member.picture_of_all("working-paper-decision-1280")
    assert "Legal assistance is faster" not in observer.open("/decisions/")


def open_views(reader: Reader) -> str:
    """A state opens the exchange of views from the list of measures; return the proposal's address."""
    reader.go("Proposals", "Open a proposal")
    reader.press(f"Open an exchange of views {MEASURE}")
    reader.send("Open an exchange of views", statement="Let us compare extradition practice.")
    return reader.at


def send_views(states: dict[str, Reader]) -> None:
    """States send their views to the Chair and the secretariat, which keep them to themselves."""
    for state, reader in states.items():
        reader.go("Exchange", "Views on measures", "Send views")
        reader.send(
            "Submit information", final=True, measures=[MEASURE], title=f"Views of {state}", text=VIEWS[state]
        )
    assert VIEWS["UZ"] not in states["KG"].open("/exchange/?kind=views")


def compile_views(officer: Reader, member: Reader, observer: Reader) -> None:
    """The secretariat makes one table of them, which the member states read once it is disseminated."""
    officer.go("Exchange", "Intake desk", "Compile the views")
    officer.send("Compile the views", title="Views on legal assistance")
    table = officer.at
    assert member.finds_nothing_at(table)
    officer.press("Disseminate the compilation")
    officer.send("Disseminate the compilation", final=True)
    member.go("Exchange", "Views on measures", table.split("/")[3])
    for text in VIEWS.values():
        assert text in member.look()
    member.picture_of_all("views-1280")
    assert observer.finds_nothing_at(table)


def designate_expert(states: dict[str, Reader], observer: Reader) -> None:
    """A state designates its expert; another sees the name and not how to reach it."""
    lead = states["KG"]
    lead.go("Experts", "Designate an expert")
    lead.send(
        "Designate an expert",
        name="A. Jurist",
        post="Ministry of Justice",
        email="jurist@example.org",
        measures=[MEASURE],
        valid_from=day(clock.now()),
        valid_to=day(in_days(400)),
        agreed_on=day(clock.now()),
    )
    assert "jurist@example.org" in lead.look()
    lead.picture_of_all("expert-1280")
    text = states["UZ"].go("Experts", "A. Jurist")
    assert "Ministry of Justice" in text
    assert "jurist@example.org" not in text
    assert observer.finds_nothing_at(lead.at)


def convene(officer: Reader) -> str:
    """The secretariat convenes a meeting of experts for all participants; return its address.

    It begins in half an hour, late enough for a host to be found still.
    """
    begins = clock.now() + timedelta(minutes=30)
    officer.go("Meetings", "Convene a meeting")
    officer.send(
        "Convene a meeting",
        kind="expert",
        title="Experts on legal assistance",
        format="hybrid",
        audience="participants",
        starts_at=begins,
        ends_at=begins + timedelta(hours=6),
        time_zone="Asia/Tokyo",
        measures=[MEASURE],
    )
    return officer.at


def host(observer: Reader, meeting: str) -> None:
    """Japan, an observer, finds the meeting and hosts it."""
    observer.go("Meetings", "Experts on legal assistance")
    assert observer.at == meeting
    observer.press("Host the meeting")
    observer.send("Host the meeting", place="Tokyo")
    assert "Tokyo" in observer.look()
    observer.picture_of_all("meeting-host-390")


def charge_experts(officer: Reader, meeting: str, home: str) -> None:
    """The meeting takes the proposal up and begins, records who is there, and charges the expert."""
    officer.act(meeting, "Add an item to the agenda", proposal=home.split("/")[2])
    begins = {"starts_at": clock.now() - timedelta(minutes=1), "time_zone": "Asia/Tokyo"}
    officer.act(meeting, "Move to another time or place", **begins, reason="All have arrived.")
    officer.act(meeting, "Record who is present", participants=["JP", "KG", "UZ"])
    officer.open(meeting)
    officer.press("Charge experts with the working paper")
    officer.page.get_by_label("A. Jurist (Kyrgyzstan)").check()
    officer.page.locator('[name="item"]').select_option(index=1)
    officer.send("Charge experts with the working paper", draft_due=day(in_days(60)))
    assert "Experts charged with a working paper" in officer.look()
    officer.picture_of_all("meeting-1280")


def write_the_paper(states: dict[str, Reader], home: str) -> None:
    """Drafting belongs to the state of the responsible expert, and to no other."""
    assert "Submit the working paper" not in buttons(states["UZ"], home)
    lead = states["KG"]
    lead.open("/inbox/")
    lead.page.locator(f'main a[href="{home}"]').first.click()
    lead.press("Submit the working paper")
    for index in range(1, 14, 2):
        lead.fill(**{f"paragraphs__{index}__en": f"What is said under heading {index}."})
    lead.fill(paragraphs__1__en="Legal assistance is faster by direct contact.")
    lead.send("Submit the working paper", final=True, title="Working paper on legal assistance")


def buttons(reader: Reader, home: str) -> list[str]:
    """Return the acts that a proposal's page offers."""
    reader.open(home)
    return reader.page.locator("aside.acts a.button").all_inner_texts()
