"""What decisions brought about outside their proposals: the official list, and editions of the catalogue."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby, islice
from typing import Any

from django.db.models import Count, F, Q

from cbms.models import Coordinator
from cbms.proof import Amendment, editions_differ
from proposals.models import (
    Decision,
)
from records.certain import certain
from records.proof import Difference, compared

AT_ONCE = 100
"""Decisions whose entries are in memory at a time."""


def coordinators_differ() -> Iterator[Difference]:
    """Compare the official list with the decisions that name coordinators, and find entries without one.

    One walk over the decisions, a measure after the other, each from its latest day back.
    """
    named = Decision.objects.exclude(coordinators=[]).annotate(day=F("adopted_at__date"))
    days = set(named.order_by().values_list("day", flat=True).distinct())
    walked = _followed(
        named.order_by("measure_id", "-day", "-number").select_related("measure").iterator(chunk_size=AT_ONCE)
    )
    for batch in iter(partial(_next, walked), []):
        listed: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for row in Coordinator.objects.filter(decision__in=[one.decision.number for one in batch]).values():
            listed[row["decision"]][row["state_id"]] = dict(row)
        for one in batch:
            entries = listed[one.decision.number]
            if entries or not one.is_replaced:
                said = _entries_of(one, entries, days)
                yield from compared(f"decision {one.decision.number}, coordinator", said, entries)
    made_here = Q(changed_by_act=True, reference_key=None) & ~Q(decision="")
    unknown = Coordinator.objects.filter(made_here).exclude(decision__in=Decision.objects.values("number"))
    for state, decision, entries in (
        unknown.values_list("state", "decision").annotate(entries=Count("pk")).order_by("state").iterator()
    ):
        yield Difference(f"coordinator {state}", "decision", "no such decision", f"{decision} ({entries})")


def amended_editions_differ() -> Iterator[Difference]:
    """Compare the editions of the catalogue with the decisions that made them, of which there are few."""
    decided = Decision.objects.exclude(consideration__version__changes=[]).order_by("pk")
    yield from editions_differ(
        Amendment(
            decision=decision.number,
            base=decision.proposal.edition_id,
            title=decision.proposal.title,
            changes=decision.consideration.version.changes,
            adopted_on=decision.adopted_at.date(),
            in_force_on=certain(decision.consideration.version.in_force_on),
        )
        for decision in decided.select_related("proposal", "consideration__version")
    )


@dataclass(frozen=True)
class _Followed:
    """A decision, and the day on which the next one on the same measure followed it, None for none.

    `is_replaced`: a later decision of the same day takes its place.
    """

    decision: Any  # with its `day`
    ends_on: date | None
    is_replaced: bool


def _followed(decisions: Iterable[Any]) -> Iterator[_Followed]:
    """Yield decisions that come by measure, each from its latest day and number back, with what followed."""
    for _measure, of_one in groupby(decisions, key=lambda decision: decision.measure_id):
        ends_on: date | None = None
        day: date | None = None
        for decision in of_one:
            is_replaced = decision.day == day
            if not is_replaced:
                ends_on, day = day, decision.day
            yield _Followed(decision, ends_on, is_replaced)


def _next(decisions: Iterator[_Followed]) -> list[_Followed]:
    return list(islice(decisions, AT_ONCE))


def _entries_of(
    followed: _Followed, entries: Mapping[str, Mapping[str, Any]], days: Collection[date]
) -> dict[str, dict[str, Any]]:
    """Return the entries that a decision makes. Each ends with the next decision on the same measure, under
    this edition or another: it may end on the day of any that came later, and ends with one on its very own.
    """
    decision, own = followed.decision, followed.ends_on
    return {
        line["state"]: {
            "role": line["role"],
            "valid_from": decision.day,
            "valid_to": ends if _can_end(decision, ends, own=own, days=days) else own,
            "measure_id": decision.measure_id,
            "area_id": decision.measure.area_id,
        }
        for line in decision.coordinators
        for ends in [entries.get(line["state"], {}).get("valid_to")]
    }


def _can_end(decision: Any, on: date | None, *, own: date | None, days: Collection[date]) -> bool:
    return on is not None and on > decision.day and on in days and (own is None or on <= own)
