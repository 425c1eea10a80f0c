"""Every address of the site. Pages by app, the API under `/api/v1/`, and the project's own few."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from cica import api, errors, gallery
from cica.health import healthz
from cica.home import Home
from cica.reference import ReferencePage
from cica.search import Search

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler429 = errors.too_many_requests
handler500 = errors.server_error

api_v1: list[URLPattern | URLResolver] = [
    path("", api.RootView.as_view(), name="api-root"),
    path("", include("web.register.api_urls")),
    path("", include("members.api.urls")),
    path("", include("deadlines.api.urls")),
    path("", include("notices.api.urls")),
    path("", include("webhooks.api.urls")),
    path("", include("cbms.api.urls")),
    path("", include("papers.api.urls")),
    path("", include("exchange.api.urls")),
    path("", include("proposals.api.urls")),
    path("", include("implementation.api.urls")),
    path("", include("meetings.api.urls")),
]

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("components/", gallery.components, name="components"),
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/mark.svg"), name="favicon"),
    path("api/", RedirectView.as_view(pattern_name="api-root"), name="api"),
    path("api/v1/", include(api_v1)),
    path("api/schema/", api.SchemaView.as_view(), name="api-schema"),
    path("api/docs/", api.DocumentationView.as_view(url_name="api-schema"), name="api-docs"),
    path("api/reference/", ReferencePage.as_view(), name="api-reference"),
    path("api/reference/<slug:tag>/", ReferencePage.as_view(), name="api-reference-part"),
    path("", include("members.urls")),
    path("", include("cbms.urls")),
    path("", include("papers.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("implementation.urls")),
    path("", include("deadlines.urls")),
    path("", include("notices.urls")),
    path("", include("webhooks.urls")),
    path("", include("web.register.urls")),
    path("", include("exchange.urls")),
    path("", include("proposals.urls")),
    path("", include("meetings.urls")),
]
