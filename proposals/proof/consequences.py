"""What decisions brought about outside their proposals: the official list, and editions of the catalogue."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import Count, F, Q

from cbms.models import Coordinator
from cbms.proof import Amendment, editions_differ
from proposals.models import (
    Decision,
)
from records.proof import Difference, compared

AT_ONCE = 100
"""Decisions whose entries are in memory at a time."""


def coordinators_differ() -> Iterator[Difference]:
    """Compare the official list with the decisions that name coordinators, and find entries without one."""
    named = Decision.objects.exclude(coordinators=[]).annotate(day=F("adopted_at__date"))
    days = list(named.order_by("pk").values_list("number", "measure", "day"))
    decisions = named.order_by("number").select_related("measure")
    for batch in iter(partial(_next, decisions.iterator(chunk_size=AT_ONCE)), []):
        listed: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for row in Coordinator.objects.filter(decision__in=[one.number for one in batch]).values():
            listed[row["decision"]][row["state_id"]] = row
        for decision in batch:
            entries = listed[decision.number]
            same_day = [n for n, _of, day in days if day == decision.day and n > decision.number]
            if entries or not same_day:  # a later decision of one day takes the place of an earlier
                said = _entries_of(decision, entries, days)
                yield from compared(f"decision {decision.number}, coordinator", said, entries)
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
            in_force_on=decision.consideration.version.in_force_on,
        )
        for decision in decided.select_related("proposal", "consideration__version")
    )


def _next(decisions: Iterator[Decision]) -> list[Decision]:
    return list(islice(decisions, AT_ONCE))


def _entries_of(
    decision: Decision,
    entries: Mapping[str, Mapping[str, Any]],
    days: Sequence[tuple[str, int | None, date]],
) -> dict[str, dict[str, Any]]:
    """Return the entries that a decision makes. Each ends with the next decision on the same measure, under
    this edition or another: it may end on the day of any that came later, and ends with one on its very own.
    """
    later = {day for _number, _measure, day in days if day > decision.day}
    own = min((day for _number, of, day in days if of == decision.measure_id and day in later), default=None)
    possible = {day for day in later if own is None or day <= own}
    ends = {state: row["valid_to"] for state, row in entries.items() if row["valid_to"] in possible}
    return {
        line["state"]: {
            "role": line["role"],
            "valid_from": decision.day,
            "valid_to": ends.get(line["state"], own),
            "measure_id": decision.measure_id,
            "area_id": decision.measure.area_id,
        }
        for line in decision.coordinators
    }
