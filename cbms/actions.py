"""Writes to the official list of coordinators, and the acts on experts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from cbms.models import Coordinator, Expert, Measure
from cbms.transitions import DESIGNATE_EXPERT, ON_EXPERT
from members.actor import Actor
from records.acts import perform, perform_on
from records.models import Act


def enter_coordinators(
    *, measure: Measure, coordinators: Iterable[tuple[str, str]], decision: str, on: date
) -> None:
    """Enter the coordinators that a decision names for a measure; who stood there before, under this edition
    or another, ends on that day.

    `coordinators` holds (state code, role). Call within the transaction of the act that
    adopts the decision (CA (a)2).
    """
    same = Measure.objects.same_as(measure.pk).values("pk")
    standing = Coordinator.objects.on(on).filter(measure__in=same)
    standing.filter(valid_from=on).delete()
    standing.update(valid_to=on, changed_by_act=True)
    Coordinator.objects.bulk_create(
        Coordinator(
            state_id=state,
            measure=measure,
            area_id=measure.area_id,
            role=role,
            valid_from=on,
            decision=decision,
            changed_by_act=True,
        )
        for state, role in coordinators
    )


def designate_expert(*, actor: Actor, data: Mapping[str, Any], at: datetime) -> tuple[Expert, Act]:
    """Designate a state's expert for measures (CA (b)3)."""
    expert = Expert()
    act, _entry = perform(DESIGNATE_EXPERT, actor=actor, subject=expert, at=at, data=data)
    return expert, act


def act_on_expert(
    *,
    public_id: Any,
    name: str,
    actor: Actor,
    data: Mapping[str, Any],
    at: datetime,
    precondition: Callable[[], None] = lambda: None,
) -> Act:
    """Perform the act `name` of `ON_EXPERT` on an expert, as `perform_on` does."""
    _expert, act = perform_on(
        Expert.objects.visible_to(actor).filter(public_id=public_id), ON_EXPERT, name,
        actor=actor, at=at, data=data, precondition=precondition,
    )  # fmt: skip
    return act
