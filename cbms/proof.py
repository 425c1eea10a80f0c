"""The proof of experts: for what, and from when until when, each is designated, as the acts say.

Names, posts and contact details stand in no act, since a person's data is erased on request: nothing proves
them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cbms.models import Expert
from records.proof import Difference, Entered, acts_about, compared, in_batches, objects_without_rows

AT_ONCE = 200
"""Experts whose acts and rows are in memory at a time."""
DAY = timedelta(days=1)


def experts_differ() -> Iterator[Difference]:
    """Compare every expert with the acts on it."""
    for batch in in_batches(Expert.objects.prefetch_related("measures"), size=AT_ONCE):
        found = {str(row.public_id): _read(row) for row in batch}
        expected: dict[str, dict[str, Any]] = {}
        for act in acts_about("expert", keys=found):
            _take_in(act, expected.setdefault(act.key, {}))
        yield from compared("expert", expected, found)
    yield from objects_without_rows("expert", Expert.objects.all(), key="public_id")


def _read(row: Expert) -> dict[str, Any]:
    return {
        "state": row.state_id,
        "measures": sorted(measure.code for measure in row.measures.all()),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "agreed_on": row.agreed_on,
        "designated_at": row.designated_at,
    }


def _take_in(act: Entered, row: dict[str, Any]) -> None:
    """Change the row as the act did (`cbms.effects`)."""
    on = date.fromisoformat(act.at[:10])
    if act.action == "designate-expert":
        row |= {
            "state": act.facts["state"],
            "measures": sorted(act.facts["measures"]),
            "valid_from": date.fromisoformat(act.facts["from"]),
            "agreed_on": act.facts["agreed_on"],
            "designated_at": act.at,
        }
    if "to" in act.facts:
        row["valid_to"] = date.fromisoformat(act.facts["to"]) + DAY
    elif act.action == "end-expert":
        row["valid_to"] = max(on + DAY, row["valid_from"])
    elif act.action == "erase-expert":
        row["valid_to"] = max(min(row["valid_to"], on), row["valid_from"])
