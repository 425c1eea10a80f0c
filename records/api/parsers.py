"""JSON in: one object, of bounded size; alone, or in one part of a form beside the files of an act."""

from collections.abc import Mapping
from typing import Any, BinaryIO

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from records.api.errors import TooLarge


class JSONParser(BaseParser):
    """Reads a JSON object of at most `DATA_UPLOAD_MAX_MEMORY_SIZE` bytes; anything else is a ParseError."""

    media_type = "application/json"

    def parse(
        self,
        stream: BinaryIO,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the object in `stream`."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        # Django's own limit holds for request.body, which DRF never reads.
        text = stream.read(limit + 1)
        if len(text) > limit:
            raise TooLarge(limit)
        return object_in(text)


class FilesParser(parsers.MultiPartParser):
    """Reads `multipart/form-data`: the act's fields as a JSON object in the part `body`, files in parts of
    their own.

    Files come back as lists under the names of their parts, beside the members of the object.
    """

    def parse(
        self,
        stream: BinaryIO,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> parsers.DataAndFiles:
        """Return the object and its files, apart, so that the request closes these when it is answered.

        `Request.data` is both: a plain dictionary takes the lists of a MultiValueDict whole.
        """
        posted = super().parse(stream, media_type, parser_context)
        return parsers.DataAndFiles(object_in(posted.data.get("body", "{}")), posted.files)


WITH_FILES: list[type[BaseParser]] = [JSONParser, FilesParser]
"""The parsers of a call that may bring files."""


def object_in(text: str | bytes) -> dict[str, Any]:
    """Return the JSON object that `text` is; raise ParseError for anything else."""
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ParseError(_("The body is not JSON: %(error)s.") % {"error": error}) from error
    if not isinstance(body, dict):
        raise ParseError(_("The body must be a JSON object."))
    return body
