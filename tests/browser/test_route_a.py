"""Route A from the first interest to the published decision, through the pages alone, as delegates walk it."""

from datetime import timedelta

import pytest

from members.actor import Actor
from proposals.actions import settle_all
from proposals.models import Decision, Proposal
from records import clock
from records.register import verify
from tests.factories.members import AccountFactory, actor_of, chair, delegate, secretariat

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a password for one walk"
NARROW = 390


@pytest.fixture
def pass_days(monkeypatch):
    """Let days go by on the clock that the system asks."""
    real, gone = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + gone[0])

    def go_by(days: int) -> None:
        gone[0] += timedelta(days=days)

    return go_by


def logs_in(reader, account):
    """Log in by the form, as a person does."""
    reader.open("/accounts/login/?next=/catalogue/ECO-2/")
    reader.fill(login=account.username, password=PASSWORD)
    return reader.press("Log in")


def test_route_a_is_walked_from_interest_to_decision(open_window, pass_days):
    account = AccountFactory(username="delegate.kg", participant_id="KG", time_zone="Asia/Almaty")
    account.set_password(PASSWORD)
    account.save(update_fields=["password"])
    coordinator = open_window(Actor.nobody())
    other, president = open_window(delegate("TJ"), width=NARROW), open_window(chair())
    officer, member = open_window(secretariat()), open_window(delegate("UZ"), width=NARROW)
    public = open_window(Actor.nobody(), width=NARROW)
    assert actor_of(account).is_member

    # CA (a)1: two states declare their interest.
    assert "ECO-2" in logs_in(coordinator, account)
    coordinator.press("Declare interest")
    coordinator.fill(offer="coordinator", statement="Kyrgyzstan is ready to coordinate.")
    assert "entered in the register" in coordinator.press("Declare interest")
    reference = Proposal.objects.get().reference
    home = f"/proposals/{reference}/"
    other.open("/proposals/new/?measure=ECO-2")
    assert f"your state joins {reference}" in other.look()
    other.fill(offer="either")
    other.press("Declare interest")

    # CA (a)2: the Chair consults and designates.
    def acts(reader, name):
        """Go from the proposal's page to the form of an act by its button."""
        reader.open(home)
        return reader.press(name)

    acts(president, "Open the consultation")
    president.fill(answer_by=clock.now() + timedelta(days=14), message="Who should coordinate?")
    president.press("Open the consultation")
    acts(other, "Answer the consultation")
    other.fill(answer="support", supports="KG", statement="Tajikistan would co-coordinate.")
    other.press("Answer the consultation")
    text = president.open(home)
    assert "Supports another state: Kyrgyzstan" in text
    assert "Not heard from: Kyrgyzstan." in text
    president.picture_of_all("consultation-1280")
    acts(president, "Designate coordinators")
    president.fill(
        coordinators__0__state="KG",
        coordinators__0__role="coordinator",
        coordinators__1__state="TJ",
        coordinators__1__role="co_coordinator",
        draft_due=f"{clock.now() + timedelta(days=60):%Y-%m-%d}",
    )
    president.press("Designate coordinators")

    # The coordinator writes the paper in the browser; a button for more rows loses nothing.
    assert "submit the paper" in coordinator.open("/inbox/")
    acts(coordinator, "Submit the paper")
    coordinator.fill(
        title="Concept paper on secure corridors", paragraphs__1__en="Secure corridors shorten distances."
    )
    coordinator.page.get_by_role("button", name="Insert below").nth(1).click()
    coordinator.fill(paragraphs__2__en="They build confidence among neighbours.")
    for index in (4, 6, 8, 10, 12, 14):
        coordinator.fill(**{f"paragraphs__{index}__en": f"What is said under heading {index}."})
    coordinator.picture("paper-form-1280")
    assert "entered in the register" in coordinator.press("Submit the paper")
    assert "They build confidence among neighbours." in coordinator.look()
    assert "They build confidence" not in member.open(home)

    # CA (a)3: check, circulation, comments.
    acts(officer, "Circulate to the member states")
    officer.fill(comments_until=clock.now() + timedelta(days=30), message="For your comments.")
    assert "This cannot be undone" in officer.press("Check before it is final")
    officer.press("Circulate to the member states")
    assert "They build confidence" in member.open(home)
    acts(member, "Comment")
    member.fill(
        text="Please speak of ports too.", proposed_wording="Secure corridors and ports shorten distances."
    )
    member.press("Comment")

    # The comment is taken in, and the two versions are compared.
    acts(coordinator, "Take back to revise")
    coordinator.fill(reason="To take the comment of Uzbekistan in.")
    coordinator.press("Check before it is final")
    coordinator.press("Take back to revise")
    acts(coordinator, "Submit the paper")
    coordinator.fill(paragraphs__1__en="Secure corridors and ports shorten distances.")
    coordinator.press("Submit the paper")
    acts(officer, "Circulate to the member states")
    officer.fill(comments_until=clock.now() + timedelta(days=7))
    officer.press("Check before it is final")
    officer.press("Circulate to the member states")
    member.open(f"{home}papers/differences/")
    assert member.page.locator("ins").all_inner_texts() == [" and ports"]
    member.picture("differences-390")

    # The Working Group meets: a reservation joins consensus.
    acts(president, "Open the consideration by the Working Group")
    president.fill(mode="meeting", waiver_reason="All states are present in Astana today.")
    president.press("Open the consideration by the Working Group")
    acts(member, "Take a position")
    member.fill(position="reservation", statement="Uzbekistan reads “ports” as dry ports.")
    member.press("Take a position")
    assert "Reservation" in member.look()
    acts(president, "Conclude the consideration by the Working Group")
    president.fill(outcome="agreed", present=["AZ", "KG"])
    president.press("Check before it is final")
    refused = president.press("Conclude the consideration by the Working Group")
    assert "There is no quorum: 19 of 28 member states must be present, 17 more." in refused
    present = president.page.locator('[name="present"]').evaluate_all("boxes => boxes.map(box => box.value)")
    president.fill(present=present)
    president.press("Check before it is final")
    president.press("Conclude the consideration by the Working Group")

    # The Committee decides by silence: once broken, then unbroken to its deadline.
    def opens_silence():
        acts(president, "Open the consideration by the Committee")
        president.fill(mode="silence", deadline=clock.now() + timedelta(days=10))
        president.press("Open the consideration by the Committee")

    opens_silence()
    acts(member, "Take a position")
    member.fill(position="objection", statement="The French text is missing.")
    assert "The silence was broken" in member.press("Take a position")
    opens_silence()
    text = member.open(home)
    assert "Awaited from the member states: object or propose an amendment, or keep silent." in text
    assert "Astana time" in text
    member.picture_of_all("silence-390")
    acts(member, "Take a position")
    member.fill(position="interpretative_statement", statement="Uzbekistan reads “ports” as dry ports.")
    member.press("Take a position")
    pass_days(11)
    assert settle_all() == 1

    # The decision is the members' until it is published; then it is everyone's.
    decision = Decision.objects.get()
    text = president.open(home)
    assert decision.number in text
    president.picture_of_all("approved-1280")
    assert "No decision is open to you yet." in public.open("/decisions/")
    acts(officer, "Publish the decision")
    officer.fill(audience="public", consent="Agreed by the Committee with the decision.")
    officer.press("Check before it is final")
    officer.press("Publish the decision")
    public.open("/decisions/")
    text = public.press(decision.number)
    assert "Secure corridors and ports shorten distances." in text
    assert "Uzbekistan reads “ports” as dry ports." in text
    assert reference not in text
    public.picture_of_all("decision-390")

    assert Proposal.objects.get().stage == "approved"
    assert verify().broken_at is None
