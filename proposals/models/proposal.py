"""A proposal, who is interested in it, who was consulted, and who coordinates it."""

from django.db import models
from django.db.models import Q

from cbms.models import Edition, Measure
from members.models import Participant
from members.querysets import RestrictedQuerySet
from papers.models import Paper
from proposals.enums import (
    ConsultationAnswer,
    DraftingRole,
    InterestOffer,
    Mode,
    Route,
    Stage,
)
from proposals.querysets import ProposalQuerySet
from records.addresses import address_of
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
    stage = models.CharField(max_length=20, choices=Stage.listed)
    stage_since = models.DateTimeField()
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, help_text="When it was approved, if it was.")
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    draft_due = models.DateField(null=True)
    under = models.CharField(max_length=10, choices=Mode, blank=True)
    revision = models.PositiveIntegerField(default=0)
    is_demonstration = models.BooleanField(default=False)
    paper = models.OneToOneField(
        Paper,
        on_delete=models.PROTECT,
        null=True,
        related_name="proposal",
        help_text="From its first submission.",
    )

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
            ),
            once=["decided_at", "paper_id"],
        )
        indexes = [
            models.Index(fields=["stage", "-id"], name="proposal_stage"),
            models.Index(fields=["measure", "-id"], name="proposal_measure"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "route"],
                condition=Q(decided_at=None, closed_at=None),
                name="one_open_proposal_a_measure_and_route",
            ),
            models.UniqueConstraint(
                fields=["edition", "route"],
                condition=Q(decided_at=None, closed_at=None, route=Route.C),
                name="one_open_amendment_an_edition",
            ),
            models.UniqueConstraint(
                fields=["year", "route"],
                condition=Q(route=Route.D) & (Q(decided_at__isnull=False) | Q(closed_at=None)),
                name="one_plan_a_year",
            ),
            models.CheckConstraint(
                condition=Q(route__in=(Route.A, Route.B), measure__isnull=False, year=None, title="")
                | (Q(route=Route.C, measure=None, year=None) & ~Q(title=""))
                | Q(route=Route.D, measure=None, year__isnull=False, title=""),
                name="a_proposal_is_about_what_its_route_is",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The proposal's permanent address."""
        return address_of("proposal", self.reference)

    @property
    def subject(self) -> str:
        """What it is about: a measure's code, a proposed edition's title, or a plan's year."""
        if self.measure:
            return self.measure.code
        return self.title or str(self.year)


class Interest(models.Model):
    """A state's declaration of interest (CA (a)1); it stands until withdrawn."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="interests")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    offer = models.CharField(max_length=16, choices=InterestOffer)
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
    answer = models.CharField(max_length=16, choices=ConsultationAnswer)
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
                condition=Q(answer=ConsultationAnswer.SUPPORT, supports__isnull=False)
                | (~Q(answer=ConsultationAnswer.SUPPORT) & Q(supports__isnull=True)),
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
