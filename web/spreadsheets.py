"""Tables as files that spreadsheets open: CSV for programs of the reader's language, XLSX for all of them.

What people wrote stands in the cells as text: no program may take any of it for a formula.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from records.texts import printable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEMICOLON_LANGUAGES = frozenset({"ru", "fr"})
"""Languages whose spreadsheets write decimals with a comma, and so part cells by a semicolon."""
UNSEEN = r"\"\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b|%"
FORMULA = re.compile(rf"(^|[;,\t\n])(?=(?:[^\S\t\n]|[{UNSEEN}])*[{SIGNS}])")
"""Where a program may begin to read a formula: at the start of a cell, of a line, or of what it takes for a
cell because it parts them by another sign; behind blanks, quotes and what nobody sees; the signs in their
wide and small forms, too."""
WIDEST, NARROWEST = 60, 10
"""Widths of columns, in characters."""
LONGEST_CELL = 32_000
"""Characters that a cell of a workbook can hold."""


def as_csv(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, parted as the reader's language parts cells."""
    delimiter = ";" if get_language() in SEMICOLON_LANGUAGES else ","
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(text) for text in line] for line in (heads, *lines))
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Return text in which no spreadsheet finds a formula, wherever it parts cells or lines."""
    return FORMULA.sub(r"\1'", printable(text))


def as_xlsx(title: str, heads: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Return a table as a workbook of one sheet, its heads in sight and every cell a text."""
    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\\/*?:\[\]]", " ", printable(title))[:31] or "CICA"
    book.properties.title, book.properties.creator = printable(title), ""
    widths = [len(head) for head in heads]
    for number, line in enumerate([heads, *lines], start=1):
        for column, text in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            cell.value = printable(text)[:LONGEST_CELL]
            cell.data_type = "s"  # after the value, which may have looked like a formula
            cell.quotePrefix = True  # so that it stays a text when somebody edits it
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            widths[column - 1] = max(widths[column - 1], len(text))
    for cell, width in zip(sheet[1], widths, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = min(max(width, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
