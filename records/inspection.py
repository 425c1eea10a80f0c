"""What a file must be made of to be passed on: judged by its structure, each fault in a sentence of its own.

A delegation opens what another sent. So nothing is taken in that acts by itself, that fetches something when
it is opened, that hides its content, that unpacks to more than it says, or that is broken.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from lzma import LZMAError
from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.texts import printable, with_one_break

LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ENTRIES = 2_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Word's format of before 2007 begins, and an office document with a password."""
PDF_ENDS_WITHIN = 2_048
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
ACTING_ENTRY = re.compile(
    r"vbaproject|vbadata|/macrosheets/|^basic/|^scripts/|/activex/|oleobject|/embeddings/.*(?<!xlsx|docx|pptx)$",
    re.IGNORECASE,
)
"""Macros, controls and embedded programs, by where office programs keep them."""
ACTING_TYPE = re.compile(rb"macroEnabled|vbaProject|activeX", re.IGNORECASE)
FETCHING = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)(?![^>]*/(?:hyperlink|comments)[\"'])",
    re.IGNORECASE,
)
"""A relationship to somewhere else that is no link to click on: a template, a picture, a frame, a table."""
FETCHING_FRAME = re.compile(
    rb"<(?:draw:image|draw:object|text:section-source|style:background-image)\b[^>]*xlink:href=\"(?:\w+:|//)"
)
"""The same in an open document."""
ASKING = re.compile(
    rb"(?:^|[\s;{])(?:DDE(?:AUTO)?|INCLUDE(?:PICTURE|TEXT))[\s\"]|<ddeLink\b|DDE\(|WEBSERVICE\(|\w\|'[^']*'!",
    re.IGNORECASE,
)
"""Fields and formulas that start or ask another program when the document is opened."""
INSTRUCTION = re.compile(
    rb"<w:instrText\b[^>]*>([^<]*)|<w:fldSimple\b[^>]*w:instr=\"([^\"]*)|<f\b[^>]*>([^<]*)|(<ddeLink\b)"
    rb"|text:formula=\"([^\"]*)"
)
PDF_ACTS = re.compile(rb"/(JavaScript|Launch|SubmitForm|ImportData|RichMedia|EmbeddedFiles?)\b")
REMARKS = {
    "tracked_changes": gettext_lazy("has tracked changes: what was struck out can still be read"),
    "comments": gettext_lazy("has comments of those who worked on it"),
    "authors": gettext_lazy("names its authors in its properties"),
}
"""What sender and secretariat are told of before a file goes out; none of it keeps the file from that."""
TRACKED = re.compile(rb"<w:(ins|del|moveFrom|moveTo)\b|<text:tracked-changes\b")
AUTHORS = re.compile(rb"<(dc:creator|cp:lastModifiedBy|meta:initial-creator)>[^<\s]")


class Fault(Exception):
    """Why a file is not taken in: a sentence with `%(name)s`."""


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
    if ending_of(name) not in PACKAGES:
        return []
    parts = _parts(content)
    whole = b"".join(parts.values())
    found = {
        "tracked_changes": bool(TRACKED.search(whole)),
        "comments": any(
            "comment" in entry.lower() and b"<w:comment " in part for entry, part in parts.items()
        ),
        "authors": bool(AUTHORS.search(whole)),
    }
    return [code for code, is_there in found.items() if is_there]


def remark_in_words(code: str) -> str:
    """Return what a remark says of a file, to be read after its name."""
    return str(REMARKS[code])


def _text(content: bytes) -> None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Fault(_("“%(name)s” is a text in UTF-16. Save it as UTF-8 and attach it again."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(
            _("“%(name)s” is a text in another encoding than UTF-8. Save it as UTF-8 and attach it again.")
        ) from error
    if printable(text) != with_one_break(text):
        raise Fault(
            _("“%(name)s” has characters that no text has. Save it as plain text and attach it again.")
        )


def _pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-"):
        raise Fault(_("“%(name)s” is no PDF, whatever its name says."))
    end = content[-PDF_ENDS_WITHIN:]
    if b"%%EOF" not in end or b"startxref" not in end or b"obj" not in content:
        raise Fault(_("“%(name)s” is cut off or broken. Make the PDF anew and attach it again."))
    if b"/Encrypt" in content:
        raise Fault(_("“%(name)s” is encrypted. Save it without a password or restrictions."))
    if PDF_ACTS.search(content):
        raise Fault(_("“%(name)s” holds a program or another file. Print it to PDF anew and attach that."))


def _office(main: str) -> Callable[[bytes], None]:
    def inspect(content: bytes) -> None:
        parts = _parts(content)
        types = parts.get("[Content_Types].xml")
        if types is None or main not in parts:
            raise Fault(_("“%(name)s” is no document of the kind that its name says, or is broken."))
        _is_still(parts)

    return inspect


def _open_document(media_type: bytes) -> Callable[[bytes], None]:
    def inspect(content: bytes) -> None:
        parts = _parts(content)
        if parts.get("mimetype") != media_type or "content.xml" not in parts:
            raise Fault(_("“%(name)s” is no document of the kind that its name says, or is broken."))
        _is_still(parts)

    return inspect


def _parts(content: bytes) -> dict[str, bytes]:
    """Return the entries of a package that is what it says: of bounded size, whole, and in its own folder."""
    if content.startswith(OLD_OFFICE):
        raise Fault(_("“%(name)s” has a password or is of an old format. Save it anew without a password."))
    if not content.startswith(b"PK\x03\x04"):
        raise Fault(_("“%(name)s” is no document of the kind that its name says, or is broken."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            _is_sound(entries)
            return {entry.filename: _read(package, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, LZMAError, RuntimeError, ValueError, EOFError, OSError) as error:
        # A RuntimeError is how zipfile says that an entry is packed in a way it does not know.
        raise Fault(_("“%(name)s” is no document of the kind that its name says, or is broken.")) from error


def _is_sound(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if any(_leads_out(name) for name in names) or len({name.lower() for name in names}) < len(names):
        raise Fault(_("“%(name)s” has parts that would be unpacked elsewhere or over each other."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Fault(_("“%(name)s” has a password. Save it without one."))
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Fault(_("“%(name)s” unpacks to more than a document of its kind should hold."))


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\x00" in name


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one entry, and no more of it than it says: a package can lie about its sizes."""
    with package.open(entry) as part:
        content = part.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise Fault(_("“%(name)s” unpacks to more than a document of its kind should hold."))
    return content


def _is_still(parts: dict[str, bytes]) -> None:
    """Refuse a document that does something when it is opened."""
    markup = {name: part for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    if any(ACTING_ENTRY.search(name) for name in parts) or ACTING_TYPE.search(
        parts.get("[Content_Types].xml", b"")
    ):
        raise Fault(_("“%(name)s” holds macros or an embedded program. Save it without them."))
    for part in markup.values():
        if ENTITY.search(part):
            raise Fault(_("“%(name)s” is built in a way that no office program writes."))
        if FETCHING.search(part) or FETCHING_FRAME.search(part):
            raise Fault(
                _(
                    "“%(name)s” fetches something from elsewhere when it is opened, such as a template or a"
                    " picture."
                )
            )
        if any(ASKING.search(text) for text in _instructions(part)):
            raise Fault(_("“%(name)s” has a field that asks another program when it is opened. Remove it."))


def _instructions(part: bytes) -> tuple[bytes, bytes]:
    """Return the instructions of fields and the formulas, one by one, and as if they were one.

    An office program cuts a field into runs as it likes.
    """
    pieces = [b"".join(found) for found in INSTRUCTION.findall(part)]
    return b"; ".join(pieces), b"".join(pieces)


def _begins_with(*starts: bytes) -> Callable[[bytes], None]:
    def inspect(content: bytes) -> None:
        if not content.startswith(starts):
            raise Fault(_("The content of “%(name)s” is not what its name says."))

    return inspect


PACKAGES = frozenset({".docx", ".xlsx", ".pptx", ".odt", ".ods"})
INSPECTIONS: dict[str, Callable[[bytes], None]] = {
    ".pdf": _pdf,
    ".docx": _office("word/document.xml"),
    ".xlsx": _office("xl/workbook.xml"),
    ".pptx": _office("ppt/presentation.xml"),
    ".odt": _open_document(b"application/vnd.oasis.opendocument.text"),
    ".ods": _open_document(b"application/vnd.oasis.opendocument.spreadsheet"),
    ".txt": _text,
    ".csv": _text,
    ".png": _begins_with(b"\x89PNG\r\n\x1a\n"),
    ".jpg": _begins_with(b"\xff\xd8\xff"),
    ".jpeg": _begins_with(b"\xff\xd8\xff"),
}
"""By the ending of the name. What a browser could run is not among them."""
