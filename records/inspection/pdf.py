"""PDF: whole, open, one file only, and nothing in it that acts, wherever it is packed and however written.

Every step goes through the file once: what is sought for each stream is found while passing, never by going
back or ahead, which a file made for it would turn into hours.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from records.inspection.faults import TWO_AT_ONCE, UNPACKS_TO_MORE, Fault, Room

BLANKS = b"\x00\t\r\n\f\x1a \xef\xbb\xbf"
"""What may stand before and behind; a byte order mark is among it."""
ENDS_WITHIN = 2_048
BEGINS_WITHIN = 1_024
"""Where readers look for the end and for the beginning."""
LARGEST_STREAM = 20 * 1024 * 1024
"""Of one stream of objects, unpacked: programs put some hundred objects into each."""
MOST_STREAMS = 100_000
PAGE_OF_THE_WEB = re.compile(rb"<(?:html|script|body|svg|!doctype)\b", re.IGNORECASE)
ACTING = re.compile(
    rb"/(?:JavaScript|Launch|SubmitForm|ImportData|RichMedia|EmbeddedFiles?|GoToE|XFA|Rendition)(?![A-Za-z0-9])"
)
ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
ADDRESS = re.compile(rb"\(\s*(?:https?|ftp|mailto):[^\s()<>\[\]]*")
"""The address of a link, which may have such a word among its folders and holds no object."""
AUTHOR = re.compile(
    rb"/Author\s*(?:\(\s*[^\s)]|<\s*[0-9A-Fa-f])|<dc:creator>\s*<[^<>]{0,99}>\s*<[^<>]{0,99}>\s*[^<\s]"
)
COMMENT = re.compile(
    rb"/Subtype\s*/(?:Text|FreeText|Highlight|Underline|StrikeOut|Squiggly|Caret|Ink|Stamp)(?![A-Za-z0-9])"
)
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)obj|(?<!end)stream(?=[\r\n ])")
OBJECT_STREAM = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
OBJECTS = re.compile(rb"/(?:ObjStm|First)(?![A-Za-z0-9])")
"""What tells a stream of objects, which may hold all that a file does, from one of text or pictures."""
WITHIN = re.compile(rb"\d\s+obj")
"""How an object begins that was put into a stream: readers find it by its place."""
NUMBERS = re.compile(rb"\s*\d+\s+\d+[\s\d]*(?:[<\[(/]|\Z)")
FILTER = re.compile(rb"/Filter\s*(\[[^\]]{0,99}\]|/\w+|)|/(DecodeParms|DP|F|FFilter)\b")


@dataclass(frozen=True)
class Stream:
    """A stream: the dictionary before it, where its data lie."""

    head: bytes
    start: int
    end: int


def inspect_pdf(content: bytes, *, room: Room | None = None) -> set[str]:
    """Raise Fault for what no reader should be handed; return what is to be said of it."""
    _is_one_whole(content)
    streams = list(_streams(content))
    remarks: set[str] = set()
    for part in _parts(content, streams, room=room or Room()):
        names = ADDRESS.sub(b"(", part)
        if ENCRYPTED.search(names):
            raise Fault(_("“%(name)s” is encrypted. Save it without a password or restrictions."))
        if ACTING.search(names):
            raise Fault(
                _("“%(name)s” holds a program or another file. Print it to PDF anew and attach that.")
            )
        if AUTHOR.search(names):
            remarks.add("authors")
        if COMMENT.search(names):
            remarks.add("comments")
    return remarks


def _is_one_whole(content: bytes) -> None:
    if not content.lstrip(BLANKS).startswith(b"%PDF-"):
        raise Fault(_("“%(name)s” is no PDF, whatever its name says."))
    content = content.rstrip(BLANKS)
    end = content[-ENDS_WITHIN:]
    if PAGE_OF_THE_WEB.search(content[:BEGINS_WITHIN]) or zipfile.is_zipfile(io.BytesIO(content)):
        raise Fault(TWO_AT_ONCE)
    if b"%%EOF" in content and not content.endswith(b"%%EOF"):
        raise Fault(TWO_AT_ONCE)
    if b"%%EOF" not in end or b"startxref" not in end or b"obj" not in content:
        raise _broken()


def _streams(content: bytes) -> Iterator[Stream]:
    head = end = count = 0
    for found in STREAM.finditer(content):
        if found[0] == b"stream":
            count += 1
            if count > MOST_STREAMS:
                raise Fault(UNPACKS_TO_MORE)
            if 0 <= end < found.end():
                end = content.find(b"endstream", found.end())
            yield Stream(
                _names(content[head : found.start()]), found.end(), end if end >= 0 else len(content)
            )
        head = found.end()


def _parts(content: bytes, streams: list[Stream], *, room: Room) -> Iterator[bytes]:
    """Yield what is to be read: all that is in no stream, then the objects that are packed in streams."""
    yield (plain := _names(b"\n".join(_outside(content, streams))))
    told = 0
    for stream in streams:
        told += bool(OBJECT_STREAM.search(stream.head))
        if OBJECTS.search(stream.head) or _begins_as_objects(content, stream):
            yield _names(_unpacked(content, stream, room=room))
    if told < len(OBJECT_STREAM.findall(plain)):
        raise _hidden()


def _outside(content: bytes, streams: list[Stream]) -> Iterator[bytes]:
    """Yield what stands between the data of streams, and data that have objects lying openly in them.

    The description of a document (XMP) is such data, too: it names authors.
    """
    at = 0
    for stream in streams:
        if stream.start >= at:
            yield content[at : stream.start]
            data = content[stream.start : stream.end]
            if WITHIN.search(data) or b"<dc:creator>" in data:
                yield data
            at = stream.end
    yield content[at:]


def _names(part: bytes) -> bytes:
    """Return it with each name as it reads: any letter of it may be written as a number."""
    return HEX_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), part)


def _begins_as_objects(content: bytes, stream: Stream) -> bool:
    """Whether it begins, unpacked, with the numbers and places of objects, whatever is said of it."""
    data = content[stream.start : min(stream.end, stream.start + ENDS_WITHIN)].lstrip(b"\r\n ")
    try:
        return bool(NUMBERS.match(zlib.decompressobj().decompress(data, BEGINS_WITHIN)))
    except zlib.error:
        return False


def _unpacked(content: bytes, stream: Stream, *, room: Room) -> bytes:
    """Return the objects of a stream; what is packed in a way that is not looked into is refused."""
    filters = [(found[0] or found[1]).strip(b"[] \r\n\t") for found in FILTER.findall(stream.head)]
    if filters not in ([], [b"/FlateDecode"], [b"/Fl"]):
        raise _hidden()
    room.take(stream.end - stream.start)  # streams may lie within each other
    data = content[stream.start : stream.end]
    try:
        objects = zlib.decompressobj().decompress(data.lstrip(b"\r\n "), LARGEST_STREAM + 1)
    except zlib.error as error:
        if not filters:
            return data
        raise _broken() from error
    if len(objects) > LARGEST_STREAM:
        raise Fault(UNPACKS_TO_MORE)
    room.take(len(objects))
    return objects


def _broken() -> Fault:
    return Fault(_("“%(name)s” is cut off or broken. Make the PDF anew and attach it again."))


def _hidden() -> Fault:
    return Fault(
        _("“%(name)s” is packed so that it cannot be looked into. Print it to PDF anew and attach that.")
    )
