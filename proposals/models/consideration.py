"""A paper before a body: who was served, the positions taken, the decision."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cbms.models import Measure
from members.models import Participant
from members.querysets import RestrictedQuerySet
from papers.models import Version
from proposals.enums import (
    Body,
    DecisionAudience,
    Mode,
    Outcome,
    PositionKind,
)
from proposals.models.proposal import Proposal
from proposals.querysets import ConsiderationQuerySet, DecisionQuerySet
from records.addresses import address_of
from records.models import APPEND_ONLY, final

WHILE_OPEN = (
    "mode", "silence_since", "closes_at", "present", "outcome", "concluded_at", "effective_at", "reason",
    "decision_title",
)  # fmt: skip
"""What of a consideration may change, until it is concluded."""


class Consideration(models.Model):
    """One body looking at one version of a paper, at a meeting or by silence.

    At opening the version, the digest of its English text and the roster of member states are frozen.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="considerations")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="considerations")
    body = models.CharField(max_length=3, choices=Body)
    mode = models.CharField(max_length=10, choices=Mode)
    opened_at = models.DateTimeField()
    silence_since = models.DateTimeField(
        null=True,
        help_text="When the silence began: at the opening, or as a meeting approved subject to it.",
    )
    closes_at = models.DateTimeField(null=True, help_text="The deadline of a silence; only ever moved later.")
    roster = ArrayField(models.CharField(max_length=12))
    text_digest = models.CharField(max_length=64)
    waiver_reason = models.TextField(blank=True)
    present = ArrayField(models.CharField(max_length=12), default=list)
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.OPEN)
    concluded_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    decision_title = models.CharField(
        max_length=300, blank=True, help_text="The title its decision is to have; empty for the paper's."
    )

    objects = ConsiderationQuerySet.as_manager()

    class Meta:
        triggers = final(until="OLD.outcome <> 'open'", meanwhile=WHILE_OPEN)
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(outcome=Outcome.OPEN),
                name="one_open_consideration_a_proposal",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, concluded_at=None)
                | (~Q(outcome=Outcome.OPEN) & Q(concluded_at__isnull=False)),
                name="concluded_considerations_have_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.MEETING, silence_since=None, closes_at=None)
                | Q(mode=Mode.SILENCE, silence_since__isnull=False, closes_at__isnull=False),
                name="a_silence_has_a_deadline",
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"], condition=Q(outcome=Outcome.OPEN), name="open_consideration_deadline"
            )
        ]


class Extension(models.Model):
    """A silence procedure's deadline moved later by the Chair, before it expired."""

    consideration = models.ForeignKey(Consideration, on_delete=models.PROTECT, related_name="extensions")
    extended_at = models.DateTimeField()
    from_deadline = models.DateTimeField()
    to_deadline = models.DateTimeField()
    reason = models.TextField()

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(to_deadline__gt=models.F("from_deadline"))
                & Q(extended_at__lt=models.F("from_deadline")),
                name="a_silence_is_only_extended_in_time",
            )
        ]


class Service(models.Model):
    """Proof that a state was served with a circulated version or an opened consideration.

    Non-delivery would turn silence into false consent, so every state on the roster has a row.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="services")
    consideration = models.ForeignKey(
        Consideration, on_delete=models.PROTECT, null=True, related_name="services"
    )
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField()

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(
                fields=["version", "consideration", "state"],
                nulls_distinct=False,
                name="a_state_is_served_once",
            )
        ]


class Position(models.Model):
    """A state's position in a consideration. The state's latest stands; none is erased.

    `received_at` is the database clock's instant at which the request entered; it alone decides what came
    before a deadline.
    """

    consideration = models.ForeignKey(Consideration, on_delete=models.PROTECT, related_name="positions")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField()
    position = models.CharField(max_length=26, choices=PositionKind)
    statement = models.TextField(blank=True)
    paragraphs = models.JSONField(
        default=list, help_text="[{id, digest}]: the paragraphs it speaks to, as they read then."
    )
    received_at = models.DateTimeField()

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(
                fields=["consideration", "state", "sequence"], name="one_standing_position_a_state"
            )
        ]


class Decision(models.Model):
    """A decision of a body, numbered without gaps in the body's year; it has no number before adoption."""

    number = models.CharField(max_length=16, primary_key=True)
    body = models.CharField(max_length=3, choices=Body)
    consideration = models.OneToOneField(Consideration, on_delete=models.PROTECT, related_name="decision")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="decisions")
    title = models.CharField(max_length=300)
    adopted_at = models.DateTimeField(
        help_text="When it took effect: the meeting's conclusion or the silence's deadline."
    )
    mode = models.CharField(max_length=10, choices=Mode)
    coordinators = models.JSONField(default=list)
    statements = models.JSONField(default=list, help_text="Statements attached in the order received.")
    audience = models.CharField(max_length=12, choices=DecisionAudience, default=DecisionAudience.MEMBERS)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        triggers = final(always=["audience"])
        indexes = [models.Index(fields=["-adopted_at", "number"], name="decision_adopted")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The decision's permanent address."""
        return address_of("decision", self.number)

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("proposal",), self.proposal.reference
