"""JSON in: one object, of bounded size; alone, or in one part of a form beside the files of an act."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import IO, Any, cast

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from records import documents
from web.api.errors import TooLarge
from web.multipart import Watched


class JSONParser(BaseParser):
    """Reads a JSON object of at most `DATA_UPLOAD_MAX_MEMORY_SIZE` bytes; anything else is a ParseError."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
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
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> parsers.DataAndFiles:
        """Return the object and its files, apart, so that the request closes these when it is answered.

        `Request.data` is both: a plain dictionary takes the lists of a MultiValueDict whole.
        """
        _type, options = parse_header_parameters(media_type or "")
        watched = Watched(stream, options.get("boundary", "").encode())
        posted = super().parse(cast("IO[bytes]", watched), media_type, parser_context)
        try:
            body = _body_of(posted, watched)
        except ParseError:
            for file in _all(posted.files):
                file.close()
            raise
        if parser_context and parser_context["request"].actor.account:  # whose files may be taken in
            documents.look_at(_all(posted.files))
        return parsers.DataAndFiles(body, posted.files)


def _all(files: MultiValueDict) -> Iterable[UploadedFile]:
    return chain.from_iterable(those for _name, those in files.lists())


def _body_of(posted: parsers.DataAndFiles, watched: Watched) -> dict[str, Any]:
    """Return the object in `body`; raise ParseError unless all that was sent came: one `body`, and files."""
    if not watched.is_whole:
        raise ParseError(_("The form did not come whole: its last boundary is missing. Send it again."))
    if [name for name, values in posted.data.lists() for _value in values] != ["body"]:
        raise ParseError(_("Besides files, a form has one part, “body”, with the fields as a JSON object."))
    if watched.parts != 1 + sum(len(files) for _name, files in posted.files.lists()):
        raise ParseError(_("A part has no name, or a file has no file name."))
    body = object_in(posted.data["body"])
    if twice := body.keys() & posted.files.keys():
        raise ParseError(_("“%(name)s” is sent twice: in the body and as a file.") % {"name": min(twice)})
    return body


WITH_FILES: list[type[BaseParser]] = [JSONParser, FilesParser]
"""The parsers of a call that may bring files."""


DEEPEST = 20
"""Objects and lists within each other. The deepest body there is, a paper's, has three."""
MOST_KEYS = 1_000
"""Members of one object. The largest act has some twenty fields."""
MOST_VALUES = 10_000
"""Values in the whole body. A paper of 500 paragraphs has 3,000, its changes to a catalogue besides."""


def object_in(text: str | bytes) -> dict[str, Any]:
    """Return the JSON object that `text` is, of bounded measure; raise ParseError for anything else."""
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ParseError(_("The body is not JSON: %(error)s.") % {"error": error}) from error
    if not isinstance(body, dict):
        raise ParseError(_("The body must be a JSON object."))
    _check_bounds(body)
    # orjson takes the last of two members of a name; the slower reader, which tells, comes after the bounds.
    json.loads(text, object_pairs_hook=_with_each_name_once)
    return body


def _with_each_name_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of these members; raise ParseError where one would count in silence for two."""
    names = Counter(name for name, _value in members)
    if twice := next((name for name, times in names.items() if times > 1), None):
        raise ParseError(_("“%(name)s” stands twice in an object of the body.") % {"name": twice})
    return dict(members)


def _check_bounds(body: dict[str, Any]) -> None:
    """Raise ParseError for a body that nobody means, before anything walks through it by recursion."""
    level: list[Any] = [body]
    depth, values = 1, 0
    while level:
        if depth > DEEPEST:
            raise ParseError(_("The body may be %(limit)d levels deep.") % {"limit": DEEPEST})
        if any(len(held) > MOST_KEYS for held in level if isinstance(held, dict)):
            raise ParseError(_("An object may have %(limit)d members.") % {"limit": MOST_KEYS})
        values += sum(map(len, level))
        if values > MOST_VALUES:
            raise ParseError(_("The body may have %(limit)d values in all.") % {"limit": MOST_VALUES})
        level = [value for held in level for value in _within(held) if isinstance(value, dict | list)]
        depth += 1


def _within(held: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return held.values() if isinstance(held, dict) else held
