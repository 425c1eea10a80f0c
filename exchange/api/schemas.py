"""What the JSON of `shapes` looks like, for the OpenAPI document. Nothing here is run to answer a request."""

from rest_framework import serializers

from exchange.enums import (
    Audience,
    AuthorSilence,
    CallAudience,
    CallStage,
    CompilationStage,
    Language,
    SubmissionKind,
    SubmissionStage,
    WideningOutcome,
)
from web.api.available import AvailableAction
from web.api.files import FileRemark, FileShape
from web.api.history import HistoryLineShape
from web.api.shapes import shape_of


def codes() -> serializers.ListField:
    """Return a list of codes."""
    return serializers.ListField(child=serializers.CharField())


class SubmissionRow(serializers.Serializer):
    """A line of the database. Content is null where the caller sees the entry alone."""

    reference = serializers.CharField(help_text="`S-2026-001`")
    kind = serializers.ChoiceField(SubmissionKind.choices)
    stage = serializers.ChoiceField(SubmissionStage.choices)
    authors = codes()
    measures = codes()
    title = serializers.CharField(allow_null=True)
    language = serializers.ChoiceField(Language.choices, allow_null=True)
    audience = serializers.ChoiceField(Audience.choices, allow_null=True)
    digest = serializers.CharField(allow_null=True)
    call = serializers.CharField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    disseminated_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class SubmissionAuthor(serializers.Serializer):
    """An author; `confirmed` is null to readers, who only ever read what all authors stand behind."""

    state = serializers.CharField()
    lead = serializers.BooleanField()
    confirmed = serializers.BooleanField(allow_null=True)


class SubmissionContent(serializers.Serializer):
    """What a version says and who reads it."""

    version = serializers.IntegerField(allow_null=True)
    title = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_null=True)
    language = serializers.ChoiceField(Language.choices, allow_null=True)
    changes = serializers.CharField(allow_null=True)
    audience = serializers.ChoiceField(Audience.choices, allow_null=True)
    recipients = serializers.ListField(
        child=serializers.CharField(),
        help_text="The participants named, as far as the caller may know: itself alone, unless its authors"
        " said that recipients see each other. Authors, secretariat and Chair read all.",
    )
    recipients_see_each_other = serializers.BooleanField(allow_null=True)
    files = shape_of(FileShape)(many=True)
    digest = serializers.CharField(
        allow_null=True, help_text="SHA-256 of the canonical JSON of title, text and the files' digests."
    )


class DeclinedAuthorship(serializers.Serializer):
    """A co-author that declined, as the other authors are told."""

    state = serializers.CharField()
    reason = serializers.CharField()
    answered_at = serializers.DateTimeField()


class VersionDifference(serializers.Serializer):
    """What differs from the version that the caller's participant confirmed, in words."""

    field = serializers.CharField(help_text="Its name in the body of an act.")
    before = serializers.CharField()
    after = serializers.CharField()


class WideningTerms(serializers.Serializer):
    """On what terms the audience widens later."""

    on = serializers.DateField(allow_null=True)
    after = serializers.CharField(help_text="An event, where no day was named.")
    to = serializers.ChoiceField(Audience.choices)
    silence = serializers.ChoiceField(AuthorSilence.choices)


class WideningAnswer(serializers.Serializer):
    """An author's answer."""

    state = serializers.CharField()
    agrees = serializers.BooleanField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class WideningQuestion(serializers.Serializer):
    """A question to the authors whether the audience widens."""

    audience = serializers.ChoiceField(Audience.choices)
    recipients = codes()
    by_terms = serializers.BooleanField(help_text="Whether the terms of the submission asked it.")
    reason = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField(allow_null=True)
    silence = serializers.CharField()
    outcome = serializers.ChoiceField(WideningOutcome.choices)
    settled_at = serializers.DateTimeField(allow_null=True)
    answers = WideningAnswer(many=True)


class SubmissionDelivery(serializers.Serializer):
    """A line of the ledger."""

    participant = serializers.CharField()
    served_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)


