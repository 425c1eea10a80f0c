"""Sees to it that nothing keeps a page that was made for one reader: no proxy, and no browser on a shared
machine.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOT_KEPT = "private, no-store"
ASKED_AGAIN = "private, no-cache"
"""With a tag: it may be kept, but is asked for each time, so that 304 spares its sending."""


class PrivacyMiddleware:
    """Mark what is answered to a session or a token. What everyone gets alike says so itself (`public`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say who may keep the answer."""
        response = self.get_response(request)
        is_alike = response.get("Cache-Control", "").startswith("public")
        if is_for_one_reader(request, response) and not is_alike:
            is_never_kept = "no-store" in response.get("Cache-Control", "")
            is_tagged = "ETag" in response and not is_never_kept
            response["Cache-Control"] = ASKED_AGAIN if is_tagged else NOT_KEPT
        return response


def is_for_one_reader(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a session or a token asked, or a session begins or ends with the answer."""
    session = settings.SESSION_COOKIE_NAME
    return session in request.COOKIES or session in response.cookies or "Authorization" in request.headers
