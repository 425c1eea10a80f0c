"""Submissions with their authors, versions, files and deliveries; calls for information; compilations of
views.

Only the functions of `exchange.actions` write these rows, each by an act of the register.
"""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from cbms.models import Measure
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
from exchange.querysets import (
    AttachmentQuerySet,
    CallQuerySet,
    CompilationQuerySet,
    SubmissionDeliveryQuerySet,
    SubmissionQuerySet,
    SubmissionVersionQuerySet,
    WideningQuerySet,
)
from members.models import Participant
from records.addresses import address_of
from records.canonical import canonical_bytes, sha256
from records.models import APPEND_ONLY, Document, final

CODE_LENGTH = 12


class Call(models.Model):
    """A call for information: who asks for what, by which mandate, of whom, until when."""

    reference = models.CharField(max_length=16, unique=True)
    stage = models.CharField(max_length=10, choices=CallStage.listed)
    title = models.CharField(max_length=300)
    mandate = models.TextField(help_text="The decision or text that asks for the information.")
    question = models.TextField()
    measures = models.ManyToManyField(Measure, related_name="calls")
    audience = models.CharField(max_length=16, choices=CallAudience)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    objects = CallQuerySet.as_manager()

    class Meta:
        triggers = final(always=["stage", "revision"], once=["closed_at"])
        indexes = [models.Index(fields=["stage", "-id"], name="call_stage")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The call's permanent address."""
        return address_of("call", self.reference)

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("call",), self.reference

    @property
    def stage_label(self) -> str:
        """The stage's name."""
        return str(CallStage(self.stage).label)


class Addressee(models.Model):
    """A participant that a call asks, with the last time it was reminded."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="addressees")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        triggers = final(always=["reminded_at"])
        constraints = [
            models.UniqueConstraint(fields=["call", "participant"], name="a_participant_is_asked_once_a_call")
        ]


class Submission(models.Model):
    """What a state or a group of states sends to the secretariat for dissemination (CA intro 5).

    `stage` is moved by `exchange.effects` alone. `received_at` is when it first reached the secretariat,
    `search` what the database finds it by: the words of the version that is out, nothing before dissemination
    or after withdrawal. `widens_*` are the authors' terms for a wider audience later, and what their silence
    means when they are asked.
    """

    reference = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=SubmissionKind)
    stage = models.CharField(max_length=20, choices=SubmissionStage.listed)
    stage_since = models.DateTimeField()
    measures = models.ManyToManyField(Measure, related_name="submissions")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="submissions")
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    disseminated_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)
    widens_on = models.DateField(null=True)
    widens_after = models.CharField(max_length=300, blank=True)
    widens_to = models.CharField(max_length=16, choices=Audience, blank=True)
    silence = models.CharField(max_length=8, choices=AuthorSilence, blank=True)
    search = SearchVectorField(null=True)
    revision = models.PositiveIntegerField(default=0)
    is_demonstration = models.BooleanField(default=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        triggers = final(
            always=(
                "stage", "stage_since", "revision", "search", "widens_on", "widens_after", "widens_to",
                "silence", "is_demonstration",
            ),
            once=("received_at", "disseminated_at", "withdrawn_at", "withdrawal_reason"),
        )  # fmt: skip
        indexes = [
            models.Index(fields=["stage", "-id"], name="submission_stage"),
            models.Index(
                fields=["widens_on"], condition=Q(widens_on__isnull=False), name="submission_widens_on"
            ),
            GinIndex(fields=["search"], name="submission_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawal_reason="") | Q(withdrawn_at__isnull=False),
                name="what_was_withdrawn_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(disseminated_at=None) | Q(received_at__isnull=False),
                name="what_was_disseminated_was_received",
            ),
            models.CheckConstraint(
                condition=Q(search=None) | Q(disseminated_at__isnull=False, withdrawn_at=None),
                name="what_is_searched_is_out",
            ),
            models.CheckConstraint(
                condition=Q(widens_to="", silence="", widens_on__isnull=True, widens_after="")
                | (~Q(widens_to="") & ~Q(silence="") & (Q(widens_on__isnull=False) ^ ~Q(widens_after=""))),
                name="widening_terms_are_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind=SubmissionKind.NIL_RETURN) | Q(call__isnull=False),
                name="a_nil_return_answers_a_call",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The submission's permanent address."""
        return address_of("submission", self.reference)


class Authorship(models.Model):
    """That a participant is an author of a submission; the lead is the one that submitted it first."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="authorships")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField()
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        triggers = final(once=["left_at"])
        indexes = [
            models.Index(
                fields=["state", "submission"], condition=Q(left_at=None), name="authorship_of_state"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "state"], condition=Q(left_at=None), name="an_author_once"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(is_lead=True, left_at=None), name="one_lead_a_submission"
            ),
        ]


class Version(models.Model):
    """The content of a submission as it was submitted or corrected; its content is never changed.

    `received_at`: when it reached the secretariat. `released_at`: from when its audience reads it.
    `dropped_at`: when a co-author declined it. `audience` and `recipients` are who reads this version; what
    was read by few is not opened to many because a later version is. Who is named knows of the others who are
    only where its authors said so (`recipients_see_each_other`).
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=Language)
    changes = models.TextField(blank=True, help_text="What changed since the version before, in words.")
    audience = models.CharField(max_length=16, choices=Audience)
    recipients = ArrayField(
        models.CharField(max_length=CODE_LENGTH), default=list, help_text="Named beside the audience."
    )
    recipients_see_each_other = models.BooleanField(default=False)
    submitted_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of title, text and the digests of the files.")
    shown_number: int
    """By which a reader names it (`VersionQuerySet.numbered_for`)."""

    objects = SubmissionVersionQuerySet.as_manager()

    class Meta:
        triggers = final(always=["audience", "recipients"], once=["received_at", "released_at", "dropped_at"])
        indexes = [GinIndex(fields=["recipients"], name="version_recipients")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="a_version_number_once"),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | Q(released_at__isnull=True),
                name="a_dropped_version_is_not_released",
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.NAMED) | ~Q(recipients=[]), name="a_named_audience_has_names"
            ),
        ]

    @staticmethod
    def digest_of(*, title: str, text: str, files: Sequence[str]) -> str:
        """Return the digest of a version with that title and text; `files` are the digests of its files."""
        return sha256(canonical_bytes({"title": title, "text": text, "files": list(files)}))


