"""Route A from the first interest to the published decision, through the pages alone, as delegates walk."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from members.actor import Actor
from proposals.actions import settle_all
from proposals.enums import Stage
from proposals.models import Decision, Proposal
from records.register import verify
from tests.browser.reader import Reader
from tests.browser.walking import NARROW, in_days
from tests.factories.members import AccountFactory, chair, delegate, secretariat

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Walk:
    """Who walks, each before a window, and the address of the proposal once there is one."""

    coordinator: Reader
    other: Reader
    president: Reader
    officer: Reader
    member: Reader
    public: Reader
    home: str = ""

    def act(self, reader: Reader, name: str, *, final: bool = False, **values: object) -> str:
        """Do an act on the proposal, from its page."""
        return reader.act(self.home, name, final=final, **values)


@pytest.fixture
def walk(open_window):
    return Walk(
        coordinator=open_window(Actor.nobody()),
        other=open_window(delegate("TJ"), width=NARROW),
        president=open_window(chair()),
        officer=open_window(secretariat()),
        member=open_window(delegate("UZ"), width=NARROW),
        public=open_window(Actor.nobody(), width=NARROW),
    )


def test_route_a_is_walked_from_interest_to_decision(walk, pass_days):
    log_in(walk.coordinator, state="KG")
    declare_interest(walk)
    consult_and_designate(walk)
    write_the_paper(walk)
    circulate_and_comment(walk)
    revise_and_compare(walk)
    agree_at_a_meeting(walk)
    approve_by_silence(walk, pass_days)
    publish(walk)

    assert Proposal.objects.get().stage == Stage.APPROVED
    assert verify().broken_at is None


def log_in(reader: Reader, *, state: str) -> None:
    """Log in by the form, as a person does."""
    account = AccountFactory(participant_id=state, time_zone="Asia/Almaty")
    password = secrets.token_urlsafe()
    account.set_password(password)
    account.save(update_fields=["password"])
    reader.open("/accounts/login/?next=/catalogue/ECO-2/")
    reader.fill(login=account.username, password=password)
    assert "ECO-2" in reader.press("Log in")


def declare_interest(walk: Walk) -> None:
    """CA (a)1: two states declare their interest; the second joins the first."""
    walk.coordinator.press("Declare interest")
    walk.coordinator.fill(offer="coordinator", statement="Kyrgyzstan is ready to coordinate.")
    walk.coordinator.press("Check before it is final")
    assert "(No. " in walk.coordinator.press("Declare interest")
    proposal = Proposal.objects.get()
    walk.home = proposal.get_absolute_url()
    walk.other.open("/proposals/new/?measure=ECO-2")
    assert f"your state joins {proposal.reference}" in walk.other.look()
    walk.other.fill(offer="either")
    walk.other.press("Check before it is final")
    walk.other.press("Declare interest")


def consult_and_designate(walk: Walk) -> None:
    """CA (a)2: the Chair consults the interested states and designates the coordinators."""
    president = walk.president
    walk.act(president, "Open the consultation", answer_by=in_days(14), message="Who should coordinate?")
    walk.act(walk.other, "Answer the consultation", answer="support", supports="KG", statement="Gladly.")
    text = president.open(walk.home)
    assert "Supports another state: Kyrgyzstan" in text
    assert "Not heard from: Kyrgyzstan." in text
    president.picture_of_all("consultation-1280")
    walk.act(
        president,
        "Designate coordinators",
        coordinators__0__state="KG",
        coordinators__0__role="coordinator",
        coordinators__1__state="TJ",
        coordinators__1__role="co_coordinator",
        draft_due=f"{in_days(60):%Y-%m-%d}",
    )


def write_the_paper(walk: Walk) -> None:
    """The coordinator writes in the browser; a button for more rows loses nothing."""
    coordinator = walk.coordinator
    assert "submit the concept paper" in coordinator.open("/inbox/")
    coordinator.open(walk.home)
    coordinator.press("Submit the concept paper")
    coordinator.fill(
        title="Concept paper on secure corridors", paragraphs__1__en="Secure corridors shorten distances."
    )
    coordinator.page.get_by_role("button", name="Insert below").nth(1).click()
    coordinator.fill(paragraphs__2__en="They build confidence among neighbours.")
    for index in (4, 6, 8, 10, 12, 14):
        coordinator.fill(**{f"paragraphs__{index}__en": f"What is said under heading {index}."})
    coordinator.picture("paper-form-1280")
    coordinator.press("Check before it is final")
    assert "(No. " in coordinator.press("Submit the concept paper")
    assert "They build confidence among neighbours." in coordinator.look()
    assert "They build confidence" not in walk.member.open(walk.home)


def circulate_and_comment(walk: Walk) -> None:
    """CA (a)3: the secretariat circulates the paper to every member state, and one comments."""
    walk.act(
        walk.officer,
        "Circulate to the member states",
        final=True,
        comments_until=in_days(30),
        message="For your comments.",
    )
    assert "They build confidence" in walk.member.open(walk.home)
    walk.act(
        walk.member, "Comment", text="Please speak of ports too.", proposed_wording="Corridors and ports."
    )


def revise_and_compare(walk: Walk) -> None:
    """The comment is taken in, and a member sees what changed."""
    walk.act(walk.coordinator, "Take back to revise", final=True, reason="To take the comment in.")
    walk.act(
        walk.coordinator,
        "Submit the concept paper",
        final=True,
        paragraphs__1__en="Secure corridors and ports shorten distances.",
    )
    walk.act(walk.officer, "Circulate to the member states", final=True, comments_until=in_days(7))
    walk.member.open(f"{walk.home}papers/differences/")
    assert walk.member.page.locator("ins").all_inner_texts() == ["and ports "]
    walk.member.picture("differences-390")


def agree_at_a_meeting(walk: Walk) -> None:
    """The Working Group meets: without a quorum nothing is agreed, and a reservation joins consensus."""
    president, conclude = walk.president, "Conclude the consideration by the Working Group"
    walk.act(
        president,
        "Open the consideration by the Working Group",
        mode="meeting",
        waiver_reason="All states meet in Astana today.",
    )
    text = walk.act(walk.member, "Take a position", position="reservation", statement="Dry ports are meant.")
    assert "Reservation" in text
    president.open(walk.home)
    president.press(conclude)
    president.fill(outcome="agreed", present=["AZ", "KG"])
    refused = president.press("Check before it is final")
    assert "There is no quorum: 19 of 28 member states must be present, 17 more." in refused
    president.picture_of_all("no-quorum-1280")
    president.tick_all("present")
    president.press("Check before it is final")
    president.press(conclude)


def approve_by_silence(walk: Walk, pass_days: Callable[[int], None]) -> None:
    """The Committee decides by silence: once broken, then unbroken to its deadline."""
    open_soc = "Open the consideration by the Committee"
    walk.act(walk.president, open_soc, mode="silence", deadline=in_days(10))
    objection = {"position": "objection", "statement": "The French text is missing."}
    assert "The silence was broken" in walk.act(walk.member, "Take a position", **objection)
    walk.act(walk.president, open_soc, mode="silence", deadline=in_days(10))
    text = walk.member.open(walk.home)
    assert "Awaited from the member states: object or propose an amendment, or keep silent." in text
    assert "Astana time" in text
    walk.member.picture_of_all("silence-390")
    statement = {"position": "interpretative_statement", "statement": "Dry ports are meant."}
    walk.act(walk.member, "Take a position", **statement)
    pass_days(11)
    assert settle_all() == 1
    assert Decision.objects.get().number in walk.president.open(walk.home)
    walk.president.picture_of_all("approved-1280")


def publish(walk: Walk) -> None:
    """The decision is the members' until it is published; then it is everyone's, and the proposal is not."""
    assert "No decision is open to you yet." in walk.public.open("/decisions/")
    consent = "Agreed by the Committee with the decision."
    walk.act(walk.officer, "Publish the decision", final=True, audience="public", consent=consent)
    walk.public.open("/decisions/")
    text = walk.public.press(Decision.objects.get().number)
    assert "Secure corridors and ports shorten distances." in text
    assert "Dry ports are meant." in text
    assert Proposal.objects.get().reference not in text
    walk.public.picture_of_all("decision-390")
