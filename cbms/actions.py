"""Writes to the official list of coordinators, and what the acts on experts are taken on."""

from collections.abc import Iterable
from datetime import date

from cbms.models import Coordinator, Expert, Measure
from cbms.transitions import DESIGNATE_EXPERT, ON_EXPERT
from records.door import New, Rows


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


EXPERTS = Rows(model=Expert, key="public_id", acts=ON_EXPERT)
"""The experts that are designated, and the acts on one."""


def new_expert() -> New:
    """Return an expert whom a state designates (CA (b)3)."""
    return New((DESIGNATE_EXPERT,), Expert())
