"""What an account may do at this moment, asked again by an act that may have waited for its lock."""

from uuid import UUID

from members.models import Account, Token
from records.written_once import WrittenOnce

NO_ACCOUNT = UUID(int=0)

BY_ACCOUNT = WrittenOnce(
    lambda public_id: Account.objects.with_standing().filter(public_id=public_id, is_active=True),
    stand_in=NO_ACCOUNT,
    held=(Account,),
)
BY_TOKEN = WrittenOnce(Account.objects.with_token, stand_in="no digest", held=(Account, Token))


def standing_now(*, public_id: str, token: str) -> Account | None:
    """Return the active account with its standing, held until the transaction ends; None where it is closed.

    Where it came with a token, by the hash of that: one that was revoked or has expired stands for nobody.
    """
    found = BY_TOKEN.ask(token) if token else BY_ACCOUNT.ask(public_id)
    return next(iter(found), None)
