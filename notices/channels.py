"""The ways out: each channel says who gets what, hands it over, and how often it is tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from notices.enums import DeliveryStatus
from records.supplying import Slot, by_name

if TYPE_CHECKING:
    from notices.models import Delivery
    from records.models import Act


@dataclass(frozen=True)
class AttemptOutcome:
    """What came of one attempt. `status` is `queued` for what is to be tried again later.

    `not_before` is the instant until which the other side asked to be left alone, if it did.
    """

    status: DeliveryStatus
    detail: str = ""
    not_before: datetime | None = None

    @classmethod
    def handed_over(cls, detail: str = "") -> AttemptOutcome:
        """The other side has accepted it."""
        return cls(DeliveryStatus.HANDED_OVER, detail)

    @classmethod
    def later(cls, reason: str, *, not_before: datetime | None = None) -> AttemptOutcome:
        """It could not be handed over now; try again, as often as the channel allows."""
        return cls(DeliveryStatus.QUEUED, reason, not_before)

    @classmethod
    def refused(cls, reason: str) -> AttemptOutcome:
        """The other side does not want it; trying again would change nothing."""
        return cls(DeliveryStatus.REFUSED, reason)

    @classmethod
    def not_entitled(cls) -> AttemptOutcome:
        """The recipient may no longer see the act."""
        return cls(DeliveryStatus.NOT_ENTITLED)


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way out.

    `recipients(act, told, at)` makes the deliveries of an act that `told` are told of, unsaved.
    `is_entitled(delivery)` is asked before every attempt. `hand_over(delivery)` sends it together with its
    `companions` and may take seconds; what it raises is `later`. `waits` lie between the attempts; what
    fails after the last of them is refused. `label_of_none` names what is of no act; `in_words(detail)` says
    in the reader's language what an attempt came to.
    """

    name: str
    label: Any
    recipients: Callable[[Act, frozenset[str], datetime], Iterable[Delivery]]
    is_entitled: Callable[[Delivery], bool]
    hand_over: Callable[[Delivery], AttemptOutcome]
    waits: tuple[timedelta, ...]
    label_of_none: Any = ""
    in_words: Callable[[str], str] = str


CHANNELS: Slot[Channel, Mapping[str, Channel]] = Slot("channels", by_name(lambda channel: channel.name))
"""What is handed over by, in this order."""


def channel_of(name: str) -> Channel:
    """Return the channel of that name; raise KeyError if there is none."""
    return CHANNELS.supplied()[name]


def known_channels() -> list[Channel]:
    """Return every channel there is."""
    return list(CHANNELS.supplied().values())
