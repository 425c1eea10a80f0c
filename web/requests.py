"""In whose name a request speaks: `members` attaches it (`request.actor`), here alone it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

    from members.actor import Actor


def actor_of(request: HttpRequest | Request) -> Actor:
    """Return in whose name a request speaks, as the session or the token says; nobody's is the public's."""
    return cast("Actor", request.actor)  # type: ignore[union-attr]
