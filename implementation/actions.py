"""Every write of this room that means something: one function for what is new, one for what is there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

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
from members.actor import Actor
from proposals.models import Decision
from records.act_types import ActType
from records.acts import perform, perform_on
from records.models import Act

ENTERED_BY: dict[type[models.Model], ActType] = {
    Activity: PLAN_ACTIVITY,
    Report: SUBMIT_REPORT,
    Review: ANNOUNCE_REVIEW,
    ActionPlan: ENTER_ACTION_PLAN,
}
"""The act that makes a row of each model."""
ACTS_ON: dict[type[models.Model], tuple[str, Mapping[str, ActType]]] = {
    Activity: ("reference", ON_ACTIVITY),
    Report: ("reference", ON_REPORT),
    Review: ("year", ON_REVIEW),
    Decision: ("number", ON_DECISION),
    ActionPlan: ("reference", ON_ACTION_PLAN),
}
"""What a row of each model is looked up by, and the acts on it by name."""


@transaction.atomic
def enter(
    model: type[models.Model], *, actor: Actor, data: Mapping[str, Any], at: datetime
) -> tuple[Any, Act]:
    """Make an activity, a report or a review by its act; return the row and the act."""
    row = model()
    act, _entry = perform(ENTERED_BY[model], actor=actor, subject=row, at=at, data=data)
    return row, act


def act_on(
    model: type[Any],
    *,
    key: Any,
    name: str,
    actor: Actor,
    data: Mapping[str, Any],
    at: datetime,
    precondition: Callable[[], None] = lambda: None,
) -> tuple[Any, Act]:
    """Perform the act `name` on the row with `key`, as `perform_on` does."""
    lookup, acts = ACTS_ON[model]
    rows = model.objects.visible_to(actor).filter(**{lookup: key})
    return perform_on(rows, acts, name, actor=actor, at=at, data=data, precondition=precondition)
