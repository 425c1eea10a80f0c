"""The acts on meetings: who is told what, agendas from what is ready, presence that gives the quorum."""

import importlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F

from cbms import amendments
from cbms.models import Edition
from meetings import actions
from meetings.dossier import MeetingDossier
from meetings.enums import MeetingStage
from meetings.models import AgendaItem, Attendance, Document, Invitation, Meeting, Task
from meetings.readiness import candidates
from meetings.reading import agenda, documents
from members.models import Participant
from notices.models import Notice
from proposals.actions import open_proposal
from proposals.enums import Action, Outcome
from proposals.enums import Stage as ProposalStage
from proposals.models import Consideration, Decision, Proposal
from records import clock, register
from records.citations import PRACTICE
from records.models import Act, Counter
from records.openings import acts_for
from records.refusals import Invalid, NotNow, NotVisible, NotYours, Stale
from tests.cica.test_restoring import lose, restored
from tests.factories import taking
from tests.factories.meetings import convene, item_of, later, meeting_body, on_meeting
from tests.factories.members import CHAIR, browser, chair, delegate, secretariat
from tests.factories.proposals import COORDINATOR, considered, everybody, expert_of, position, proposal_at
from tests.factories.taking import act_on_proposal as take
from tests.sending import form_on

pytestmark = pytest.mark.django_db


def agreed(measure="ECO-2"):
    return proposal_at(ProposalStage.AGREED, measure=measure)


def session(*proposals, present=None, opened=True):
    """Return a session of the Committee with an agenda, presence recorded."""
    meeting = convene(chair())
    for proposal in proposals:
        on_meeting(meeting, "add-item", proposal=proposal.reference)
    if opened and proposals:
        on_meeting(meeting, "open-considerations", chair())
    on_meeting(meeting, "record-attendance", chair(), participants=present or everybody())
    return meeting


def payload(act):
    return json.loads(act.payload)


# Convening


def test_convening_invites_the_audience_and_lays_out_the_logistics():
    meeting = convene(chair(), **later(90))

    assert meeting.reference == f"M-{clock.now().year}-001"
    assert (meeting.stage, meeting.body) == (MeetingStage.PLANNED, "SOC")
    assert list(
        Invitation.objects.filter(meeting=meeting)
        .order_by("participant__sort_name")
        .values_list("participant", flat=True)
    ) == (everybody())
    tasks = Task.objects.filter(meeting=meeting).order_by("due_on", "pk")
    assert list(tasks.values_list("key", flat=True)) == [
        "host_agreement", "venue", "visas", "interpretation", "documents",
    ]  # fmt: skip
    assert tasks[0].due_on == meeting.starts_on - timedelta(days=60)
    act = Act.objects.get(action="convene-session")
    assert (act.object_key, act.capacity, act.rule) == (meeting.reference, "chair", PRACTICE)
    assert set(Notice.objects.filter(act=act).values_list("addressee", flat=True)) == {
        *everybody(), "chair", "secretariat",
    }  # fmt: skip


def test_the_days_of_a_meeting_are_those_of_its_zone():
    meeting = convene(
        starts_at="2026-12-14T20:30:00Z", ends_at="2026-12-14T22:00:00Z", time_zone="Asia/Tokyo"
    )

    assert (str(meeting.starts_on), str(meeting.ends_on)) == ("2026-12-15", "2026-12-15")


