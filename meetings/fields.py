"""The bodies of the acts on meetings: what each takes, and what can be judged from the body alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from rest_framework import serializers

from cbms.fields import MeasuresField
from cbms.models import Expert, Measure
from meetings.dossier import Dossier
from meetings.enums import (
    CONCLUDED_CHOICES,
    CONVENED_CHOICES,
    OTHER_CHOICES,
    SESSION_CHOICES,
    Answer,
    Audience,
    DocumentGroup,
    Format,
    TaskState,
)
from meetings.logistics import LABELS
from members.forms import zones
from members.models import Participant
from proposals.fields import ChargeExpertsFields, ComingDayField, IdentitiesField, OfferedChoices
from records.acts import ActFields
from records.canonical import instant_text
from records.documents import AttachedFilesField
from records.fields import FutureInstantField, TextField

EARLIEST, LATEST = 2000, 2999
"""The years in which a meeting can be convened, so that a day added to it, in any zone, is a date still."""
LONGEST_MEETING = timedelta(days=60)
SECRETARIAT, HOST = "secretariat", "host"


class MeetingInstantField(serializers.DateTimeField):
    """An instant of a meeting. It may have passed: a session is at times entered after it began."""

    def to_internal_value(self, value: Any) -> datetime:
        """Keep to years that every zone can write."""
        instant = super().to_internal_value(value)
        if not EARLIEST <= instant.year <= LATEST:
            raise serializers.ValidationError(_("No meeting can be entered for that year."))
        return instant


class OfToday:
    """A field that names members and observers of the day, in English order of their names."""

    @cached_property
    def choices(self) -> dict[str, str]:
        """Those that a page offers."""
        names = Participant.objects.names()
        return {code: names[code] for code in self._today}

    @cached_property
    def _today(self) -> list[str]:
        at = self.context.get("at")
        if at is None:
            return []
        present = Participant.objects.with_status_on(at.date()).exclude(status=None)
        return list(present.in_english_order().values_list("code", flat=True))

    def _known(self, given: Iterable[str]) -> list[str]:
        """Refuse codes of who takes no part today; bring the others into order."""
        codes = {code.upper() for code in given}
        today = self._today
        if unknown := codes - set(today):
            raise serializers.ValidationError(
                _("There is no member or observer with the code “%(code)s”.")
                % {"code": "”, “".join(sorted(unknown))}
            )
        return [code for code in today if code in codes]


class ParticipantsField(OfToday, serializers.ListField):
    """Codes of members and observers."""

    child = serializers.CharField(max_length=12)

    def to_internal_value(self, data: Any) -> list[str]:
        """Read codes in capitals or not."""
        return self._known(super().to_internal_value(data))


class ParticipantField(OfToday, serializers.CharField):
    """The code of a member or observer."""

    def to_internal_value(self, data: Any) -> str:
        """Read a code in capitals or not."""
        (code,) = self._known([super().to_internal_value(data)])
        return code


class TimeFields(ActFields):
    """When and where a meeting is."""

    starts_at = MeetingInstantField(label=gettext_lazy("Begins"))
    ends_at = MeetingInstantField(label=gettext_lazy("Ends"))
    time_zone = serializers.ChoiceField(zones(), label=gettext_lazy("Time zone of the meeting"))
    place = serializers.CharField(
        max_length=120, required=False, allow_blank=True, default="", label=gettext_lazy("Place")
    )

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """A meeting ends after it begins, and within some weeks."""
        if not timedelta(0) < attrs["ends_at"] - attrs["starts_at"] <= LONGEST_MEETING:
            raise serializers.ValidationError(
                {"ends_at": _("A meeting ends after it begins, within 60 days.")}
            )
        return attrs


class ConveneFields(TimeFields):
    """What every convening takes."""

    title = serializers.CharField(max_length=200, label=gettext_lazy("Title"))
    format = serializers.ChoiceField(Format.choices, label=gettext_lazy("Format"))
    audience = serializers.ChoiceField(Audience.choices, label=gettext_lazy("Audience"))
    invited = ParticipantsField(
        required=False,
        default=list,
        label=gettext_lazy("Participants invited by name"),
        help_text=gettext_lazy("Only with the audience of participants named."),
    )
    measures = MeasuresField(required=False, default=list, label=gettext_lazy("Measures"))
    message = TextField(label=gettext_lazy("Message to those invited"))

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Names are given where the audience is of participants named, and only there."""
        attrs = super().validate(attrs)
        if (attrs["audience"] == Audience.INVITED) != bool(attrs["invited"]):
            raise serializers.ValidationError(
                {"invited": _("Name the participants where the audience is of those named, and only there.")}
            )
        return attrs


