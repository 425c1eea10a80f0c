"""The API over plain HTTP: refused, where a page is led on to https."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from records.addresses import is_of_api
from web.api.errors import problem_answer


class PlainApiMiddleware:
    """Refuse what a program sends to the API without TLS, where this installation has it.

    A redirection would let it go on sending its token in clear, and nobody would notice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse."""
        if settings.SECURE_SSL_REDIRECT and is_of_api(request.path) and not request.is_secure():
            detail = _("The API is open over https alone. Replace the token that you sent: it went in clear.")
            return problem_answer(HTTPStatus.FORBIDDEN, detail=detail)
        return self.get_response(request)
