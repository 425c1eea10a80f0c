"""The pages of meetings: the list by year, one meeting, the forms of its acts."""

import itertools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from meetings import actions, reading
from meetings.dossier import MeetingDossier
from meetings.enums import DocumentGroup, InvitationAnswer, MeetingKind, MeetingStage, TaskState
from meetings.filters import MeetingFilter
from meetings.logistics import LABELS
from meetings.models import Document, Meeting, Task
from meetings.readiness import candidates
from meetings.transitions import (
    CONVENING,
    CONVENING_BY_NAME,
    ON_MEETING,
    MeetingAct,
)
from members.models import Participant
from members.timeline import history_of
from proposals.dossier import Dossier as ProposalDossier
from records import clock
from records.act_fields import ActFields
from records.act_types import ActType
from records.addresses import address_of
from records.door import Subject
from records.facts import Fact
from records.models import Act
from records.openings import Opening, acts_for, has_right
from records.refusals import NotVisible
from records.said import said_on
from web.act_pages import ActOnPage, ActPage, acts_on_page
from web.handing_out import handed_out
from web.in_words import version_meant
from web.keyset import Page
from web.list_pages import TablePage
from web.pages import ObjectPage, PageMixin

SEAT_ZONE = "Asia/Almaty"  # the zone of the secretariat's seat, which a new meeting's form begins with
ABOUT = tuple(sorted({act.about for act in ON_MEETING.values()}))
"""The kinds that acts on a meeting are about."""
ATTENDING = (InvitationAnswer.IN_PERSON, InvitationAnswer.ONLINE)


class MeetingList(TablePage):
    """The meetings by year, the latest first, those of the record of the past among them."""

    model = Meeting
    template_name = "meetings/meeting_list.html"
    ordering = ("-starts_on", "reference")
    filterset_class = MeetingFilter
    is_searchable = True

    def rows(self, visible: QuerySet) -> QuerySet:
        """List what a line shows."""
        return visible.values(
            "reference", "kind", "title", "place", "starts_on", "starts_precision", "ends_on", "stage",
            "host_id",
        )  # fmt: skip

    def represent(self, rows: list[Any]) -> list[Any]:
        """Add the labels."""
        return [
            row
            | reading.days_of(row)
            | {"kind_label": MeetingKind(row["kind"]).label, "stage": MeetingStage(row["stage"])}
            for row in rows
        ]

    def context(self, page: Page) -> dict[str, Any]:
        """Group the lines by year, and say what the reader may convene."""
        rows = self.represent(page.rows)
        return {
            "years": [
                (year, list(group))
                for year, group in itertools.groupby(rows, key=lambda row: row["starts_on"].year)
            ],
            "names": Participant.objects.names(),
            "convening": [
                (ActOnPage.of(act), address_of("meeting-convene", word))
                for word, (act, _kind) in CONVENING_BY_NAME.items()
                if has_right(act, subject=None, actor=self.actor)
            ],
        }


def _is_open(name: str, openings: list[Opening]) -> bool:
    """Whether the act of this name can be done now."""
    return any(opening.name == name and opening.is_open for opening in openings)


