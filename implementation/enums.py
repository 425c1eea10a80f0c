"""Words of implementation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.stages import Stages


class ActivityStage(Stages):
    """Where an activity stands. `colour` is what its pill is painted in."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")

    @property
    def colour(self) -> str:
        """The name of the pill's colour, which the style sheet knows."""
        return {"planned": "sand", "held": "green", "cancelled": "grey"}[self.value]

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be held."""
        return self == ActivityStage.PLANNED

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not be held."""
        return self == ActivityStage.CANCELLED

    @property
    def is_end(self) -> bool:
        """Whether it is over, held or not."""
        return not self.is_planned


class PlanStage(Stages):
    """Where an action plan stands. `colour` is what its pill is painted in."""

    RUNNING = "running", _("Running")
    CONCLUDED = "concluded", pgettext_lazy("action plan", "Concluded")
    REPLACED = "replaced", _("Replaced")

    @property
    def colour(self) -> str:
        """The name of the pill's colour, which the style sheet knows."""
        return {"running": "sand", "concluded": "green", "replaced": "grey"}[self.value]

    @property
    def is_running(self) -> bool:
        """Whether it is carried out."""
        return self == PlanStage.RUNNING

    @property
    def is_end(self) -> bool:
        """Whether it was concluded, or another has taken its place."""
        return not self.is_running


class ActivityKind(models.TextChoices):
    """Whether an activity is for the yearly plan, or an initiative of a few states outside any proposal."""

    PLANNED = "plan", _("For the annual plan")
    INITIATIVE = "initiative", _("Initiative of the states that carry it out")


class ActivityFormat(models.TextChoices):
    """How people take part."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")


class EarlierPaperKind(models.TextChoices):
    """What a document or paper of earlier years is."""

    FOUNDING = "founding", _("Founding or governing document")
    CONCEPT_PAPER = "concept_paper", _("Concept paper")
    ACTION_PLAN = "action_plan", _("Action plan")


STAGES = dict(ActivityStage.choices) | dict(PlanStage.choices)
WORDS = {"from": STAGES, "to": STAGES, "kind": dict(ActivityKind.choices)}
"""What the codes mean that the register keeps of acts of implementation."""
