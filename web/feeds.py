"""What all feeds and calendars have in common: their addresses, their language, how one is answered.

Addresses are built from `BASE_URL`: a feed is read far from the request that fetched it.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from records.refusals import Invalid
from web.api.conditional import etag_of, not_modified

FOR_ANYONE = "public, max-age=300"
"""`Cache-Control` of what everyone gets alike."""
FOR_THE_READER = "private, no-cache"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Characters that XML forbids and that iCalendar has no way to write."""


def absolute(path: str) -> str:
    """Return the whole address of a page of ours: made from the setting, never from a request."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def webcal(path: str) -> str:
    """Return the same as a link that a calendar program opens, to subscribe rather than to import once."""
    return absolute(path).replace(urlsplit(settings.BASE_URL).scheme, "webcal", 1)


def host() -> str:
    """Return the name under which the installation is known, for identifiers that outlive an address."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def plain(text: str) -> str:
    """Return a text without the characters that no feed can carry, its lines ended alike."""
    return CONTROLS.sub("", "\n".join(text.splitlines()))


def one_line(text: str) -> str:
    """Return a title or a name without such characters, on one line."""
    return " ".join(plain(text).split())


def language_asked_for(request: HttpRequest) -> str:
    """Return the language of `?language=`, else the one that the request's headers ask for.

    Raises Invalid, naming the parameter, for one that the pages do not speak.
    """
    asked = request.GET.get("language", "")
    if asked and asked not in dict(settings.LANGUAGES):
        raise Invalid({"language": [_("The pages do not speak this language.")]})
    return asked or get_language() or settings.LANGUAGE_CODE


def answered(
    request: HttpRequest,
    content: bytes,
    *,
    media_type: str,
    cache: str = FOR_THE_READER,
    headers: Mapping[str, str] | None = None,
    filename: str = "",
) -> HttpResponse:
    """Return a feed, written in the active language, with its ETag, or 304 to who has it already.

    With a `filename` a browser saves it.
    """
    etag = etag_of(content)
    language = get_language() or settings.LANGUAGE_CODE
    fresh = {"ETag": etag, "Cache-Control": cache, "Content-Language": language, **(headers or {})}
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8", headers=fresh)
    if filename:
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return not_modified(request, etag, response) or response
