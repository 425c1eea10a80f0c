"""What must be so before an act on a meeting: guards ask the record, checks ask it about the act's body."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetings import readiness
from meetings.dossier import MeetingDossier
from meetings.enums import SESSIONS, ItemOutcome, MeetingStage
from meetings.models import AgendaItem, Document, Meeting
from members.actor import Actor
from members.enums import Precision
from proposals.dossier import Dossier as ProposalDossier
from proposals.guards import no_quorum
from records.act_types import Missing
from records.addresses import address_of
from records.canonical import sha256
from records.documents import content_of
from records.references import folded

DOORS = timedelta(hours=1)
"""How long before it opens delegations arrive, which for a meeting just after midnight is the day before."""

Fields = Mapping[str, Any]


def has_no_host(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """One host a meeting; another may follow when the host has withdrawn."""
    if dossier.meeting.host_id is None:
        return None
    return Missing(_("The meeting has a host: %(host)s.") % {"host": dossier.meeting.host_id})


def is_convened_already(
    dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime
) -> tuple[str, str] | None:
    """Find the session of a body, or the other meeting of that title, which begins on the same day."""
    begins_on = body["starts_at"].astimezone(ZoneInfo(body["time_zone"])).date()
    of_that_day = Meeting.objects.visible_to(actor).filter(
        kind=body["kind"], starts_on=begins_on, starts_precision=Precision.DAY
    )
    standing = of_that_day.exclude(stage__in=MeetingStage.that("is_cancelled")).order_by("-pk")
    same = next(
        (one for one in standing if one.kind in SESSIONS or folded(one.title) == folded(body["title"])), None
    )
    if same is None:
        return None
    sentence = _("Such a meeting is convened for that day already: %(reference)s, %(title)s.")
    return sentence % {"reference": same.reference, "title": same.title}, address_of(
        "meeting", same.reference
    )


def has_not_begun(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """What is arranged beforehand cannot change when people have met."""
    if at < dossier.meeting.opens_at:
        return None
    return Missing(_("The meeting has begun."))


def has_begun(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """Nothing was held before it began, though presence may have been recorded at the door."""
    if at >= dossier.meeting.opens_at:
        return None
    return Missing(_("The meeting has not begun."))


def has_come(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """Presence is recorded from the meeting's first day on, in its own zone, or the hour before it opens."""
    meeting = dossier.meeting
    if at.astimezone(meeting.zone).date() >= meeting.starts_on or at >= meeting.opens_at - DOORS:
        return None
    return Missing(_("Attendance is recorded from the meeting's first day on."))


