"""The catalogue by editions, the citable text of the approach, offers, the official list of coordinators."""

import uuid
from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from cbms.enums import Completeness, ConcordanceRelation, CoordinationRole, Lineage, OfferRole
from cbms.querysets import (
    AreaQuerySet,
    ConcordanceQuerySet,
    CoordinatorQuerySet,
    EditionQuerySet,
    ExpertQuerySet,
    MeasureQuerySet,
    OfferQuerySet,
)
from members.models import ActChangeable, Participant, ReferenceRow, date_span
from members.querysets import PublicQuerySet


class TrilingualText(models.Model):
    """A text in three languages, each marked as official or as our own translation.

    `official` lists the languages whose wording a source gives of this very text (`["fr", "en"]`). `sources`
    maps a language to where its wording is from; one that is not official is of another text, such as a later
    edition. A text in any other language is our translation. Each is shown as what it is (`Wording`).
    """

    text_en = models.TextField(blank=True)
    text_ru = models.TextField(blank=True)
    text_fr = models.TextField(blank=True)
    official = models.JSONField(default=list)
    sources = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        """The text in the reader's language, or in English where that language has none."""
        return getattr(self, f"text_{(get_language() or 'en')[:2]}", "") or self.text_en


class Edition(TrilingualText, ActChangeable):
    """One edition of the Catalogue (2004, 2021) or of the Cooperative Approach (2007); its text is its title.

    Measures are proposed under editions of the approach alone, which are complete (`in_force`).
    """

    code = models.CharField(max_length=8, primary_key=True)
    lineage = models.CharField(
        max_length=10, choices=Lineage, default=Lineage.APPROACH, db_default="approach"
    )
    adopted_on = models.DateField()
    adopted_at = models.CharField(max_length=80)
    adopted_by = models.CharField(max_length=120)
    completeness = models.CharField(max_length=12, choices=Completeness)
    in_force_from = models.DateField(null=True)
    in_force_to = models.DateField(null=True)
    warning = models.TextField(blank=True, help_text="What a reader must know of an incomplete edition.")
    decision = models.CharField(max_length=40, blank=True)

    open_to_acts = ("in_force_to",)
    objects = EditionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code

    @property
    def was_made_by_act(self) -> bool:
        """Whether a decision made it; one of the reference record is ended by the decision on the next."""
        return bool(self.decision)

    @property
    def is_incomplete(self) -> bool:
        """Whether we hold less than its whole text."""
        return self.completeness == Completeness.INCOMPLETE

    @property
    def has_approach(self) -> bool:
        """Whether it is of the Cooperative Approach, whose paragraphs stand on a page of their own."""
        return self.lineage == Lineage.APPROACH

    def is_in_force_on(self, on: date) -> bool:
        """Whether its measures are those of that day, as `EditionQuerySet.in_force` has it."""
        is_begun = self.in_force_from is not None and self.in_force_from <= on
        is_over = self.in_force_to is not None and self.in_force_to <= on
        return is_begun and not is_over and not self.is_incomplete


class Area(TrilingualText, ActChangeable):
    """An area (dimension) of an edition, or a priority area below one; its text is its name."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="areas")
    code = models.CharField(max_length=12)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="priority_areas")
    number = models.PositiveSmallIntegerField(null=True, help_text="The number printed in the document.")
    position = models.PositiveSmallIntegerField()
    variants = models.JSONField(
        default=list, help_text="[{language, name, where}]: other names the document uses."
    )
    note = models.TextField(blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="area_code_once_an_edition")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.code}"


class Measure(TrilingualText, ActChangeable):
    """A confidence-building measure, with its printed number and a code built from area and number."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="measures")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="measures")
    code = models.CharField(max_length=16)
    number = models.CharField(
        max_length=12, blank=True, help_text="As printed; empty where the source has none."
    )
    position = models.PositiveSmallIntegerField()
    short_en = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="measure_code_once_an_edition")
        ]

    def __str__(self) -> str:
        return self.code