class MeetingDetail(ObjectPage):
    """One meeting, from which it is run: presence is recorded once, and each item is concluded."""

    model = Meeting
    template_name = "meetings/meeting_detail.html"

    def find(self, visible: QuerySet, **lookup: Any) -> Meeting:
        """Find it with its host."""
        return visible.select_related("host").get(**lookup)

    def context(self, found: Meeting) -> dict[str, Any]:
        """Gather what the reader may see and do."""
        at, dossier = clock.now(), MeetingDossier(found, speaker=self.actor)
        openings = acts_for(actions.MEETINGS, dossier, actor=self.actor, at=at)
        documents = reading.documents(found, self.actor)
        return {
            "meeting": found,
            "dossier": dossier,
            "is_among": reading.is_among(found, self.actor),
            "stage": MeetingStage(found.stage),
            "names": Participant.objects.names(),
            "measures": found.measures.in_printed_order(),
            "invitations": reading.invitations(found, self.actor),
            "agenda": [
                item | {"colour": reading.colour_of(item["outcome"])}
                for item in reading.agenda(found, self.actor)
            ],
            "documents": _by_group(documents),
            "looked_into": reading.looked_into(documents, dossier, self.actor),
            "logistics": [
                task | {"state": TaskState(task["state"])} for task in reading.logistics(found, self.actor)
            ],
            "candidates": self._candidates(found, openings, at),
            **acts_on_page(openings, address="meeting-act", key=found.reference),
            "concludes_items": _is_open("conclude-item", openings),
            "updates_tasks": _is_open("update-task", openings),
            "history": history_of(self.actor, *ABOUT, key=found.reference),
        }

    def _candidates(self, meeting: Meeting, openings: list[Opening], at: datetime) -> list[Any]:
        """Return the proposals that could come on the agenda, for a reader who could put them there."""
        may_add = _is_open("add-item", openings)
        return candidates(meeting, actor=self.actor, at=at) if may_add else []


