"""Tables as files: read back by other programs' rules, and no formula in any of them."""

import csv
import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from records.spreadsheets import as_csv, as_xlsx, harmless

HEADS = ("Measure", "Text")
ATTACKS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20A1", ";=1+1", ",=1+1", "\t=1+1",
    "a\n=2+2",
    "a\r\n=2+2", "a\v=2+2", " =1+1", "\xa0=1+1", "a;=2+2", "|cmd", "\x00=1+1", "\ufeff=1+1",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_program_finds_a_formula_however_it_parts_cells_and_lines(text, delimiter):
    for line in harmless(text).splitlines():
        for cell in csv.reader([line], delimiter=delimiter).__next__():
            assert not cell.strip().startswith(
                ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|")
            )


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
    sheet = load_workbook(io.BytesIO(as_xlsx("Views: [2026]/1?", HEADS, [("ECO-2", text)]))).active

    assert [cell.data_type for row in sheet for cell in row] == ["s", "s", "s", "s"]
    assert sheet.freeze_panes == "A2"
