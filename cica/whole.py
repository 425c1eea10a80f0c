"""Refuses a form that was cut off on its way, before any view acts on the half of it that came."""

from collections.abc import Callable
from itertools import chain

from django.http import HttpRequest, HttpResponse

from cica.errors import cut_short
from records.multipart import Watched

FORM = "multipart/form-data"


class WholeFormMiddleware:
    """Watch the body of a page's form with files, and answer 400 where its last boundary or a part did not
    come.

    The API's parser does the same for its own (`records.api.parsers`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the watch between the request and its body, before anything reads it."""
        if request.content_type == FORM and not request.path.startswith("/api/"):
            boundary = request.content_params.get("boundary", "").encode()
            request._stream = request.form_watched = Watched(request._stream, boundary)  # noqa: SLF001
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Read the form and look whether all of it came."""
        watched = getattr(request, "form_watched", None)
        if watched is None or request.method != "POST":
            return None
        came = sum(len(values) for _name, values in chain(request.POST.lists(), request.FILES.lists()))
        # Django passes by a part without a name, and a file whose name is none.
        is_all_there = watched.is_whole and came >= watched.parts - watched.empty
        return None if is_all_there else cut_short(request)
