"""A paper: its versions, their paragraphs, and the comments on them."""

import uuid
from collections.abc import Iterable

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import get_language

from members.actor import Actor
from members.models import Participant
from members.querysets import RestrictedQuerySet
from papers.enums import PaperKind
from papers.querysets import PaperQuerySet, VersionQuerySet
from records.models import APPEND_ONLY, final


class Paper(models.Model):
    """A paper that bodies consider; its text is in its versions. What has it names it (`Proposal.paper`).

    `public_id` names it in the API: who reads an adopted paper does not learn how many others there are.
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
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
    shown_number: int
    """By which a reader names it (`VersionQuerySet.numbered_for`)."""

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
