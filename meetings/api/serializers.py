"""The shapes of the answers about meetings, for OpenAPI and for readers; rows are made by the views."""

from rest_framework import serializers

from meetings.enums import DocumentGroup, MeetingAudience, MeetingKind, MeetingStage, TaskState
from web.api.available import AvailableAction
from web.api.files import FileRemark, FileShape
from web.api.shapes import shape_of


class MeetingRow(serializers.Serializer):
    """A line of the list of meetings."""

    reference = serializers.CharField(help_text="`M-2026-001`; one of the record has a key of its own.")
    kind = serializers.ChoiceField(MeetingKind.choices)
    body = serializers.CharField(help_text="Of a session: `SWG` or `SOC`; else empty.")
    number = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    host = serializers.CharField(allow_null=True)
    place = serializers.CharField()
    format = serializers.CharField(help_text="`in_person`, `online`, `hybrid`, or empty: not known.")
    starts_on = serializers.CharField(help_text="`2011-09-12`, or `2011-09` where only the month is known.")
    ends_on = serializers.DateField(allow_null=True, help_text="Null where it is not known.")
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    time_zone = serializers.CharField(help_text="IANA zone of the place.")
    audience = serializers.ChoiceField(MeetingAudience.choices)
    stage = serializers.ChoiceField(MeetingStage.choices)


class AttendanceShape(serializers.Serializer):
    """Who was recorded as present, and whether that is a quorum of the member states."""

    present = serializers.ListField(child=serializers.CharField())
    members_present = serializers.IntegerField()
    roster = serializers.IntegerField()
    quorum = serializers.IntegerField()
    has_quorum = serializers.BooleanField()


class InvitationShape(serializers.Serializer):
    """An invitation and its answer."""

    participant = serializers.CharField()
    answer = serializers.CharField(help_text="`in_person`, `online`, `absent`, or empty: none yet.")
    answered_at = serializers.DateTimeField(allow_null=True)


class ItemShape(serializers.Serializer):
    """An item of the agenda; `outcome` is empty while it is open, or under the silence it is subject to."""

    id = serializers.IntegerField(
        allow_null=True,
        help_text="What acts on the agenda name it by; null to those who do not read all of it.",
    )
    position = serializers.IntegerField()
    name = serializers.CharField()
    title = serializers.CharField()
    proposal = serializers.CharField(allow_null=True)
    consideration = serializers.IntegerField(allow_null=True)
    is_open = serializers.BooleanField()
    outcome = serializers.CharField()
    outcome_label = serializers.CharField()
    conclusion = serializers.CharField()
    concluded_at = serializers.DateTimeField(allow_null=True)


class DocumentShape(serializers.Serializer):
    """A paper (`key` is its symbol), a decision (its number) or a file (its id; `file` is null otherwise)."""

    group = serializers.ChoiceField(DocumentGroup.choices)
    kind = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField(help_text="Its page, or where a page hands out the file.")
    file = shape_of(FileShape)(allow_null=True)


class TaskShape(serializers.Serializer):
    """A task of the logistics; `owner` is null for the secretariat."""

    id = serializers.IntegerField(help_text="Its number within the meeting, by which acts name it.")
    key = serializers.CharField()
    title = serializers.CharField()
    owner = serializers.CharField(allow_null=True)
    due_on = serializers.DateField()
    state = serializers.ChoiceField(TaskState.choices)
    note = serializers.CharField()


class MeetingShape(MeetingRow):
    """A meeting whole, within what the caller may see."""

    measures = serializers.ListField(child=serializers.CharField())
    message = serializers.CharField(help_text="To those invited; empty for who is not among them.")
    conclusions = serializers.CharField()
    reason = serializers.CharField(
        help_text="Why it was cancelled; empty for who is not among those invited."
    )
    outcomes = serializers.ListField(child=serializers.CharField())
    sources = serializers.ListField(child=serializers.CharField())
    confidence = serializers.CharField()
    note = serializers.CharField()
    revision = serializers.IntegerField()
    invitations = InvitationShape(
        many=True, help_text="Empty for those who are neither invited nor host, nor a member state."
    )
    attendance = AttendanceShape(
        allow_null=True, help_text="Null until it is recorded, and for who is not among those invited."
    )
    agenda = ItemShape(many=True)
    documents = DocumentShape(many=True)
    file_remarks = shape_of(FileRemark)(
        many=True, help_text="What those who convene should know of the files."
    )
    logistics = TaskShape(many=True)
    available_actions = AvailableAction(many=True)


class CandidateShape(serializers.Serializer):
    """A proposal that is not on the agenda; `reason` and `rule` say why it cannot be, where it cannot."""

    proposal = serializers.CharField()
    subject = serializers.CharField()
    stage = serializers.CharField()
    is_ready = serializers.BooleanField()
    reason = serializers.CharField()
    rule = serializers.CharField()


class CandidatesShape(serializers.Serializer):
    """The proposals that could come on an agenda, the ready ones first."""

    candidates = CandidateShape(many=True)
