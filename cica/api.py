"""The root of the API and its documentation. The resources are the apps' own (`<app>/api/urls.py`)."""

from django.urls import get_resolver, reverse
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

PREFIX = "/api/v1/"


class RootView(APIView):
    """The addresses of all lists, read from the URL table so that none is forgotten."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """Answer `{resource: address}`."""
        return Response(
            {
                address.removeprefix(PREFIX).rstrip("/"): request.build_absolute_uri(address)
                for address in list_addresses()
            }
        )


def list_addresses() -> list[str]:
    """The address of every route of the API that is named as a list and takes no key."""
    names = (name for name in get_resolver().reverse_dict if isinstance(name, str) and name.endswith("-list"))
    addresses = (reverse(name) for name in names)
    return sorted(address for address in addresses if address.startswith(PREFIX))


class DocumentationView(SpectacularSwaggerSplitView):
    """Swagger UI, with its script at an address of its own: no page of ours holds script or style inline."""

    template_name = "api_docs.html"
