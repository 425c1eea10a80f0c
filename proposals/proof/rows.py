"""The rows of proposals as they are, read with the keys and fields that a replay has."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from papers.digests import digest_of_paragraph, digest_of_text, identities_digest, translations_digest
from papers.models import Comment, Paragraph, Version
from proposals.models import (
    Asked,
    Consideration,
    Consultation,
    Decision,
    Designation,
    Extension,
    Interest,
    Position,
    Response,
    Service,
)
from records.canonical import canonical_bytes

PROPOSAL = (
    "pk", "reference", "stage", "revision", "opened_at", "decided_at", "closed_at", "title", "statement",
    "year", "draft_due", "edition", "opened_by", "measure__code", "due_at", "stage_since",
)  # fmt: skip


def with_measure(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row whose measure is named by its code, as acts name it."""
    return {**row, "measure": row["measure__code"]}


READ: dict[str, tuple[Any, str, tuple[str, ...], tuple[str, ...]]] = {
    "interest": (Interest, "proposal", ("state",), ("offer", "statement", "declared_at", "withdrawn_at")),
    "consultation": (Consultation, "proposal", (), ("opened_at", "answer_by", "closed_at", "message")),
    "designation": (Designation, "proposal", ("state",), ("role", "designated_at", "ended_at")),
    "extension": (
        Extension, "consideration__proposal", ("consideration",),
        ("extended_at", "from_deadline", "to_deadline", "reason"),
    ),
    "position": (
        Position, "consideration__proposal", ("consideration", "state"),
        ("position", "statement", "received_at", "paragraphs", "consideration__version"),
    ),
    "comment": (
        Comment, "version__paper__proposal", ("version__number",),
        ("state", "text", "proposed_wording", "made_at", "paragraph__identity"),
    ),
}  # fmt: skip
"""`{kind: (model, its way to the proposal, what its number counts within, the fields that are compared)}`."""

Rows = dict[str, dict[Any, dict[str, Any]]]


def rows_of(references: Mapping[int, str]) -> dict[str, Rows]:
    """Return `{reference: {kind: {key: fields}}}` of some proposals, a fixed number of queries for all."""
    found: dict[str, Rows] = {reference: defaultdict(dict) for reference in references.values()}
    for kind, (model, way, within, fields) in READ.items():
        for row in _values(model, way, references, *within, *fields):
            rows = found[references[row[way]]][kind]
            start = tuple(row[name] for name in within)
            key = (*start, 1 + sum(known[:-1] == start for known in rows))
            rows[key] = row | {"paragraph": row.get("paragraph__identity")}
    _read_paragraphs_of_positions(found)
    _read_answers(found, references)
    _read_papers(found, references)
    _read_considerations(found, references)
    return found


def _read_paragraphs_of_positions(found: Mapping[str, Rows]) -> None:
    """Read which paragraphs positions are on, those whose digest in the version is the one that they name."""
    positions = [row for rows in found.values() for row in rows["position"].values() if row["paragraphs"]]
    versions = {row["consideration__version"] for row in positions}
    known = set(
        Paragraph.objects.filter(version__in=versions).values_list("version", "identity", "digest").iterator()
    )
    for row in positions:
        version = row["consideration__version"]
        try:
            row["paragraphs"] = [
                line["id"]
                for line in row["paragraphs"]
                if (version, UUID(line["id"]), line["digest"]) in known
            ]
        except (LookupError, TypeError, ValueError):
            continue  # compared as it is


def _values(model: Any, way: str, references: Mapping[int, str], *fields: str) -> Iterator[dict[str, Any]]:
    rows = model.objects.filter(**{f"{way}__in": list(references)}).order_by("pk").values(way, *fields)
    return rows.iterator(chunk_size=1_000)