class ConveneSessionFields(ConveneFields):
    """`convene-session`."""

    kind = serializers.ChoiceField(SESSION_CHOICES, label=gettext_lazy("Kind"))


class ConveneMeetingFields(ConveneFields):
    """`convene-meeting`."""

    kind = serializers.ChoiceField(OTHER_CHOICES, label=gettext_lazy("Kind"))


class AnyMeetingFields(ConveneFields):
    """`POST meetings/`: a kind decides which act it is."""

    kind = serializers.ChoiceField(CONVENED_CHOICES, label=gettext_lazy("Kind"))


class RescheduleFields(TimeFields):
    """`reschedule`: what is not named stays."""

    continues = True

    @cached_property
    def version_before(self) -> Mapping[str, Any]:
        """Where and when the meeting is now."""
        dossier = self.context.get("subject")
        if dossier is None:
            return {}
        meeting = dossier.meeting
        return {
            "starts_at": instant_text(meeting.starts_at),
            "ends_at": instant_text(meeting.ends_at),
            "time_zone": meeting.time_zone,
            "place": meeting.place,
        }

    reason = TextField(required=True, label=gettext_lazy("Reason"))


class HostFields(ActFields):
    """`host-meeting`."""

    place = serializers.CharField(
        max_length=120, required=False, allow_blank=True, default="", label=gettext_lazy("Place")
    )
    message = TextField(label=gettext_lazy("Message"))


class EndingReasonFields(ActFields):
    """An act that needs a reason: `cancel-meeting`, `withdraw-hosting`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"))


class InviteFields(ActFields):
    """`invite`."""

    participants = ParticipantsField(allow_empty=False, label=gettext_lazy("Participants"))


class AnswerInvitationFields(ActFields):
    """`answer-invitation`."""

    answer = serializers.ChoiceField(Answer.choices, label=gettext_lazy("Answer"))


class RecordAttendanceFields(ActFields):
    """`record-attendance`: all who are present; a new record replaces the one before."""

    participants = ParticipantsField(allow_empty=False, label=gettext_lazy("Present"))


class AddItemFields(ActFields):
    """`add-item`: a proposal or a matter in words."""

    proposal = serializers.CharField(
        max_length=16,
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("Proposal"),
        help_text=gettext_lazy("Its reference, such as P-2026-001."),
    )
    title = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("Another matter, in words"),
    )

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """One or the other."""
        if bool(attrs["proposal"]) == bool(attrs["title"]):
            raise serializers.ValidationError({"title": _("Name a proposal, or another matter in words.")})
        return attrs


class OneOfMeeting(OfferedChoices, serializers.IntegerField):
    """The id of a row that belongs to the meeting."""

    def to_internal_value(self, data: Any) -> int:
        """Refuse an id that the meeting does not have."""
        key = super().to_internal_value(data)
        if key not in self.choices:
            raise serializers.ValidationError(_("There is none with this id here."))
        return key


class SomeOfMeeting(OfferedChoices, serializers.ListField):
    """Ids of rows that belong to the meeting."""

    child = serializers.IntegerField()

    def to_internal_value(self, data: Any) -> list[int]:
        """Refuse ids that the meeting does not have; bring the others into its order."""
        given = set(super().to_internal_value(data))
        if given - set(self.choices):
            raise serializers.ValidationError(_("There is none with this id here."))
        return [key for key in self.choices if key in given]


def items(dossier: Dossier, at: datetime) -> Mapping[int, str]:
    """Offer the items of the agenda."""
    return {item.pk: item.name for item in dossier.items}


def files(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the files among the documents."""
    return {
        str(document.file_id): f"{document.file.name} ({document.get_group_display()})"
        for document in dossier.files
    }


def tasks(dossier: Dossier, at: datetime) -> Mapping[int, str]:
    """Offer the tasks; to the host only its own."""
    speaker = dossier.speaker
    return {
        task.pk: str(LABELS.get(task.key, task.title))
        for task in dossier.tasks
        if speaker.is_secretariat or task.owner_id == speaker.participant
    }


class ItemFields(ActFields):
    """`remove-item`."""

    item = OneOfMeeting(among=items, label=gettext_lazy("Item"))


class MoveItemFields(ItemFields):
    """`move-item`."""

    position = serializers.IntegerField(min_value=1, max_value=999, label=pgettext_lazy("agenda", "Position"))


class OpenConsiderationsFields(ActFields):
    """`open-considerations`."""

    items = SomeOfMeeting(
        among=items,
        required=False,
        default=list,
        label=gettext_lazy("Items"),
        help_text=gettext_lazy("All that are not open yet, where none is chosen."),
    )
    waiver_reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed from the Chair to waive a running period for comments."),
    )


