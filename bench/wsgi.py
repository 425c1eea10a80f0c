"""The system as granian serves it, and beside it, in the same process, a bare Django view to compare with."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path

from cica.wsgi import application as system

BARE_PATH = "/bare"


def bare_view(request: HttpRequest) -> HttpResponse:
    """Answer the least that a view can."""
    return HttpResponse("ok")


urlpatterns = [path(BARE_PATH.removeprefix("/"), bare_view)]


class BareHandler(WSGIHandler):
    """Django without middleware, with the one view's addresses."""

    def get_response(self, request: HttpRequest) -> HttpResponse:
        """Resolve within this module; the system's own addresses are another handler's."""
        request.urlconf = __name__
        return super().get_response(request)


with override_settings(MIDDLEWARE=[]):
    bare = BareHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Hand a request to the bare view or to the system."""
    handler = bare if environ["PATH_INFO"] == BARE_PATH else system
    return handler(environ, start_response)
