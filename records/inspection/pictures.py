"""Pictures: whole from the first byte to the last, of a size that can be shown, with nothing behind them."""

import zlib

from django.utils.translation import gettext as _

from records.inspection.faults import OTHER_CONTENT, TWO_AT_ONCE, UNPACKS_TO_MORE, Fault

MOST_PIXELS = 250_000_000
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
SIZE_OF_JPEG = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers (SOF) that say how large a picture is."""
STUFFED = frozenset({0x00, *range(0xD0, 0xD8)})
"""What follows 0xFF within the data of a picture: an escaped 0xFF, and restarts."""
LENGTH_OF_LENGTH = 2
MARK, START_OF_DATA, END_OF_IMAGE = 0xFF, 0xDA, 0xD9


def inspect_png(content: bytes) -> None:
    """Raise Fault for what is no PNG, is cut off, unpacks to too much, or goes on after its end."""
    if not content.startswith(PNG):
        raise Fault(OTHER_CONTENT)
    at, kinds = len(PNG), []
    while b"IEND" not in kinds:
        length = int.from_bytes(content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        at += 12 + length
        if at > len(content) or zlib.crc32(kind + data) != int.from_bytes(content[at - 4 : at]):
            raise _broken()
        if not kinds:
            _refuse_too_large(int.from_bytes(data[:4]), int.from_bytes(data[4:8]))
        kinds.append(kind)
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise _broken()
    if content[at:].strip(b"\x00\r\n"):
        raise Fault(TWO_AT_ONCE)


def inspect_jpeg(content: bytes) -> None:
    """Raise Fault as for a PNG; a camera may put further pictures, smaller ones, behind the first."""
    if not content.startswith(JPEG):
        raise Fault(OTHER_CONTENT)
    while content.startswith(JPEG):
        content = content[_end_of_jpeg(content) :].lstrip(b"\x00")
    if content.strip(b"\x00\r\n"):
        raise Fault(TWO_AT_ONCE)


def _end_of_jpeg(content: bytes) -> int:
    """Return where the first picture ends; raise Fault where it does not."""
    at, is_sized, has_data = 2, False, False
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
            has_data, at = True, _end_of_data(content, at)
    raise _broken()


def _end_of_data(content: bytes, at: int) -> int:
    """Return where the next marker is."""
    at = content.find(b"\xff", at)
    while 0 <= at < len(content) - 1 and content[at + 1] in STUFFED:
        at = content.find(b"\xff", at + 2)
    return at if at >= 0 else len(content)


def _refuse_too_large(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Fault(UNPACKS_TO_MORE)


def _broken() -> Fault:
    return Fault(_("“%(name)s” is cut off or broken. Save the picture anew and attach it again."))
