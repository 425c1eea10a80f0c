"""Meetings, invitations, attendance, agendas, logistics and documents.

Only the acts of `meetings.transitions` write these rows, and the loading of the reference record.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Deferrable, Q

from cbms.models import Measure
from meetings.enums import (
    BODY_OF,
    SESSIONS,
    DocumentGroup,
    InvitationAnswer,
    ItemOutcome,
    MeetingAudience,
    MeetingFormat,
    MeetingKind,
    MeetingStage,
    TaskState,
)
from meetings.querysets import (
    DocumentQuerySet,
    ItemQuerySet,
    MeetingQuerySet,
    TaskQuerySet,
    WhoComesQuerySet,
)
from members.enums import Precision
from members.models import Participant, ReferenceRow
from papers.models import Version
from proposals.enums import Outcome
from proposals.models import Consideration, Decision, Proposal
from records.addresses import address_of
from records.certain import certain
from records.models import Document as File
from records.models import final


class Meeting(ReferenceRow):
    """A session of a body, a meeting of experts, or another meeting; `stage` is moved by acts alone.

    One that was convened here has instants and a time zone. One of the reference record has the days that its
    sources give: of a `month`, the rest of `starts_on` is a placeholder which nobody is shown.
    """

    reference = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=24, choices=MeetingKind)
    number = models.PositiveSmallIntegerField(null=True, help_text="Its number in the series, where known.")
    title = models.CharField(max_length=200)
    host = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="hosted_meetings")
    place = models.CharField(max_length=120, blank=True)
    format = models.CharField(max_length=10, choices=MeetingFormat, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text="An IANA zone, such as Asia/Almaty.")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    starts_on = models.DateField(help_text="The first day, in the meeting's zone.")
    starts_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(null=True, help_text="The last day; null where it is not known.")
    audience = models.CharField(max_length=12, choices=MeetingAudience)
    measures = models.ManyToManyField(Measure, related_name="meetings")
    message = models.TextField(blank=True)
    stage = models.CharField(max_length=10, choices=MeetingStage.listed)
    convened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When it was reported held, or cancelled.")
    conclusions = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Why it was cancelled.")
    outcomes = models.JSONField(default=list, help_text="What the sources name as results.")
    sources = models.JSONField(default=list)
    confidence = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    is_demonstration = models.BooleanField(default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        triggers = final(
            always=["revision", "is_demonstration"],
            until="OLD.changed_by_act AND OLD.ended_at IS NOT NULL",
            removable="OLD.reference_key IS NOT NULL AND NOT OLD.changed_by_act",
        )
        indexes = [models.Index(fields=["-starts_on", "reference"], name="meeting_starts")]
        constraints = [
            models.CheckConstraint(
                condition=Q(convened_at=None, starts_at=None, ends_at=None, reference_key__isnull=False)
                | (
                    Q(convened_at__isnull=False, starts_at__isnull=False, ends_at__gt=models.F("starts_at"))
                    & ~Q(time_zone="")
                    & Q(reference_key=None)
                ),
                name="a_meeting_was_convened_or_is_of_the_record",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The meeting's permanent address."""
        return address_of("meeting", self.reference)

    @property
    def is_known_by_month(self) -> bool:
        """Whether its source gives the month alone."""
        return self.starts_precision == Precision.MONTH

    @property
    def is_of_one_day(self) -> bool:
        """Whether it ended on the day on which it began."""
        return self.ends_on == self.starts_on

    @property
    def is_in_calendars(self) -> bool:
        """Whether calendars have it: its days are known. What was decided between meetings is no meeting."""
        return not self.is_known_by_month and self.kind != MeetingKind.DECISION

    @property
    def body(self) -> str:
        """The body whose session it is, or an empty text."""
        return BODY_OF.get(self.kind, "")

    @property
    def is_session(self) -> bool:
        """Whether a body meets."""
        return self.kind in SESSIONS

    @property
    def year(self) -> int:
        """The year that its reference names."""
        return int(certain(re.search(r"\d{4}", self.reference), f"year in {self.reference}")[0])

    @property
    def opens_at(self) -> datetime:
        """When it begins. Raises LookupError for a meeting of the record, of which days alone are known."""
        return certain(self.starts_at, f"hour of {self.reference}")

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the place where people meet."""
        return ZoneInfo(self.time_zone)

    def set_time(self, *, starts_at: datetime, ends_at: datetime, time_zone: str) -> None:
        """Set the instants, and the days that they are in the meeting's zone."""
        self.starts_at, self.ends_at, self.time_zone = starts_at, ends_at, time_zone
        self.starts_on = starts_at.astimezone(self.zone).date()
        self.ends_on = ends_at.astimezone(self.zone).date()


