"""The papers of earlier years in the reference record: each with its source, texts not held."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from implementation.enums import PaperKind
from implementation.models import EarlierPaper
from members.models import Participant
from members.synchronisation import Tally, checked, differences_from, known, sources_of, synchronise, value_of
from records.proof import Difference

PAPERS = "founding_documents.json"
YEARS = re.compile(r"\b(\d{4}-\d{4})\b")


DATA = Path(__file__).parent / "data"


def read_papers() -> list[dict[str, Any]]:
    """Return the records of concept papers and action plans."""
    return json.loads((DATA / PAPERS).read_text())["concept_papers_and_action_plans"]


def load_papers(records: Sequence[Mapping[str, Any]]) -> dict[str, Tally]:
    """Bring the papers in line with the records; call in a transaction, after participants. Raises
    BadReference.
    """
    states = set(Participant.objects.values_list("code", flat=True))
    wanted = [paper_of(record, states=states) for record in records]
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
    paper = EarlierPaper(
        reference_key=title[:KEY],
        kind=PaperKind.ACTION_PLAN if title.startswith("Action Plan") else PaperKind.CONCEPT_PAPER,
        title=title,
        dated=record.get("date") or "",
        prepared_by_id=known(preparer, among=states, where=where) if preparer else None,
        period=period.group(1) if period else "",
        sources=sources_of(record, where=where),
        confidence=record.get("confidence", ""),
        note=record.get("note", ""),
    )
    return checked(paper, where=where)


KEY = 80
"""How much of a title tells one record from another."""