def _by_group(documents: list[dict[str, Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    return [
        (group.label, [document for document in documents if document["group"] == group])
        for group in DocumentGroup
        if any(document["group"] == group for document in documents)
    ]


class MeetingFile(PageMixin, View):
    """A file among a meeting's documents, to be saved."""

    def get(self, request: HttpRequest, reference: str, document: Any) -> HttpResponse:
        """Hand it out to a reader who may see the meeting."""
        found = Document.objects.visible_to(self.actor).filter(meeting__reference=reference, file=document)
        row = found.select_related("file").first()
        if row is None:
            raise NotVisible(_("There is nothing at this address."))
        return handed_out(row.the_file, request=request)


class MeetingActBase(ActPage):
    """What the forms of all acts on meetings share."""

    def subject_name(self, subject: MeetingDossier) -> str:
        """Name the meeting by its reference and title; the list of meetings, before there is one."""
        return f"{subject.meeting.reference} {subject.meeting.title}".strip() or _("Meetings")

    def object_url(self, subject: MeetingDossier, act: Act) -> str:
        """Go on to the meeting."""
        return address_of("meeting", act.object_key)


class MeetingConvene(MeetingActBase):
    """The form by which a meeting is convened."""

    template_name = "meetings/meeting_convene.html"

    def subject(self, *, word: str) -> MeetingDossier:
        """Return the dossier of a meeting that is not there yet."""
        if word not in CONVENING_BY_NAME:
            raise NotVisible(_("There is nothing at this address."))
        act, kind = CONVENING_BY_NAME[word]
        asked = self.posted.get("kind", "")
        chosen = asked if CONVENING.get(asked) is act else kind
        return MeetingDossier(Meeting(kind=chosen, stage=""), speaker=self.actor)

    def act_type(self, subject: MeetingDossier) -> MeetingAct:
        """Return the act that the address names."""
        act, _kind = CONVENING_BY_NAME[self.kwargs["word"]]
        return act

    def prepare(self, form: ActFields, subject: MeetingDossier, *, at: datetime) -> None:
        """Begin with the zone of the secretariat's seat, unless a link fills in another (`date_views`)."""
        form.begin_with({"time_zone": SEAT_ZONE} | self.linked_in(form))

    def beside(self, subject: MeetingDossier, form: ActFields | None) -> dict[str, Any]:
        """Lead to the date finder."""
        return {"dates_url": address_of("meeting-dates")}

    def taken_on(self, subject: MeetingDossier) -> Subject:
        """Make a meeting of the kind that was chosen."""
        return actions.new_meeting(actor=self.actor, data=self.posted)

    def take(self, act_type: ActType, subject: MeetingDossier, data: Mapping[str, Any]) -> Act:
        """Convene it, by the act of its kind."""
        return actions.convene(actor=self.actor, data=data).act

    def back_url(self, subject: MeetingDossier) -> str:
        """Go back to the list."""
        return address_of("meeting-list")


class MeetingActPage(MeetingActBase):
    """The form of one act on a meeting."""

    template_name = "meetings/act_form.html"

    def subject(self, *, reference: str, name: str) -> MeetingDossier:
        """Return the meeting's dossier; the act's name must be one that there is."""
        meeting = Meeting.objects.visible_to(self.actor).filter(reference=reference).first()
        if meeting is None or name not in ON_MEETING:
            raise NotVisible(_("There is nothing at this address."))
        return MeetingDossier(meeting, speaker=self.actor)

    def act_type(self, subject: MeetingDossier) -> MeetingAct:
        """Return the act that the address names."""
        return ON_MEETING[self.kwargs["name"]]

    def prepare(self, form: ActFields, subject: MeetingDossier, *, at: datetime) -> None:
        """Offer what this meeting can take, and begin with what is known."""
        known: dict[str, Any] = {}
        name = self.kwargs["name"]
        if name == "answer-invitation" and (own := subject.invitations.get(self.actor.participant)):
            known["answer"] = own.answer
        elif name == "update-task" and (task := self._task(subject)):
            # Its note would go to another task that were chosen here; the links beside lead to the others.
            form.fields["task"].among = {task.number}  # type: ignore[attr-defined]  # it is a TaskField
            known |= {"task": str(task.number), "state": task.state, "note": task.note}
            if task.due_on >= at.date():
                known["due_on"] = task.due_on
        elif name == "record-attendance":
            answers = subject.invitations.items()
            known["participants"] = subject.present or [
                code for code, invitation in answers if invitation.answer in ATTENDING
            ]
        for field, value in known.items():
            if value and field in form.fields:
                form.fields[field].initial = value

    def _task(self, subject: MeetingDossier) -> Task | None:
        """Return the task that the form, or the link to it, names; else the first that is open."""
        asked = self.posted.get("task") or self.request.GET.get("task", "")
        theirs = sorted(subject.tasks_of(self.actor), key=lambda task: task.state != TaskState.OPEN)
        return next((task for task in theirs if str(task.number) == asked), theirs[0] if theirs else None)

    def beside(self, subject: MeetingDossier, form: ActFields | None) -> dict[str, Any]:
        """Lead to the same form for the other tasks, each with what is known of it."""
        if self.kwargs["name"] != "update-task" or form is None:
            return {"tasks": []}
        chosen = self._task(subject)
        return {
            "tasks": [
                (f"?task={task.number}", LABELS.get(task.key, task.title), task == chosen)
                for task in subject.tasks_of(self.actor)
            ]
        }

    def said(self, subject: MeetingDossier) -> list[Mapping[str, Any]]:
        """Add what was said on the proposal of the item that the link, or the form as sent, names."""
        key = self.posted.get("item") or self.request.GET.get("item", "")
        item = next((row for row in subject.items if str(row.number) == key and row.proposal_id), None)
        of_proposal = said_on(ProposalDossier(item.the_proposal), actor=self.actor) if item else []
        return [*of_proposal, *super().said(subject)]

    def done_on(self, subject: MeetingDossier) -> list[Fact]:
        """Name the version of each proposal on the agenda that the form is on."""
        named = {*self.posted.getlist("item"), *self.posted.getlist("items")}
        items = [row for row in subject.items if row.proposal_id and named & {str(row.number), row.name}]
        return [
            fact
            for item in items
            if (version := ProposalDossier(item.the_proposal).version)
            for fact in version_meant(version, label=item.name)
        ]

    def taken_on(self, subject: MeetingDossier) -> Subject:
        """Name the meeting."""
        return actions.MEETINGS.at(subject.meeting.reference)

    def back_url(self, subject: MeetingDossier) -> str:
        """Go back to the meeting."""
        return address_of("meeting", subject.meeting.reference)
