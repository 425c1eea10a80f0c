"""The bodies of the acts on meetings: what each takes, and what can be judged from the body alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cbms.fields import ExpertsField, MeasuresField
from cbms.models import Expert, Measure
from meetings.dossier import MeetingDossier
from meetings.enums import (
    CONCLUDED_CHOICES,
    CONVENED_CHOICES,
    OTHER_CHOICES,
    SESSION_CHOICES,
    DocumentGroup,
    InvitationAnswer,
    MeetingAudience,
    MeetingFormat,
    TaskState,
)
from meetings.logistics import LABELS
from meetings.models import Document
from meetings.readiness import candidates
from members.fields import ParticipantsField
from members.forms import zones
from papers.fields import PaperField
from proposals.fields import ON_PROPOSAL, ChargeExpertsFields, DecisionField, ProposalField
from proposals.fields.kinds import ON_DECISION
from records.act_fields import ActFields
from records.canonical import instant_text
from records.documents import AttachedFilesField
from records.fields import (
    ComingDayField,
    DigestField,
    DigestsField,
    FutureInstantField,
    InstantField,
    LineField,
    OptionalLineField,
    TextField,
    WholeNumberField,
)
from records.readers import ReadBy, Readers
from records.references import Option, ReferenceField, ReferencesField

EARLIEST, LATEST = 2000, 2999
"""The years in which a meeting can be convened, so that a day added to it, in any zone, is a date still."""
LONGEST_MEETING = timedelta(days=60)
SECRETARIAT, HOST = "secretariat", "host"
ON_MEETING = Readers(gettext_lazy("all who may see the meeting"))
INVITED = Readers(
    gettext_lazy("those invited, the host, the member states, the Chair and the secretariat"),
    kind="invitations",
)
ON_ITEM = Readers(
    gettext_lazy(
        "all who may see the meeting; on a proposal, by the member states, the Chair and the secretariat"
    )
)
LOGISTICS = Readers(gettext_lazy("the host, the member states, the Chair and the secretariat"))
NOTE = Readers(LOGISTICS.who, in_register=False)


class MeetingInstantField(InstantField):
    """An instant of a meeting. It may have passed: a session is at times entered after it began."""

    def to_internal_value(self, value: Any) -> datetime:
        """Keep to years that every zone can write."""
        instant = super().to_internal_value(value)
        if not EARLIEST <= instant.year <= LATEST:
            raise serializers.ValidationError(_("No meeting can be entered for that year."))
        return instant


class InvitedField(ReadBy, ParticipantsField):
    """Who is invited: whoever sees a public meeting need not know that."""


class TimeFields(ActFields):
    """When and where a meeting is."""

    zone_field = "time_zone"

    starts_at = MeetingInstantField(label=gettext_lazy("Begins"))
    ends_at = MeetingInstantField(label=gettext_lazy("Ends"))
    time_zone = serializers.ChoiceField(zones(), label=gettext_lazy("Time zone of the meeting"))
    place = OptionalLineField(max_length=120, label=gettext_lazy("Place"), read_by=ON_MEETING)

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """A meeting ends after it begins, and within some weeks."""
        if not timedelta(0) < attrs["ends_at"] - attrs["starts_at"] <= LONGEST_MEETING:
            raise serializers.ValidationError(
                {"ends_at": _("A meeting ends after it begins, within 60 days.")}
            )
        return attrs


class ConveneFields(TimeFields):
    """What every convening takes."""

    first = ("kind", "title", "measures", "starts_at", "ends_at", "time_zone", "format", "place")

    title = LineField(max_length=200, label=gettext_lazy("Title"), read_by=ON_MEETING)
    format = serializers.ChoiceField(MeetingFormat.choices, label=gettext_lazy("Format"))
    audience = serializers.ChoiceField(MeetingAudience.choices, label=gettext_lazy("Audience"))
    invited = InvitedField(
        read_by=INVITED,
        required=False,
        default=list,
        label=gettext_lazy("Participants invited by name"),
        help_text=gettext_lazy("Only with the audience of participants named."),
    )
    measures = MeasuresField(required=False, default=list)
    message = TextField(label=gettext_lazy("Message to those invited"), read_by=INVITED)

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Names are given where the audience is of participants named, and only there."""
        attrs = super().validate(attrs)
        if (attrs["audience"] == MeetingAudience.INVITED) != bool(attrs["invited"]):
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

    reason = TextField(required=True, label=gettext_lazy("Reason"), read_by=INVITED)


class HostFields(ActFields):
    """`host-meeting`."""

    place = OptionalLineField(max_length=120, label=gettext_lazy("Place"), read_by=ON_MEETING)
    message = TextField(label=gettext_lazy("Message"), read_by=INVITED)


