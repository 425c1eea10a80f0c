"""How the system says no: each refusal carries one sentence for the reader and the rule behind it.

Refusals know nothing of HTTP. `web.api.errors` turns them into problem documents and
`web.pages` turns them into pages.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _


class Refusal(Exception):
    """An act or a reading that is not granted.

    `sentence` is in the reader's language; `rule` cites what it rests on (`CA (a)3`) or is empty.
    `retry_after` says after how many seconds the same may go through, where waiting is all that it needs.
    """

    url = ""
    members: Mapping[str, object] = MappingProxyType({})
    """What the API's answer says besides, for programs."""
    retry_after = 0

    def __init__(self, sentence: str, *, rule: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.rule = rule


class NotVisible(Refusal):
    """What one may not see answers like what does not exist."""


class NotYours(Refusal):
    """The act belongs to somebody else."""


def reads_only() -> str:
    """Say why one who may see everything here may do nothing: also an account that writes has such tokens."""
    return _("Your account or token reads only.")


class NotNow(Refusal):
    """The act is not open in this stage, or a guard is not met."""

    def __init__(self, sentence: str, *, rule: str = "", retry_after: int = 0) -> None:
        super().__init__(sentence, rule=rule)
        self.retry_after = retry_after


class TooLate(NotNow):
    """The deadline for the act has passed."""


class Twice(NotNow):
    """The same stands already, on the page `url`; it is entered again where the body says so."""

    def __init__(self, sentence: str, *, url: str, rule: str = "") -> None:
        super().__init__(sentence, rule=rule)
        self.url = url


class Damaged(Refusal):
    """What is kept is not what was taken in: it is not handed out, and the operator is alarmed."""


class Stale(Refusal):
    """The object changed since the caller last read it."""


class PreconditionRequired(Refusal):
    """The change must say which state of the object it was made from."""


class Invalid(Refusal):
    """The body of the act is not right; `errors` names each field with its sentences."""

    def __init__(self, errors: Mapping[str, Any], *, sentence: str = "", rule: str = "") -> None:
        super().__init__(sentence or _("What was sent is not valid."), rule=rule)
        self.errors: dict[str, Any] = dict(errors)


class WrongState(Invalid):
    """An officer named a state for which the act cannot be entered, since it is not that state's."""


class NoRoom(Invalid):
    """A file of the body could not be taken in: the disk is full, which is no fault of the sender's."""

    retry_after = 60  # room is made by the operator


class NotScanned(Invalid):
    """A file of the body could not be looked at by the virus scanner, so it is not taken in."""

    retry_after = 60  # the operator starts it again
