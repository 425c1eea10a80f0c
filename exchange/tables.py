"""A compilation of views as one table by state and measure: rows for page and API, CSV, XLSX, DOCX."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Mm

from exchange.enums import SubmissionStage
from exchange.models import Authorship, Compilation, Version
from members.actor import Actor
from members.models import Participant
from records import clock
from records.texts import printable
from web.spreadsheets import XLSX, as_csv, as_xlsx


@dataclass(frozen=True)
class TableRow:
    """One line of the table: a measure, the states whose views these are, and their text ("" where
    withdrawn).
    """

    measure: str
    states: tuple[str, ...]
    submission: str
    version: int
    title: str
    text: str
    language: str
    is_withdrawn: bool


def rows_of(compilation: Compilation, *, actor: Actor) -> list[TableRow]:
    """Return the table as `actor` may read it: by measure as printed, then by state in English order.

    Views that their authors withdrew keep their line and lose their text. Those that went back to their
    authors before they were out have no line: that there were any is nobody else's to know.
    """
    entered = Version.objects.filter(pk__in=compilation.entries.values("version"))
    versions = list(
        entered.held_or_out()
        .numbered_for(actor)
        .select_related("submission")
        .prefetch_related("submission__measures__area")
    )
    readable = set(
        Version.objects.visible_to(actor).filter(pk__in=[v.pk for v in versions]).values_list("pk", flat=True)
    )
    states = _states_of([version.submission_id for version in versions])
    compiled = set(compilation.measures.values_list("pk", flat=True))
    lines = [
        (
            (measure.area.position, measure.position, states[version.submission_id][0][1]),
            _row(measure.code, version, states, is_readable=version.pk in readable),
        )
        for version in versions
        for measure in version.submission.measures.all()
        if measure.pk in compiled
    ]
    return [row for _key, row in sorted(lines, key=lambda line: (line[0], line[1].submission))]


def _states_of(submissions: list[int]) -> Mapping[int, list[tuple[str, str]]]:
    """Return `{submission: [(code, name as alphabetised)]}` of the authors, in English order."""
    found: dict[int, list[tuple[str, str]]] = {}
    standing = Authorship.objects.filter(submission__in=submissions, left_at=None)
    for key, code, sort_name in standing.order_by("state__sort_name").values_list(
        "submission", "state", "state__sort_name"
    ):
        found.setdefault(key, []).append((code, sort_name))
    return found


def _row(
    measure: str, version: Version, states: Mapping[int, list[tuple[str, str]]], *, is_readable: bool
) -> TableRow:
    is_withdrawn = SubmissionStage(version.submission.stage).is_withdrawn
    is_shown = is_readable and not is_withdrawn
    return TableRow(
        measure=measure,
        states=tuple(code for code, _sort in states[version.submission_id]),
        submission=version.submission.reference,
        version=version.shown_number,
        title=version.title if is_shown else "",
        text=version.text if is_shown else "",
        language=version.language,
        is_withdrawn=is_withdrawn,
    )


def heads() -> tuple[str, ...]:
    """Return the heads of the columns, in the reader's language."""
    return (_("Measure"), _("States"), _("Title"), _("Views"), _("Submission"))


def cells(row: TableRow, *, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return a line as text."""
    states = ", ".join(names.get(code, code) for code in row.states)
    text = _("Withdrawn by its authors.") if row.is_withdrawn else row.text
    return (row.measure, states, row.title, text, row.submission)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = ("csv", "xlsx", "docx")
MEDIA_TYPES = ("text/csv", XLSX, DOCX)


def table_response(compilation: Compilation, form: str, *, rows: list[TableRow]) -> HttpResponse:
    """Return the table as a file in one of `FORMS`, to be saved."""
    names = Participant.objects.names()
    lines = [cells(row, names=names) for row in rows]
    if form == "csv":
        content, media_type = as_csv(heads(), lines), "text/csv; charset=utf-8"
    elif form == "xlsx":
        content, media_type = as_xlsx(compilation.title, heads(), lines), XLSX
    else:
        content, media_type = as_docx(compilation, lines), DOCX
    named = content_disposition_header(as_attachment=True, filename=f"{compilation.reference}.{form}")
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": named})


def as_docx(compilation: Compilation, lines: list[tuple[str, ...]]) -> bytes:
    """Return the table as a Word document on A4, its head repeated on each page, under our own properties."""
    document = Document()
    title = printable(compilation.title)
    _on_paper(document, title)
    document.add_heading(title, level=1)
    document.add_paragraph(compilation.reference)
    table = document.add_table(rows=1, cols=len(heads()), style="Table Grid")
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, heads(), strict=True):
        cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  python-docx has no name
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = printable(text)
    for column, width in zip(table.columns, COLUMN_WIDTHS, strict=True):
        for cell in column.cells:
            cell.width = width
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


COLUMN_WIDTHS = (Mm(20), Mm(35), Mm(50), Mm(120), Mm(32))
"""By what stands in them: a code, names, a title, the text, a reference."""
A4 = (Mm(297), Mm(210))
MARGIN = Mm(20)


def _on_paper(document: Any, title: str) -> None:
    """Lay the document out on A4 across, and say of it what is true rather than what the template says."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    properties = document.core_properties
    properties.title, properties.language = title, get_language() or "en"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = clock.now()