def test_an_audience_of_all_participants_invites_observers_too():
    meeting = convene(kind="expert", audience="participants")

    invited = set(Invitation.objects.filter(meeting=meeting).values_list("participant", flat=True))
    assert {"JP", "OSCE", "KZ"} <= invited
    assert len(invited) > len(everybody())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "decision"}, "kind"),
        ({"kind": None}, "kind"),
        ({"title": ""}, "title"),
        ({"ends_at": "2026-01-01T00:00:00Z"}, "ends_at"),
        ({"starts_at": "0001-01-01T00:00:00Z"}, "starts_at"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"audience": "invited"}, "invited"),
        ({"invited": ["JP"]}, "invited"),
        ({"audience": "invited", "invited": ["XX"]}, "invited"),
        ({"measures": ["ECO-99"]}, "measures"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_convening_names_its_field_and_takes_no_number(changes, field):
    with pytest.raises(Invalid) as refusal:
        convene(**changes)

    assert set(refusal.value.errors) == {field}
    assert convene().reference.endswith("-001")


def test_the_chair_convenes_sessions_and_no_meeting_of_experts():
    with pytest.raises(NotYours):
        convene(chair(), kind="expert")
    with pytest.raises(NotYours):
        convene(delegate("UZ"), kind=None)

    assert convene(chair(), kind="swg").body == "SWG"


def test_the_secretariat_convenes_for_the_chair_by_note_verbale():
    note = {"on_behalf_of": CHAIR, "note_number": "7/26", "note_date": clock.now().date().isoformat()}

    meeting = convene(secretariat(), **note)

    act = Act.objects.get(object_kind="meeting", object_key=meeting.reference)
    assert (act.capacity, act.state, act.entered_by) == ("chair", CHAIR, "secretariat")


# Hosts, invitations, logistics


def test_japan_an_observer_hosts_a_meeting_of_experts_and_takes_over_its_part():
    meeting = convene(kind="expert", audience="participants", **later(40))

    act = on_meeting(meeting, "host-meeting", delegate("JP"), place="Tokyo")

    assert (meeting.host_id, meeting.place) == ("JP", "Tokyo")
    assert (act.capacity, act.state, act.rule) == ("observer", "JP", "CA (b)4")
    owned = Task.objects.filter(meeting=meeting, owner="JP").values_list("key", flat=True)
    assert set(owned) == {"host_agreement", "venue", "visas"}
    with pytest.raises(NotNow):
        on_meeting(meeting, "host-meeting", delegate("KZ"))


def test_an_observer_hosts_no_session_and_an_organisation_nothing():
    with pytest.raises(NotYours):
        on_meeting(convene(audience="participants", **later(9)), "host-meeting", delegate("JP"))
    with pytest.raises(NotYours):
        on_meeting(
            convene(kind="expert", audience="participants", **later(9)), "host-meeting", delegate("OSCE")
        )


def test_a_host_that_withdraws_leaves_its_part_to_the_secretariat():
    meeting = convene(kind="expert", audience="participants", **later(40))
    on_meeting(meeting, "host-meeting", delegate("JP"))

    act = on_meeting(meeting, "withdraw-hosting", delegate("JP"), reason="An election.")

    assert meeting.host_id is None
    assert not Task.objects.filter(meeting=meeting).exclude(owner=None).exists()
    assert Notice.objects.filter(act=act, addressee="JP").exists()
    on_meeting(meeting, "host-meeting", delegate("TH"))
    assert meeting.host_id == "TH"


def test_nobody_becomes_host_when_the_meeting_has_begun():
    with pytest.raises(NotNow):
        on_meeting(convene(kind="expert"), "host-meeting", delegate("KZ"))


def test_an_invitation_is_sent_once_and_answered_by_who_is_invited():
    meeting = convene(kind="expert", audience="invited", invited=["KZ"], **later(9))
    on_meeting(meeting, "invite", participants=["JP", "KZ"])

    on_meeting(meeting, "answer-invitation", delegate("JP"), answer="online")

    assert list(
        Invitation.objects.order_by("participant__sort_name").values_list("participant", "answer")
    ) == [("JP", "online"), ("KZ", "")]
    with pytest.raises(NotNow):
        on_meeting(meeting, "invite", participants=["JP"])
    with pytest.raises(NotYours):
        on_meeting(meeting, "answer-invitation", delegate("UZ"), answer="online")


def test_moving_a_meeting_moves_what_the_template_has_still_to_be_done():
    meeting = convene(**later(100))
    venue = Task.objects.get(meeting=meeting, key="venue")
    on_meeting(meeting, "update-task", task=venue.number, state="done", note="Booked.")

    on_meeting(
        meeting, "reschedule", chair(), **later(130), time_zone="Asia/Baku", place="Baku", reason="A holiday."
    )

    assert (meeting.time_zone, meeting.place) == ("Asia/Baku", "Baku")
    visas = Task.objects.get(meeting=meeting, key="visas")
    assert visas.due_on == meeting.starts_on - timedelta(days=30)
    assert Task.objects.get(pk=venue.pk).due_on == venue.due_on


def added(meeting: Meeting) -> int:
    """Return the number of a task that is added now."""
    due_on = later(20)["starts_at"][:10]
    on_meeting(meeting, "add-task", title="Flags", owner="secretariat", due_on=due_on)
    return Task.objects.latest("pk").number


def numbers_of(meeting: Meeting) -> list[int]:
    return list(Task.objects.filter(meeting=meeting).order_by("pk").values_list("number", flat=True))


def test_tasks_are_numbered_within_their_meeting():
    one, other = convene(**later(60)), convene(**later(90))

    assert numbers_of(one) == numbers_of(other) == list(range(1, len(numbers_of(one)) + 1))
    assert added(one) == added(other) == numbers_of(one)[-1]


def test_the_number_of_a_task_is_given_to_no_other():
    meeting = convene(**later(60))
    kept = numbers_of(meeting)
    gone = added(meeting)
    Task.objects.filter(meeting=meeting, number__in=(1, gone)).delete()

    assert added(meeting) == gone + 1
    assert numbers_of(meeting) == [*kept[1:], gone + 1]


def test_a_restoration_gives_no_number_of_a_task_again():
    meeting = convene(**later(60))
    last = numbers_of(meeting)[-1]
    restored(lose(3))

    assert added(meeting) == last + 3 + 1
    assert numbers_of(convene(**later(90)))[0] == 1


def test_the_tasks_that_there_were_keep_the_numbers_that_acts_name_them_by():
    meeting, other = convene(**later(60)), convene(**later(90))
    before = [*numbers_of(meeting), added(meeting)], numbers_of(other)
    Task.objects.update(number=F("number") + 100)
    Counter.objects.filter(series__startswith="task:").delete()
    kept = importlib.import_module("meetings.migrations.0006_number_tasks")

    with connection.cursor() as cursor:
        cursor.execute(kept.NUMBER)
        cursor.execute(kept.GO_ON)

    assert (numbers_of(meeting), numbers_of(other)) == before
    assert added(meeting) == before[0][-1] + 1


def test_the_host_brings_its_own_tasks_up_to_date_and_no_others():
    meeting = convene(kind="expert", audience="participants", **later(60))
    on_meeting(meeting, "host-meeting", delegate("JP"))
    visas = Task.objects.get(meeting=meeting, key="visas")
    documents = Task.objects.get(meeting=meeting, key="documents")

    on_meeting(
        meeting, "update-task", delegate("JP"), task=visas.number, state="done", note="Free of charge."
    )

    visas.refresh_from_db()
    assert (visas.state, visas.note) == ("done", "Free of charge.")
    with pytest.raises(Invalid):
        on_meeting(meeting, "update-task", delegate("JP"), task=documents.number, state="done")
    with pytest.raises(NotYours):
        on_meeting(meeting, "update-task", delegate("KZ"), task=visas.number, state="open")


def test_a_note_of_the_host_brings_the_hosts_tasks_up_to_date_and_no_others():
    meeting = convene(**later(60))
    on_meeting(meeting, "host-meeting", delegate("KZ"))
    note = {"on_behalf_of": "KZ", "note_number": "3/26", "note_date": clock.now().date().isoformat()}
    venue, documents = (Task.objects.get(meeting=meeting, key=key) for key in ("venue", "documents"))

    act = on_meeting(meeting, "update-task", task=venue.number, state="done", **note)

    assert (act.state, act.entered_by) == ("KZ", "secretariat")
    with pytest.raises(NotNow, match="not the host's"):
        on_meeting(meeting, "update-task", task=documents.number, state="done", **note)


def test_a_task_is_added_for_a_host_only_when_there_is_one():
    meeting = convene(kind="expert", **later(60))
    task = {"title": "Excursion", "owner": "host", "due_on": later(20)["starts_at"][:10]}
    with pytest.raises(NotNow):
        on_meeting(meeting, "add-task", **task)
    on_meeting(meeting, "host-meeting", delegate("KZ"))

    on_meeting(meeting, "add-task", **task)

    assert Task.objects.get(title="Excursion").owner_id == "KZ"


# The agenda


def test_only_what_is_ready_for_the_body_comes_on_its_agenda_and_the_rest_says_why():
    ready = agreed()
    early = proposal_at(ProposalStage.WORKING_GROUP, measure="ECO-4")
    meeting = convene(**later(20))

    on_meeting(meeting, "add-item", proposal=ready.reference)
    with pytest.raises(NotNow, match="not open in the stage “Special Working Group”"):
        on_meeting(meeting, "add-item", proposal=early.reference)
    with pytest.raises(NotNow, match="on the agenda already"):
        on_meeting(meeting, "add-item", proposal=ready.reference)
    with pytest.raises(Invalid) as unknown:
        on_meeting(meeting, "add-item", proposal="P-1999-001")
    assert "There is no proposal “P-1999-001”" in unknown.value.errors["proposal"][0]
    with pytest.raises(Invalid):
        on_meeting(meeting, "add-item")

    assert [item.name for item in AgendaItem.objects.filter(meeting=meeting)] == [f"{ready.reference} ECO-2"]


def test_a_comment_period_that_ends_before_the_session_does_not_keep_a_paper_off_its_agenda():
    circulated = proposal_at(ProposalStage.CIRCULATION)  # comments for 30 days
    soon, far = convene(kind="swg", **later(20)), convene(kind="swg", **later(40))

    with pytest.raises(NotNow, match="comment period"):
        on_meeting(soon, "add-item", proposal=circulated.reference)
    on_meeting(far, "add-item", proposal=circulated.reference)


def test_a_running_silence_keeps_a_paper_off_an_agenda():
    from tests.factories.proposals import silence_at  # noqa: PLC0415

    running = silence_at(ProposalStage.SENIOR_OFFICIALS)

    with pytest.raises(NotNow, match="silence procedure is running"):
        on_meeting(convene(), "add-item", proposal=running.reference)


def test_candidates_cost_the_same_for_three_and_for_five(django_assert_num_queries):
    meeting = convene()
    agreed()
    proposal_at(ProposalStage.WORKING_GROUP, measure="ECO-4")
    proposal_at(ProposalStage.CIRCULATION, measure="ECO-7")
    with django_assert_num_queries(6):
        found = candidates(meeting, actor=secretariat(), at=clock.now())
    assert [candidate.missing is None for candidate in found] == [True, False, False]
    agreed("ECO-6")
    proposal_at(ProposalStage.CIRCULATION, measure="ECO-9")

    with django_assert_num_queries(6):
        found = candidates(meeting, actor=secretariat(), at=clock.now())

    assert [candidate.missing is None for candidate in found] == [True, True, False, False, False]


def test_a_summit_has_no_candidates():
    agreed()

    assert candidates(convene(kind="summit"), actor=secretariat(), at=clock.now()) == []


def test_items_are_moved_and_taken_off_until_they_are_taken_up():
    meeting = convene()
    for title in ("One", "Two", "Three"):
        on_meeting(meeting, "add-item", title=title)

    on_meeting(meeting, "move-item", item=item_of(meeting, 3).number, position=1)
    on_meeting(meeting, "remove-item", item=item_of(meeting, 2).number)

    held = AgendaItem.objects.filter(meeting=meeting).order_by("position")
    assert list(held.values_list("position", "title")) == [(1, "Three"), (2, "Two")]


def test_what_the_session_has_opened_stays_on_its_agenda():
    meeting = session(agreed())

    with pytest.raises(NotNow, match="taken up already"):
        on_meeting(meeting, "remove-item", item=item_of(meeting).number)


def test_opening_the_agenda_opens_each_consideration_or_none():
    first, second = agreed(), agreed("ECO-4")
    meeting = convene(chair())
    for proposal in (first, second):
        on_meeting(meeting, "add-item", proposal=proposal.reference)
    on_meeting(meeting, "add-item", title="Any other business")
    take(Action.WITHDRAW, reference=second.reference, actor=chair(), data={"reason": "Covered elsewhere."})
    with pytest.raises(NotNow, match=second.reference):
        on_meeting(meeting, "open-considerations", chair())
    assert Proposal.objects.get(pk=first.pk).stage == ProposalStage.AGREED

    on_meeting(meeting, "open-considerations", chair(), items=[item_of(meeting, 1).number])

    assert item_of(meeting).consideration == considered(first)
    assert Proposal.objects.get(pk=first.pk).stage == ProposalStage.SENIOR_OFFICIALS
    with pytest.raises(NotNow, match="No item"):
        on_meeting(meeting, "open-considerations", chair(), items=[item_of(meeting, 3).number])


def test_no_body_meets_at_a_summit():
    meeting = convene(kind="summit")
    on_meeting(meeting, "add-item", title="Statement")

    with pytest.raises(NotNow, match="No body meets"):
        on_meeting(meeting, "open-considerations")
    with pytest.raises(NotNow, match="takes up no proposals"):
        on_meeting(meeting, "add-item", proposal=agreed().reference)


# Presence and conclusions


def test_presence_is_recorded_from_the_first_day_on_and_a_new_record_replaces_it():
    meeting = convene(**later(3))
    with pytest.raises(NotNow):
        on_meeting(meeting, "record-attendance", participants=everybody())
    meeting = convene()
    on_meeting(meeting, "record-attendance", participants=["JP", *everybody()])

    act = on_meeting(meeting, "record-attendance", participants=["KZ", "JP"])

    assert set(Attendance.objects.values_list("participant", flat=True)) == {"KZ", "JP"}
    assert (payload(act)["members_present"], payload(act)["quorum"]) == (1, 19)


def test_presence_at_a_meeting_just_after_midnight_is_recorded_from_the_hour_before():
    opens = datetime(2027, 3, 2, 15, 5, tzinfo=UTC)  # five past midnight in Tokyo
    meeting = convene(
        starts_at=opens.isoformat(), ends_at=(opens + timedelta(hours=3)).isoformat(), time_zone="Asia/Tokyo"
    )
    present = {"reference": meeting.reference, "name": "record-attendance", "actor": secretariat()}
    doors = opens - timedelta(hours=1)

    with pytest.raises(NotNow, match="first day"):
        taking.act_on_meeting(**present, data={"participants": ["KZ"]}, at=doors - timedelta(seconds=1))
    taking.act_on_meeting(**present, data={"participants": ["KZ"]}, at=doors)

    assert Attendance.objects.get().participant_id == "KZ"


def test_nothing_is_concluded_before_presence_is_recorded():
    proposal = agreed()
    meeting = convene(chair())
    on_meeting(meeting, "add-item", proposal=proposal.reference)
    on_meeting(meeting, "open-considerations", chair())

    with pytest.raises(NotNow, match="who is present"):
        on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="approved")


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [("soc", {"conclude-item", "conclude-en-bloc"}), ("expert", {"conclude-item", "charge-experts"})],
)
def test_nothing_comes_of_a_meeting_before_it_begins(kind, outcomes):
    begins = clock.now() + timedelta(minutes=50)
    times = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=3)).isoformat()}
    meeting = convene(kind=kind, audience="members", **times)
    on_meeting(meeting, "add-item", title="Any other business")
    on_meeting(meeting, "record-attendance", participants=everybody())

    def open_at(at):
        stand = acts_for(actions.MEETINGS, MeetingDossier(meeting), actor=chair(), at=at)
        return {act.name for act in stand if act.is_open} & {*outcomes, "report"}

    assert open_at(begins - timedelta(seconds=1)) == set()
    assert open_at(begins) == outcomes
    noted = {"item": item_of(meeting).number, "outcome": "noted", "reason": "Heard."}
    with pytest.raises(NotNow, match="The meeting has not begun"):
        on_meeting(meeting, "conclude-item", chair(), **noted)


