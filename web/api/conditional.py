"""Entity tags: `If-None-Match` spares a body the caller has, `If-Match` guards against blind overwriting.

A tag is strong: it hashes the body, which differs by caller and hour. An object has one tag in every
language, that of its body in `TAGGED_IN`. The tag of what acts are taken on begins with its revision
(`"12.9f86d0…"`), and `If-Match` compares that alone, under the lock (`records.door.take`): what was changed,
not how it is shown, is what makes an act stale.
"""

import re
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS

from records.canonical import sha256
from records.refusals import PreconditionRequired

TAGGED_IN = "en"
"""The language in whose words a body is hashed."""
TAG_LENGTH = 32
GUARDS_OF_ACTS = ("If-Match", "If-Unmodified-Since")
NO_REVISION = -1
"""A revision that no object has, so that it is stale, but not before it is known to be visible."""
REVISION = re.compile(r'"([0-9]{1,18})\.[0-9a-f]+"')


def etag_of(body: bytes, *, revision: int | None = None) -> str:
    """Return the strong entity tag of a body, with the object's revision where it has one."""
    tag = sha256(body)[:TAG_LENGTH]
    return f'"{tag}"' if revision is None else f'"{revision}.{tag}"'


def not_modified(
    request: HttpRequest, etag: str, response: HttpResponseBase | None = None
) -> HttpResponse | None:
    """Return 304 to a reading whose `If-None-Match` names the state `etag` (RFC 9110, 13.1.2), else None.

    It keeps of `response`, where there is one already, what a cache needs. A reading with a header that
    guards acts is answered whole: Django would answer it 412, in no form of ours.
    """
    if request.method not in SAFE_METHODS or any(header in request.headers for header in GUARDS_OF_ACTS):
        return None
    found = get_conditional_response(request, etag=etag, response=cast("HttpResponse | None", response))
    return None if found is response else cast("HttpResponse", found)


def require_state(request: HttpRequest) -> None:
    """Raise PreconditionRequired unless `If-Match` names the state that is changed; `*` names none."""
    if not names_a_state(request):
        raise PreconditionRequired(_("Send If-Match with the ETag of the object you are changing."))


def names_a_state(request: HttpRequest) -> bool:
    """Whether `If-Match` names a state that the caller read; `*` is whatever there is."""
    return parse_etags(request.headers.get("If-Match", "*")) != ["*"]


def revision_expected(request: HttpRequest) -> int | None:
    """Return the revision that `If-Match` names, None where any will do, NO_REVISION where it names none.

    Pass it to an action that compares it with the object's revision under its lock, once it has looked
    whether the caller may see the object. Of a list of tags the highest counts: revisions only grow.
    """
    if not names_a_state(request):
        return None
    tags = parse_etags(request.headers["If-Match"])
    named = (REVISION.fullmatch(tag) for tag in tags)
    return max((int(match[1]) for match in named if match), default=NO_REVISION)
