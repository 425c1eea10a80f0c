"""Keys for other systems: made for one account, shown once, stored hashed."""

from datetime import timedelta

from django.db.models import QuerySet

from members.actor import Actor
from members.models import Account, Token
from records import security

LIFETIME = timedelta(days=90)
LONGEST_LIFETIME = timedelta(days=366)
DIGITS = 12
"""Hexadecimal digits of a token's hash that tell it from others in the security log."""


def issue_token(
    *, account: Account, read_only: bool = False, label: str = "", lifetime: timedelta = LIFETIME
) -> tuple[Token, str]:
    """Make a token for what the account may do; return its row and the key, which is not kept."""
    token, key = Token.objects.create(user=account, expiry=lifetime, read_only=read_only, label=label)
    _say(security.LineKind.TOKEN_MADE, token, reason="read-only" if read_only else "read-write")
    return token, key


def revoke_tokens(tokens: QuerySet, *, reason: str) -> int:
    """Let tokens open nothing from now on; return how many. `reason` is a code for the security log."""
    found = list(tokens.select_related("user").order_by("pk"))
    for token in found:
        _say(security.LineKind.TOKEN_REVOKED, token, reason=reason)
    Token.objects.filter(pk__in=[token.pk for token in found]).delete()
    return len(found)


def name_of(digest: str) -> str:
    """Return what the security log calls a token: the same when it is made, revoked and tried afterwards."""
    return f"token {digest[:DIGITS]}"


def _say(kind: security.LineKind, token: Token, *, reason: str) -> None:
    account, state = str(token.user.public_id), token.user.participant_id or ""
    security.say_when_entered(kind, account=account, state=state, object=name_of(token.digest), reason=reason)


def tokens_visible_to(actor: Actor) -> QuerySet:
    """Return the tokens that `actor` may see, never their keys: its own; all for the administrator."""
    return Token.objects.all() if actor.is_administrator else tokens_of(actor.account)


def tokens_of(account_id: str) -> QuerySet:
    """Return the tokens of the account with that opaque id; none for the public, whose id is empty."""
    return Token.objects.filter(user__public_id=account_id) if account_id else Token.objects.none()
