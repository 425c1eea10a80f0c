"""Refuses a form that was cut off on its way, before any view acts on the half of it that came."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict

from cica.errors import cut_short
from records.addresses import is_of_api
from web.multipart import Watched

FORM = "multipart/form-data"


class WholeFormMiddleware:
    """Watch the body of a page's form with files, and answer 400 where its last boundary or a part did not
    come.

    The API's parser does the same for its own (`web.api.parsers`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the watch between the request and its body, before anything reads it."""
        if request.content_type == FORM and not is_of_api(request.path):
            boundary = (request.content_params or {}).get("boundary", "").encode()
            watched = Watched(request._stream, boundary)  # noqa: SLF001
            request._stream = watched  # type: ignore[assignment]  # noqa: SLF001  all that a parser reads by
            vars(request)["form_watched"] = watched
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Read the form and look whether all of it came."""
        watched = getattr(request, "form_watched", None)
        if watched is None or request.method != "POST":
            return None
        came = _values_in(request.POST) + _values_in(request.FILES)
        # Django passes by a part without a name, and a file whose name is none.
        is_all_there = watched.is_whole and came >= watched.parts - watched.empty
        return None if is_all_there else cut_short(request)


def _values_in(form: MultiValueDict) -> int:
    return sum(len(values) for _name, values in form.lists())
