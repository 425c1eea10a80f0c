"""PDF: whole, open, one file only, and nothing in it that acts, wherever it is packed and however written."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from records.inspection.faults import LARGEST_UNPACKED, TWO_AT_ONCE, UNPACKS_TO_MORE, Fault

BLANKS = b"\x00\t\r\n\f\x1a \xef\xbb\xbf"
"""What may stand before and behind; a byte order mark is among it."""
ENDS_WITHIN = 2_048
BEGINS_WITHIN = 1_024
"""Where readers look for the end and for the beginning."""
PAGE_OF_THE_WEB = re.compile(rb"<(?:html|script|body|svg|!doctype)\b", re.IGNORECASE)
ACTING = re.compile(
    rb"/(?:JavaScript|Launch|SubmitForm|ImportData|RichMedia|EmbeddedFiles?|GoToE|XFA|Rendition)(?![A-Za-z0-9])"
)
ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb">>\s*stream\r?\n?")
OBJECTS = re.compile(rb"/(?:ObjStm|First)(?![A-Za-z0-9])")
"""What tells a stream of objects, which may hold all that a file does, from one of text or pictures."""
NUMBERS = re.compile(rb"\s*\d+\s+\d+[\s\d]*(?:[<\[(/]|\Z)")
FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+|\d+\s+\d+\s+R)|/(DecodeParms|DP|F|FFilter)\b")


def inspect_pdf(content: bytes) -> None:
    """Raise Fault for what no reader should be handed."""
    _is_one_whole(content)
    for part in (content, *_packed_objects(content)):
        names = HEX_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), part)
        if ENCRYPTED.search(names):
            raise Fault(_("“%(name)s” is encrypted. Save it without a password or restrictions."))
        if ACTING.search(names):
            raise Fault(
                _("“%(name)s” holds a program or another file. Print it to PDF anew and attach that.")
            )


def _is_one_whole(content: bytes) -> None:
    if not content.lstrip(BLANKS).startswith(b"%PDF-"):
        raise Fault(_("“%(name)s” is no PDF, whatever its name says."))
    behind = content.rpartition(b"%%EOF")[2] if b"%%EOF" in content else b""
    is_another = PAGE_OF_THE_WEB.search(content[:BEGINS_WITHIN]) or zipfile.is_zipfile(io.BytesIO(content))
    if is_another or behind.strip(BLANKS):
        raise Fault(TWO_AT_ONCE)
    end = content[-ENDS_WITHIN:]
    if b"%%EOF" not in end or b"startxref" not in end or b"obj" not in content:
        raise Fault(_("“%(name)s” is cut off or broken. Make the PDF anew and attach it again."))


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """Unpack the streams of objects; what is packed in a way that is not looked into is refused."""
    room = LARGEST_UNPACKED
    for start in STREAM.finditer(content):
        head = content[content.rfind(b"obj", 0, start.start()) : start.start()]
        head = HEX_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), head)
        end = content.find(b"endstream", start.end())
        data = content[start.end() : end if end >= 0 else None]
        if OBJECTS.search(head) or _begins_as_objects(data):
            objects = _unpacked(head, data, room=room)
            room -= len(objects)
            yield objects


def _begins_as_objects(data: bytes) -> bool:
    """Whether it begins, unpacked, with the numbers and places of objects, whatever is said of it."""
    try:
        return bool(NUMBERS.match(zlib.decompressobj().decompress(data[:ENDS_WITHIN], BEGINS_WITHIN)))
    except zlib.error:
        return False


def _unpacked(head: bytes, data: bytes, *, room: int) -> bytes:
    filters = [(found[0] or found[1]).strip(b"[] \r\n\t") for found in FILTER.findall(head)]
    if filters not in ([], [b"/FlateDecode"], [b"/Fl"]):
        raise Fault(
            _("“%(name)s” is packed so that it cannot be looked into. Print it to PDF anew and attach that.")
        )
    try:
        unpacking = zlib.decompressobj()
        objects = unpacking.decompress(data, room)
    except zlib.error as error:
        if not filters:
            return data
        raise Fault(_("“%(name)s” is cut off or broken. Make the PDF anew and attach it again.")) from error
    if unpacking.unconsumed_tail:
        raise Fault(UNPACKS_TO_MORE)
    return objects
