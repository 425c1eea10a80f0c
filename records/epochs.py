"""The epochs of the register: the first, and one more for each time that the record was restored.

What was entered after a backup is lost with its numbers, which are never given out again. Whoever has read
lost acts is told so, and from where to go on, instead of waiting for acts that will not come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from records.models import RegisterHead, Restoration
from records.refusals import NotNow

FIRST = "1"
"""The name of the epoch that no restoration began."""
DIGITS = 8


@dataclass(frozen=True)
class Epoch:
    """A stretch of the register; its acts follow `last_kept`, the last one before that is still there."""

    name: str
    begins_with: int
    last_kept: int


class NewEpoch(NotNow):
    """The place in the register that a reader names is of an epoch that ended."""

    def __init__(self, sentence: str, *, current: Epoch, goes_on_after: int) -> None:
        super().__init__(sentence)
        self.members = {
            "epoch": current.name,
            "epoch_begins_with": current.begins_with,
            "continue_after": goes_on_after,
        }


def epochs() -> list[Epoch]:
    """Return all of them, the present one last. A name has the beginning of its first act's hash."""
    rows = Restoration.objects.order_by("act").values_list("act", "act__hash", "last_kept")
    later = [
        Epoch(f"{ordinal}-{digest[:DIGITS]}", number, last_kept)
        for ordinal, (number, digest, last_kept) in enumerate(rows, start=2)
    ]
    return [Epoch(FIRST, 1, 0), *later]


def epoch_of(number: int, known: Sequence[Epoch]) -> Epoch:
    """Return the epoch that an act was entered in."""
    return next(epoch for epoch in reversed(known) if epoch.begins_with <= number)


def standing_for(number: int, known: Sequence[Epoch]) -> int:
    """Return the number of the act whose hash a link to this number means: of a lost one the last before."""
    lost_in = (one for one in known if one.last_kept < number < one.begins_with)
    return next((one.last_kept for one in lost_in), number)


def check_place(
    known: Sequence[Epoch], *, after: int | None = None, epoch: str = "", is_within: bool = False
) -> None:
    """Raise NewEpoch where a reader knows acts that are no more, or none that there are yet.

    `after` is the last act that it has, `epoch` the one that it read that in, "" where it does not say.
    `is_within`: it is in the middle of a list, of which `after` is the beginning alone.
    """
    names = [one.name for one in known]
    if epoch and epoch not in names:
        raise _new_epoch(known, since=1) if len(known) > 1 else _no_epoch(known[-1], epoch)
    later = known[names.index(epoch) + 1 :] if epoch else []
    if any(is_within or (after or 0) > one.last_kept for one in later):
        raise _new_epoch(known, since=names.index(epoch) + 1)
    if after is None:
        return
    for ordinal, one in enumerate(known):
        if one.last_kept < after < one.begins_with:
            raise _new_epoch(known, since=ordinal)
    head = RegisterHead.objects.values_list("number", flat=True).get()
    if after > head:
        raise _new_epoch(known, since=1) if len(known) > 1 else _not_yet(known[-1], head)


def _new_epoch(known: Sequence[Epoch], *, since: int) -> NewEpoch:
    """Return the refusal of a reader that has not heard of the epochs from `since` on."""
    goes_on_after = min((one.last_kept for one in known[since:]), default=0)
    sentence = _(
        "The record was restored from a backup: acts after No. %(kept)d that you know are no more. Go on"
        " after that number, in the epoch %(epoch)s."
    )
    told: dict[str, Any] = {"kept": goes_on_after, "epoch": known[-1].name}
    return NewEpoch(sentence % told, current=known[-1], goes_on_after=goes_on_after)


def _no_epoch(current: Epoch, asked: str) -> NewEpoch:
    """Return the refusal of a reader whose epoch is of no restoration that this record knows of."""
    sentence = _("This record has no epoch “%(asked)s”. Read it from its beginning, in the epoch %(epoch)s.")
    told = {"asked": asked, "epoch": current.name}
    return NewEpoch(sentence % told, current=current, goes_on_after=0)


def _not_yet(current: Epoch, head: int) -> NewEpoch:
    sentence = _("There is no act with this number yet: the last one is No. %(head)d.") % {"head": head}
    return NewEpoch(sentence, current=current, goes_on_after=head)
