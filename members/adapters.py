"""Adapters for allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from members.language import remember_language
from members.models import Account


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """There is no public sign-up: the secretariat invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no, to everyone."""
        return False

    def post_login(self, request: HttpRequest, user: Account, **details: Any) -> HttpResponse:
        """Go on in the account's own language."""
        response = super().post_login(request, user, **details)
        remember_language(response, user.language)
        return response