def test_the_recorded_presence_gives_the_quorum_of_each_conclusion():
    proposal = agreed()
    meeting = session(proposal, present=[*everybody()[:18], "JP"])
    with pytest.raises(NotNow, match="no quorum"):
        on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="approved")

    on_meeting(meeting, "record-attendance", participants=[*everybody()[:19], "JP"])
    on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="approved")

    assert Decision.objects.get().proposal == proposal
    assert considered(proposal).present == everybody()[:19]
    assert (item_of(meeting).outcome, item_of(meeting).is_concluded) == ("approved", True)
    with pytest.raises(NotNow, match="Concluded already"):
        on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="approved")
    assert register.verify().broken_at is None


@pytest.mark.parametrize("act", ["open-considerations", "conclude-en-bloc"])
def test_one_note_of_the_chair_asks_for_an_act_on_several_items(act):
    note = {"on_behalf_of": CHAIR, "note_number": "8/26", "note_date": clock.now().date().isoformat()}
    meeting = session(agreed(), agreed("ECO-4"), opened=act == "conclude-en-bloc")
    items = [item_of(meeting, 1).number, item_of(meeting, 2).number]

    done = on_meeting(meeting, act, secretariat(), items=items, **note)

    by_note = Act.objects.filter(entered_by="secretariat")
    assert [payload(entered)["note_number"] for entered in by_note] == ["8/26"] * 3
    assert done in by_note


