"""Entity tags: `If-None-Match` spares a body the caller has, `If-Match` guards against blind overwriting.

A tag is strong: it hashes the body, which differs by caller and hour. An object has one tag in every
language, that of its body in `TAGGED_IN`. The tag of what acts are taken on begins with its revision
(`"12.9f86d0…"`), and `If-Match` compares that alone, under the lock (`records.door.take`): what was changed,
not how it is shown, is what makes an act stale.
"""

import re

from django.http import HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from records.canonical import sha256
from records.refusals import PreconditionRequired

TAGGED_IN = "en"
"""The language in whose words a body is hashed."""
TAG_LENGTH = 32
NO_REVISION = -1
"""A revision that no object has, so that it is stale, but not before it is known to be visible."""
REVISION = re.compile(r'"([0-9]{1,18})\.[0-9a-f]+"')


def etag_of(body: bytes, *, revision: int | None = None) -> str:
    """Return the strong entity tag of a body, with the object's revision where it has one."""
    tag = sha256(body)[:TAG_LENGTH]
    return f'"{tag}"' if revision is None else f'"{revision}.{tag}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether `If-None-Match` names the present state, so that 304 is answer enough (RFC 9110, 13.1.2)."""
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    return tags == ["*"] or etag in {tag.removeprefix("W/") for tag in tags}


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
