"""The deadlines of meetings: invitations and tasks, as far as each reader may know of them."""

from datetime import timedelta

import pytest

from deadlines.reminding import remind_due
from meetings.deadlines import source
from meetings.models import Meeting, Task
from members.actor import Actor
from notices.models import Notice
from records import clock
from records.models import Act
from tests.factories.meetings import convene, later, on_meeting
from tests.factories.members import delegate, secretariat

pytestmark = pytest.mark.django_db


def running(actor: Actor, kind: str) -> list:
    return [one for one in source(actor, clock.now()) if one.kind == kind]


def test_an_invitation_is_owed_until_the_meeting_begins_by_those_that_are_silent():
    meeting = convene(kind="expert", audience="participants", **later(40))
    on_meeting(meeting, "answer-invitation", delegate("UZ"), answer="absent")

    [one] = running(delegate("KZ"), "invitation")

    assert one.due_at == meeting.starts_at
    assert {"KZ", "OSCE"} <= set(one.owed_by)
    assert "UZ" not in one.owed_by
    assert list(source(delegate("KZ"), meeting.starts_at + timedelta(days=1))) != []  # its tasks
    assert "invitation" not in {one.kind for one in source(delegate("KZ"), meeting.starts_at)}


def test_an_observer_sees_of_the_invited_itself_alone():
    convene(kind="expert", audience="participants", **later(40))

    [one] = running(delegate("OSCE"), "invitation")

    assert one.owed_by == ("OSCE",)


def test_the_public_sees_no_deadline_of_a_public_meeting():
    meeting = convene(kind="expert", audience="public", **later(40))
    on_meeting(meeting, "answer-invitation", delegate("JP"), answer="online")

    assert list(source(Actor.nobody(), clock.now())) == []
    assert running(delegate("JP"), "invitation") == []


def test_a_task_is_owed_by_the_host_or_the_secretariat_until_it_is_done():
    meeting = convene(kind="expert", audience="participants", **later(90))
    on_meeting(meeting, "host-meeting", delegate("JP"))
    visas = Task.objects.get(meeting=meeting, key="visas")

    of_host = {one.owed_by for one in running(delegate("JP"), "task")}
    assert of_host == {("JP",), ("secretariat",)}
    assert running(delegate("OSCE"), "task") == []

    before = len(running(secretariat(), "task"))
    on_meeting(meeting, "update-task", task=visas.number, state="done")
    assert len(running(secretariat(), "task")) == before - 1
    on_meeting(meeting, "cancel-meeting", reason="No host city.")
    assert list(source(secretariat(), clock.now())) == []


def test_a_reminder_of_an_invitation_names_nobody():
    meeting = convene(kind="expert", audience="public", **later(40))
    on_meeting(meeting, "answer-invitation", delegate("UZ"), answer="absent")

    remind_due(at=meeting.starts_at - timedelta(hours=12))

    reminder = Act.objects.get(action="remind", object_kind="meeting")
    told = set(Notice.objects.filter(act=reminder).values_list("addressee", flat=True))
    assert {"KZ", "JP"} <= told
    assert "UZ" not in told
    assert "KZ" not in reminder.payload
    assert Act.objects.visible_to(Actor.nobody()).filter(pk=reminder.pk).exists()  # as the meeting is


def test_many_are_read_with_the_same_queries_as_one(django_assert_num_queries):
    for _meeting in range(3):
        convene(kind="expert", audience="participants", **later(40))
    reader = delegate("KZ")

    with django_assert_num_queries(3):  # and the clock
        assert len(running(reader, "invitation")) == 3


def test_a_task_added_late_is_not_reminded_of_what_was_before():
    meeting = convene(kind="expert", audience="participants", **later(90))
    Meeting.objects.filter(pk=meeting.pk).update(convened_at=clock.now() - timedelta(days=30))
    remind_due(at=clock.now())
    said = Act.objects.filter(action="remind").count()

    soon = clock.now().date() + timedelta(days=4)
    on_meeting(meeting, "add-task", title="Print the name plates", owner="secretariat", due_on=soon)
    remind_due(at=clock.now())

    assert Act.objects.filter(action="remind").count() == said


def test_a_day_that_was_moved_is_set_anew_and_so_is_its_entry_in_a_calendar():
    meeting = convene(kind="expert", audience="participants", **later(90))
    before = {one.uid: one for one in source(secretariat(), clock.now())}
    task = Task.objects.get(meeting=meeting, key="visas")

    on_meeting(meeting, "update-task", task=task.number, state="open", due_on=task.due_on - timedelta(days=3))
    moved = {one.uid: one for one in source(secretariat(), clock.now())}
    on_meeting(meeting, "reschedule", **later(120), time_zone="Asia/Almaty", reason="Floods.")
    late = {one.uid: one for one in source(delegate("KZ"), clock.now())}

    visas, invitation = f"task/{meeting.reference}/{task.number}", f"invitation/{meeting.reference}"
    assert moved[visas].due_at < before[visas].due_at
    assert moved[visas].set_at > before[visas].set_at
    others = [uid for uid in before if uid not in (visas, invitation)]
    assert [moved[uid].set_at for uid in others] == [before[uid].set_at for uid in others]
    assert late[invitation].set_at > before[invitation].set_at
    assert all(late[uid].set_at > moved[uid].set_at for uid in others if uid in late)