class ConcludeItemFields(ItemFields):
    """`conclude-item`. For a proposal the outcome is one that its body can conclude."""

    outcome = serializers.ChoiceField(CONCLUDED_CHOICES, label=gettext_lazy("Outcome"))
    reason = TextField(
        label=gettext_lazy("Conclusion or reason"),
        help_text=gettext_lazy("Needed where a text is not adopted."),
    )
    title = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("Title of the decision"),
        help_text=gettext_lazy("For the Committee; the paper's title where left empty."),
    )
    silence_until = FutureInstantField(
        required=False,
        allow_null=True,
        default=None,
        label=gettext_lazy("Subject to silence until"),
        help_text=gettext_lazy("For the Committee: approves subject to a silence that ends then."),
    )


class ConcludeEnBlocFields(ActFields):
    """`conclude-en-bloc`."""

    items = SomeOfMeeting(among=items, allow_empty=False, label=gettext_lazy("Items"))


def experts_of_agenda(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the experts designated, under whatever edition, for the measures of the agenda's proposals."""
    measures = [item.proposal.measure_id for item in dossier.items if item.proposal_id]
    lineages = Measure.objects.of_lineages(measures).values("pk")
    designated = Expert.objects.on(at.date()).filter(measures__in=lineages).exclude(name="").distinct()
    rows = designated.select_related("state").order_by("state__sort_name", "name", "pk")
    return {str(expert.public_id): f"{expert.name} ({expert.state.name})" for expert in rows}


class ChargeFromAgendaFields(ChargeExpertsFields):
    """`charge-experts` with the working paper of an item's proposal."""

    experts = IdentitiesField(
        among=experts_of_agenda, allow_empty=False, label=gettext_lazy("Responsible experts")
    )
    item = OneOfMeeting(among=items, label=gettext_lazy("Item"))


class ReportFields(ActFields):
    """`report`."""

    conclusions = TextField(
        required=True,
        label=gettext_lazy("Conclusions"),
        help_text=gettext_lazy("Read by all who may see the meeting."),
    )


class DocumentFields(ActFields):
    """What both acts on documents take: a circulated paper by its symbol, or a decision by its number."""

    group = serializers.ChoiceField(DocumentGroup.choices, label=gettext_lazy("Group"))
    symbol = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("Symbol of a paper"),
    )
    decision = serializers.CharField(
        max_length=16,
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("Number of a decision"),
    )


class AddDocumentFields(DocumentFields):
    """`add-document`: besides, up to ten files, each a document of the group."""

    files = AttachedFilesField(
        help_text=gettext_lazy(
            "Read by all who may see the meeting. "
            "Up to ten, of 10 MB each: PDF, office documents, plain text, tables, pictures."
        )
    )

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """One of the three."""
        if _filled(attrs, "symbol", "decision", "files") != 1:
            raise serializers.ValidationError({"symbol": _("Name a paper or a decision, or attach files.")})
        return attrs


class FileOfMeeting(OfferedChoices, serializers.UUIDField):
    """The identity of a file among the meeting's documents."""


class RemoveDocumentFields(DocumentFields):
    """`remove-document`: besides, a file by its identity."""

    file = FileOfMeeting(
        among=files, required=False, allow_null=True, default=None, label=gettext_lazy("File")
    )

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """One of the three."""
        if _filled(attrs, "symbol", "decision", "file") != 1:
            raise serializers.ValidationError({"symbol": _("Name a paper, a decision or a file.")})
        return attrs


def _filled(attrs: Mapping[str, Any], *names: str) -> int:
    return sum(bool(attrs[name]) for name in names)


OWNERS = [(SECRETARIAT, gettext_lazy("the secretariat")), (HOST, gettext_lazy("the host"))]


class AddTaskFields(ActFields):
    """`add-task`."""

    title = serializers.CharField(max_length=200, label=gettext_lazy("Task"))
    owner = serializers.ChoiceField(OWNERS, label=gettext_lazy("Who does it"))
    due_on = ComingDayField(label=gettext_lazy("Due on"))
    note = TextField(label=gettext_lazy("Note"))


class UpdateTaskFields(ActFields):
    """`update-task`: what is not named stays."""

    continues = True

    task = OneOfMeeting(among=tasks, label=gettext_lazy("Task"))
    state = serializers.ChoiceField(TaskState.choices, label=gettext_lazy("Status"))
    due_on = ComingDayField(required=False, allow_null=True, default=None, label=gettext_lazy("Due on"))
    note = TextField(label=gettext_lazy("Note"))

    def _left_out_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the note of the task that is named."""
        if "note" in data:
            return {}
        notes = {str(task.pk): task.note for task in self.context["subject"].tasks}
        return {"note": notes.get(str(data.get("task")), "")}
