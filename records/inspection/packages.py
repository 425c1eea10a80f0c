"""Office documents, which are packages of parts: sound, open, still, and the documents within them too."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from lzma import LZMAError
from urllib.parse import unquote

from django.utils.translation import gettext as _

from records.inspection import markup
from records.inspection.faults import ASKS, FETCHES, TWO_AT_ONCE, UNPACKS_TO_MORE, Fault, Room
from records.inspection.pdf import inspect_pdf

MOST_ENTRIES = 2_000
DEEPEST = 3
"""A document within a document within a document; no deeper."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Word's format of before 2007 begins, and an office document with a password."""
PACKED, ENDING, END = b"PK\x03\x04", b"PK\x05\x06", 22
"""How a package begins, how its end begins, and of how many bytes the end is without a comment."""
PROGRAMS = (OLD_OFFICE, b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"#!")
GZIP, OF_GZIP = b"\x1f\x8b", 31
DRAWINGS = (".emz", ".wmz")
"""Drawings that office programs keep packed a second time."""
"""How programs, archives and documents of other kinds begin, whatever a part of a package is called."""
KINDS: dict[str, re.Pattern[str] | bytes] = {
    ".docx": re.compile(r"word/document\d*\.xml"),
    ".xlsx": re.compile(r"xl/workbook\d*\.xml"),
    ".pptx": re.compile(r"ppt/presentation\d*\.xml"),
    ".odt": b"application/vnd.oasis.opendocument.text",
    ".ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
"""By the ending of the name: the main part of a document, or the `mimetype` that it says."""
ACTING_ENTRY = re.compile(
    r"vbaproject|vbadata|/macrosheets/|^basic/|^scripts/|/activex/|oleobject|/embeddings/.*(?<!xlsx|docx|pptx)$"
    r"|\.(?:exe|dll|scr|com|bat|cmd|ps1|vbs?|js|jse|wsf|hta|lnk|jar|py|sh|html?|mht|mhtml|rtf"
    r"|doc|xls|ppt|[a-z]{3}m|xlsb|xla|xlam|zip|rar|7z)$",
    re.IGNORECASE,
)
"""Macros, controls, programs and other files: where office programs keep them, or what they are called."""


def inspection_of(ending: str) -> Callable[[bytes], set[str]]:
    """Return what looks into a package of that ending, and returns what is to be said of it."""

    def inspect(content: bytes) -> set[str]:
        return _inspect(ending, content, room=Room(), depth=1)

    return inspect


def _parts_of(content: bytes, *, room: Room) -> dict[str, bytes]:
    """Return the entries of a package that is what it says, with `room` for it, whole, in its own folder."""
    if content.startswith(OLD_OFFICE):
        raise Fault(_("“%(name)s” has a password or is of an old format. Save it anew without a password."))
    if not content.startswith(PACKED):
        raise _no_such_document()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            _is_sound(entries)
            room.take(sum(entry.file_size for entry in entries))
            is_another = not content.rstrip(b"\r\n")[-END:].startswith(ENDING)
            if is_another or min(entry.header_offset for entry in entries):
                raise Fault(TWO_AT_ONCE)
            return {entry.filename: _read(package, entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, zlib.error, LZMAError, RuntimeError, ValueError, EOFError, OSError) as error:
        # A RuntimeError is how zipfile says that an entry is packed in a way it does not know.
        raise _no_such_document() from error


def _inspect(ending: str, content: bytes, *, room: Room, depth: int) -> set[str]:
    """Raise Fault, or return what is to be said of it."""
    parts = _parts_of(content, room=room)
    _is_what_it_says(KINDS[ending], parts)
    if any(ACTING_ENTRY.search(name) for name in parts):
        raise _acting()
    remarks: set[str] = set()
    for name, part in parts.items():
        remarks |= _inspect_part(name, part, room=room, depth=depth)
    return remarks


def _inspect_part(name: str, part: bytes, *, room: Room, depth: int) -> set[str]:
    if part.startswith(PACKED):
        return _inspect_inner(name, part, room=room, depth=depth)
    if part.startswith(GZIP) and name.lower().endswith(DRAWINGS):
        part = _unpacked(part, room=room)
    if part.startswith(b"%PDF-") and name.lower().endswith(".pdf"):
        return inspect_pdf(part, room=room)  # a picture, as programs of the Mac keep it
    if part.startswith((*PROGRAMS, PACKED, GZIP, b"%PDF-")):
        raise _acting()
    if not markup.is_markup(name, part):
        return set()
    read = markup.read(name, part, room=room)
    _is_still(read)
    return read.remarks


def _inspect_inner(name: str, part: bytes, *, room: Room, depth: int) -> set[str]:
    """Look into a document within a document, for as much room as there is left."""
    ending = name[name.rfind(".") :].lower()
    if ending not in KINDS:
        raise _acting()
    if depth >= DEEPEST:
        raise Fault(UNPACKS_TO_MORE)
    return _inspect(ending, part, room=room, depth=depth + 1)


def _unpacked(part: bytes, *, room: Room) -> bytes:
    drawing = zlib.decompressobj(OF_GZIP).decompress(part, room.bytes + 1)
    room.take(len(drawing))
    return drawing


def _is_what_it_says(kind: re.Pattern[str] | bytes, parts: dict[str, bytes]) -> None:
    if isinstance(kind, bytes):
        is_it = parts.get("mimetype", b"").strip() == kind and "content.xml" in parts
    else:
        is_it = "[Content_Types].xml" in parts and any(map(kind.fullmatch, parts))
    if not is_it:
        raise _no_such_document()


def _is_sound(entries: list[zipfile.ZipInfo]) -> None:
    names = [unquote(entry.orig_filename) for entry in entries]
    elsewhere = any(_leads_out(name) for name in names) or any(map(_is_a_link, entries))
    if elsewhere or len({name.casefold() for name in names}) < len(names):
        raise Fault(_("“%(name)s” has parts that would be unpacked elsewhere or over each other."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise _password()
    if len(entries) > MOST_ENTRIES:
        raise Fault(UNPACKS_TO_MORE)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\x00" in name


def _is_a_link(entry: zipfile.ZipInfo) -> bool:
    """Whether it would be unpacked as a link to another place."""
    return stat.S_ISLNK(entry.external_attr >> 16)


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one entry, and no more of it than it says: a package can lie about its sizes."""
    with package.open(entry) as part:
        content = part.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise Fault(UNPACKS_TO_MORE)
    return content


def _is_still(part: markup.MarkupReading) -> None:
    """Refuse what does something when the document is opened."""
    if part.is_encrypted:
        raise _password()
    if part.acts:
        raise _acting()
    if part.fetches:
        raise Fault(FETCHES)
    if part.asks:
        raise Fault(ASKS)


def _acting() -> Fault:
    return Fault(_("“%(name)s” holds macros, an embedded program or another file. Save it without them."))


def _password() -> Fault:
    return Fault(_("“%(name)s” has a password. Save it without one."))


def _no_such_document() -> Fault:
    return Fault(_("“%(name)s” is no document of the kind that its name says, or is broken."))
