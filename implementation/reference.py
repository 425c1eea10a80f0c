"""The documents and papers of earlier years in the reference record: each with its source, texts not held."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from implementation.enums import EarlierPaperKind
from implementation.models import EarlierPaper
from members.models import Participant
from members.synchronisation import (
    Tally,
    checked,
    differences_from,
    known,
    once,
    sources_of,
    synchronise,
    value_of,
)
from records.proof import Difference

PAPERS = "founding_documents.json"
YEARS = re.compile(r"\b(\d{4}-\d{4})\b")


DATA = Path(__file__).parent / "data"


def read_papers() -> list[dict[str, Any]]:
    """Return the records of founding documents, concept papers and action plans."""
    data = json.loads((DATA / PAPERS).read_text())
    documents = [{**record, "kind": EarlierPaperKind.FOUNDING} for record in data["documents"]]
    return documents + data["concept_papers_and_action_plans"]


def load_papers(records: Sequence[Mapping[str, Any]]) -> dict[str, Tally]:
    """Bring the papers in line with the records; call in a transaction, after participants. Raises
    BadReference.
    """
    states = set(Participant.objects.values_list("code", flat=True))
    wanted = [paper_of(record, states=states) for record in records]
    once((paper.reference_key for paper in wanted), where=PAPERS)
    present = EarlierPaper.objects.all()
    return {
        "papers of earlier years": synchronise(wanted, present=present, key=lambda paper: paper.reference_key)
    }


def papers_differ() -> Iterator[Difference]:
    """Compare the papers of earlier years with the records of the release."""
    yield from differences_from(lambda: load_papers(read_papers()))


def paper_of(record: Mapping[str, Any], *, states: set[str]) -> EarlierPaper:
    """Return an unsaved paper; a period is read from the title, where the record has it."""
    title = value_of(record, "title", where=PAPERS)
    where = f"{PAPERS}: {title}"
    preparer = record.get("prepared_by")
    period = YEARS.search(title)
    by_title = (
        EarlierPaperKind.ACTION_PLAN if title.startswith("Action Plan") else EarlierPaperKind.CONCEPT_PAPER
    )
    paper = EarlierPaper(
        reference_key=title[:KEY],
        kind=record.get("kind") or by_title,
        title=title,
        dated=record.get("date") or "",
        prepared_by_id=known(preparer, among=states, where=where) if preparer else None,
        period=period.group(1) if period else "",
        adopted_by=record.get("adopted_by") or "",
        place=record.get("place") or "",
        amendments=[_amendment(one, where=where) for one in record.get("amendments", [])],
        superseded_by=record.get("superseded_by") or "",
        text_found=record.get("text_found") or "",
        sources=sources_of(record, where=where),
        confidence=record.get("confidence", ""),
        note=record.get("note", ""),
    )
    return checked(paper, where=where)


def _amendment(record: Mapping[str, Any], *, where: str) -> dict[str, str]:
    """Return what changed a document, with its day and source."""
    names = ("date", "subject", "source", "confidence")
    return {name: value_of(record, name, where=f"{where}, amendment") for name in names}


KEY = 80
"""How much of a title tells one record from another."""
