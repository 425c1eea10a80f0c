"""The operator's own pages under `/admin/`: accounts and tokens, for administrators only."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from members.enums import Post


class AdministratorSite(AdminSite):
    """Open to accounts with the post of administrator, whatever Django's own flags on the account say."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the account runs the system."""
        return request.user.is_active and getattr(request.user, "post", None) == Post.ADMINISTRATOR

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send on to the one page that lets anybody in: Django's own would not count the attempts.

        Raises PermissionDenied for one who is logged in and no administrator.
        """
        from django.contrib.auth.views import redirect_to_login  # noqa: PLC0415 (needs models, not there yet)

        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index", current_app=self.name))
        return redirect_to_login(wanted, settings.LOGIN_URL)


class AdministrationConfig(AdminConfig):
    """Puts `AdministratorSite` in the place of Django's site."""

    default_site = "members.administration.AdministratorSite"
