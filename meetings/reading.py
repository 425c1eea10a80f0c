"""What a reader is shown of a meeting: agenda, documents, logistics, each within what the reader may see."""

from collections.abc import Iterable, Mapping
from typing import Any

from meetings.dossier import MeetingDossier, on_agenda
from meetings.enums import DocumentGroup, ItemOutcome, MeetingStage
from meetings.logistics import LABELS
from meetings.models import AgendaItem, Document, Invitation, Meeting, Task
from meetings.rules import CONVENERS
from members.actor import Actor
from members.enums import Precision
from papers.models import Version
from proposals.enums import Outcome
from proposals.models import Decision
from records.addresses import address_of
from records.models import Document as File

Shown = dict[str, Any]


def body_of(row: Mapping[str, Any]) -> str:
    """Return the body whose session a row of values is, or an empty text."""
    return Meeting(kind=row["kind"]).body


def first_day(row: Mapping[str, Any]) -> str:
    """Return the first day as far as it is known: `2011-09-12`, or `2011-09` where only the month is."""
    text = row["starts_on"].isoformat()
    return text[: len("2011-09")] if row["starts_precision"] == Precision.MONTH else text


def is_among(meeting: Meeting, actor: Actor) -> bool:
    """Whether the actor is told what is for those invited."""
    return Meeting.objects.with_those_among(actor).filter(pk=meeting.pk).exists()


def invitations(meeting: Meeting, actor: Actor) -> list[Invitation]:
    """Return the invitations that the actor may see, in English order of the names."""
    held = Invitation.objects.visible_to(actor).filter(meeting=meeting)
    return list(held.order_by("participant__sort_name", "pk"))


def agenda(meeting: Meeting, actor: Actor) -> list[Shown]:
    """Return the items that the actor may see, in order, numbered without gaps: one would tell of an item.

    Nor does an item's number, in which a gap would, go to those who do not read all of them.
    A host that does not read proposals in progress sees what they are on, and no more.
    """
    held = on_agenda(AgendaItem.objects.visible_to(actor).filter(meeting=meeting), body=meeting.body)
    numbered = enumerate(held, start=1)
    if actor.reads_restricted:
        return [shown_item(item) | {"position": number} for number, item in numbered]
    shown = [(number, item, _to_the_host(item) if item.proposal_id else {}) for number, item in numbered]
    return [shown_item(item) | {"id": None, "position": number} | less for number, item, less in shown]


def _to_the_host(item: AgendaItem) -> Shown:
    """Return what a host reads in the place of what an item says of its proposal."""
    title = item.the_proposal.subject
    return {
        "name": title, "title": title, "proposal": None, "consideration": None, "is_open": True,
        "outcome": "", "outcome_label": "", "conclusion": "", "concluded_at": None,
    }  # fmt: skip


def shown_item(item: AgendaItem) -> Shown:
    """Return one item; concluded by an act on its proposal, it has that conclusion's outcome.

    An approval subject to silence is none yet: its outcome is how the silence ends, empty while it runs.
    """
    ended = item.consideration.outcome if item.consideration else Outcome.OPEN
    outcome = "" if item.outcome == ItemOutcome.APPROVED else item.outcome
    outcome = outcome or ("" if ended == Outcome.OPEN else ended)
    return {
        "id": item.number,
        "position": item.position,
        "name": item.name,
        "title": item.title,
        "proposal": item.proposal.reference if item.proposal else None,
        "consideration": item.consideration_id,
        "is_open": not item.is_concluded,
        "outcome": outcome,
        "outcome_label": _outcome_label(outcome),
        "conclusion": item.conclusion,
        "concluded_at": item.concluded_at,
    }


def _outcome_label(outcome: str) -> str:
    if outcome in ItemOutcome.values:
        return str(ItemOutcome(outcome).label)
    return str(Outcome(outcome).label) if outcome else ""