class Confirmation(models.Model):
    """That an author was asked to stand behind a version, and what it answered (null: silent)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="confirmations")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        triggers = final(always=["agrees", "reason", "answered_at"])  # changed while another is awaited
        constraints = [
            models.UniqueConstraint(fields=["version", "state"], name="an_author_confirms_a_version_once"),
            models.CheckConstraint(
                condition=Q(agrees__isnull=True, answered_at__isnull=True)
                | Q(agrees__isnull=False, answered_at__isnull=False),
                name="an_answered_confirmation_has_answered_at",
            ),
        ]


class Attachment(models.Model):
    """A file of a version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="attachments")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="a_file_at_a_position"),
            models.UniqueConstraint(fields=["version", "document"], name="a_file_once_a_version"),
        ]


class Delivery(models.Model):
    """A line of the ledger: a version was served to a participant, opened by it, acknowledged."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="deliveries")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=32, help_text="The submission and the participant: `S-2026-001/JP`.")
    served_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    objects = SubmissionDeliveryQuerySet.as_manager()

    class Meta:
        triggers = final(once=["opened_at", "acknowledged_at"])
        indexes = [
            models.Index(fields=["key"], name="delivery_key"),
            models.Index(
                fields=["participant", "version"],
                condition=Q(acknowledged_at=None),
                name="delivery_unacknowledged",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "participant"], name="a_version_is_served_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("served_at")),
                name="acknowledged_after_service",
            ),
        ]


class Widening(models.Model):
    """The question to the authors whether the audience widens: asked by one of them, or by the terms of
    submission.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="widenings")
    is_derestriction = models.BooleanField(help_text="Asked by the terms that the authors set at submission.")
    audience = models.CharField(max_length=16, choices=Audience)
    recipients = ArrayField(models.CharField(max_length=CODE_LENGTH), default=list)
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    silence = models.CharField(max_length=8, choices=AuthorSilence, blank=True)
    outcome = models.CharField(max_length=10, choices=WideningOutcome, default=WideningOutcome.OPEN)
    settled_at = models.DateTimeField(null=True)

    objects = WideningQuerySet.as_manager()

    class Meta:
        triggers = final(until="OLD.outcome <> 'open'", meanwhile=["outcome", "settled_at"])
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(outcome=WideningOutcome.OPEN),
                name="one_open_question_a_submission",
            ),
            models.CheckConstraint(
                condition=Q(outcome=WideningOutcome.OPEN, settled_at__isnull=True)
                | (~Q(outcome=WideningOutcome.OPEN) & Q(settled_at__isnull=False)),
                name="a_settled_question_has_settled_at",
            ),
            models.CheckConstraint(
                condition=Q(answer_by__isnull=True, silence="")
                | (Q(answer_by__isnull=False) & ~Q(silence="")),
                name="a_deadline_says_what_silence_means",
            ),
        ]


class Consent(models.Model):
    """An author's answer to that question (null: silent)."""

    widening = models.ForeignKey(Widening, on_delete=models.PROTECT, related_name="consents")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        triggers = final(once=["agrees", "answered_at"])
        constraints = [
            models.UniqueConstraint(fields=["widening", "state"], name="an_author_consents_once"),
            models.CheckConstraint(
                condition=Q(agrees__isnull=True, answered_at__isnull=True)
                | Q(agrees__isnull=False, answered_at__isnull=False),
                name="an_answered_consent_has_answered_at",
            ),
        ]


class Compilation(models.Model):
    """Views on one or more measures in one table, as the secretariat compiled them (CA (b)1, (b)2)."""

    reference = models.CharField(max_length=16, unique=True)
    stage = models.CharField(max_length=16, choices=CompilationStage.listed)
    title = models.CharField(max_length=300)
    measures = models.ManyToManyField(Measure, related_name="compilations")
    compiled_at = models.DateTimeField()
    disseminated_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    objects = CompilationQuerySet.as_manager()

    class Meta:
        triggers = final(always=["stage", "revision"], once=["disseminated_at"])

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The compilation's permanent address."""
        return address_of("compilation", self.reference)

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("compilation",), self.reference

    @property
    def stage_label(self) -> str:
        """The stage's name."""
        return str(CompilationStage(self.stage).label)


class CompiledView(models.Model):
    """A version of views that stands in a compilation; its place follows from its authors and measures."""

    compilation = models.ForeignKey(Compilation, on_delete=models.PROTECT, related_name="entries")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["compilation", "version"], name="views_once_a_compilation")
        ]
