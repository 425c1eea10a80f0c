"""A version's text in the languages that it has."""

from typing import Any

from papers.models import Paragraph, Version
from papers.parts import LANGUAGES, PARTS
from records.written_once import RowsWrittenOnce

SHOWN = ("position", *(part.column for part in PARTS))
"""What pages show of a paragraph."""
PARAGRAPHS = RowsWrittenOnce(
    lambda version: Paragraph.objects.filter(version=version).order_by("position").values_list(*SHOWN)
)


def text_of(version: Version) -> dict[str, Any]:
    """Return a version's paragraphs in the languages it has, English first: it counts.

    `missing` counts, by language, the paragraphs that a language with some text lacks.
    """
    rows = [dict(zip(SHOWN, row, strict=True)) for row in PARAGRAPHS.ask(version.pk)]
    present = [(code, name) for code, name in LANGUAGES if any(row[f"text_{code}"] for row in rows)]
    return {
        "languages": [
            {
                "code": code,
                "name": name,
                "missing": sum(not row[f"text_{code}"] for row in rows),
            }
            for code, name in present
        ],
        "absent": [name for code, name in LANGUAGES if (code, name) not in present],
        "paragraphs": rows,
    }