def colour_of(outcome: str) -> str:
    """Return the colour of an outcome: of what goes on elsewhere, or of what ended here."""
    return "grey" if outcome in (ItemOutcome.DEFERRED, ItemOutcome.NOTED) else "violet"


def days_of(row: Mapping[str, Any]) -> dict[str, bool]:
    """Return what a page asks of the days of a meeting, for its values."""
    return {
        "is_known_by_month": row["starts_precision"] == Precision.MONTH,
        "is_of_one_day": row["ends_on"] == row["starts_on"],
    }


def documents(meeting: Meeting, actor: Actor) -> list[Shown]:
    """Return the documents by group: those added by hand, the papers considered, the decisions taken.

    What was deferred, or left open when the meeting was cancelled, is decided at another.
    """
    found = [
        _paper(DocumentGroup.OFFICIAL, version, actor)
        for version in Version.objects.visible_to(actor)
        .filter(considerations__agenda_items__meeting=meeting)
        .select_related("paper__proposal")
        .order_by("pk")
    ]
    adopted = meeting.items.exclude(outcome__in=ItemOutcome.that("is_deferred"))
    adopted = adopted.exclude(meeting__stage__in=MeetingStage.that("is_cancelled"))
    taken = Decision.objects.visible_to(actor).filter(consideration__agenda_items__in=adopted)
    found += [_decision(DocumentGroup.OUTCOMES, decision) for decision in taken.order_by("number")]
    added = Document.objects.visible_to(actor).filter(meeting=meeting).order_by("pk")
    whole = added.select_related("version__paper__proposal", "decision", "file").defer("file__content")
    found += [_added(document, meeting, actor) for document in whole]
    once = {(document["group"], document["key"]): document for document in found}
    return sorted(once.values(), key=_place)


def looked_into(shown: Iterable[Shown], dossier: MeetingDossier, actor: Actor) -> list[File]:
    """Return the files, of the documents shown, on which those who convene read remarks; none for others."""
    convenes = any(role.allows(actor, dossier) for role in CONVENERS)
    return [document["file"] for document in shown if document["file"]] if convenes else []


def _place(document: Shown) -> tuple[int, bool, str, str]:
    """Order by group, then by symbol or number; files stand behind, by their name."""
    name = document["title"] if document["file"] else ""
    return list(DocumentGroup).index(document["group"]), bool(document["file"]), name, document["key"]


def _added(document: Document, meeting: Meeting, actor: Actor) -> Shown:
    if document.version:
        return _paper(document.group, document.version, actor)
    if document.decision:
        shown = _decision(document.group, document.decision)
        may_open = Decision.objects.visible_to(actor).filter(pk=document.decision_id).exists()
        return shown if may_open else shown | {"url": ""}
    return {
        "group": document.group,
        "kind": "file",
        "key": str(document.file_id),
        "title": document.the_file.name,
        "url": address_of("meeting-file", meeting.reference, document.file_id),
        "file": document.file,
    }


def _paper(group: str, version: Version, actor: Actor) -> Shown:
    url = version.paper.proposal.get_absolute_url() if actor.reads_restricted else ""
    return _linked(group, kind="paper", key=version.symbol, title=version.title, url=url)


def _decision(group: str, decision: Decision) -> Shown:
    url = decision.get_absolute_url()
    return _linked(group, kind="decision", key=decision.number, title=decision.title, url=url)


def _linked(group: str, **shown: str) -> Shown:
    return {"group": group, **shown, "file": None}


def logistics(meeting: Meeting, actor: Actor) -> list[Shown]:
    """Return the tasks that the actor may see, the earliest first."""
    held = Task.objects.visible_to(actor).filter(meeting=meeting)
    tasks = held.order_by("due_on", "pk")
    return [
        {
            "id": task.number,
            "key": task.key,
            "title": str(LABELS.get(task.key, task.title)),
            "owner": task.owner_id,
            "due_on": task.due_on,
            "state": task.state,
            "note": task.note,
        }
        for task in tasks
    ]
