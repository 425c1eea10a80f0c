"""Tables as files: read back by other programs' rules, and no formula in any of them."""

import csv
import io
import re
from itertools import chain
from pathlib import Path

import pytest
from django.utils import translation
from openpyxl import load_workbook

from web import spreadsheets
from web.spreadsheets import as_csv, as_xlsx, harmless

HEADS = ("Measure", "Text")
ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    ";=1+1",
    ",=1+1",
    "\t=1+1",
    "a\n=2+2",
    "a\r\n=2+2",
    "a\v=2+2",
    " =1+1",
    "\xa0=1+1",
    "a;=2+2",
    "|cmd",
    "\x00=1+1",
    "\ufeff=1+1",
    "   =1+1",
    "\u3000\xa0 @A1",
    "\u200b=1+1",
    "\u200e\xad=1+1",
    "\ufe66 1",
    "\ufe62 1",
    "\ufe63 1",
    "\ufe6bA1",
    "\r=1+1",
    "\n\n \n=1+1",
    "\t\t =1+1",
    ';"=1+1"',
    'a, ""=1+1',
    "\u2028=1+1",
    "\x85=1+1",
    "\f+1",
    "\x1c-1",
    "=cmd|'/C calc'!A0",
    "=HYPERLINK(1)",
    "%0A=1",
]


BEGINS_A_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b|")
UNSEEN = "\u200b\u200e\xad\ufeff \xa0\u3000\t"


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_program_finds_a_formula_however_it_parts_cells_and_lines(text, delimiter):
    for line in harmless(text).splitlines():
        for cell in csv.reader([line], delimiter=delimiter).__next__():
            assert not cell.strip(UNSEEN).startswith(BEGINS_A_FORMULA)


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("language", ["en", "ru", "fr"])
@pytest.mark.parametrize("read_with", [",", ";", "\t"])
def test_neither_a_head_nor_a_cell_of_an_export_is_a_formula(text, language, read_with):
    with translation.override(language):
        content = as_csv((text, "Text"), [("ECO-2", text), (text, "a")]).decode("utf-8-sig")

    for cell in chain.from_iterable(csv.reader(io.StringIO(content), delimiter=read_with)):
        for line in cell.splitlines():
            assert not line.strip(UNSEEN).startswith(BEGINS_A_FORMULA)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-5", "'-5"),
        ("-1 000,5", "'-1 000,5"),
        ("+7 727 272-00-00", "'+7 727 272-00-00"),
        ("2026-12-10", "2026-12-10"),
        ("10.12.2026", "10.12.2026"),
        ("1–2 km; 3 km", "1–2 km; 3 km"),
        ("8 (727) 272", "8 (727) 272"),
    ],
)
def test_numbers_days_and_telephones_stay_readable(text, shown):
    content = as_csv(HEADS, [("ECO-2", text)]).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(content)))[1] == ["ECO-2", shown]


def test_every_table_for_spreadsheets_is_written_here():
    """Whoever writes one elsewhere goes round what makes it harmless."""
    root = Path(spreadsheets.__file__).parents[1]
    apps = [path for path in root.iterdir() if (path / "__init__.py").exists() and path.name != "tests"]
    writers = [
        str(path.relative_to(root))
        for app in apps
        for path in app.rglob("*.py")
        if re.search(r"^\s*(?:import|from) (?:csv|openpyxl|xlsxwriter)\b", path.read_text(), re.MULTILINE)
    ]

    assert writers == ["web/spreadsheets.py"]


@pytest.mark.parametrize(
    "text", ["a = b", "e-mail", "Re: x; y", "1 – 2", "Отчет, часть 1", "three\nlines\nhere"]
)
def test_what_is_no_formula_stays_as_it_was_written(text):
    assert harmless(text) == text


@pytest.mark.parametrize(("language", "delimiter"), [("en", ","), ("ru", ";"), ("fr", ";")])
def test_cells_are_parted_as_the_language_parts_them(language, delimiter):
    with translation.override(language):
        content = as_csv(HEADS, [("ECO-2", 'a; b, c\nd "e"')])

    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
    assert lines == [list(HEADS), ["ECO-2", 'a; b, c\nd "e"']]


@pytest.mark.parametrize("text", [*ATTACKS, "2026-12-10", "007", "x" * 40_000])
def test_every_cell_of_a_workbook_is_a_text(text):
    sheet = load_workbook(io.BytesIO(as_xlsx("Views: [2026]/1?", (text, "Text"), [("ECO-2", text)]))).active

    assert [(cell.data_type, cell.quotePrefix) for row in sheet for cell in row] == [("s", True)] * 4
    assert sheet.freeze_panes == "A2"
