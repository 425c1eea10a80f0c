"""Activities, yearly reports of coordinators, yearly reviews of an area, papers of earlier years, review-by
dates.
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cbms.models import Area, Measure
from implementation.enums import ActivityFormat, ActivityKind, ActivityStage, EarlierPaperKind, PlanStage
from implementation.querysets import (
    ActionPlanQuerySet,
    ActivityQuerySet,
    EarlierPaperQuerySet,
    PublishableQuerySet,
    RenewalQuerySet,
)
from members.actor import Actor
from members.enums import Precision
from members.models import Participant
from members.querysets import PublicQuerySet
from proposals.models import Decision
from records.canonical import canonical_bytes, sha256
from records.models import final


class InWords(models.Model):
    """A row whose words the register holds the digest of, not themselves: `WORDS` names them."""

    WORDS: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def words(self) -> str:
        """The digest of the words as they stand."""
        return sha256(canonical_bytes({name: getattr(self, name) for name in self.WORDS}))


class Activity(InWords):
    """What a state plans or does for a measure; `stage` is moved by acts alone."""

    WORDS = (
        "title", "description", "partners", "format", "place", "starts_on", "ends_on", "participation",
        "outcome",
    )  # fmt: skip

    reference = models.CharField(max_length=16, unique=True)
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=12, choices=ActivityKind)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="activities")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    partners = ArrayField(models.CharField(max_length=12), default=list)
    format = models.CharField(max_length=10, choices=ActivityFormat)
    place = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    stage = models.CharField(max_length=10, choices=ActivityStage.listed)
    participation = ArrayField(models.CharField(max_length=12), default=list)
    outcome = models.TextField(blank=True)
    entered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, help_text="When it was reported held, or cancelled.")
    published_at = models.DateTimeField(null=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        triggers = final(once=["published_at"], until="OLD.closed_at IS NOT NULL")
        indexes = [models.Index(fields=["year", "-id"], name="activity_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="an_activity_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(starts_on__isnull=False, closed_at__isnull=False),
                name="what_came_of_it_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("activity",), self.reference

    @property
    def stage_label(self) -> str:
        """The stage in words."""
        return str(ActivityStage(self.stage).label)


class ActionPlan(InWords):
    """What a coordinator sets out to do on a measure within a period; `stage` is moved by acts alone.

    It carries out an adopted paper where one is named, and may take the place of an earlier plan.
    """

    WORDS = ("title", "text", "conclusions")

    reference = models.CharField(max_length=16, unique=True)
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="action_plans")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="action_plans")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    title = models.CharField(max_length=300)
    text = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day of its period.")
    stage = models.CharField(max_length=10, choices=PlanStage.listed)
    conclusions = models.TextField(blank=True)
    entered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, help_text="When it was concluded, or replaced.")
    published_at = models.DateTimeField(null=True)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        triggers = final(once=["published_at"], until="OLD.closed_at IS NOT NULL")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_plan_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False) | Q(conclusions=""),
                name="only_a_closed_plan_has_conclusions",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("action-plan",), self.reference

    @property
    def stage_label(self) -> str:
        """The stage in words."""
        return str(PlanStage(self.stage).label)


class Report(InWords):
    """A coordinator's report on a measure for a year; `name` is what people call it.

    `reference` says no more than the row does: a number would tell how many there are that nobody published.
    """

    WORDS = ("text",)

    reference = models.CharField(max_length=40, unique=True, help_text="`2026-KG-ECO-2-2007`")
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField()
    text = models.TextField()
    submitted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        triggers = final(once=["published_at"])
        constraints = [
            models.UniqueConstraint(
                fields=["state", "measure", "year"], name="one_report_a_coordinator_and_year"
            )
        ]

    @property
    def name(self) -> str:
        """What people call it: its measure, year and state."""
        about = {"measure": self.measure.code, "year": self.year, "state": self.state.name}
        return _("Report on %(measure)s for %(year)d, %(state)s") % about

    @classmethod
    def names_for(cls, keys: Iterable[str], actor: Actor) -> dict[str, str]:
        """Return `{key: name}` of those reports that the actor may see, in one query."""
        rows = cls.objects.visible_to(actor).filter(reference__in=keys)
        return {row.reference: row.name for row in rows.select_related("measure", "state")}

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("report",), self.reference


class Review(InWords):
    """The Committee's review of implementation in one area, once a year."""

    WORDS = ("conclusions",)

    year = models.PositiveSmallIntegerField(unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="reviews")
    announced_at = models.DateTimeField()
    conclusions = models.TextField(blank=True)
    concluded_on = models.DateField(null=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        triggers = final(once=["conclusions", "concluded_on"])
        constraints = [
            models.CheckConstraint(
                condition=Q(conclusions="", concluded_on=None)
                | (~Q(conclusions="") & Q(concluded_on__isnull=False)),
                name="concluded_reviews_have_a_day",
            )
        ]

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("review",), str(self.year or "")


class Renewal(models.Model):
    """The day by which an adopted paper is to be reviewed: papers of 2007 stood unrenewed until 2022."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="renewal")
    review_by = models.DateField()
    set_at = models.DateTimeField(help_text="When this day was set.")

    objects = RenewalQuerySet.as_manager()


class EarlierPaper(models.Model):
    """A founding document, concept paper or action plan of the record before this system, with its source;
    unknown days stay unknown.
    """

    reference_key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=16, choices=EarlierPaperKind)
    title = models.CharField(max_length=300)
    dated = models.CharField(
        max_length=10, blank=True, help_text="A day, month or year, as the source has it."
    )
    prepared_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")
    period = models.CharField(max_length=20, blank=True, help_text="The years an action plan is for.")
    adopted_by = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=80, blank=True)
    amendments = models.JSONField(
        default=list, help_text="[{date, subject, source, confidence}]: what changed it since."
    )
    superseded_by = models.CharField(max_length=120, blank=True)
    text_found = models.TextField(blank=True, help_text="Where its text can be read, as far as it was found.")
    sources = models.JSONField(default=list)
    confidence = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    objects = EarlierPaperQuerySet.as_manager()

    @property
    def anchor(self) -> str:
        """Where it stands on the page of all of them."""
        return slugify(self.title)[:60]

    @property
    def dated_on(self) -> date | None:
        """The first day of what the source gives; `precision` says how much of it is known."""
        return date.fromisoformat(f"{self.dated}-01-01"[: len("2007-01-01")]) if self.dated else None

    @property
    def precision(self) -> Precision:
        """How much of the day the source gives."""
        return {4: Precision.YEAR, 7: Precision.MONTH}.get(len(self.dated), Precision.DAY)
