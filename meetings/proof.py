"""The proof of meetings: what was convened, concluded and attached, as the acts say."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from meetings.models import Document, Meeting
from meetings.transitions import AGENDA, INVITATIONS, LOGISTICS, MEETING
from records.proof import Difference, acts_about, compared, in_full

AT_ONCE = 200
"""Meetings whose acts and rows are in memory at a time."""


def meetings_differ() -> Iterator[Difference]:
    """Compare every meeting that an act convened with its acts, and its files with the digests they name."""
    last = 0
    fields = ("pk", "reference", "conclusions", "reason")
    known = Meeting.objects.filter(Q(changed_by_act=True) | Q(reference_key=None))
    while batch := list(known.filter(pk__gt=last).order_by("pk").values(*fields)[:AT_ONCE]):
        last = batch[-1]["pk"]
        by_reference = {row["reference"]: row for row in batch}
        expected: dict[str, dict[str, Any]] = {}
        digests: dict[str, dict[str, str]] = defaultdict(dict)
        for act in in_full(acts_about(MEETING, INVITATIONS, AGENDA, LOGISTICS, keys=by_reference)):
            row = expected.setdefault(act.key, {"conclusions": "", "reason": ""})
            if act.action == "report":
                row |= act.given(conclusions="conclusions")
            if act.action == "cancel-meeting":
                row |= act.given(reason="reason")
            for file in act.facts.get("files", ()):
                digests[act.key][file["file"]] = file["digest"]
        for reference, row in by_reference.items():
            name = f"meeting {reference}"
            yield from compared("", {name: expected.get(reference, {})}, {name: row})
        yield from _files_differ(by_reference, digests)


def _files_differ(meetings: dict[str, Any], digests: dict[str, dict[str, str]]) -> Iterator[Difference]:
    keys = [row["pk"] for row in meetings.values()]
    rows = Document.objects.filter(meeting__in=keys, file__isnull=False).order_by("pk")
    for reference, file, digest in rows.values_list("meeting__reference", "file", "file__digest").iterator():
        name = f"meeting {reference}, file {file}"
        known = digests[reference].get(str(file))
        yield from compared("", {name: {"digest": known}} if known else {}, {name: {"digest": digest}})
