"""What each act on a meeting writes, and what the register keeps of it.

The stage was set before (`transitions.MeetingAct`) and is saved here. What a meeting does to a proposal it
does by the proposal's own acts, in the name of who acts here: they check again all that the procedure asks,
and one that is refused undoes the whole act.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetings import guards, readiness
from meetings.dossier import MeetingDossier
from meetings.enums import ADOPTING, ItemOutcome, MeetingAudience, TaskState
from meetings.logistics import HOSTS, TEMPLATE, lines_for
from meetings.models import AgendaItem, Attendance, Document, Invitation, Meeting, Task
from members.actor import Actor
from members.models import Participant
from proposals.actions import PROPOSALS
from proposals.dossier import member_codes
from proposals.enums import Action, Body, Mode
from proposals.models import Consideration
from records import documents
from records.act_types import Entry
from records.door import take
from records.models import Document as File
from records.numbering import begin_series, next_number
from records.refusals import Invalid, NotNow

Fields = Mapping[str, Any]
Payload = dict[str, Any]

OF_WORDS = frozenset({ItemOutcome.AGREED, ItemOutcome.NOTED, ItemOutcome.DECLINED, ItemOutcome.DEFERRED})
"""What can become of an item that is no proposal."""
WITHOUT_A_BODY = frozenset({ItemOutcome.NOTED, ItemOutcome.DEFERRED})
"""What can become of a proposal where no body meets."""


def convene(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Enter the meeting, invite its audience, and lay out its logistics from the template."""
    meeting = dossier.meeting
    meeting.set_time(starts_at=body["starts_at"], ends_at=body["ends_at"], time_zone=body["time_zone"])
    for name in ("kind", "title", "format", "place", "audience", "message"):
        setattr(meeting, name, body[name])
    year = at.year
    meeting.reference = f"M-{year}-{next_number(series=f'meeting {year}'):03}"
    meeting.convened_at = at
    meeting.save()
    meeting.measures.set(body["measures"])
    invited = body["invited"] or invited_by(body["audience"], at)
    _invite(dossier, invited, at)
    _lay_out_logistics(meeting, at)
    return {
        **{name: body[name] for name in ("kind", "title", "format", "place", "audience", "message")},
        **_time(body),
        "measures": [measure.code for measure in body["measures"]],
        "invited": invited,
    }


def _lay_out_logistics(meeting: Meeting, at: datetime) -> None:
    lines = lines_for(meeting.format)
    numbers = begin_series(series=f"task:{meeting.reference}:{meeting.year}", count=len(lines))
    Task.objects.bulk_create(
        Task(
            meeting=meeting,
            number=number,
            key=line.key,
            due_on=line.due_on(meeting.starts_on, today=at.date()),
            set_at=at,
        )
        for number, line in zip(numbers, lines, strict=True)
    )


def invited_by(audience: str, at: datetime) -> list[str]:
    """Return the participants that an audience invites, in English order; those named are not known here."""
    if audience == MeetingAudience.MEMBERS:
        return member_codes(at.date())
    present = Participant.objects.with_status_on(at.date()).exclude(status=None)
    return list(present.in_english_order().values_list("code", flat=True))


def _invite(dossier: MeetingDossier, participants: Iterable[str], at: datetime) -> None:
    Invitation.objects.bulk_create(
        Invitation(meeting=dossier.meeting, participant_id=code, invited_at=at) for code in participants
    )


def _time(body: Fields) -> Payload:
    return {name: body[name] for name in ("starts_at", "ends_at", "time_zone")}


