"""What a file must be made of to be passed on: judged by its structure, each fault in a sentence of its own.

A delegation opens what another sent. So nothing is taken in that acts by itself, that fetches something when
it is opened, that hides its content, that unpacks to more than it says, or that is broken.
"""

from collections.abc import Callable
from pathlib import PurePath

from django.utils.translation import gettext_lazy

from records.inspection import markup
from records.inspection.faults import Fault
from records.inspection.packages import KINDS, inspection_of, parts_of
from records.inspection.pdf import inspect_pdf
from records.inspection.pictures import inspect_jpeg, inspect_png
from records.inspection.plain import inspect_table, inspect_text

REMARKS = {
    "tracked_changes": gettext_lazy("has tracked changes: what was struck out can still be read"),
    "comments": gettext_lazy("has comments of those who worked on it"),
    "authors": gettext_lazy("names its authors in its properties"),
}
"""What sender and secretariat are told of before a file goes out; none of it keeps the file from that."""
TRACKED = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "tracked-changes", "rPrChange", "pPrChange", "rrc", "rcc"}
)
COMMENTS = frozenset({"comment", "cm", "annotation", "threadedComment"})
"""The elements that a comment is in: of Word and tables, of presentations, of open documents."""
INSPECTIONS: dict[str, Callable[[bytes], None]] = {
    **{ending: inspection_of(ending) for ending in KINDS},
    ".pdf": inspect_pdf,
    ".txt": inspect_text,
    ".csv": inspect_table,
    ".png": inspect_png,
    ".jpg": inspect_jpeg,
    ".jpeg": inspect_jpeg,
}
"""By the ending of the name. What a browser could run is not among them."""


def fault_of(name: str, content: bytes) -> str:
    """Return why the file `name` is not taken in, in one sentence; "" where nothing stands in its way."""
    try:
        INSPECTIONS[ending_of(name)](content)
    except Fault as fault:
        return str(fault) % {"name": name}
    return ""


def ending_of(name: str) -> str:
    """Return the ending of a name, which says what kind of file it is: `.pdf`."""
    return PurePath(name).suffix.lower()


def remarks_on(name: str, content: bytes) -> list[str]:
    """Return what sender and secretariat should know before the file goes out: codes of `REMARKS`."""
    if ending_of(name) not in KINDS:
        return []
    read = [markup.read(part) for entry, part in parts_of(content).items() if markup.is_markup(entry, part)]
    elements = set().union(*(part.elements for part in read))
    found = {
        "tracked_changes": bool(elements & TRACKED),
        "comments": bool(elements & COMMENTS),
        "authors": any(part.names_authors for part in read),
    }
    return [code for code, is_there in found.items() if is_there]


def remark_in_words(code: str) -> str:
    """Return what a remark says of a file, to be read after its name."""
    return str(REMARKS[code])
