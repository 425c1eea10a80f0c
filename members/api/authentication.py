"""Tokens for other systems."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.request import Request

from members.actor import Actor
from members.models import Account, Token


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Token …`, stored hashed, expiring, read-only or read-write."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, Any] | None:
        """Authenticate by token and give the request the token's Actor."""
        granted = super().authenticate(request)
        if granted is not None:
            account, token = granted
            request._request.actor = Actor.of(account, read_only=token.read_only)  # noqa: SLF001 (DRF's own handle)
        return granted

    def validate_user(self, auth_token: Token) -> tuple[Account, Token]:
        """Load the token's account with its standing today, in the one query that is made anyway."""
        auth_token.user = Account.objects.with_standing().get(pk=auth_token.user_id)
        return super().validate_user(auth_token)
