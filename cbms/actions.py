"""Writes to the official list of coordinators."""

from collections.abc import Iterable
from datetime import date

from cbms.enums import CoordinationRole
from cbms.models import Coordinator, Measure


def enter_coordinators(
    *, measure: Measure, coordinators: Iterable[tuple[str, CoordinationRole]], decision: str, on: date
) -> None:
    """Enter the coordinators that a decision names for a measure; who stood there before ends on that day.

    `coordinators` holds (state code, role). Call within the transaction of the act that
    adopts the decision (CA (a)2).
    """
    standing = Coordinator.objects.on(on).filter(measure=measure)
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
