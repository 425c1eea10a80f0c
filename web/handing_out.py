"""How a file goes out: to be saved and never shown, and only as it was taken in."""

import re
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

from records.documents import refuse_damaged
from records.models import Document
from web.api.conditional import not_modified


def handed_out(document: Document, *, request: HttpRequest) -> HttpResponse:
    """Return a document to be saved, never shown: no browser runs or guesses what a delegation sent.

    Its bytes are hashed each time. Raises Damaged, and alarms the operator, where they are not those that
    were taken in.
    """
    refuse_damaged(document)
    etag = f'"{document.digest}"'
    headers = {
        "ETag": etag,
        "Content-Disposition": _to_be_saved_as(document.name),
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    response = HttpResponse(document.content, content_type=document.media_type, headers=headers)
    patch_cache_control(response, private=True, no_cache=True)
    return not_modified(request, etag, response) or response


def _to_be_saved_as(name: str) -> str:
    """Return the `Content-Disposition` under which every browser saves a file by its own name (RFC 6266).

    In the plain form some read `%` as an escape and others a backslash: such names are written as RFC 8187
    writes letters beyond ASCII.
    """
    if re.search(r'[%"\\]', name):
        return f"attachment; filename*=utf-8''{quote(name, safe='')}"
    return content_disposition_header(as_attachment=True, filename=name)
