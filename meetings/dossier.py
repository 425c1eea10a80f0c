"""A meeting's dossier: what rules, guards, effects and pages ask of it, each fact read once."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from meetings.enums import MeetingStage
from meetings.models import AgendaItem, Document, Invitation, Meeting, Task
from members.actor import Actor
from papers.models import Version
from proposals import consensus
from proposals.dossier import member_codes
from proposals.enums import Mode, Outcome
from proposals.models import Consideration
from records.certain import certain
from records.read_once import ReadOnce

MEETING, INVITATIONS, AGENDA, LOGISTICS = "meeting", "invitations", "agenda", "logistics"
"""What of a meeting an act is about. An act is seen as its object is (`meetings.apps`): an agenda names
proposals in progress, and invitations who comes, which not everybody reads who sees the meeting."""


class MeetingDossier(ReadOnce):
    """The facts of one meeting. `meeting` may be unsaved: the act that convenes it has an empty dossier.

    `speaker` is who asks for an act and `note` the note verbale it rests on, as they came in: a proposal's
    own acts, which a meeting's act calls, are entered in the same way.
    """

    def __init__(
        self, meeting: Meeting, *, speaker: Actor | None = None, note: Mapping[str, Any] | None = None
    ) -> None:
        self.meeting, self.speaker, self.note = meeting, speaker, dict(note or {})
        self.concluded: list[tuple[AgendaItem, str]] = []
        """The items that the act concludes, each with what came of it, for their own row to write."""

    @property
    def the_speaker(self) -> Actor:
        """Who asks for an act; raises LookupError where nobody does."""
        return certain(self.speaker, "speaker")

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return (MEETING, INVITATIONS, AGENDA, LOGISTICS), self.meeting.reference

    @property
    def stage(self) -> str:
        """The stage the meeting is in, empty before it is convened."""
        return self.meeting.stage

    @property
    def stage_label(self) -> Any:
        """The stage's name for the reader."""
        return MeetingStage(self.stage).label

    @cached_property
    def items(self) -> list[AgendaItem]:
        """The agenda, in order."""
        if not self.meeting.pk:
            return []
        return on_agenda(AgendaItem.objects.filter(meeting=self.meeting), body=self.meeting.body)

    def item(self, number: int) -> AgendaItem:
        """Return the item with a number of this agenda."""
        return next(item for item in self.items if item.number == number)

    @cached_property
    def digests(self) -> dict[int, str]:
        """The digest of the latest version of each paper on the agenda, `{proposal: digest}`."""
        proposals = [item.proposal_id for item in self.items if item.proposal_id]
        versions = Version.objects.filter(paper__proposal__in=proposals).order_by("number")
        return dict(versions.values_list("paper__proposal", "digest"))

    @cached_property
    def tasks(self) -> list[Task]:
        """The logistics, the earliest first."""
        return list(Task.objects.filter(meeting=self.meeting).order_by("due_on", "pk"))

    def tasks_of(self, actor: Actor) -> list[Task]:
        """Return those that an actor may bring up to date: the secretariat all, the host its own."""
        return [task for task in self.tasks if actor.is_secretariat or task.owner_id == actor.participant]

    def task(self, number: int) -> Task:
        """Return the task with a number of this meeting."""
        return next(task for task in self.tasks if task.number == number)

    @cached_property
    def files(self) -> list[Document]:
        """The documents that are files, by group and name, without their content."""
        held = Document.objects.filter(meeting=self.meeting, file__isnull=False).select_related("file")
        return list(held.defer("file__content").order_by("group", "file__name", "pk"))

    @cached_property
    def invitations(self) -> dict[str, Invitation]:
        """The invitations, `{participant: invitation}`, in English order of the names."""
        if not self.meeting.pk:
            return {}
        held = Invitation.objects.filter(meeting=self.meeting).order_by("participant__sort_name", "pk")
        return {invitation.participant_id: invitation for invitation in held}

    @cached_property
    def present(self) -> list[str]:
        """Those recorded as present, in English order of the names; observers among them."""
        held = self.meeting.attendance.order_by("participant__sort_name", "pk")
        return list(held.values_list("participant", flat=True))

    @cached_property
    def roster(self) -> list[str]:
        """The member states on the meeting's first day."""
        return member_codes(self.meeting.starts_on)

    @property
    def members_present(self) -> list[str]:
        """The member states recorded as present."""
        return [state for state in self.present if state in self.roster]

    @property
    def quorum(self) -> int:
        """How many member states make a quorum (RoP 1(2))."""
        return consensus.quorum(len(self.roster))

    @property
    def has_quorum(self) -> bool:
        """Whether two thirds of the member states are recorded as present."""
        return not consensus.absent_for_quorum(roster=self.roster, present=self.present)


def on_agenda(items: QuerySet[AgendaItem], *, body: str) -> list[AgendaItem]:
    """Return items of one meeting in order. What its `body` takes up, or took, by silence since the meeting
    was convened is that item's consideration, though no act on the agenda opened it.
    """
    held = list(items.select_related("meeting", "proposal__measure", "consideration").order_by("position"))
    untouched = {item.proposal_id: item for item in held if item.proposal_id and not item.consideration_id}
    if body and untouched:
        standing = (Outcome.OPEN, Outcome.AGREED, Outcome.APPROVED)
        silences = Consideration.objects.filter(
            proposal__in=untouched, body=body, mode=Mode.SILENCE, outcome__in=standing
        )
        for silence in silences.order_by("opened_at", "pk"):
            item = untouched[silence.proposal_id]
            if silence.opened_at >= certain(item.meeting.convened_at, "day on which it was convened"):
                item.consideration = silence
    return held
