"""Tokens for other systems."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from members.actor import Actor
from members.models import Account, Token
from members.tokens import name_of
from records import clock, security
from records.written_once import WrittenOnce

SCHEMES = frozenset({"token", "bearer"})
OF_TOKEN = WrittenOnce(Account.objects.with_token)
"""The account of a token, by the token's hash."""


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Token …` or `Bearer …`, stored hashed, expiring, read-only or read-write."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, Any] | None:
        """Authenticate by token and give the request the token's Actor.

        A header that does not authenticate is refused: the public's answer would pass for one's own.
        """
        header = request.headers.get("Authorization")
        if header is None:
            return None
        # Empty is also how the server hands on one that is not ASCII.
        scheme, _space, token = header.strip().partition(" ")
        if scheme.lower() not in SCHEMES:
            security.say(security.LineKind.TOKEN_REFUSED, reason="no-token")
            raise AuthenticationFailed(_("Send “Authorization: Token” or “Bearer” with a token."))
        granted = self.authenticate_credentials(token.strip().encode("utf-8"))
        account, instance = granted
        actor = Actor.of(account, read_only=instance.read_only, token=instance.digest)
        request._request.actor = actor  # type: ignore[attr-defined]  # noqa: SLF001 (DRF's own handle)
        return granted

    def authenticate_credentials(self, token: bytes) -> tuple[Account, Token]:
        """Find the account with its standing today by the token's hash, in one query.

        An expired token opens nothing; it stays in its owner's list until it is revoked.
        """
        try:
            digest = hash_token(token.decode("ascii"))
        except UnicodeDecodeError as error:
            security.say(security.LineKind.TOKEN_REFUSED, reason="no-token")
            raise AuthenticationFailed(_("Invalid token.")) from error
        account = next(iter(OF_TOKEN.ask(digest)), None)
        if account is None:
            say_refused(digest)
            raise AuthenticationFailed(_("Invalid token."))
        return account, Token(digest=digest, user=account, read_only=account.token_only_reads)


def say_refused(digest: str) -> None:
    """Say why the token of that hash is refused, and whose it is where it is still kept."""
    kept = Token.objects.filter(digest=digest).values_list("user__public_id", "expiry").first()
    account, expiry = kept or ("", None)
    has_expired = expiry is not None and expiry <= clock.now()
    reason = "unknown-or-revoked" if kept is None else "expired" if has_expired else "account-closed"
    security.say(security.LineKind.TOKEN_REFUSED, account=str(account), object=name_of(digest), reason=reason)
