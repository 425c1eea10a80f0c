"""Accounts and tokens, as the administrator keeps them. Nothing that is decided elsewhere changes here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import Account, Token


class AdministratorsOnly:
    """Grants what the site has granted: whoever is let in is an administrator."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the section."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let an administrator read."""
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Account)
class AccountAdmin(AdministratorsOnly, UserAdmin):
    """Who may log in, for whom, and as what."""

    list_display = ("username", "post", "participant", "role", "is_chairs_office", "is_active")
    list_filter = ("post", "role", "is_chairs_office", "is_active")
    list_select_related = ("participant",)
    search_fields = ("username", "participant__code", "participant__name_en")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Acts for"), {"fields": ("post", "participant", "role", "is_chairs_office")}),
        (_("Reads in"), {"fields": ("language", "time_zone", "email")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "usable_password",
                    "password1",
                    "password2",
                    "post",
                    "participant",
                    "role",
                ),
            },
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Keep accounts: acts name them by their opaque id. One that is no longer used is made inactive."""
        return False


@admin.register(Token)
class TokenAdmin(AdministratorsOnly, admin.ModelAdmin):
    """Tokens, to be looked at and revoked. Their keys are stored hashed and cannot be read."""

    list_display = ("token_key", "user", "label", "read_only", "created", "expiry")
    list_select_related = ("user",)
    search_fields = ("user__username", "label", "token_key")
    readonly_fields = list_display
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave making tokens to their owners and to `manage.py issue_token`, which show the key."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let nobody turn a read-only token into another."""
        return False


admin.site.unregister(Group)
