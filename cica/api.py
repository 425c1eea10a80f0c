"""The root of the API and its documentation. The resources are the apps' own (`<app>/api/urls.py`)."""

from django.urls import get_resolver, reverse
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

PREFIX = "/api/v1/"


class RootView(APIView):
    """The addresses of all lists, read from the URL table so that none is forgotten."""

    @extend_schema(exclude=True)
    def get(self, request):
        names = (name for name in get_resolver().reverse_dict if isinstance(name, str))
        addresses = (reverse(name) for name in names if name.endswith("-list"))
        resources = sorted(address for address in addresses if address.startswith(PREFIX))
        return Response(
            {
                address.removeprefix(PREFIX).rstrip("/"): request.build_absolute_uri(address)
                for address in resources
            }
        )


class DocumentationView(SpectacularSwaggerSplitView):
    """Swagger UI with its script at an address of its own, since our pages allow none inline."""

    renderer_classes = [TemplateHTMLRenderer]
