"""The rows of the paper's form: what to start from, what was typed, and what a button changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from rest_framework.utils.html import parse_html_list

from papers.models import Version
from papers.parts import LANGUAGES, PARTS, SAID
from web.forms import TICKED

TEMPLATE = (
    "Introduction",
    "Objectives",
    "Areas and forms of cooperation",
    "Activities",
    "Mechanism and timeline",
    "Resources",
    "Review",
)
"""The headings of a concept paper, as a drafter first sees them (DESIGN section 2, "Papers are text")."""

Row = dict[str, Any]
MORE = 5
"""Rows that the button for more adds at the end."""


def blank() -> Row:
    """Return a row with nothing in it."""
    return {part.name: part.blank for part in PARTS}


def rows_to_start_from(version: Version | None) -> list[Row]:
    """Return the paragraphs of the version before, with their identities, or the template's headings."""
    if version is None:
        return [row for heading in TEMPLATE for row in (blank() | {"heading": True, "en": heading}, blank())]
    return [
        {part.name: getattr(paragraph, part.column) for part in SAID} | {"id": str(paragraph.identity)}
        for paragraph in version.paragraphs.order_by("position")
    ]


def typed_rows(posted: QueryDict) -> list[Row]:
    """Return the rows as posted, also those that are still blank."""
    return [
        {
            part.name: given.get(part.name) in TICKED if part.is_flag else given.get(part.name, "")
            for part in PARTS
        }
        for given in parse_html_list(posted, prefix="paragraphs", default=[]) or []
    ]


def is_filled(row: Mapping[str, Any]) -> bool:
    """Whether a row has a text in any language: one without is no paragraph."""
    return any(str(row.get(language) or "").strip() for language, _name in LANGUAGES)


def errors_as_typed(rows: Sequence[Row], errors: Any) -> Any:
    """Return the errors of paragraphs, which the act counts without the blank rows, by the rows as typed."""
    if not isinstance(errors, Mapping):
        return errors
    filled = [index for index, row in enumerate(rows) if is_filled(row)]
    return {filled[key] if isinstance(key, int) else key: wrong for key, wrong in errors.items()}


def changed_rows(rows: Sequence[Row], step: str) -> list[Row]:
    """Return the rows after a button: `insert:2` (below row 2), `remove:2`, `up:2`, or `more` at the end.

    The row to go on with has `focus`. A step that means nothing changes nothing.
    """
    name, _colon, number = step.partition(":")
    index = int(number) if number.isdecimal() else len(rows)
    changed, focus = list(rows), None
    if name == "more":
        focus = len(changed)
        changed += [blank() for _more in range(MORE)]
    elif name == "insert" and index < len(rows):
        focus = index + 1
        changed.insert(focus, blank())
    elif name == "remove" and index < len(rows):
        del changed[index]
        focus = min(index, len(changed) - 1)
    elif name == "up" and 0 < index < len(rows):
        focus = index - 1
        changed.insert(focus, changed.pop(index))
    return numbered(changed, focus=focus)


def numbered(rows: Sequence[Mapping[str, Any]], *, errors: Any = None, focus: int | None = None) -> list[Row]:
    """Return rows as the page draws them: numbered, with their errors `{index: {field: [sentence]}}`."""
    found = errors if isinstance(errors, Mapping) else {}
    return [
        blank()
        | dict(row)
        | {
            "index": index,
            "errors": found.get(index, {}),
            "focus": index == focus,
        }
        for index, row in enumerate(rows)
    ]