def _read_answers(found: Mapping[str, Rows], references: Mapping[int, str]) -> None:
    """Read the ledger of consultations and the answers; they count within the proposal's consultations."""
    way = "consultation__proposal"
    numbers: dict[int, tuple[int, int]] = {}
    for row in _values(Consultation, "proposal", references, "pk"):
        of_proposal = [n for proposal, n in numbers.values() if proposal == row["proposal"]]
        numbers[row["pk"]] = row["proposal"], len(of_proposal) + 1
    for row in _values(Asked, way, references, "consultation", "state", "asked_at"):
        found[references[row[way]]]["asked"][numbers[row["consultation"]][1], row["state"]] = row
    fields = ("consultation", "state", "sequence", "answer", "supports", "statement", "answered_at")
    for row in _values(Response, way, references, *fields):
        key = numbers[row["consultation"]][1], row["state"], row["sequence"]
        found[references[row[way]]]["response"][key] = row


def _read_papers(found: Mapping[str, Rows], references: Mapping[int, str]) -> None:
    """Read versions with the digest that their text has now, and the proof of their service."""
    way = "paper__proposal"
    versions = {}
    fields = (
        "pk", "number", "title", "digest", "submitted_by", "submitted_at", "symbol", "circulated_at",
        "comments_until", "message", "in_force_on", "changes",
    )  # fmt: skip
    for row in _values(Version, way, references, *fields):
        versions[row["pk"]] = row | {"recomputed": _digest(row, [])}
        versions[row["pk"]] |= {"translations": translations_digest([]), "identities": identities_digest([])}
        found[references[row[way]]]["version"][row["number"]] = versions[row["pk"]]
    paragraphs = Paragraph.objects.filter(version__in=list(versions)).order_by("version", "position")
    for version, lines in groupby(paragraphs.iterator(chunk_size=500), key=lambda line: line.version_id):
        row, read = versions[version], list(lines)
        wrong = [line.position for line in read if line.digest != digest_of_paragraph(line.text_en)]
        for line in read:
            line.digest = digest_of_paragraph(line.text_en)
        row["recomputed"] = _digest(row, read)
        if wrong:
            row["recomputed"] = f"paragraph {wrong[0]} is not what its digest says"
        row |= {"translations": translations_digest(read), "identities": identities_digest(read)}
    for row in _values(
        Service,
        "version__paper__proposal",
        references,
        "version__number",
        "consideration",
        "state",
        "served_at",
    ):
        key = row["version__number"], row["consideration"], row["state"]
        found[references[row["version__paper__proposal"]]]["service"][key] = row


def _digest(row: Mapping[str, Any], paragraphs: list[Paragraph]) -> str:
    """Return the digest of a text, or that none can be worked out of what its row holds."""
    try:
        return digest_of_text(row["title"], paragraphs, changes=row["changes"])
    except (AttributeError, LookupError, TypeError, ValueError):
        return "its changes cannot be read"


def _read_considerations(found: Mapping[str, Rows], references: Mapping[int, str]) -> None:
    fields = (
        "pk", "body", "mode", "opened_at", "silence_since", "closes_at", "roster", "text_digest",
        "waiver_reason", "present", "outcome", "concluded_at", "effective_at", "reason", "decision_title",
        "version__number", "version__paper__proposal",
    )  # fmt: skip
    for row in _values(Consideration, "proposal", references, *fields):
        is_own = row["version__paper__proposal"] == row["proposal"]
        facts = row | {"version": row["version__number"] if is_own else "of another proposal"}
        found[references[row["proposal"]]]["consideration"][row["pk"]] = facts
    decided = (
        "number", "body", "consideration", "title", "adopted_at", "mode", "coordinators", "statements",
        "audience", "measure__code",
    )  # fmt: skip
    for row in _values(Decision, "proposal", references, *decided):
        lines = row["coordinators"]
        if isinstance(lines, list):  # what is none is compared as it is
            lines = sorted(lines, key=canonical_bytes)
        found[references[row["proposal"]]]["decision"][row["number"]] = with_measure(row) | {
            "coordinators": lines
        }