def reschedule(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Move the meeting, and with it what the template has still to be done."""
    meeting = dossier.meeting
    before = meeting.starts_at
    meeting.set_time(starts_at=body["starts_at"], ends_at=body["ends_at"], time_zone=body["time_zone"])
    meeting.place = body["place"]
    for line in TEMPLATE:
        due_on = line.due_on(meeting.starts_on, today=at.date())
        still_open = Task.objects.filter(meeting=meeting, key=line.key, state=TaskState.OPEN)
        still_open.exclude(due_on=due_on).update(due_on=due_on, set_at=at)
    return {**_time(body), "before": before, "place": meeting.place, "reason": body["reason"]}


def host_meeting(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Enter the state as host; the host's part of the logistics is its own from now on."""
    meeting = dossier.meeting
    meeting.host_id, meeting.place = actor.participant, body["place"] or meeting.place
    _hosts_tasks(dossier).update(owner=meeting.host_id)
    return {"host": meeting.host_id, "place": meeting.place, "message": body["message"]}


def withdraw_hosting(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Leave the meeting without a host; what the host had to do falls to the secretariat."""
    meeting = dossier.meeting
    before, meeting.host_id = meeting.host_id, None
    Task.objects.filter(meeting=meeting, owner=before, state=TaskState.OPEN).update(owner=None)
    return {"host": before, "reason": body["reason"]}


def _hosts_tasks(dossier: MeetingDossier) -> QuerySet:
    return Task.objects.filter(meeting=dossier.meeting, key__in=HOSTS, state=TaskState.OPEN)


def invite(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Invite those who were not invited before."""
    fresh = [code for code in body["participants"] if code not in dossier.invitations]
    _invite(dossier, fresh, at)
    return {"participants": fresh}


def answer_invitation(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Enter the participant's answer; a new one replaces it."""
    invitation = dossier.invitations[actor.participant]
    invitation.answer, invitation.answered_at = body["answer"], at
    invitation.save(update_fields=["answer", "answered_at"])
    return {"participant": actor.participant, "answer": body["answer"]}


def record_attendance(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Enter who is present, in place of what was recorded before."""
    Attendance.objects.filter(meeting=dossier.meeting).delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=dossier.meeting, participant_id=code) for code in body["participants"]
    )
    dossier.forget()
    return {
        "present": body["participants"],
        "members_present": len(dossier.members_present),
        "roster": len(dossier.roster),
        "quorum": dossier.quorum,
    }


def add_item(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Put a proposal or a matter in words at the end of the agenda."""
    proposal = body["proposal"] or None
    item = AgendaItem.objects.create(
        meeting=dossier.meeting,
        number=next_number(series=f"item:{dossier.meeting.reference}:{dossier.meeting.year}"),
        position=len(dossier.items) + 1,
        proposal=proposal,
        title=body["title"],
        consideration=_consideration_open(proposal.pk, dossier.meeting.body) if proposal else None,
    )
    return _named(item) | {"position": item.position}


def _consideration_open(proposal: int, body: str) -> Consideration | None:
    """Return the proposal's consideration that a body has open."""
    return Consideration.objects.still_open().filter(proposal=proposal, body=body).first()


def _named(item: AgendaItem) -> Payload:
    return {
        "item": item.number,
        "proposal": item.proposal.reference if item.proposal else None,
        "title": item.title,
    }


def remove_item(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Take an item off the agenda; those behind it move up."""
    item = dossier.item(body["item"])
    payload = _named(item)
    item.delete()
    _number([other for other in dossier.items if other is not item])
    return payload


def move_item(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Put an item at a position; beyond the last means the end."""
    item = dossier.item(body["item"])
    order = [other for other in dossier.items if other is not item]
    order.insert(body["position"] - 1, item)
    _number(order)
    return _named(item) | {"position": item.position}


def _number(items: Iterable[AgendaItem]) -> None:
    """Number items in their order. The constraint on positions is looked at when the act is whole."""
    ordered = list(items)
    for position, item in enumerate(ordered, start=1):
        item.position = position
    AgendaItem.objects.bulk_update(ordered, ["position"])


def open_considerations(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Open the body's consideration of the proposals on the agenda, all or none."""
    opened = []
    for item in guards.to_be_opened(dossier, body):
        proposal = item.the_proposal
        data = {"mode": Mode.MEETING, "waiver_reason": body["waiver_reason"]}
        _take(dossier, item, readiness.OPENING[dossier.meeting.body], data)
        item.consideration = _consideration_open(proposal.pk, dossier.meeting.body)
        item.save(update_fields=["consideration"])
        opened.append(proposal.reference)
    return {"opened": opened, "waiver_reason": body["waiver_reason"]}


def _take(dossier: MeetingDossier, item: AgendaItem, action: str, data: Fields) -> None:
    """Take an act on an item's proposal as who acts on the meeting; a refusal names the item."""
    try:
        on, given = PROPOSALS.at(item.the_proposal.reference), {**data, **dossier.note}
        take(action, on, actor=dossier.the_speaker, data=given)
    except NotNow as refusal:
        raise NotNow(f"{item.name}: {refusal.sentence}", rule=refusal.rule) from refusal


def conclude_item(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Conclude one item."""
    item = dossier.item(body["item"])
    extras = {name: body[name] for name in ("title", "silence_until") if body[name]}
    _conclude(
        dossier,
        item,
        outcome=body["outcome"],
        reason=body["reason"],
        digest=body["digest"],
        extras=extras,
        at=at,
    )
    return _named(item) | {"outcome": body["outcome"], "reason": body["reason"]}


def conclude_en_bloc(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Adopt several items together; where one cannot be adopted, none is."""
    outcome = ADOPTING[dossier.meeting.body]
    items = [dossier.item(number) for number in body["items"]]
    for item, digest in zip(items, body["digests"] or [""] * len(items), strict=True):
        own = outcome if item.proposal_id else ItemOutcome.AGREED
        _conclude(dossier, item, outcome=own, reason="", digest=digest, extras={}, at=at)
    return {"outcome": outcome, "items": [_named(item) for item in items]}


def _conclude(
    dossier: MeetingDossier,
    item: AgendaItem,
    *,
    outcome: str,
    reason: str,
    digest: str,
    extras: Fields,
    at: datetime,
) -> None:
    """Conclude an item; `digest` names the version that is meant, "" the one that was found on the agenda.

    What becomes of the item is then written by its row (`transitions.ItemAct`).
    """
    body = dossier.meeting.body
    _refuse_unless(outcome, item, body)
    if extras and not (item.proposal_id and body == Body.SOC):
        raise Invalid(
            {name: [_("Only the Committee's conclusion on a proposal has this.")] for name in extras}
        )
    if item.proposal_id and body and outcome != ItemOutcome.DEFERRED:
        item.consideration = item.consideration or _consideration_open(item.proposal_id, body)
        data = {"outcome": outcome, "reason": reason, "present": _present(dossier, item), **extras}
        data["digest"] = digest or dossier.digests.get(item.proposal_id, "")
        _take(dossier, item, readiness.CONCLUSION[body], data)
    item.conclusion = reason
    dossier.concluded.append((item, outcome))


def _refuse_unless(outcome: str, item: AgendaItem, body: str) -> None:
    """Refuse an outcome that such an item cannot have; on a body's proposal the procedure itself judges."""
    allowed = None if item.proposal_id and body else WITHOUT_A_BODY if item.proposal_id else OF_WORDS
    if allowed is not None and outcome not in allowed:
        labels = ", ".join(str(ItemOutcome(name).label) for name in ItemOutcome if name in allowed)
        raise Invalid({"outcome": [_("This item can be: %(outcomes)s.") % {"outcomes": labels}]})


def _present(dossier: MeetingDossier, item: AgendaItem) -> list[str]:
    """Return those present who are on the roster frozen when the consideration was opened."""
    if item.consideration is None:
        return dossier.members_present
    return [state for state in dossier.present if state in item.consideration.roster]


def charge_experts(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Charge experts with the working paper of an item's proposal (CA (b)4)."""
    item = dossier.item(body["item"])
    data = {
        "experts": [str(expert) for expert in body["experts"]],
        "draft_due": body["draft_due"].isoformat(),
        "message": body["message"],
    }
    _take(dossier, item, Action.CHARGE_EXPERTS, data)
    item.conclusion = body["message"]
    dossier.concluded.append((item, ItemOutcome.CHARGED))
    return _named(item) | {"experts": data["experts"], "draft_due": body["draft_due"]}


def conclude_on_agenda(item: AgendaItem, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Say of an item what came of it: it stands in the register within the act on its meeting."""
    return Entry(object_kind="", object_key="", outcome=body["outcome"])


def report(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Enter that the meeting was held, with its conclusions."""
    dossier.meeting.conclusions = body["conclusions"]
    return {"conclusions": body["conclusions"]}


def cancel(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Enter that the meeting will not be held. Considerations that it opened stay open for another."""
    dossier.meeting.reason = body["reason"]
    return {"reason": body["reason"]}


def add_document(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Link a paper or a decision in a group, or keep files there."""
    files = [documents.keep(file, at=at) for file in body["files"]]
    columns = [{"file": file} for file in files] or [guards.linked(body)]
    Document.objects.bulk_create(
        Document(meeting=dossier.meeting, group=body["group"], **column) for column in columns
    )
    return _documents(body, files)


def remove_document(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Take a document off. A file is kept, as the register has its digest, but handed out no more."""
    files = [document.the_file for document in dossier.files if document.file_id == body["file"]]
    guards.standing(dossier, body).delete()
    return _documents(body, files)


def _documents(body: Fields, files: Iterable[File]) -> Payload:
    """Return what the register keeps of documents. It names files: whoever sees the meeting sees those."""
    return {
        "group": body["group"],
        "symbol": body["symbol"].symbol if body["symbol"] else "",
        "decision": body["decision"].number if body["decision"] else "",
        "files": [{"file": str(file.pk), "name": file.name, "digest": file.digest} for file in files],
    }


def add_task(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Add a task that the template does not have."""
    meeting = dossier.meeting
    task = Task.objects.create(
        meeting=meeting,
        number=next_number(series=f"task:{meeting.reference}:{meeting.year}"),
        title=body["title"],
        owner_id=meeting.host_id if body["owner"] == "host" else None,
        due_on=body["due_on"],
        set_at=at,
        note=body["note"],
    )
    return {"task": task.number, "title": task.title, "owner": body["owner"], "due_on": task.due_on}


def update_task(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Payload:
    """Enter how a task stands."""
    task = dossier.task(body["task"])
    task.state, task.note = body["state"], body["note"]
    if body["due_on"] not in (None, task.due_on):
        task.due_on, task.set_at = body["due_on"], at
    task.save(update_fields=["state", "note", "due_on", "set_at"])
    return {
        "task": task.number,
        "key": task.key,
        "title": task.title,
        "state": task.state,
        "note": task.note,
        "due_on": task.due_on,
    }
