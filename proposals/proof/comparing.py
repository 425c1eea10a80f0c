"""Every proposal beside the replay of its acts."""

from collections import defaultdict
from collections.abc import Iterator

from proposals.models import Proposal
from proposals.proof.replay import Replay
from proposals.proof.rows import PROPOSAL, rows_of, with_measure
from records.proof import Difference, acts_about, compared, objects_without_rows

AT_ONCE = 100
"""Proposals whose acts and rows are in memory at a time."""


def proposals_differ() -> Iterator[Difference]:
    """Compare every proposal with its acts."""
    last = 0
    while batch := list(Proposal.objects.filter(pk__gt=last).order_by("pk").values(*PROPOSAL)[:AT_ONCE]):
        last = batch[-1]["pk"]
        replays: dict[str, Replay] = defaultdict(Replay)
        for act in acts_about("proposal", keys=[row["reference"] for row in batch]):
            replays[act.key].enter(act)
        found = rows_of({row["pk"]: row["reference"] for row in batch})
        for row in batch:
            name = f"proposal {row['reference']}"
            if row["reference"] not in replays:
                yield Difference(name, "row", "it was never entered", "it is there")
                continue
            replay, rows = replays[row["reference"]], found[row["reference"]]
            yield from compared("", {name: replay.proposal}, {name: with_measure(row)})
            for kind in replay.rows.keys() | rows.keys():
                yield from compared(f"{name}, {kind}", replay.rows[kind], rows[kind])
    yield from objects_without_rows("proposal", Proposal.objects.all(), key="reference")