def test_en_bloc_adopts_all_items_or_none():
    first, second = agreed(), agreed("ECO-4")
    meeting = session(first, second)
    items = [item_of(meeting, 1).number, item_of(meeting, 2).number]
    position(second, "UZ", "objection", "Not this text.")
    acts = Act.objects.count()

    with pytest.raises(NotNow, match=rf"{second.reference}.*no consensus"):
        on_meeting(meeting, "conclude-en-bloc", chair(), items=items)
    assert not Decision.objects.exists()
    assert Act.objects.count() == acts
    assert considered(first).outcome == Outcome.OPEN

    position(second, "UZ", "no_objection")
    on_meeting(meeting, "conclude-en-bloc", chair(), items=items)

    assert set(Decision.objects.values_list("proposal", flat=True)) == {first.pk, second.pk}
    assert not AgendaItem.objects.filter(meeting=meeting, outcome="").exists()


def test_the_working_group_concludes_its_own_outcomes():
    proposal = proposal_at(ProposalStage.WORKING_GROUP)
    meeting = convene(chair(), kind="swg")
    on_meeting(meeting, "add-item", proposal=proposal.reference)
    assert item_of(meeting).consideration == considered(proposal)
    on_meeting(meeting, "record-attendance", participants=everybody())
    conclude = {"item": item_of(meeting).number}

    with pytest.raises(Invalid) as refusal:
        on_meeting(meeting, "conclude-item", chair(), **conclude, outcome="approved")
    assert set(refusal.value.errors) == {"outcome"}
    with pytest.raises(Invalid) as refusal:
        on_meeting(meeting, "conclude-item", chair(), **conclude, outcome="agreed", title="A decision")
    assert set(refusal.value.errors) == {"title"}
    with pytest.raises(Invalid) as refusal:
        on_meeting(meeting, "conclude-item", chair(), **conclude, outcome="returned")
    assert set(refusal.value.errors) == {"reason"}

    on_meeting(meeting, "conclude-item", chair(), **conclude, outcome="returned", reason="Shorten it.")

    assert Proposal.objects.get(pk=proposal.pk).stage == ProposalStage.DRAFTING


