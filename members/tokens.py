"""Keys for other systems: made for one account, shown once, stored hashed."""

from datetime import timedelta

from django.db.models import QuerySet

from members.models import Account, Token

LIFETIME = timedelta(days=90)
LONGEST_LIFETIME = timedelta(days=366)


def issue_token(
    *, account: Account, read_only: bool = False, label: str = "", lifetime: timedelta = LIFETIME
) -> tuple[Token, str]:
    """Make a token for what the account may do; return its row and the key, which is not kept."""
    return Token.objects.create(user=account, expiry=lifetime, read_only=read_only, label=label)


def tokens_of(account_id: str) -> QuerySet:
    """Return the tokens of the account with that opaque id; none for the public, whose id is empty."""
    return Token.objects.filter(user__public_id=account_id) if account_id else Token.objects.none()
