"""The root of the API and its documentation. The resources are the apps' own (`<app>/api/urls.py`)."""

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import get_resolver
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import views
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from records.addresses import address_of
from web.api.conditional import etag_of, not_modified
from web.api.renderers import JSONRenderer
from web.api.views import APIView
from web.parameters import KnowsParameters, one_of, refuse_unknown


class RootView(APIView):
    """The addresses of all lists, read from the URL table so that none is forgotten."""

    is_tagged = False

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """Answer `{resource: address}`."""
        return Response(
            {
                address.removeprefix(address_of("api-root")).rstrip("/"): request.build_absolute_uri(address)
                for address in list_addresses()
            }
        )


def list_addresses() -> list[str]:
    """The address of every route of the API that is named as a list and takes no key."""
    names = (name for name in get_resolver().reverse_dict if isinstance(name, str) and name.endswith("-list"))
    addresses = (address_of(name) for name in names)
    return sorted(address for address in addresses if address.startswith(address_of("api-root")))


class KnowsItsParameters(KnowsParameters, views.APIView):
    """Mixed into the views of drf-spectacular, which ignore what they do not know."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse unknown parameters, and languages that there are not."""
        super().initial(request, *args, **kwargs)
        known = self.known_parameters()
        refuse_unknown(request.GET.keys() - known, known=known)
        one_of(request.GET, "lang", LANGUAGES, default="")

    def handle_exception(self, exc: Exception) -> Response:
        """Refuse as the rest of the API does: what draws the document draws no problem."""
        self.request.accepted_renderer = JSONRenderer()
        return super().handle_exception(exc)


class SchemaView(KnowsItsParameters, SpectacularAPIView):
    """The OpenAPI document: made once for each language and form in a process, since it takes a second."""

    parameters = ("lang", "format")

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out, or 304 to whoever has it."""
        with translation.override(request.GET.get("lang") or get_language()):
            content = document_in(get_language() or "en", type(request.accepted_renderer))
        headers = {"ETag": etag_of(content), "Content-Disposition": "inline"}
        response = HttpResponse(content, content_type=request.accepted_renderer.media_type, headers=headers)
        return not_modified(request, headers["ETag"], response) or response


LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
_made = Lock()


def document_in(language: str, renderer: Callable[[], BaseRenderer]) -> bytes:
    """Return the document in the active language as `renderer` writes it; who asks meanwhile waits for it."""
    with _made:
        return _document(language, renderer)


@lru_cache(maxsize=len(LANGUAGES) * len(SpectacularAPIView.renderer_classes))
def _document(language: str, renderer: Callable[[], BaseRenderer]) -> bytes:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return force_bytes(renderer().render(schema, renderer_context={}))


class DocumentationView(KnowsItsParameters, SpectacularSwaggerSplitView):
    """Swagger UI, with its script at an address of its own: no page of ours holds script or style inline."""

    parameters = ("lang", "script")
    template_name = "api_docs.html"