def test_a_deferred_item_leaves_its_consideration_open():
    proposal = agreed()
    meeting = session(proposal)

    on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="deferred")

    assert considered(proposal).outcome == Outcome.OPEN
    assert item_of(meeting).outcome == "deferred"


def test_a_decision_is_an_outcome_of_the_meeting_that_took_it_alone():
    proposal = agreed()
    first, cancelled, second = session(proposal), convene(chair()), convene(chair())
    for meeting in (cancelled, second):
        on_meeting(meeting, "add-item", proposal=proposal.reference)
        on_meeting(meeting, "record-attendance", participants=everybody())
    on_meeting(first, "conclude-item", chair(), item=item_of(first).number, outcome="deferred")
    on_meeting(cancelled, "cancel-meeting", chair(), reason="A storm.")

    on_meeting(second, "conclude-item", chair(), item=item_of(second).number, outcome="approved")

    def outcomes(meeting):
        return [found["key"] for found in documents(meeting, chair()) if found["group"] == "outcomes"]

    assert outcomes(first) == outcomes(cancelled) == []
    assert outcomes(second) == [Decision.objects.get().number]


def test_the_committee_approves_subject_to_silence():
    proposal = agreed()
    meeting = session(proposal)
    until = later(10)["starts_at"]

    on_meeting(
        meeting,
        "conclude-item",
        chair(),
        item=item_of(meeting).number,
        outcome="approved",
        title="On corridors",
        silence_until=until,
    )

    consideration = considered(proposal)
    assert (consideration.mode, consideration.decision_title) == ("silence", "On corridors")
    assert not Decision.objects.exists()
    (shown,) = agenda(meeting, chair())
    assert (shown["outcome"], shown["is_open"]) == ("", False)
    position(proposal, "UZ", "objection", "Not this text.")
    (shown,) = agenda(meeting, chair())
    assert shown["outcome"] == "silence_broken"


