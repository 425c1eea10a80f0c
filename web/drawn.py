"""What a form knows of its own making: a key, for whom it was drawn, and what it was drawn from.

Every form of the pages carries it, signed, in one hidden field. `web.sent` compares it when the form
comes back: the key makes the second of two clicks an echo of the first, the account keeps one person's words
from becoming another's act, and what was read keeps an act from being done on what its author never saw.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from secrets import token_urlsafe
from typing import Any, Self

from django.core import signing

FIELD = "drawn"
SALT = "web.drawn"
KEY_BYTES = 16


class NotSigned(Exception):
    """The field is there, but it is none that this system signed."""


@dataclass(frozen=True)
class Drawn:
    """What the field holds.

    `account` and `state` are for whom it was drawn, `name` says it in words. `act` is the number of the
    last act on its object that could be seen then, 0 where there was none. `read` is the word in which the
    act type says what it rests on (`records.act_types.ActType.rests_on`). `held` is the key of the form that
    it goes on with, where that came from somebody who was no longer logged in (`web.held`).
    """

    key: str
    account: str
    state: str = ""
    name: str = ""
    act: int = 0
    read: str = ""
    held: str = ""

    @classmethod
    def for_actor(cls, actor: Any, *, name: str = "", act: int = 0, read: str = "") -> Self:
        """Return what a form holds that is drawn for `actor` now; `name` says who that is."""
        return cls(
            key=token_urlsafe(KEY_BYTES),
            account=actor.account,
            state=actor.participant,
            name=name,
            act=act,
            read=read,
        )

    @classmethod
    def found_in(cls, posted: Mapping[str, Any]) -> Self | None:
        """Return what came back with a form, None where nothing did; raise Damaged."""
        text = posted.get(FIELD, "")
        if not text:
            return None
        try:
            return cls(**signing.loads(text, salt=SALT))
        except (signing.BadSignature, TypeError, ValueError) as error:
            raise NotSigned from error

    def is_for(self, actor: Any) -> bool:
        """Whether it was drawn for the account that sends it now, which speaks for the same state."""
        return (self.account, self.state) == (actor.account, actor.participant)

    def sealed(self) -> str:
        """Return it as the field carries it."""
        return signing.dumps(asdict(self), salt=SALT)
