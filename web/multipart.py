"""What Django leaves out of `multipart/form-data`: whether all of it came, and what files are called.

A connection that breaks in the middle of an annex would otherwise leave an act without it, since Django takes
a body that was cut off for one that ended. And Django changes the names of files in silence: it drops the
zero-width non-joiner, which is spelling in Persian, and the override of direction, which is a disguise; it
reads `&amp;` as `&`, and cuts what is longer than 255 letters.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, multipartparser
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

multipartparser.MAX_TOTAL_HEADER_SIZE = 16 * 1024  # type: ignore[attr-defined]
"""Bytes of the heads of a part. Django's own 1,024 do not hold a name of 255 letters in every script."""


class AsNamed(MultiPartParser):
    """Reads a form whose files keep their names: what stands behind the last slash, to the last letter.

    A file has its whole name as `name_as_sent`; its `name` is at most 255 letters of it.
    """

    _files: MultiValueDict[str, Any]
    _upload_handlers: Sequence[FileUploadHandler]

    def sanitize_file_name(self, file_name: str) -> str | None:
        """Return the name without folders; None for what names no file."""
        name = file_name.replace("\\", "/").rpartition("/")[2]
        return None if name in {"", ".", ".."} else name

    def handle_file_complete(self, old_field_name: str, counters: list[int]) -> None:
        """Take the file in, and say of it what it was called."""
        before = len(self._files.getlist(old_field_name))
        super().handle_file_complete(old_field_name, counters)
        for file in self._files.getlist(old_field_name)[before:]:
            file.name_as_sent = self._upload_handlers[0].file_name


def read_form(input_data: Any, meta: Mapping[str, Any], *, request: HttpRequest, encoding: str | None) -> Any:
    """Return what is posted and its files, read into the upload handlers of a request."""
    return AsNamed(meta, input_data, request.upload_handlers, encoding).parse()


NO_FILE = b'; filename=""'


class Watched:
    """The stream of a request's body, which notes the boundaries that go by.

    `is_whole` says whether the last one came; `parts` counts the parts that began, and `empty` those of a
    control in which no file was chosen.
    """

    def __init__(self, stream: Any, boundary: bytes) -> None:
        self._stream = stream
        self._line = b"\n--" + boundary
        self._seen = b"\n"  # the body begins a line
        self._end = b""
        self.is_whole = False
        self.parts = self.empty = 0

    def read(self, *size: Any) -> bytes:
        """Read on, and look at what is read."""
        return self._look(self._stream.read(*size))

    def readline(self, *size: Any) -> bytes:
        """Read a line, and look at it."""
        return self._look(self._stream.readline(*size))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _look(self, data: bytes) -> bytes:
        self._count_empty(data)
        # A boundary that goes on with "--" is the last. It may lie across two readings.
        text = self._seen + data
        at = text.find(self._line)
        while at >= 0 and len(text) >= (after := at + len(self._line)) + 2:
            if text[after : after + 2] == b"--":
                self.is_whole = True
            elif text[after : after + 1] in {b"\r", b"\n", b" ", b"\t"} and not self.is_whole:
                self.parts += 1
            text = text[after:]
            at = text.find(self._line)
        self._seen = text[at:] if at >= 0 else text[-len(self._line) :]
        return data

    def _count_empty(self, data: bytes) -> None:
        text = self._end + data
        self.empty += text.count(NO_FILE)
        self._end = text[-len(NO_FILE) + 1 :]