class DeliveryRow(SubmissionDelivery):
    """A line of the ledger with what was served."""

    submission = serializers.CharField()
    version = serializers.IntegerField()


class Submission(SubmissionContent):
    """A submission, whole, as the caller may see it."""

    reference = serializers.CharField()
    kind = serializers.ChoiceField(SubmissionKind.choices)
    stage = serializers.ChoiceField(SubmissionStage.choices)
    stage_since = serializers.DateTimeField()
    revision = serializers.IntegerField()
    authors = SubmissionAuthor(many=True)
    measures = codes()
    call = serializers.CharField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField(allow_null=True)
    disseminated_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawal_reason = serializers.CharField()
    who_reads = serializers.CharField(help_text="Who can see this, and why.")
    readers = serializers.ListField(
        child=serializers.CharField(),
        help_text="The participants that the audience includes today; empty where everyone reads it.",
    )
    awaited = serializers.CharField()
    declined = DeclinedAuthorship(many=True)
    file_remarks = shape_of(FileRemark)(
        many=True, help_text="What authors and the secretariat should know of the files before they go out."
    )
    differs = VersionDifference(
        many=True, help_text="What differs from what the caller's participant confirmed, when asked again."
    )
    widens = WideningTerms(allow_null=True)
    widenings = WideningQuestion(many=True)
    deliveries = SubmissionDelivery(many=True)
    history = shape_of(HistoryLineShape)(many=True)
    available_actions = AvailableAction(many=True)


class SubmissionVersionHead(serializers.Serializer):
    """A line of the list of versions."""

    version = serializers.IntegerField()
    title = serializers.CharField()
    language = serializers.ChoiceField(Language.choices)
    changes = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices)
    submitted_by = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    released_at = serializers.DateTimeField(allow_null=True)
    digest = serializers.CharField()


class SubmissionVersion(SubmissionContent):
    """A version with its content."""

    submission = serializers.CharField()
    submitted_by = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    released_at = serializers.DateTimeField(allow_null=True)


class CallRow(serializers.Serializer):
    """A line of the calls for information."""

    reference = serializers.CharField(help_text="`C-2026-001`")
    stage = serializers.ChoiceField(CallStage.choices)
    title = serializers.CharField()
    audience = serializers.ChoiceField(CallAudience.choices)
    opened_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class CallLedgerLine(serializers.Serializer):
    """Whether a participant answered; `submissions` holds those of its answers that the caller may see."""

    participant = serializers.CharField()
    answer = serializers.CharField(allow_null=True, help_text="`information`, or `nil_return`, which counts.")
    submissions = codes()
    reminded_at = serializers.DateTimeField(allow_null=True)


class Call(CallRow):
    """A call, whole."""

    revision = serializers.IntegerField()
    mandate = serializers.CharField()
    question = serializers.CharField()
    measures = codes()
    asked = codes()
    is_overdue = serializers.BooleanField()
    ledger = CallLedgerLine(many=True)
    history = shape_of(HistoryLineShape)(many=True)
    available_actions = AvailableAction(many=True)


class CompilationRow(serializers.Serializer):
    """A line of the compilations of views."""

    reference = serializers.CharField(help_text="`V-2026-001`")
    stage = serializers.ChoiceField(CompilationStage.choices)
    title = serializers.CharField()
    compiled_at = serializers.DateTimeField()
    disseminated_at = serializers.DateTimeField(allow_null=True)


class CompiledRow(serializers.Serializer):
    """A line of the table by state and measure."""

    measure = serializers.CharField()
    states = codes()
    submission = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.ChoiceField(Language.choices)
    withdrawn = serializers.BooleanField()


class Compilation(CompilationRow):
    """A compilation with its table."""

    revision = serializers.IntegerField()
    measures = codes()
    rows = CompiledRow(many=True)
    history = shape_of(HistoryLineShape)(many=True)
    available_actions = AvailableAction(many=True)
