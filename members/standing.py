"""What an account may do at this moment, asked again by whatever it writes that may have waited for a lock.

Acts ask in `records.acts.perform`; what an account writes besides asks in `as_it_stands`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from members.actor import Actor
from members.models import Account, Token
from records.written_once import WrittenOnce

BY_ACCOUNT = WrittenOnce(
    lambda public_id: Account.objects.with_standing().filter(public_id=public_id, is_active=True),
    held=(Account,),
)
BY_TOKEN = WrittenOnce(Account.objects.with_token, held=(Account, Token))


def standing_now(*, public_id: str, token: str) -> Account | None:
    """Return the active account with its standing, held until the transaction ends; None where it is closed.

    Where it came with a token, by the hash of that: one that was revoked or has expired stands for nobody.
    """
    found = BY_TOKEN.ask(token) if token else BY_ACCOUNT.ask(public_id)
    return next(iter(found), None)


@contextmanager
def as_it_stands(actor: Actor) -> Iterator[tuple[Actor, Account | None]]:
    """Let an account write what is no act: its webhooks, addresses and tokens, what it chose and has read.

    Yields the actor as its account stands now, and the account (None for nobody). All within is one
    transaction; until it ends nobody closes the account or changes what it stands for, and whatever else the
    account writes so waits: two requests cannot both make the last of something. Raises NotYours as
    `Actor.renewed` does.
    """
    with transaction.atomic():
        # Not FOR UPDATE: whoever writes a row that names the account would wait for it.
        locked = Account.objects.select_for_update(of=("self",), no_key=True)
        account = locked.filter(public_id=actor.account).first() if actor.account else None
        yield actor.renewed(), account
