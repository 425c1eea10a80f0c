"""Plain texts and tables: UTF-8, nothing that no text has, no formula that asks another program."""

import re
import unicodedata

from django.utils.translation import gettext as _

from records.inspection.faults import ASKS, FETCHES, OTHER_CONTENT, Fault
from records.inspection.formulas import FORMULA_ASKS, FORMULA_FETCHES
from records.texts import fault_of, with_one_break

END_OF_DOS = "\x1a"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
WRITTEN_IN = re.compile(r"[\t\r\n\x20-\x7e\xa0-\u05ff\u2000-\u206f]*")
"""The scripts that tell a text in UTF-16 without its mark from a program: Latin, Greek, Cyrillic, Hebrew."""
NEVER_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
"""Bytes below the blank that no encoding of one byte writes: the content is no text at all."""
CELL_OF_FORMULA = re.compile(r"(?:^|[;,\t\"'])[^\S\t]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""Where a cell begins that programs take for a formula, however they part cells."""


def inspect_text(content: bytes) -> set[str]:
    """Raise Fault for what is no text in UTF-8."""
    _read(content)
    return set()


def inspect_table(content: bytes) -> set[str]:
    """Raise Fault for what is no text in UTF-8, or would start a program in a spreadsheet."""
    for line in _read(content).split("\n"):
        if formula := CELL_OF_FORMULA.search(line):
            if FORMULA_ASKS.search(line, formula.end()):
                raise Fault(ASKS)
            if FORMULA_FETCHES.search(line, formula.end()):
                raise Fault(FETCHES)
    return set()


def _read(content: bytes) -> str:
    if _is_utf_16(content):
        raise Fault(_("“%(name)s” is a text in UTF-16. Save it as UTF-8 and attach it again."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if NEVER_IN_TEXT.search(content) and not content.startswith(UTF_32):
            raise Fault(OTHER_CONTENT) from error
        raise Fault(
            _("“%(name)s” is a text in another encoding than UTF-8. Save it as UTF-8 and attach it again.")
        ) from error
    text = with_one_break(text.removesuffix(END_OF_DOS))
    # Letters of a private font, as Word's bullets are, cannot be read, but harm nobody.
    letters = {letter for letter in set(text) if unicodedata.category(letter) != "Co"}
    if fault_of("".join(letters), one_line=False):
        raise Fault(
            _("“%(name)s” has characters that no text has. Save it as plain text and attach it again.")
        )
    return text


def _is_utf_16(content: bytes) -> bool:
    """Whether it is, by its mark or, where NULs and the like make it no other text, by what it reads as."""
    if content.startswith(UTF_16):
        return not content.startswith(UTF_32)
    if len(content) % 2 or not NEVER_IN_TEXT.search(content):
        return False
    return any(
        WRITTEN_IN.fullmatch(content.decode(encoding, errors="replace"))
        for encoding in ("utf-16-le", "utf-16-be")
    )
