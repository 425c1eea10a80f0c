"""Words for the catalogue and for coordination."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
