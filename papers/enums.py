"""Words of papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    """What a paper is; its value stands in the symbol."""

    CONCEPT_PAPER = "CP", _("Concept paper")
    WORKING_PAPER = "WP", _("Working paper")
    AMENDMENT = "AM", _("Amendment")
    PLAN = "PL", _("Plan of implementation")
