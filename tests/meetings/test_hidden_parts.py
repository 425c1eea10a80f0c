"""What a reader of a meeting is shown does not move with what it may not see; a host sees what it hosts."""

import re
import time
from datetime import timedelta

import pytest

from meetings import reading
from meetings.models import Invitation, Meeting
from members.actor import Actor
from proposals.actions import settle_all
from proposals.enums import Action, Stage
from proposals.models import Decision
from records import clock
from records.models import Act
from records.refusals import NotNow
from tests.factories.exchange import text_file
from tests.factories.meetings import convene, item_of, later, on_meeting
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import consider, day, in_ms, other_proposal_at, proposal_at

pytestmark = pytest.mark.django_db

OUTSIDE = {"public": Actor.nobody, "observer": lambda: delegate("US")}


def public_meeting() -> Meeting:
    meeting = convene(kind="expert", audience="public", **later(30))
    Invitation.objects.filter(meeting=meeting).exclude(participant__in=["KZ", "UZ"]).delete()
    on_meeting(meeting, "add-item", title="Opening")
    on_meeting(meeting, "add-item", title="Closing")
    return meeting


def everything_of(meeting: Meeting, actor: Actor) -> dict[str, tuple[str, str]]:
    """Return what each address gives of it and the tag it gives, without what is new in every answer."""
    client, found = browser(actor), {}
    for address in (
        f"/api/v1/meetings/{meeting.reference}/",
        f"/api/v1/meetings/{meeting.reference}/candidates/",
        "/api/v1/meetings/",
        f"/meetings/{meeting.reference}/",
        "/meetings/",
        f"/calendars/meetings/{meeting.reference}.ics",
    ):
        answer = client.get(address)
        text = re.sub(r'(csrfmiddlewaretoken" value="|nonce-|nonce=")[^"]+', "", answer.content.decode())
        found[address] = (
            re.sub(r"DTSTAMP:\S+", "", text),
            answer.get("ETag", "") if "/api/" in address else "",
        )
    return found


def with_proposal(meeting: Meeting) -> None:
    on_meeting(meeting, "add-item", proposal=other_proposal_at("B", Stage.EXPERTS).reference)


def moved(meeting: Meeting) -> None:
    with_proposal(meeting)
    on_meeting(meeting, "move-item", item=item_of(meeting, 3).number, position=1)


HIDDEN = {
    "an invitation": lambda meeting: on_meeting(meeting, "invite", participants=["TJ"]),
    "an answer": lambda meeting: on_meeting(meeting, "answer-invitation", delegate("UZ"), answer="online"),
    "a task": lambda meeting: on_meeting(meeting, "add-task", title="T", owner="secretariat", due_on=day(3)),
    "an item on a proposal": with_proposal,
    "an order": moved,
    "items elsewhere": lambda meeting: on_meeting(
        convene(audience="members", **later(9)), "add-item", title="Elsewhere"
    ),
}


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("who", OUTSIDE)
def test_a_public_meeting_reads_the_same_whatever_happens_behind_it(who, hidden):
    meeting = public_meeting()
    before = everything_of(meeting, OUTSIDE[who]())

    HIDDEN[hidden](meeting)

    assert everything_of(meeting, OUTSIDE[who]()) == before


def test_an_items_key_goes_to_those_who_read_all_of_the_agenda():
    meeting = public_meeting()

    assert [item["id"] for item in reading.agenda(meeting, Actor.nobody())] == [None, None]
    assert all(item["id"] for item in reading.agenda(meeting, delegate("KZ")))


def test_a_readers_revision_guards_its_own_act():
    meeting = convene(kind="expert", audience="invited", invited=["JP"], **later(30))
    client = browser(delegate("JP"))
    address = f"/api/v1/meetings/{meeting.reference}/"
    tag = client.get(address)["ETag"]
    on_meeting(meeting, "add-task", title="T", owner="secretariat", due_on=day(3))

    def answer(tag: str) -> int:
        data, headers = {"answer": "online"}, {"If-Match": tag}
        url = f"{address}actions/answer-invitation/"
        return client.post(url, data, content_type="application/json", headers=headers).status_code

    assert answer(tag) == 200
    assert answer(tag) == 412


def test_a_host_that_is_an_observer_sees_titles_and_the_documents_of_its_meeting():
    meeting = convene(kind="expert", audience="invited", invited=["JP"], **later(30))
    on_meeting(meeting, "add-item", title="Opening")
    proposal = other_proposal_at("B", Stage.EXPERTS)
    on_meeting(meeting, "add-item", proposal=proposal.reference)
    adopted = Decision.objects.get(proposal=proposal_at(Stage.APPROVED))
    on_meeting(meeting, "add-document", group="information", decision=adopted.number)
    on_meeting(meeting, "host-meeting", delegate("JP"), place="Tokyo")

    shown = browser(delegate("JP")).get(f"/api/v1/meetings/{meeting.reference}/").json()

    assert [item["name"] for item in shown["agenda"]] == ["Opening", proposal.subject]
    assert proposal.reference not in str(shown)
    assert [(one["key"], one["url"]) for one in shown["documents"]] == [(adopted.number, "")]
    assert proposal.subject in browser(delegate("JP")).get(meeting.get_absolute_url()).content.decode()


def test_what_a_body_decides_by_silence_is_so_on_its_agenda():
    meeting, proposal = convene(kind="swg", **later(31)), proposal_at(Stage.CIRCULATION)
    on_meeting(meeting, "add-item", chair(), proposal=proposal.reference)

    consider(proposal, Action.OPEN_SWG, silence=in_ms(400))
    (running,) = reading.agenda(meeting, secretariat())
    time.sleep(0.5)
    settle_all()

    (decided,) = reading.agenda(meeting, secretariat())
    assert (running["outcome"], running["is_open"], bool(running["consideration"])) == ("", True, True)
    assert (decided["outcome"], decided["is_open"]) == ("agreed", False)
    page = browser(secretariat()).get(meeting.get_absolute_url()).content.decode()
    assert "not taken up yet" not in page


def test_a_meeting_is_reported_from_its_beginning_on():
    begins = clock.now() + timedelta(minutes=30)
    meeting = convene(
        kind="expert", starts_at=begins.isoformat(), ends_at=(begins + timedelta(hours=1)).isoformat()
    )
    on_meeting(meeting, "record-attendance", participants=["KZ", "UZ"])

    with pytest.raises(NotNow, match="has not begun"):
        on_meeting(meeting, "report", conclusions="Held.")


def test_a_new_file_is_announced_to_all_who_are_invited():
    meeting = convene(kind="expert", audience="invited", invited=["JP", "KZ"], **later(30))

    act = on_meeting(meeting, "add-document", group="information", files=[text_file()])

    assert {"JP", "KZ", "secretariat", "chair"} <= set(act.notices.values_list("addressee", flat=True))
    assert Act.objects.visible_to(delegate("JP")).filter(pk=act.pk).exists()