def test_a_matter_in_words_is_noted_and_never_approved():
    meeting = session()
    on_meeting(meeting, "add-item", title="Budget")
    with pytest.raises(Invalid) as refusal:
        on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="approved")
    assert set(refusal.value.errors) == {"outcome"}

    on_meeting(
        meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="noted", reason="Heard."
    )

    assert (item_of(meeting).outcome, item_of(meeting).conclusion) == ("noted", "Heard.")


def test_a_body_agrees_on_a_matter_in_words_with_its_quorum_alone():
    meeting = session(present=everybody()[:18])
    on_meeting(meeting, "add-item", title="Budget")
    item = item_of(meeting).number
    with pytest.raises(NotNow, match="no quorum"):
        on_meeting(meeting, "conclude-item", chair(), item=item, outcome="agreed")
    with pytest.raises(NotNow, match="no quorum"):
        on_meeting(meeting, "conclude-en-bloc", chair(), items=[item])

    on_meeting(meeting, "record-attendance", participants=everybody()[:19])
    on_meeting(meeting, "conclude-en-bloc", chair(), items=[item])

    assert item_of(meeting).outcome == "agreed"


def test_where_no_body_meets_a_matter_is_agreed_by_who_is_there():
    meeting = convene(kind="expert")
    on_meeting(meeting, "add-item", title="Seismology")
    on_meeting(meeting, "record-attendance", participants=["UZ"])

    on_meeting(meeting, "conclude-item", item=item_of(meeting).number, outcome="agreed")

    assert item_of(meeting).outcome == "agreed"


def test_an_item_concluded_on_its_proposal_is_concluded_here_too():
    proposal = agreed()
    meeting = session(proposal)
    body = {"outcome": "returned", "reason": "Shorten it.", "present": everybody()}

    take(Action.CONCLUDE_SOC, reference=proposal.reference, actor=chair(), data=body)

    assert item_of(meeting).was_concluded_elsewhere
    on_meeting(meeting, "report", chair(), conclusions="One paper was returned.")
    assert meeting.stage == MeetingStage.HELD


def test_the_note_for_the_chair_stands_on_the_proposals_acts_too():
    proposal = agreed()
    meeting = session(proposal)
    note = {"on_behalf_of": CHAIR, "note_number": "9/26", "note_date": clock.now().date().isoformat()}

    on_meeting(meeting, "conclude-item", item=item_of(meeting).number, outcome="approved", **note)

    act = Act.objects.get(action=Action.CONCLUDE_SOC)
    assert (act.state, act.entered_by, payload(act)["note_number"]) == (CHAIR, "secretariat", "9/26")


