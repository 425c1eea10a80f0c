"""How uploads come in: counted, so that they fill no disk, and written where a full disk is no failure."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest

from records.documents import LARGEST_UPLOAD, NotTakenIn
from web.multipart import read_form

logger = logging.getLogger(__name__)

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The disk, an account's share of it, or what one file may have of it."""


class UploadCap(FileUploadHandler):
    """Stops a request whose files together exceed what an act could take, before they fill the disk.

    As the first of the handlers it also sees to it that files keep their names (`web.multipart`).
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0
        self.is_reading = False

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> Any:
        """Read the form in place of Django's parser, which asks each handler whether it would."""
        if self.is_reading or self.request is None:
            return None
        self.is_reading = True
        return read_form(input_data, meta, request=self.request, encoding=encoding)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and pass on to the handlers that keep the data."""
        self.received += len(raw_data)
        if self.received > LARGEST_UPLOAD:
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


class ToDisk(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file; one that the disk does not take becomes a `NotTakenIn`.

    An exception here would lose the whole form with it, and answer as a failure of ours.
    """

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin a file; the disk, which knows shorter names and fewer letters, sees nothing of its name."""
        self.is_full = False
        self.file = None  # type: ignore[assignment]  # not that of the file before, which is whole
        with self._room():
            super().new_file(field_name, "upload", *args, **kwargs)
            self.file.name = file_name
        self.file_name = file_name

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write on, unless the disk was found full."""
        if not self.is_full:
            with self._room():
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Return the file, or what stands for it."""
        with self._room():
            if not self.is_full:
                self.file.flush()
                return cast("UploadedFile", super().file_complete(file_size))
        return NotTakenIn(self.file_name or "")

    @contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in DISK_FULL:
                raise
            self.is_full = True
            if self.file:
                with suppress(OSError):  # what it holds is written once more
                    self.file.close()
            logger.exception("The disk has no room for an upload.")
