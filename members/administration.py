"""The operator's own pages under `/admin/`: accounts and tokens, for administrators only."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest

from members.enums import Post


class AdministratorSite(AdminSite):
    """Open to accounts with the post of administrator, whatever Django's own flags on the account say."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the account runs the system."""
        return request.user.is_active and getattr(request.user, "post", None) == Post.ADMINISTRATOR


class AdministrationConfig(AdminConfig):
    """Puts `AdministratorSite` in the place of Django's site."""

    default_site = "members.administration.AdministratorSite"
