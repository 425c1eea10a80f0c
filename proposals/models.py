"""Proposals, papers and their versions, considerations, positions, decisions.

Only `proposals.actions.take` writes these rows. What was said or submitted is added and never changed; the
database refuses updates of it (`APPEND_ONLY`).
"""

import uuid
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import get_language

from cbms.models import Edition, Measure
from members.actor import Actor
from members.models import Participant
from proposals.enums import (
    OPEN_STAGES,
    Answer,
    Body,
    DecisionAudience,
    DraftingRole,
    Mode,
    Offer,
    Outcome,
    PaperKind,
    PositionKind,
    Route,
    Stage,
)
from proposals.querysets import (
    ConsiderationQuerySet,
    DecisionQuerySet,
    PaperQuerySet,
    ProposalQuerySet,
    RestrictedQuerySet,
    VersionQuerySet,
)
from records.models import APPEND_ONLY, final


class Proposal(models.Model):
    """A state's interest in a measure on its way to a coordinated, agreed and implemented one.

    `stage` is moved by `actions.take` alone. `revision` counts its acts and is the proposal's ETag.
    `due_at` is the running deadline of the present stage, if it has one; `under` how it is being considered
    now, if it is.
    """

    reference = models.CharField(max_length=16, unique=True)
    route = models.CharField(max_length=1, choices=Route)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, help_text="The edition it began under.")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="proposals")
    year = models.PositiveSmallIntegerField(null=True, help_text="The year that an annual plan is for.")
    title = models.CharField(max_length=300, blank=True, help_text="The title of a proposed edition.")
    statement = models.TextField(blank=True, help_text="Why it was opened, where no declaration says it.")
    opened_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage)
    stage_since = models.DateTimeField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    draft_due = models.DateField(null=True)
    under = models.CharField(max_length=10, choices=Mode, blank=True)
    revision = models.PositiveIntegerField(default=0)
    is_demonstration = models.BooleanField(default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        triggers = final(
            always=(
                "stage",
                "stage_since",
                "closed_at",
                "due_at",
                "draft_due",
                "under",
                "revision",
                "is_demonstration",
            )
        )
        indexes = [
            models.Index(fields=["stage", "-id"], name="proposal_stage"),
            models.Index(fields=["measure", "-id"], name="proposal_measure"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "route"],
                condition=Q(stage__in=OPEN_STAGES),
                name="one_open_proposal_a_measure_and_route",
            ),
            models.UniqueConstraint(
                fields=["edition", "route"],
                condition=Q(stage__in=OPEN_STAGES, route=Route.C),
                name="one_open_amendment_an_edition",
            ),
            models.UniqueConstraint(
                fields=["year", "route"],
                condition=Q(route=Route.D) & ~Q(stage__in=(Stage.DECLINED, Stage.WITHDRAWN)),
                name="one_plan_a_year",
            ),
            models.CheckConstraint(
                condition=Q(route__in=(Route.A, Route.B), measure__isnull=False, year=None, title="")
                | (Q(route=Route.C, measure=None, year=None) & ~Q(title=""))
                | Q(route=Route.D, measure=None, year__isnull=False, title=""),
                name="a_proposal_is_about_what_its_route_is",
            ),
            models.CheckConstraint(
                condition=Q(
                    stage__in=(Stage.COMPLETED, Stage.DECLINED, Stage.WITHDRAWN), closed_at__isnull=False
                )
                | (
                    ~Q(stage__in=(Stage.COMPLETED, Stage.DECLINED, Stage.WITHDRAWN))
                    & Q(closed_at__isnull=True)
                ),
                name="closed_proposals_have_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The proposal's permanent address."""
        return f"/proposals/{self.reference}/"

    @property
    def subject(self) -> str:
        """What it is about: a measure's code, a proposed edition's title, or a plan's year."""
        if self.measure_id:
            return self.measure.code
        return self.title or str(self.year)


class Interest(models.Model):
    """A state's declaration of interest (CA (a)1); it stands until withdrawn."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="interests")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    offer = models.CharField(max_length=16, choices=Offer)
    statement = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        triggers = final(once=["withdrawn_at"])
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "state"],
                condition=Q(withdrawn_at=None),
                name="one_standing_declaration_a_state",
            )
        ]


class Consultation(models.Model):
    """The Chair's consultation of the interested states on who coordinates (CA (a)2)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="consultations")
    message = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        triggers = final(once=["closed_at"])
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(closed_at=None), name="one_open_consultation_a_proposal"
            )
        ]


