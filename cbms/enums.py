"""Words for the catalogue and for coordination."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Completeness(models.TextChoices):
    """Whether we hold an edition's whole text."""

    COMPLETE = "complete", _("Complete")
    INCOMPLETE = "incomplete", _("Incomplete")


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