class Concordance(models.Model):
    """How a measure of one edition continues in the next: the thread along which its record stays findable.

    `before` is null for a measure that was added, `after` for one that was retired.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="concordance")
    before = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="continued_by")
    after = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="continues")
    relation = models.CharField(max_length=10, choices=ConcordanceRelation)
    decision = models.CharField(max_length=40)

    objects = ConcordanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "before", "after"], nulls_distinct=False, name="a_thread_once"
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False), name="a_thread_has_an_end"
            ),
        ]


class Provision(TrilingualText, ActChangeable):
    """A citable paragraph or sentence: of the Cooperative Approach (`CA (a)2`) or of a rule it rests on.

    `citation` is what acts cite. `text_*` is the sentence shown beside every act that rests on it.
    """

    citation = models.CharField(max_length=40, primary_key=True)
    is_paraphrase = models.BooleanField(
        default=False, help_text="Our summary: the wording of the rule was not found in any of the languages."
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="provisions")
    position = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.citation


class Expert(models.Model):
    """A specialist whom a state designates for measures, for a term (CA (b)3).

    Who may see the contact details is narrower than who may see the expert (DESIGN section 4). The register
    knows an expert by `public_id` alone, so that a person's data can be erased and the acts stay.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="experts")
    measures = models.ManyToManyField(Measure, related_name="experts")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(help_text="The day after the last of the term.")
    agreed_on = models.DateField(help_text="When the expert agreed to what is shown to whom.")
    designated_at = models.DateTimeField()

    objects = ExpertQuerySet.as_manager()

    class Meta:
        constraints = [
            # Without a day where it was ended before it began.
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")), name="a_term_ends_after_it_begins"
            )
        ]

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("expert",), str(self.public_id)

    @property
    def last_day(self) -> date:
        """The last day of the term."""
        return self.valid_to - timedelta(days=1)


class Offer(models.Model):
    """A state's offer to coordinate, outside a proposal: for a measure, an area, or still open.

    The words as written are kept; `match` says how they were mapped to a measure or area.
    """

    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="offers")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="offers")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="offers")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="offers")
    role = models.CharField(max_length=16, choices=OfferRole)
    offered_on = models.DateField()
    row = models.PositiveSmallIntegerField(help_text="The row of the annex.")
    item = models.PositiveSmallIntegerField(
        null=True, help_text="The number the annex prints within a state's cell."
    )
    state_as_written = models.CharField(max_length=80)
    words = models.TextField(help_text="The measure as the state wrote it.")
    words_language = models.CharField(max_length=2, default="fr")
    scope = models.CharField(max_length=60)
    match = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "row"], name="annex_row_once"),
            models.CheckConstraint(
                condition=Q(measure__isnull=True) | Q(area__isnull=True),
                name="offer_for_measure_or_area_or_neither",
            ),
        ]


def is_doubtful(confidence: str) -> bool:
    """Whether a source's word on how sure an entry is begins with "low"."""
    return confidence.startswith("low")


class Coordinator(ReferenceRow):
    """An entry of the official list: a state coordinates a measure or an area from a day on.

    Rests on a decision (`decision`, a number of ours) or on a source that attests it (`attested_on`, as the
    source gives it: a day, a month, a year or words).
    """

    state = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="coordinations")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="coordinators")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="coordinators")
    role = models.CharField(max_length=16, choices=CoordinationRole)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    decision = models.CharField(max_length=40, blank=True)
    attested_on = models.CharField(max_length=60, blank=True)
    term = models.CharField(max_length=40, blank=True)
    sources = models.JSONField(default=list)
    confidence = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_role_a_state_at_a_time",
                expressions=[
                    ("state", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    (Coalesce("measure", 0), RangeOperators.EQUAL),
                    (date_span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=~Q(decision="") | ~Q(sources=[]), name="coordinator_has_decision_or_source"
            ),
        ]

    @property
    def is_doubtful(self) -> bool:
        """Whether it is not sure that the state coordinates today."""
        return is_doubtful(self.confidence)