def test_a_meeting_of_experts_hosted_by_japan_charges_experts_with_the_working_paper():
    opened = open_proposal(
        route="B", actor=delegate(COORDINATOR), data={"measure": "ENV-3", "statement": "Our views."}
    ).subject.proposal
    today = clock.now().date()
    expert, _act = taking.designate_expert(
        actor=delegate("UZ"),
        data={
            "name": "A. Geologist",
            "post": "Institute",
            "measures": ["ENV-3"],
            "valid_from": today.isoformat(),
            "valid_to": (today + timedelta(days=300)).isoformat(),
            "agreed_on": today.isoformat(),
        },
        at=clock.now(),
    )
    take(
        Action.CALL_EXPERTS,
        reference=opened.reference,
        actor=secretariat(),
        data={"designate_by": later(5)["starts_at"]},
    )
    meeting = convene(kind="expert", audience="participants", **later(0))
    on_meeting(meeting, "add-item", proposal=opened.reference)
    charge = {"item": item_of(meeting).number, "experts": [str(expert.public_id)], "draft_due": "2998-01-01"}
    on_meeting(meeting, "record-attendance", participants=["UZ", "KG", "JP"])
    with pytest.raises(NotNow, match="Not each of these experts"):
        on_meeting(
            meeting, "charge-experts", **charge | {"experts": [str(expert_of("KZ", "ECO-2").public_id)]}
        )
    with pytest.raises(Invalid) as unknown:
        on_meeting(
            meeting, "charge-experts", **charge | {"experts": ["11111111-1111-1111-1111-111111111111"]}
        )
    assert "There is no designated expert" in str(unknown.value.errors["experts"])

    on_meeting(meeting, "charge-experts", **charge)

    opened.refresh_from_db()
    assert opened.stage == ProposalStage.DRAFTING
    assert list(opened.designations.values_list("state", "role")) == [("UZ", "responsible_expert")]
    assert item_of(meeting).outcome == "charged"
    on_meeting(meeting, "report", conclusions="The experts were charged.")


def test_experts_designated_under_an_earlier_edition_are_offered_for_the_measure_of_today():
    designated, other = expert_of("UZ", "ENV-3"), expert_of("KZ", "ECO-2")
    today = clock.now().date()
    amendments.enact(
        [{"kind": "reword", "measure": "ENV-3", "en": "Managing natural disasters."}],
        base=Edition.objects.get(code="2007"),
        title="Catalogue",
        decision="SOC-2026-001",
        adopted_on=today,
        in_force_on=today,
    )
    statement = {"measure": "ENV-3", "statement": "Our views."}
    opened = open_proposal(route="B", actor=delegate(COORDINATOR), data=statement).subject.proposal
    call = {"designate_by": later(5)["starts_at"]}
    take(Action.CALL_EXPERTS, reference=opened.reference, actor=secretariat(), data=call)
    meeting = convene(kind="expert", audience="participants", **later(0))
    on_meeting(meeting, "add-item", proposal=opened.reference)
    on_meeting(meeting, "record-attendance", participants=["UZ"])

    officer, address = browser(secretariat()), f"/meetings/{meeting.reference}/actions/charge-experts/"
    page = officer.get(address)

    assert opened.measure.area.edition_id != "2007"
    assert str(designated.public_id) in page.content.decode()
    assert str(other.public_id) not in page.content.decode()
    typed = {"item": item_of(meeting).number, "experts": str(designated.public_id), "draft_due": "2998-01-01"}
    typed |= {"step": "confirm"}
    # The act has the name of the proposal's that it carries out, and was drawn from the meeting alone.
    assert officer.post(address, form_on(page, address).filled(typed)).status_code == 303


def test_only_a_meeting_of_experts_charges_experts():
    meeting = session()
    on_meeting(meeting, "add-item", title="Experts")

    with pytest.raises(NotNow, match="Only a meeting of experts"):
        on_meeting(
            meeting,
            "charge-experts",
            item=item_of(meeting).number,
            experts=[str(expert_of("KZ", "ECO-2").public_id)],
            draft_due="2998-01-01",
        )


def test_an_item_in_words_charges_nobody():
    meeting = convene(kind="expert")
    on_meeting(meeting, "add-item", title="Seismology")
    on_meeting(meeting, "record-attendance", participants=["UZ"])

    with pytest.raises(NotNow, match="no proposal"):
        on_meeting(
            meeting,
            "charge-experts",
            item=item_of(meeting).number,
            experts=[str(expert_of("KZ", "ECO-2").public_id)],
            draft_due="2998-01-01",
        )


# The end of a meeting, its documents, and what cannot be done


def test_a_report_waits_for_each_item_and_ends_the_meeting():
    meeting = session()
    on_meeting(meeting, "add-item", title="Budget")
    with pytest.raises(NotNow, match="Budget"):
        on_meeting(meeting, "report", chair(), conclusions="Done.")
    on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="noted")

    on_meeting(meeting, "report", chair(), conclusions="Done.")

    assert (meeting.stage, meeting.conclusions) == (MeetingStage.HELD, "Done.")
    with pytest.raises(NotNow, match="not open in the stage “Held”"):
        on_meeting(meeting, "add-item", title="Late")