class Asked(models.Model):
    """A line of the consultation ledger: that a state was asked, and when."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="asked")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["consultation", "state"], name="a_state_is_asked_once")
        ]


class Response(models.Model):
    """A state's answer to the consultation. A new one replaces the standing one; none is erased."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="responses")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=16, choices=Answer)
    supports = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")
    statement = models.TextField(blank=True)
    answered_at = models.DateTimeField()

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "state", "sequence"], name="one_standing_response_a_state"
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.SUPPORT, supports__isnull=False)
                | (~Q(answer=Answer.SUPPORT) & Q(supports__isnull=True)),
                name="support_names_a_state",
            ),
        ]


class Designation(models.Model):
    """A state's charge to draft a proposal's paper: as coordinator (CA (a)2), by its expert (CA (b)4), as
    proposer.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="designations")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=DraftingRole)
    designated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        triggers = final(once=["ended_at"])
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "state"], condition=Q(ended_at=None), name="one_role_a_coordinator"
            )
        ]


class Paper(models.Model):
    """The paper of a proposal; its text is in its versions.

    `public_id` names it in the API: who reads an adopted paper does not learn how many others there are.
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="paper")
    kind = models.CharField(max_length=2, choices=PaperKind)
    base_symbol = models.CharField(
        max_length=40, blank=True, help_text="`CICA/SWG/2026/CP.3`, from first circulation."
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        triggers = final(once=["base_symbol"])
        constraints = [
            models.UniqueConstraint(
                fields=["base_symbol"], condition=~Q(base_symbol=""), name="a_symbol_names_one_paper"
            )
        ]


class Version(models.Model):
    """One submitted text of a paper. Its words are immutable; circulation gives it its symbol once."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    submitted_by = models.ForeignKey(
        Participant,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Null for a plan: the secretariat compiles it.",
    )
    submitted_at = models.DateTimeField()
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of the normalised English text, the one that counts."
    )
    symbol = models.CharField(max_length=40, blank=True)
    circulated_at = models.DateTimeField(null=True)
    comments_until = models.DateTimeField(null=True)
    message = models.TextField(blank=True)
    changes = models.JSONField(default=list, help_text="What an amendment changes (`cbms.amendments`).")
    in_force_on = models.DateField(null=True, help_text="The day a proposed edition is to come into force.")

    objects = VersionQuerySet.as_manager()

    class Meta:
        triggers = final(once=["symbol", "circulated_at", "comments_until", "message"])
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="versions_are_numbered"),
            models.UniqueConstraint(
                fields=["symbol"], condition=~Q(symbol=""), name="a_symbol_names_one_version"
            ),
            models.CheckConstraint(
                condition=Q(symbol="", circulated_at=None, comments_until=None)
                | (~Q(symbol="") & Q(circulated_at__isnull=False, comments_until__isnull=False)),
                name="circulated_versions_have_a_symbol",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or f"version {self.number}"


class Paragraph(models.Model):
    """A paragraph or heading of a version; `identity` is the same through versions."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="paragraphs")
    identity = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField()
    is_heading = models.BooleanField(default=False)
    text_en = models.TextField()
    text_ru = models.TextField(blank=True)
    text_fr = models.TextField(blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the normalised English text.")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(
                fields=["version", "identity"], name="a_paragraph_stands_once_in_a_version"
            ),
            models.UniqueConstraint(fields=["version", "position"], name="paragraphs_are_ordered"),
        ]

    @property
    def text(self) -> str:
        """The text in the reader's language, or in English where that language has none."""
        return getattr(self, f"text_{(get_language() or 'en')[:2]}", "") or self.text_en

    @property
    def name(self) -> str:
        """Its number and first words, by which people know it."""
        return f"{self.position}. {Truncator(self.text).words(12)}"

    @classmethod
    def names_for(cls, keys: Iterable[str], actor: Actor) -> dict[str, str]:
        """Return `{identity: name}` in the latest version that the actor may read, in one query."""
        visible = Version.objects.visible_to(actor).values("pk")
        rows = cls.objects.filter(identity__in=keys, version__in=visible).order_by("version__number")
        return {str(row.identity): row.name for row in rows}


class Comment(models.Model):
    """A member state's comment on a circulated version, or on one paragraph of it."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="comments")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, null=True, related_name="comments")
    text = models.TextField()
    proposed_wording = models.TextField(blank=True)
    made_at = models.DateTimeField()

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        triggers = APPEND_ONLY
        indexes = [models.Index(fields=["version", "made_at"], name="comment_version")]


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
        return f"/decisions/{self.number}/"

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("proposal",), self.proposal.reference
