"""Refuses what no address of ours can hold."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

NUL = "\x00"


class NulMiddleware:
    """Answer an address with a NUL like one that does not exist: PostgreSQL has no text with it, and would
    fail.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, unless the path has a NUL; what is asked for by parameters is refused by the lists
        themselves.
        """
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Look when the address has been found to be one of ours, so that the usual 404 answers."""
        if NUL in request.path:
            raise Http404
