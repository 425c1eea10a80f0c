"""DESIGN section 4, the row of meetings; and that an agenda leaks nothing of proposals in progress."""

import pytest

from deadlines.waiting import owed_by
from meetings import reading
from meetings.models import Document, Invitation, Meeting, Task
from members.actor import Actor
from members.models import Account, Period
from proposals.enums import Stage as ProposalStage
from proposals.models import Decision
from records import clock
from records.models import Act
from tests.factories.meetings import convene, item_of, later, on_meeting
from tests.factories.members import actor_of, administrator, chair, delegate, secretariat
from tests.factories.proposals import considered, everybody, proposal_at

pytestmark = pytest.mark.django_db

CANARY = "zwitscher"


def seen_by(actor):
    """Return which of our own meetings an actor sees, by title."""
    ours = Meeting.objects.visible_to(actor).filter(reference_key=None)
    return set(ours.values_list("title", flat=True))


@pytest.fixture
def one_of_each():
    for audience in ("public", "participants", "members"):
        convene(kind="expert", title=audience, audience=audience)
    convene(kind="expert", title="of Japan", audience="invited", invited=["JP"])


def test_the_public_sees_public_ones_and_observers_those_they_are_invited_to(one_of_each):
    assert seen_by(Actor.nobody()) == {"public"}
    assert seen_by(administrator()) == {"public"}
    assert seen_by(delegate("US")) == {"public", "participants"}
    assert seen_by(delegate("JP")) == {"public", "participants", "of Japan"}
    for actor in (delegate("UZ"), chair(), secretariat()):
        assert seen_by(actor) == {"public", "participants", "members", "of Japan"}


def test_the_record_of_the_past_is_public():
    assert Meeting.objects.visible_to(Actor.nobody()).count() == 87


def test_an_observer_sees_the_meeting_it_hosts_and_its_logistics_there_alone():
    hosted = convene(kind="expert", audience="participants", **later(9))
    convene(kind="expert", audience="participants", **later(9))
    on_meeting(hosted, "host-meeting", delegate("JP"))
    Invitation.objects.filter(meeting=hosted).delete()

    assert Meeting.objects.visible_to(delegate("JP")).filter(pk=hosted.pk).exists()
    tasks = Task.objects.visible_to(delegate("JP"))
    assert set(tasks.values_list("meeting", flat=True)) == {hosted.pk}
    assert not Task.objects.visible_to(delegate("US")).exists()
    assert not Task.objects.visible_to(Actor.nobody()).exists()


def test_a_public_meetings_agenda_and_register_name_no_proposal_to_outsiders(client):
    proposal = proposal_at(ProposalStage.AGREED)
    meeting = convene(audience="public", title="A public session")
    on_meeting(meeting, "add-item", proposal=proposal.reference)
    on_meeting(meeting, "add-item", title="Opening")
    on_meeting(meeting, "open-considerations", chair())
    on_meeting(meeting, "add-document", group="official", symbol=considered(proposal).version.symbol)
    hidden = (proposal.reference, "ECO-2", considered(proposal).version.symbol)
    addresses = (
        f"/meetings/{meeting.reference}/",
        f"/api/v1/meetings/{meeting.reference}/",
        f"/api/v1/meetings/{meeting.reference}/candidates/",
        "/register/",
        "/api/v1/register/",
        "/api/v1/meetings/?search=ECO-2",
    )

    def leaks():
        pages = [client.get(address) for address in addresses]
        assert {page.status_code for page in pages} == {200}
        return {word for word in hidden for page in pages if word in page.content.decode()}

    assert leaks() == set()
    for outsider in (delegate("JP"), administrator()):
        client.force_login(Account.objects.get(public_id=outsider.account))
        assert leaks() == set()
    client.force_login(Account.objects.get(public_id=delegate("UZ").account))
    assert leaks() == set(hidden)
    shown = [(item["position"], item["title"]) for item in reading.agenda(meeting, Actor.nobody())]
    assert shown == [(1, "Opening")]  # a second item without a first would tell of one


