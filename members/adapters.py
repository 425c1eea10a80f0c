"""Adapters for allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """There is no public sign-up: the secretariat invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no, to everyone."""
        return False
