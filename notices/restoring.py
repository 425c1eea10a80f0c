"""What a restoration does: it says what is lost, gives no number twice, and ends what may be stale.

Acts that were entered after the backup are gone. How many there were, the operator says by the last head of
the register that is known outside, or by the highest number that anybody has seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from deadlines.models import FeedAddress
from members.actor import Actor
from members.groups import CHAIR, SECRETARIAT
from members.models import Participant, Token
from members.tokens import revoke_tokens
from records import register
from records.act_types import Entry, Group
from records.models import Counter, RegisterHead, Restoration
from records.register import KeptHead

OBJECT_KIND = "register"
EVERYBODY = Group("everybody", _("all who take part"))
YEARS_AHEAD = 5
"""How far ahead a lost act may have begun a series, such as the meetings of a later year."""


@dataclass(frozen=True)
class Loss:
    """What the operator knows: when the backup was taken, the last head outside, the last number seen."""

    taken_at: datetime
    known: KeptHead | None
    issued: int


def restore(loss: Loss, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Begin a new epoch of the register beyond every number that may have been issued.

    Any lost act may have taken the next number of any series, so each series leaves out as many.
    """
    head = RegisterHead.objects.select_for_update().get()
    issued = max(head.number, loss.issued, loss.known.number if loss.known else 0)
    skipped = issued - head.number
    register.leave_out(until=issued)
    Restoration.objects.create(
        act_id=issued + 1,
        last_kept=head.number,
        numbers_skipped=skipped,
        years_through=at.year + YEARS_AHEAD,
    )
    Counter.objects.update(last=F("last") + skipped)
    _end_what_may_be_stale()
    payload = {"taken_at": loss.taken_at, "kept": {"number": head.number, "hash": head.hash}, "ends": True}
    if loss.known:
        payload["known"] = {"number": loss.known.number, "hash": loss.known.hash}
    if skipped:
        payload["lost"] = {"from": head.number + 1, "to": issued}
    return Entry(OBJECT_KIND, str(Restoration.objects.count() + 1), payload, _told(at))


def _end_what_may_be_stale() -> None:
    """End what may have been revoked since the backup, which knows nothing of that."""
    revoke_tokens(Token.objects.all(), reason="restored")
    FeedAddress.objects.all().delete()
    Session.objects.all().delete()


def _told(at: datetime) -> dict[Group, list[str]]:
    present = Participant.objects.with_status_on(at.date()).exclude(status=None)
    return {
        EVERYBODY: list(present.order_by("code").values_list("code", flat=True)),
        CHAIR: ["chair"],
        SECRETARIAT: ["secretariat"],
    }
