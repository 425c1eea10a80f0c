"""What acts of this room are taken on: rows that are there, and rows that their act makes."""

from django.db import models

from implementation.models import ActionPlan, Activity, Report, Review
from implementation.transitions import (
    ANNOUNCE_REVIEW,
    ENTER_ACTION_PLAN,
    ON_ACTION_PLAN,
    ON_ACTIVITY,
    ON_DECISION,
    ON_REPORT,
    ON_REVIEW,
    PLAN_ACTIVITY,
    SUBMIT_REPORT,
)
from proposals.models import Decision
from records.act_types import ActType
from records.door import New, Rows

ENTERED_BY: dict[type[models.Model], ActType] = {
    Activity: PLAN_ACTIVITY,
    Report: SUBMIT_REPORT,
    Review: ANNOUNCE_REVIEW,
    ActionPlan: ENTER_ACTION_PLAN,
}
"""The act that makes a row of each model."""
SUBJECTS: dict[type[models.Model], Rows] = {
    rows.model: rows
    for rows in (
        Rows(model=Activity, key="reference", acts=ON_ACTIVITY),
        Rows(model=Report, key="reference", acts=ON_REPORT),
        Rows(model=Review, key="year", acts=ON_REVIEW),
        Rows(model=Decision, key="number", acts=ON_DECISION),
        Rows(model=ActionPlan, key="reference", acts=ON_ACTION_PLAN),
    )
}
"""How a row of each model is looked up, and the acts on it."""


def new(model: type[models.Model]) -> New:
    """Return a row of `model` that its act makes."""
    return New((ENTERED_BY[model],), model())
