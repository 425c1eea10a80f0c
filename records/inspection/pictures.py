"""Pictures: whole from the first byte to the last, of a size that can be shown, with nothing behind them."""

import re
import zlib

from django.utils.translation import gettext as _

from records.inspection.faults import OTHER_CONTENT, UNPACKS_TO_MORE, Fault

MOST_PIXELS = 250_000_000
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
SIZE_OF_JPEG = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers (SOF) that say how large a picture is."""
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")
"""Within the data of a picture 0xFF is escaped by a zero, and restarts say nothing."""
CAMERAS_NOTE = re.compile(rb"(?:SEFT|cbipcbbl|AXS!.{8}|\xa1\xb2\xc3\xd4)\Z", re.DOTALL)
"""How the notes end that telephones (Samsung) and programs for photographs put behind a picture."""
OTHER_FILE = re.compile(
    rb"ftyp|PK\x03\x04|PK\x05\x06|%PDF-|MZ\x90|\x7fELF|Rar!|7z\xbc\xaf|<(?:html|script|svg|\?php|!doctype)",
    re.IGNORECASE,
)
"""A film, as telephones hide behind a picture, or anything else that could be opened."""
PADDING = re.compile(rb"\x00*")
LENGTH_OF_LENGTH = 2
MARK, START_OF_DATA, END_OF_IMAGE = 0xFF, 0xDA, 0xD9


def inspect_png(content: bytes) -> set[str]:
    """Raise Fault for what is no PNG, is cut off, unpacks to too much, or goes on after its end."""
    if not content.startswith(PNG):
        raise Fault(OTHER_CONTENT)
    at, kind, has_data = len(PNG), b"", False
    while kind != b"IEND":
        is_first = not kind
        length = int.from_bytes(content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        at += 12 + length
        if at > len(content) or zlib.crc32(kind + data) != int.from_bytes(content[at - 4 : at]):
            raise _broken()
        if is_first != (kind == b"IHDR"):
            raise _broken()
        if is_first:
            _refuse_too_large(int.from_bytes(data[:4]), int.from_bytes(data[4:8]))
        has_data |= kind == b"IDAT"
    if not has_data:
        raise _broken()
    _refuse_more(content[at:])
    return set()


def inspect_jpeg(content: bytes) -> set[str]:
    """Raise Fault as for a PNG; a camera may put further pictures, smaller ones, behind the first."""
    if not content.startswith(JPEG):
        raise Fault(OTHER_CONTENT)
    at = 0
    while content.startswith(JPEG, at):
        end = _end_of_jpeg(content, at)
        padding = PADDING.match(content, end)
        at = padding.end() if padding else end
    _refuse_more(content[at:])
    return set()


def _end_of_jpeg(content: bytes, at: int) -> int:
    """Return where the picture ends that begins there; raise Fault where it does not."""
    at += len(JPEG) - 1
    is_sized = has_data = False
    while at + 2 <= len(content) and content[at] == MARK:
        marker = content[at + 1]
        if marker == END_OF_IMAGE and is_sized and has_data:
            return at + 2
        if marker == MARK:  # a filler
            at += 1
            continue
        if marker in SIZE_OF_JPEG:
            _refuse_too_large(
                int.from_bytes(content[at + 5 : at + 7]), int.from_bytes(content[at + 7 : at + 9])
            )
            is_sized = True
        length = int.from_bytes(content[at + 2 : at + 4])
        if length < LENGTH_OF_LENGTH:
            break
        at += 2 + length
        if marker == START_OF_DATA:
            found = NEXT_MARKER.search(content, at)
            has_data, at = True, found.start() if found else len(content)
    raise _broken()


def _refuse_more(behind: bytes) -> None:
    """Refuse what stands behind the picture, but for blanks and the notes that cameras put there."""
    is_note = CAMERAS_NOTE.search(behind) and not OTHER_FILE.search(behind)
    if behind.strip(b"\x00\r\n") and not is_note:
        raise Fault(
            _("“%(name)s” goes on after its picture ends, with a film or another file. Save it anew.")
        )


def _refuse_too_large(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Fault(UNPACKS_TO_MORE)


def _broken() -> Fault:
    return Fault(_("“%(name)s” is cut off or broken. Save the picture anew and attach it again."))