class Invitation(models.Model):
    """That a participant is invited, and what it answered."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=InvitationAnswer, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = WhoComesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "participant"], name="a_participant_is_invited_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answer_has_an_instant",
            ),
        ]


class Attendance(models.Model):
    """That a participant was present, as recorded at the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="attendance")

    objects = WhoComesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "participant"], name="a_participant_attends_once")
        ]


class AgendaItem(models.Model):
    """An item of the agenda: a proposal, or a matter in words.

    Acts name it by `number`, as they do tasks; `position` moves. `consideration` is the proposal's
    consideration that the meeting opened or found open for its body.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField(
        help_text="Among those of its meeting; never given to another, whatever became of this one."
    )
    position = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="agenda_items")
    title = models.CharField(max_length=200, blank=True, help_text="The matter, where it is no proposal.")
    consideration = models.ForeignKey(
        Consideration, on_delete=models.PROTECT, null=True, related_name="agenda_items"
    )
    outcome = models.CharField(max_length=16, choices=ItemOutcome.listed, blank=True)
    conclusion = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], deferrable=Deferrable.DEFERRED, name="items_are_ordered"
            ),
            models.UniqueConstraint(fields=["meeting", "number"], name="an_item_number_once"),
            models.UniqueConstraint(fields=["meeting", "proposal"], name="a_proposal_is_on_an_agenda_once"),
            models.CheckConstraint(
                condition=(Q(proposal=None) & ~Q(title="")) | Q(proposal__isnull=False, title=""),
                name="an_item_is_a_proposal_or_words",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", concluded_at=None) | (~Q(outcome="") & Q(concluded_at__isnull=False)),
                name="a_concluded_item_has_an_instant",
            ),
        ]

    @property
    def stage(self) -> str:
        """What became of it, empty before that: its rows lead here (`transitions.ItemAct`)."""
        return self.outcome

    @stage.setter
    def stage(self, outcome: str) -> None:
        self.outcome = outcome

    @property
    def name(self) -> str:
        """The matter as the agenda has it."""
        return f"{self.proposal.reference} {self.proposal.subject}" if self.proposal else self.title

    @property
    def the_proposal(self) -> Proposal:
        """The proposal of an item that is one; raises LookupError for a matter in words."""
        return certain(self.proposal, f"proposal on {self.title}")

    @property
    def is_concluded(self) -> bool:
        """Whether it needs no more conclusion here: concluded at the meeting, or on the proposal itself."""
        return bool(self.outcome) or self.was_concluded_elsewhere

    @property
    def was_concluded_elsewhere(self) -> bool:
        """Whether the consideration ended by an act on the proposal and not by one of the meeting."""
        return (
            not self.outcome and self.consideration is not None and self.consideration.outcome != Outcome.OPEN
        )


class Task(models.Model):
    """A task of a meeting's logistics, from the template or added by hand.

    Acts name it by `number`: a key would count the tasks of all meetings to whoever hosts one.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="tasks")
    number = models.PositiveIntegerField(
        help_text="Among those of its meeting; never given to another, whatever became of this one."
    )
    key = models.CharField(max_length=20, blank=True, help_text="Its line of the template.")
    title = models.CharField(
        max_length=200, blank=True, help_text="In words, where it is not of the template."
    )
    owner = models.ForeignKey(
        Participant,
        on_delete=models.PROTECT,
        null=True,
        related_name="meeting_tasks",
        help_text="Null for the secretariat.",
    )
    due_on = models.DateField()
    set_at = models.DateTimeField(help_text="When this day was set.")
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    note = models.TextField(blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="a_task_number_once"),
            models.UniqueConstraint(
                fields=["meeting", "key"], condition=~Q(key=""), name="a_line_of_the_template_once"
            ),
            models.CheckConstraint(
                condition=(Q(key="") & ~Q(title="")) | (~Q(key="") & Q(title="")),
                name="a_task_is_of_the_template_or_words",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state=TaskState.OPEN), name="open_task_due")]


class Document(models.Model):
    """A document of a meeting in one of the fixed groups: a version of a paper, a decision, or a file."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="documents")
    group = models.CharField(max_length=12, choices=DocumentGroup)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "group", "version", "decision", "file"],
                nulls_distinct=False,
                name="a_document_stands_once_in_a_group",
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False, decision=None, file=None)
                | Q(version=None, decision__isnull=False, file=None)
                | Q(version=None, decision=None, file__isnull=False),
                name="a_document_is_a_paper_a_decision_or_a_file",
            ),
        ]

    @property
    def the_file(self) -> File:
        """The file of a document that is one; raises LookupError for a paper or a decision."""
        return certain(self.file, "file of this document")
