"""Adapters for allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from members.actions import set_password
from members.language import remember_language
from members.models import Account


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """There is no public sign-up: the secretariat invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no, to everyone."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a link may lead there after a log-in: to an address of ours, from its root.

        Unlike allauth's, this can answer for one that is none, such as `http://[::1`.
        """
        return (
            url is not None
            and url.startswith("/")
            and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        )

    def set_password(self, user: Account, password: str) -> None:
        """Set it alone: allauth would write back all that the account was when its page was read."""
        set_password(account=user, password=password)

    def post_login(self, request: HttpRequest, user: Account, **details: Any) -> HttpResponse:
        """Go on in the account's own language."""
        response = super().post_login(request, user, **details)
        remember_language(response, user.language)
        return response