class EndingReasonFields(ActFields):
    """An act that needs a reason: `cancel-meeting`, `withdraw-hosting`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"), read_by=INVITED)


class InviteFields(ActFields):
    """`invite`."""

    participants = ParticipantsField(allow_empty=False, label=gettext_lazy("Participants"))


class AnswerInvitationFields(ActFields):
    """`answer-invitation`."""

    answer = serializers.ChoiceField(InvitationAnswer.choices, label=gettext_lazy("Answer"))


class RecordAttendanceFields(ActFields):
    """`record-attendance`: all who are present; a new record replaces the one before."""

    participants = ParticipantsField(allow_empty=False, label=gettext_lazy("Present"))


class CandidateField(ProposalField):
    """A proposal; those are offered that the meeting can take up now, the guards judge any other."""

    none_yet = gettext_lazy("No proposal is ready for this meeting now.")

    def options(self) -> Iterable[Option]:
        """Offer the open proposals that are not on the agenda and that nothing keeps off it."""
        meeting, at = self.context["subject"].meeting, self.context["at"]
        found = candidates(meeting, actor=self.context["actor"], at=at)
        return [self._option(candidate.proposal) for candidate in found if candidate.missing is None]


class AddItemFields(ActFields):
    """`add-item`: a proposal or a matter in words."""

    proposal = CandidateField(required=False, allow_blank=True, default="", label=gettext_lazy("Proposal"))
    title = OptionalLineField(
        max_length=200, label=gettext_lazy("Another matter, in words"), read_by=ON_MEETING
    )

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """One or the other."""
        if bool(attrs["proposal"]) == bool(attrs["title"]):
            raise serializers.ValidationError({"title": _("Name a proposal, or another matter in words.")})
        return attrs


class OfMeetingField(ReferenceField):
    """Something of the meeting, by what its agenda or logistics call it; cleaned to its number or key."""

    unknown = gettext_lazy("There is no “%(name)s” at this meeting. Give what its page calls it, or the key.")

    @property
    def dossier(self) -> MeetingDossier:
        """The meeting's dossier."""
        return self.context["subject"]


@extend_schema_field(OpenApiTypes.INT)
class ItemField(OfMeetingField):
    """An item of the agenda."""

    none_yet = gettext_lazy("The agenda has no items yet: add one first.")

    def options(self) -> Iterable[Option]:
        """Offer the agenda in its order."""
        return [Option(str(item.number), item.name, thing=item.number) for item in self.dossier.items]


class ItemsField(ReferencesField):
    """Several items of the agenda, in its order."""

    child = ItemField()


@extend_schema_field(OpenApiTypes.INT)
class TaskField(OfMeetingField):
    """A task of the logistics; to the host only its own are offered."""

    none_yet = gettext_lazy("The logistics have no task yet that is yours: the secretariat adds one first.")

    def options(self) -> Iterable[Option]:
        """Offer the tasks, the earliest first."""
        return [
            Option(str(task.number), str(LABELS.get(task.key, task.title)), thing=task.number)
            for task in self.dossier.tasks_of(self.dossier.the_speaker)
            if self.among is None or task.number in self.among
        ]


@extend_schema_field(OpenApiTypes.UUID)
class FileField(OfMeetingField):
    """A file among the documents."""

    none_yet = gettext_lazy("No file stands among the documents.")

    def options(self) -> Iterable[Option]:
        """Offer the files by name and group."""
        return [
            Option(
                str(document.file_id),
                f"{document.the_file.name} ({document.get_group_display()})",
                thing=document.file_id,
                names=(document.the_file.name,),
            )
            for document in self.dossier.files
        ]


class ItemFields(ActFields):
    """`remove-item`."""

    item = ItemField(label=gettext_lazy("Item"))


class MoveItemFields(ItemFields):
    """`move-item`."""

    position = WholeNumberField(min_value=1, max_value=999, label=pgettext_lazy("agenda", "Position"))


class OpenConsiderationsFields(ActFields):
    """`open-considerations`."""

    items = ItemsField(
        required=False,
        default=list,
        label=gettext_lazy("Items"),
        help_text=gettext_lazy("All that are not open yet, where none is chosen."),
    )
    waiver_reason = TextField(
        label=gettext_lazy("Why the comment period is waived"),
        help_text=gettext_lazy(
            "Needed from the Chair to waive a period for comments that still runs, at the Working Group."
        ),
        read_by=ON_PROPOSAL,
    )