def test_who_comes_to_a_public_meeting_is_told_to_those_who_come(client):
    meeting = convene(kind="expert", audience="public", **later(40))
    on_meeting(meeting, "host-meeting", delegate("JP"))
    on_meeting(meeting, "answer-invitation", delegate("UZ"), answer="online")
    Invitation.objects.filter(meeting=meeting, participant="US").delete()

    def told(actor):
        if actor.account:
            client.force_login(Account.objects.get(public_id=actor.account))
        shown = client.get(f"/api/v1/meetings/{meeting.reference}/").json()["invitations"]
        page = client.get(f"/meetings/{meeting.reference}/").content.decode()
        acts = Act.objects.visible_to(actor).filter(action="answer-invitation")
        return bool(shown), 'id="invitations"' in page, acts.exists()

    assert told(Actor.nobody()) == told(delegate("US")) == told(administrator()) == (False,) * 3
    for reader in (delegate("JP"), delegate("OSCE"), delegate("UZ"), chair(), secretariat()):
        assert told(reader) == (True,) * 3


def test_a_meeting_of_members_is_nowhere_for_others(client):
    meeting = convene(title=CANARY, place=CANARY, message=CANARY, measures=["ECO-2"], **later(9))
    on_meeting(meeting, "host-meeting", delegate("KZ"))
    lists = (
        "/meetings/", f"/meetings/?year={meeting.starts_on.year}", f"/meetings/?search={CANARY}",
        "/members/KZ/", "/catalogue/ECO-2/", "/register/", "/api/v1/meetings/", "/api/v1/register/",
    )  # fmt: skip
    own = (f"/meetings/{meeting.reference}/", f"/api/v1/meetings/{meeting.reference}/")

    def seen():
        found = {address for address in lists if meeting.reference in client.get(address).content.decode()}
        return found | {address for address in own if client.get(address).status_code != 404}

    assert seen() == set()
    client.force_login(Account.objects.get(public_id=delegate("JP").account))
    assert seen() == set()
    client.force_login(Account.objects.get(public_id=delegate("UZ").account))
    assert seen() == {*lists, *own}


def test_a_decision_taken_at_a_public_meeting_is_shown_to_whom_it_is_published(client):
    proposal = proposal_at(ProposalStage.AGREED)
    meeting = convene(audience="public")
    on_meeting(meeting, "add-item", proposal=proposal.reference)
    on_meeting(meeting, "open-considerations", chair())
    on_meeting(meeting, "record-attendance", participants=everybody())
    on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="approved")
    number = Decision.objects.get().number
    on_meeting(meeting, "add-document", group="information", decision=number)
    page = f"/meetings/{meeting.reference}/"

    assert number not in client.get(page).content.decode()
    assert not Document.objects.visible_to(Actor.nobody()).exists()
    Decision.objects.update(audience="public")
    assert number in client.get(page).content.decode()
    assert Document.objects.visible_to(Actor.nobody()).count() == 1


def test_acts_on_logistics_are_seen_by_members_and_the_host():
    meeting = convene(kind="expert", audience="public", **later(60))
    on_meeting(meeting, "host-meeting", delegate("JP"))
    visas = Task.objects.get(meeting=meeting, key="visas")
    act = on_meeting(meeting, "update-task", task=visas.number, state="done", note=CANARY)

    def sees(actor):
        return Act.objects.visible_to(actor).filter(pk=act.pk).exists()

    assert sees(delegate("JP"))
    assert sees(delegate("UZ"))
    assert not sees(delegate("US"))
    assert not sees(Actor.nobody())


def test_the_inbox_asks_for_answers_and_for_tasks_that_are_due_soon():
    meeting = convene(kind="expert", audience="participants", **later(40))
    on_meeting(meeting, "host-meeting", delegate("JP"))

    def asked(actor):
        return sorted(found.act for found in owed_by(actor, at=clock.now()))

    assert asked(delegate("JP")) == ["answer-invitation", "update-task", "update-task", "update-task"]
    assert asked(delegate("OSCE")) == asked(delegate("UZ")) == ["answer-invitation"]
    assert asked(secretariat()) == ["update-task", "update-task"]
    on_meeting(meeting, "answer-invitation", delegate("UZ"), answer="absent")
    assert asked(delegate("UZ")) == []
    on_meeting(meeting, "cancel-meeting", reason="No host city.")
    assert asked(delegate("JP")) == asked(secretariat()) == asked(Actor.nobody()) == []


def test_a_participant_that_has_left_reads_what_everyone_reads():
    hosted = convene(kind="expert", title="hosted", audience="participants", **later(40))
    convene(kind="expert", title="public", audience="public")
    on_meeting(hosted, "host-meeting", delegate("JP"))
    Period.objects.filter(participant="JP").update(valid_to=clock.now().date())
    left = actor_of(Account.objects.get(username="delegate.jp"))

    assert seen_by(left) == {"public"}
    assert not Task.objects.visible_to(left).exists()
    assert owed_by(left, at=clock.now()) == []