def attendance_is_recorded(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """A meeting concludes nothing before it is recorded who is present."""
    return None if dossier.present else Missing(_("Record first who is present."))


def has_items(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """Acts on items need an agenda."""
    return None if dossier.items else Missing(_("The agenda has no items."))


def a_body_meets(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """Only a body considers papers."""
    return None if dossier.meeting.is_session else Missing(_("No body meets here."))


def experts_meet(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """Only a specialised meeting charges experts with a working paper."""
    if readiness.act_for(dossier.meeting) is not None and not dossier.meeting.is_session:
        return None
    return Missing(_("Only a meeting of experts charges experts with a working paper."))


def all_items_are_concluded(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """A report says what became of each item, if only that it was deferred."""
    waiting = [item.name for item in dossier.items if not item.is_concluded]
    if not waiting:
        return None
    return Missing(_("Conclude or defer first: %(items)s.") % {"items": "; ".join(waiting)})


def nothing_was_concluded(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """A meeting that has concluded something was held; what it only deferred waits for another."""
    concluded = [
        item.name for item in dossier.items if item.outcome and not ItemOutcome(item.outcome).is_deferred
    ]
    if not concluded:
        return None
    return Missing(
        _("Items are concluded (%(items)s): report the meeting instead.") % {"items": "; ".join(concluded)}
    )


def some_are_not_invited(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """An invitation is sent once."""
    if set(body["participants"]) - set(dossier.invitations):
        return None
    return Missing(_("All of them are invited already."))


def proposal_is_ready(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """A proposal comes on the agenda of a body, or of experts, that can take it up (CA (a)3, (b)4)."""
    proposal = body["proposal"]
    if not proposal:
        return None
    if any(item.proposal_id == proposal.pk for item in dossier.items):
        return Missing(_("%(name)s is on the agenda already.") % {"name": proposal.reference})
    return readiness.unready(ProposalDossier(proposal), meeting=dossier.meeting, actor=actor, at=at)


def item_is_untouched(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """What was opened or concluded at the meeting stays on its agenda."""
    item = dossier.item(body["item"])
    if item.consideration_id is None and not item.outcome:
        return None
    return Missing(_("This item was taken up already."))


def item_is_open(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """An item is concluded once."""
    return _concluded_among([dossier.item(body["item"])])


def items_are_open(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """Each of several items is concluded once."""
    return _concluded_among(dossier.item(number) for number in body["items"])


def _concluded_among(items: Any) -> Missing | None:
    done = [item.name for item in items if item.is_concluded]
    return Missing(_("Concluded already: %(items)s.") % {"items": "; ".join(done)}) if done else None


def quorum_where_agreed(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """A body agrees on a matter in words with its quorum present; of a proposal the procedure judges."""
    return (
        _quorum_for([dossier.item(body["item"])], dossier) if body["outcome"] == ItemOutcome.AGREED else None
    )


def quorum_en_bloc(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """The same of several items, which are all adopted."""
    return _quorum_for([dossier.item(number) for number in body["items"]], dossier)


def _quorum_for(items: list[AgendaItem], dossier: MeetingDossier) -> Missing | None:
    if not dossier.meeting.is_session or all(item.proposal_id for item in items):
        return None
    return no_quorum(roster=dossier.roster, present=dossier.present)


def something_is_to_be_opened(
    dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime
) -> Missing | None:
    """Opening needs proposals on the agenda that the body does not consider yet."""
    if to_be_opened(dossier, body):
        return None
    return Missing(_("No item of the agenda is to be opened."))


def to_be_opened(dossier: MeetingDossier, body: Fields) -> list[AgendaItem]:
    """Return the items chosen, or all, whose proposal is to be considered and is not yet."""
    chosen = body["items"] or [item.number for item in dossier.items]
    return [
        item
        for item in dossier.items
        if item.number in chosen and item.proposal_id and item.consideration_id is None and not item.outcome
    ]


def item_has_a_proposal(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """Experts are charged with the working paper of a proposal."""
    if dossier.item(body["item"]).proposal_id:
        return None
    return Missing(_("This item is no proposal."))


def document_exists(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """Only what the record has can be linked, and it stands once in a group, as a file's content does."""
    repeated = _files_repeat(dossier, body) if body["files"] else standing(dossier, body).exists()
    return Missing(_("This document stands in the group already.")) if repeated else None


def _files_repeat(dossier: MeetingDossier, body: Fields) -> bool:
    digests = [sha256(content_of(file)) for file in body["files"]]
    held = _in_group(dossier, body).filter(file__digest__in=digests)
    return len(set(digests)) < len(digests) or held.exists()


def _in_group(dossier: MeetingDossier, body: Fields) -> QuerySet[Document]:
    return Document.objects.filter(meeting=dossier.meeting, group=body["group"])


def document_is_linked(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """Only a document of the meeting can be taken off it."""
    if standing(dossier, body).exists():
        return None
    return Missing(_("This document does not stand in the group."))


def standing(dossier: MeetingDossier, body: Fields) -> QuerySet[Document]:
    """Return the document of the group that the body names; none where there is no such."""
    held = _in_group(dossier, body)
    if body.get("file"):
        return held.filter(file=body["file"])
    return held.filter(**linked(body))


def linked(body: Fields) -> dict[str, Any]:
    """Return `{column: version or decision}` of what the body names."""
    return {"decision": body["decision"] or None, "version": body["symbol"] or None}


def owner_is_there(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """A task is given to the host only when there is one."""
    if body["owner"] != "host" or dossier.meeting.host_id:
        return None
    return Missing(_("The meeting has no host yet."))


def has_tasks(dossier: MeetingDossier, actor: Actor, at: datetime) -> Missing | None:
    """There must be a task to be brought up to date, and for the host one of its own."""
    if dossier.tasks_of(actor):
        return None
    return Missing(_("No task of the logistics is yours."))


def task_is_theirs(dossier: MeetingDossier, actor: Actor, body: Fields, at: datetime) -> Missing | None:
    """The host brings its own tasks up to date, also when the secretariat enters it for the host."""
    if dossier.task(body["task"]) in dossier.tasks_of(actor):
        return None
    return Missing(_("This task is not the host's."))