class ConcludeItemFields(ItemFields):
    """`conclude-item`. For a proposal the outcome is one that its body can conclude."""

    outcome = serializers.ChoiceField(CONCLUDED_CHOICES, label=gettext_lazy("Outcome"))
    reason = TextField(
        label=gettext_lazy("Conclusion or reason"),
        help_text=gettext_lazy("Needed where a text is not adopted."),
        read_by=ON_ITEM,
    )
    title = OptionalLineField(
        max_length=300,
        label=gettext_lazy("Title of the decision"),
        help_text=gettext_lazy("For the Committee; the paper's title where left empty."),
        read_by=ON_DECISION,
    )
    silence_until = FutureInstantField(
        required=False,
        allow_null=True,
        default=None,
        label=gettext_lazy("Subject to silence until"),
        help_text=gettext_lazy("For the Committee: approves subject to a silence that ends then."),
    )
    digest = DigestField()


class ConcludeEnBlocFields(ActFields):
    """`conclude-en-bloc`."""

    items = ItemsField(allow_empty=False, label=gettext_lazy("Items"))
    digests = DigestsField(
        required=False,
        default=list,
        label=gettext_lazy("Digests of the contents"),
        help_text=gettext_lazy("One for each item, in the same order; empty for a matter in words."),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Let each digest be of an item."""
        if attrs["digests"] and len(attrs["digests"]) != len(attrs["items"]):
            raise serializers.ValidationError({"digests": _("Give one for each item, in the same order.")})
        return attrs


def experts_of_agenda(dossier: MeetingDossier, at: datetime) -> QuerySet:
    """Offer the experts designated, under whatever edition, for the measures of the agenda's proposals."""
    proposals = [item.the_proposal for item in dossier.items if item.proposal_id]
    measures = [proposal.measure_id for proposal in proposals if proposal.measure_id is not None]
    lineages = Measure.objects.of_lineages(measures).values("pk")
    return Expert.objects.on(at.date()).filter(measures__in=lineages).distinct()


class ChargeFromAgendaFields(ChargeExpertsFields):
    """`charge-experts` with the working paper of an item's proposal."""

    first = ("item",)

    experts = ExpertsField(among=experts_of_agenda, allow_empty=False)
    item = ItemField(label=gettext_lazy("Item"))


class ReportFields(ActFields):
    """`report`."""

    conclusions = TextField(required=True, label=gettext_lazy("Conclusions"), read_by=ON_MEETING)


class AddDocumentFields(ActFields):
    """`add-document`: a circulated paper, a decision, or up to ten files, each a document of the group."""

    group = serializers.ChoiceField(DocumentGroup.choices, label=gettext_lazy("Group"))
    symbol = PaperField(required=False, allow_blank=True, default="", label=gettext_lazy("Paper"))
    decision = DecisionField(required=False, allow_blank=True, default="", label=gettext_lazy("Decision"))
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


class PaperOfMeeting(PaperField):
    """A paper among the meeting's documents."""

    none_yet = gettext_lazy("No paper stands among the documents.")

    def rows(self) -> QuerySet:
        """Return the papers that were added."""
        return super().rows().filter(pk__in=_documents(self.context["subject"]).values("version"))


class DecisionOfMeeting(DecisionField):
    """A decision among the meeting's documents."""

    none_yet = gettext_lazy("No decision stands among the documents.")

    def rows(self) -> QuerySet:
        """Return the decisions that were added."""
        return super().rows().filter(pk__in=_documents(self.context["subject"]).values("decision"))


def _documents(dossier: MeetingDossier) -> QuerySet:
    return Document.objects.filter(meeting=dossier.meeting)


class RemoveDocumentFields(ActFields):
    """`remove-document`: one of the documents of a group, by what it is."""

    group = serializers.ChoiceField(DocumentGroup.choices, label=gettext_lazy("Group"))
    symbol = PaperOfMeeting(required=False, allow_blank=True, default="", label=gettext_lazy("Paper"))
    decision = DecisionOfMeeting(required=False, allow_blank=True, default="", label=gettext_lazy("Decision"))
    file = FileField(required=False, allow_null=True, default=None, label=gettext_lazy("File"))

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

    title = LineField(max_length=200, label=gettext_lazy("Task"), read_by=LOGISTICS)
    owner = serializers.ChoiceField(OWNERS, label=gettext_lazy("Who does it"))
    due_on = ComingDayField(label=gettext_lazy("Due on"))
    note = TextField(label=gettext_lazy("Note"), read_by=NOTE)


class UpdateTaskFields(ActFields):
    """`update-task`: what is not named stays."""

    continues = True

    task = TaskField(label=gettext_lazy("Task"))
    state = serializers.ChoiceField(TaskState.choices, label=gettext_lazy("Status"))
    due_on = ComingDayField(required=False, allow_null=True, default=None, label=gettext_lazy("Due on"))
    note = TextField(label=gettext_lazy("Note"), read_by=LOGISTICS)

    def _left_out_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the note of the task that is named."""
        if "note" in data:
            return {}
        notes = {str(task.number): task.note for task in self.context["subject"].tasks}
        return {"note": notes.get(str(data.get("task")), "")}
