"""Who plays: the demonstration accounts, as the Actors they are."""

from functools import cached_property

from members.actor import Actor
from members.models import Account

CHAIR, SECRETARIAT = "chair", "secretariat"


class Cast:
    """The demonstration accounts by part: a participant's code, `chair` or `secretariat`."""

    @cached_property
    def _actors(self) -> dict[str, Actor]:
        accounts = Account.objects.with_standing().filter(is_demonstration=True)
        return {account.username: Actor.of(account) for account in accounts}

    def __getitem__(self, part: str) -> Actor:
        """Return who plays `part`; raise KeyError where there is no such account."""
        if part in (CHAIR, SECRETARIAT):
            return self._actors[part]
        return self._actors.get(f"observer.{part.lower()}") or self._actors[f"delegate.{part.lower()}"]
