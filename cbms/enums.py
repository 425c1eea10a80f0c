"""Words for the catalogue and for coordination."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Completeness(models.TextChoices):
    """Whether we hold an edition's whole text."""

    COMPLETE = "complete", _("Complete")
    INCOMPLETE = "incomplete", _("Incomplete")


class Lineage(models.TextChoices):
    """Which text an edition is one of: neither replaces the other."""

    CATALOGUE = "catalogue", _("The Catalogue")
    APPROACH = "approach", _("The Cooperative Approach")


class Wording(models.TextChoices):
    """What a text in one language is."""

    OFFICIAL = "official", _("official text")
    FOUND = "found", _("as its source words it, not official")
    OURS = "translation", _("our translation, not official")

    @property
    def is_official(self) -> bool:
        """Whether a source gives it as the text itself."""
        return self is Wording.OFFICIAL

    @property
    def is_ours(self) -> bool:
        """Whether we translated it."""
        return self is Wording.OURS

    @property
    def colour(self) -> str:
        """The colour of its badge."""
        return "green" if self.is_official else "sand"

    @classmethod
    def of(cls, row: Mapping[str, Any], language: str) -> "Wording | None":
        """Return what the text of a row of values is in a language; None where there is none."""
        if not row[f"text_{language}"]:
            return None
        if language in row["official"]:
            return cls.OFFICIAL
        return cls.FOUND if language in row["sources"] else cls.OURS


class CoordinationRole(models.TextChoices):
    """A part in coordinating a measure."""

    COORDINATOR = "coordinator", _("Coordinator")
    CO_COORDINATOR = "co_coordinator", _("Co-coordinator")


class OfferRole(models.TextChoices):
    """What a state offers; the annex of 2007 does not divide the roles (`undivided`)."""

    COORDINATOR = "coordinator", _("Coordinator")
    CO_COORDINATOR = "co_coordinator", _("Co-coordinator")
    UNDIVIDED = "undivided", _("Coordinator or co-coordinator")


class ChangeKind(models.TextChoices):
    """What a proposed edition changes of the one in force."""

    ADD_AREA = "add_area", _("Add an area")
    ADD = "add", _("Add a measure")
    REWORD = "reword", _("Reword a measure")
    MERGE = "merge", _("Merge measures")
    SPLIT = "split", _("Split a measure")
    RETIRE = "retire", _("Retire a measure")
    PROVISION = "provision", _("Reword a paragraph of the approach")


class ConcordanceRelation(models.TextChoices):
    """How a measure of one edition continues in the next."""

    SAME = "same", _("the same")
    REWORDED = "reworded", _("reworded")
    MERGED = "merged", _("merged into")
    SPLIT = "split", _("split into")
    ADDED = "added", pgettext_lazy("measure", "added")
    RETIRED = "retired", _("retired")
