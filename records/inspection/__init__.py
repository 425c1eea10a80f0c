"""What a file must be made of to be passed on: judged by its structure, each fault in a sentence of its own.

A delegation opens what another sent. So nothing is taken in that acts by itself, that fetches something when
it is opened, that hides its content, that unpacks to more than it says, or that is broken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext_lazy

from records.inspection.faults import Fault
from records.inspection.packages import KINDS, inspection_of
from records.inspection.pdf import inspect_pdf
from records.inspection.pictures import inspect_jpeg, inspect_png
from records.inspection.plain import inspect_table, inspect_text

REMARKS = {
    "tracked_changes": gettext_lazy("has tracked changes: what was struck out can still be read"),
    "comments": gettext_lazy("has comments of those who worked on it"),
    "authors": gettext_lazy("names its authors in its properties"),
}
"""What sender and secretariat are told of before a file goes out; none of it keeps the file from that."""
INSPECTIONS: dict[str, Callable[[bytes], set[str]]] = {
    **{ending: inspection_of(ending) for ending in KINDS},
    ".pdf": inspect_pdf,
    ".txt": inspect_text,
    ".csv": inspect_table,
    ".png": inspect_png,
    ".jpg": inspect_jpeg,
    ".jpeg": inspect_jpeg,
}
"""By the ending of the name: raises Fault, or returns codes of `REMARKS`. What a browser could run is not
among them."""


@dataclass(frozen=True)
class Findings:
    """Why a file is not taken in, in one sentence, or "", and codes of `REMARKS`."""

    fault: str = ""
    remarks: tuple[str, ...] = ()


def findings_on(name: str, content: bytes) -> Findings:
    """Return what is found in a file of that name, which has one of the endings of `INSPECTIONS`."""
    try:
        found = INSPECTIONS[ending_of(name)](content)
    except Fault as fault:
        return Findings(str(fault) % {"name": name})
    return Findings(remarks=tuple(code for code in REMARKS if code in found))


def ending_of(name: str) -> str:
    """Return the ending of a name, which says what kind of file it is: `.pdf`."""
    return PurePath(name).suffix.lower()


def remark_in_words(code: str) -> str:
    """Return what a remark says of a file, to be read after its name."""
    return str(REMARKS[code])