def test_a_cancelled_meeting_says_why_and_is_over():
    meeting = convene(**later(9))

    on_meeting(meeting, "cancel-meeting", chair(), reason="No quorum in sight.")

    assert (meeting.stage, meeting.reason) == (MeetingStage.CANCELLED, "No quorum in sight.")
    with pytest.raises(NotNow):
        on_meeting(meeting, "cancel-meeting", reason="Again.")


def test_a_meeting_that_has_concluded_something_is_reported_and_not_cancelled():
    meeting = session()
    for title in ("Budget", "Staff"):
        on_meeting(meeting, "add-item", title=title)
    on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting, 1).number, outcome="noted")
    with pytest.raises(NotNow, match=r"concluded \(Budget\)"):
        on_meeting(meeting, "cancel-meeting", chair(), reason="The rest waits.")
    on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting, 2).number, outcome="deferred")

    on_meeting(meeting, "report", chair(), conclusions="The budget was noted.")

    assert meeting.stage == MeetingStage.HELD


def test_a_meeting_that_only_deferred_its_items_may_be_cancelled():
    meeting = session(present=everybody()[:3])
    on_meeting(meeting, "add-item", title="Budget")
    on_meeting(meeting, "conclude-item", chair(), item=item_of(meeting).number, outcome="deferred")

    on_meeting(meeting, "cancel-meeting", chair(), reason="No quorum came.")

    assert meeting.stage == MeetingStage.CANCELLED


def test_documents_stand_once_in_their_group_and_are_taken_off():
    proposal = proposal_at(ProposalStage.APPROVED)
    decision = Decision.objects.get(proposal=proposal)
    meeting = convene()
    on_meeting(meeting, "add-document", group="information", decision=decision.number)
    symbol = considered(proposal).version.symbol
    on_meeting(meeting, "add-document", group="official", symbol=symbol)

    with pytest.raises(NotNow, match="already"):
        on_meeting(meeting, "add-document", group="information", decision=decision.number)
    with pytest.raises(Invalid) as unknown:
        on_meeting(meeting, "add-document", group="information", symbol="CICA/NONE")
    assert "There is no paper “CICA/NONE”" in unknown.value.errors["symbol"][0]
    with pytest.raises(Invalid):
        on_meeting(meeting, "add-document", group="information")
    with pytest.raises(NotNow, match="does not stand"):
        on_meeting(meeting, "remove-document", group="outcomes", symbol=symbol)
    on_meeting(meeting, "remove-document", group="official", symbol=symbol)

    assert [document.decision for document in Document.objects.all()] == [decision]


def test_nothing_is_done_on_a_meeting_of_the_record():
    past = Meeting.objects.get(reference="SUMMIT-2026-10")

    with pytest.raises(NotNow, match="record of the past"):
        on_meeting(past, "cancel-meeting", reason="Not ours.")


def test_who_read_an_older_state_is_refused():
    meeting = convene()
    act = {"reference": meeting.reference, "name": "add-item", "actor": secretariat(), "at": clock.now()}
    taking.act_on_meeting(**act, data={"title": "One"}, expected_revision=1)

    with pytest.raises(Stale):
        taking.act_on_meeting(**act, data={"title": "Two"}, expected_revision=1)


def test_an_act_that_is_none_is_not_found():
    with pytest.raises(NotVisible):
        on_meeting(convene(), "dissolve")


def test_a_participant_that_has_left_cannot_be_recorded():
    stranger = Participant.objects.with_status_on(clock.now().date()).filter(status=None).first()
    code = stranger.code if stranger else "XX"

    with pytest.raises(Invalid):
        on_meeting(convene(), "record-attendance", participants=[code])


def test_a_body_that_is_no_object_is_refused():
    with pytest.raises(Invalid):
        actions.convene(actor=secretariat(), data=[meeting_body()])
    assert not Consideration.objects.exists()


def test_an_observer_hosts_by_note_verbale_and_does_nothing_else_by_it():
    meeting = convene(kind="expert", audience="participants", **later(40))
    note = {"on_behalf_of": "JP", "note_number": "5/26", "note_date": clock.now().date().isoformat()}

    act = on_meeting(meeting, "host-meeting", place="Tokyo", **note)

    assert (meeting.host_id, act.state, act.capacity, act.entered_by) == (
        "JP",
        "JP",
        "observer",
        "secretariat",
    )
    with pytest.raises(Invalid) as refusal:
        on_meeting(convene(**later(40)), "host-meeting", **note)
    assert set(refusal.value.errors) == {"on_behalf_of"}
