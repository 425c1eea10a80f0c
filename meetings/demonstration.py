"""The demonstration's meetings: a session of the Committee in December, experts whom Japan hosts, experts who
have met and reported.

The experts' meeting is announced to everyone, as CICA announces such meetings: what, when and where. The
proposals on its agenda and their papers stay with those who read them anyway.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from meetings import actions
from meetings.models import Meeting, Task
from meetings.readiness import candidates
from members.actor import Actor
from members.models import Account
from records import clock
from records.door import take

LOADING_LOCK = 20072
"""The advisory lock of loading, so that two commands at once load one demonstration."""
HOST = "JP"
DECEMBER = 12
SESSION_DAY = 15
TUESDAY = 1
DAYS_AHEAD = 75
NOTE = """Meeting of experts on the financing of terrorism, Kobe

Working language: English, with interpretation into Russian.
Papers are sent to the secretariat two weeks before the meeting.
Those who take part online receive their access from the host.
"""


def load() -> int:
    """Convene the demonstration's meetings, once; return how many there are.

    The demonstration's accounts and proposals are loaded before. What is ready for the Committee then comes
    on its agenda.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING_LOCK])
        shown = Meeting.objects.filter(is_demonstration=True)
        if not shown.exists():
            _session_of_the_committee()
            _experts_in_japan()
            _experts_who_have_met()
        return shown.count()


def _player(username: str) -> Actor:
    return Actor.of(Account.objects.with_standing().get(username=username, is_demonstration=True))


def _convene(actor: Actor, *, on: date, hours: tuple[int, int], **body: Any) -> Meeting:
    """Convene a meeting of one day; `hours` are in UTC."""
    begins, ends = (datetime.combine(on, time(hour), UTC) for hour in hours)
    data = {**body, "starts_at": begins.isoformat(), "ends_at": ends.isoformat()}
    meeting = actions.convene(actor=actor, data=data).subject.meeting
    Meeting.objects.filter(pk=meeting.pk).update(is_demonstration=True)
    return meeting


def _act(meeting: Meeting, actor: Actor, name: str, **body: Any) -> None:
    take(name, actions.MEETINGS.at(meeting.reference), actor=actor, data=body)


def _session_of_the_committee() -> None:
    chair, secretariat = _player("chair"), _player("secretariat")
    on = next_session_day(after=clock.now().date())
    session = _convene(
        chair,
        on=on,
        hours=(5, 10),
        kind="soc",
        title="Senior Officials Committee, December session",
        time_zone="Asia/Almaty",
        place="Astana",
        format="hybrid",
        audience="members",
        message="Delegations are invited to the December session. The agenda follows what is ready.",
    )
    _act(session, chair, "add-item", title="Opening of the session")
    _add_what_is_ready(session, chair)
    _act(session, chair, "add-item", title=f"Plan of Implementation of CBMs for {on.year + 1}")
    _act(session, chair, "add-item", title="Any other business")
    for state, answer in (("KZ", "in_person"), ("UZ", "in_person"), ("TH", "online")):
        _act(session, _player(f"delegate.{state.lower()}"), "answer-invitation", answer=answer)
    task = Task.objects.get(meeting=session, key="interpretation")
    _act(session, secretariat, "update-task", task=task.number, state="done", note="English and Russian.")


def _add_what_is_ready(meeting: Meeting, actor: Actor) -> None:
    for candidate in candidates(meeting, actor=actor, at=clock.now()):
        if candidate.missing is None and candidate.proposal.is_demonstration:
            _act(meeting, actor, "add-item", proposal=candidate.proposal.reference)


def next_session_day(*, after: date) -> date:
    """Return the next day of the December session, the first Tuesday from the middle of the month."""
    day = tuesday_from(date(after.year, DECEMBER, SESSION_DAY))
    return day if day > after else tuesday_from(date(after.year + 1, DECEMBER, SESSION_DAY))


def tuesday_from(day: date) -> date:
    """Return the day itself where it is a Tuesday, else the next one: nobody meets on a Sunday."""
    return day + timedelta(days=(TUESDAY - day.weekday()) % 7)


def _experts_who_have_met() -> None:
    """Experts met online last Tuesday: who was present, what became of each item, the report."""
    secretariat = _player("secretariat")
    meeting = _convene(
        secretariat,
        on=tuesday_from(clock.now().date() - timedelta(days=7)),
        hours=(6, 9),
        kind="expert",
        title="Meeting of experts on mountain tourism",
        time_zone="Asia/Dushanbe",
        format="online",
        audience="members",
        measures=["ECO-4"],
        message="Experts compare how routes are marked on both sides of a border.",
    )
    for title in ("Marking of routes", "Date of the next meeting"):
        _act(meeting, secretariat, "add-item", title=title)
    _act(meeting, secretariat, "record-attendance", participants=["KG", "KZ", "TJ", "UZ"])
    marking, date_of_next = meeting.items.order_by("position")
    _act(
        meeting,
        secretariat,
        "conclude-item",
        item=marking.number,
        outcome="agreed",
        reason="The four states mark routes with the same three signs.",
    )
    _act(
        meeting,
        secretariat,
        "conclude-item",
        item=date_of_next.number,
        outcome="deferred",
        reason="To be settled in writing.",
    )
    _act(
        meeting,
        secretariat,
        "report",
        conclusions="Experts of four states agreed on common signs. Demonstration: this text is made up.",
    )


def _experts_in_japan() -> None:
    japan, secretariat = _player(f"observer.{HOST.lower()}"), _player("secretariat")
    meeting = _convene(
        secretariat,
        on=tuesday_from(clock.now().date() + timedelta(days=DAYS_AHEAD)),
        hours=(1, 8),
        kind="expert",
        title="Meeting of experts on the financing of terrorism",
        time_zone="Asia/Tokyo",
        format="hybrid",
        audience="public",
        measures=["NCT-1"],
        message=(
            "Experts of the member states compare national practice against the financing of terrorism. "
            "All participants are invited; places are for those whom they name."
        ),
    )
    _act(meeting, japan, "host-meeting", place="Kobe", message="Japan is glad to host the experts in Kobe.")
    _add_what_is_ready(meeting, secretariat)
    _act(meeting, secretariat, "add-item", title="Comparison of national practice")
    _act(meeting, secretariat, "add-item", title="Outline of a working paper")
    note = SimpleUploadedFile("note-for-participants.txt", NOTE.encode())
    _act(meeting, secretariat, "add-document", group="information", files=[note])
    for username, answer in (("delegate.mn", "in_person"), ("delegate.kg", "online")):
        _act(meeting, _player(username), "answer-invitation", answer=answer)
    task = Task.objects.get(meeting=meeting, key="venue")
    _act(
        meeting,
        japan,
        "update-task",
        task=task.number,
        state="done",
        note="Kobe, two rooms with interpretation.",
    )
