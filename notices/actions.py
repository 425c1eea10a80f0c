"""Every write of this room: notices, what the operator does with deliveries, who wants mail when."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from members.actor import Actor
from members.standing import as_it_stands
from notices import bell
from notices.enums import ChannelName, DeliveryStatus
from notices.former_addresses import tell_former_address
from notices.models import (
    Attempt,
    Delivery,
    MailboxMessage,
    MailPreference,
    Notice,
    OutboxEntry,
    PasswordRequest,
)
from notices.operation import require_operator
from notices.restoring import Loss
from notices.transitions import RESTORE
from records import security, trace
from records.door import New, take
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours

trail = logging.getLogger("cica.trail")
"""What became of an act, line by line, each with the request that it was done for (`records.trace`)."""

LONGEST_REASON = 300
KEPT = timedelta(days=90)
"""How long former addresses are kept, and a demonstration's mail."""
MAILS = (ChannelName.MAIL, ChannelName.LINK, ChannelName.FORMER)


def tell(act: Act, told: frozenset[str]) -> None:
    """Write one notice of `act` for each addressee in `told`, and what is to become of them outside.

    Called by the register for every act, within the act's transaction.
    """
    Notice.objects.bulk_create(
        Notice(act=act, addressee=addressee, created_at=act.at) for addressee in sorted(told)
    )
    OutboxEntry.objects.create(act=act, request=trace.current())
    tell_former_address(act)
    transaction.on_commit(partial(_say_entered, act), robust=True)
    transaction.on_commit(bell.ring, robust=True)


def _say_entered(act: Act) -> None:
    trail.info("Act %s was entered: %s on %s %s.", act.number, act.action, act.object_kind, act.object_key)


def enter_restoration(loss: Loss) -> Act:
    """Enter that the record was restored, as whoever works at the machine itself (`notices.restoring`)."""
    return take(RESTORE.name, New((RESTORE,), loss), actor=Actor.operator(), data={}).act


def mark_read(*, actor: Actor, acts: Collection[int] | None, at: datetime, newest: int | None = None) -> int:
    """Mark the actor's notices of these acts as read at `at`, all for None; return how many were unread.

    `newest` is the last act that the actor was shown; of all, what came after it stays unread.

    Whoever acts for the addressee reads for it; one who only reads does not, and is refused (NotYours), as
    are acts of which the actor has no notice (Invalid): nothing is marked then.
    """
    if not actor.account:
        raise NotYours(_("Log in to see what waits for you."))
    with as_it_stands(actor) as (now, _account):
        if not now.may_write:
            raise NotYours(_("Your account reads only: it receives nothing for its state."))
        own = Notice.objects.visible_to(now)
        if acts is not None:
            own = own.filter(act__in=acts)
            _refuse_foreign(set(acts) - set(own.values_list("act", flat=True)))
        elif newest is not None:
            own = own.filter(act__lte=newest)
        return own.unread().update(read_at=at)


def _refuse_foreign(acts: Collection[int]) -> None:
    if acts:
        numbers = ", ".join(map(str, sorted(acts)))
        raise Invalid({"acts": [_("You have no notice of: %(numbers)s.") % {"numbers": numbers}]})


def keep_inside(*, after: int, but_last: int, at: datetime) -> None:
    """Hand over nothing of the acts after number `after`, except the `but_last` newest: a made-up past."""
    waiting = OutboxEntry.objects.waiting().filter(act__gt=after)
    newest = waiting.order_by("-act").values_list("act", flat=True)[:but_last]
    waiting.exclude(act__in=list(newest)).update(fanned_out_at=at)


def send_again(*, actor: Actor, keys: Collection[UUID], channel: str = "", at: datetime) -> int:
    """Queue dead letters anew, under their own ids: those named, or all of a channel; return how many.

    The attempts are counted from the beginning, and permission is asked again. Raises NotYours for one who
    does not run the system, and Invalid for the ids of what is no dead letter: nothing is queued then.
    """
    with as_it_stands(actor) as (now, _account):
        require_operator(now, writes=True)
        return _send_again(keys, channel, at=at)


def _send_again(keys: Collection[UUID], channel: str, *, at: datetime) -> int:
    dead = Delivery.objects.undelivered()
    chosen = dead.filter(channel=channel) if channel else dead.filter(pk__in=keys)
    if others := sorted(map(str, set(keys) - set(chosen.values_list("pk", flat=True)))) if keys else ():
        sentence = _("Nothing undelivered has this id: %(ids)s.") % {"ids": ", ".join(others)}
        raise Invalid({"deliveries": [sentence]})
    count = _queue(chosen, at=at)
    transaction.on_commit(bell.ring, robust=True)
    return count


def _queue(deliveries: QuerySet, *, at: datetime) -> int:
    return deliveries.update(status=DeliveryStatus.QUEUED, attempts=0, due_at=at, digest_at=None)


@transaction.atomic
def record_bounce(*, key: UUID, reason: str, at: datetime) -> list[Delivery]:
    """Enter that a mail which had been handed over came back, with all that was in it; return these.

    Raises NotVisible for an id that no delivery has, NotNow for one that was not handed over.
    """
    named = Delivery.objects.select_for_update().filter(pk=key, channel__in=MAILS).first()
    if named is None:
        raise NotVisible(_("No delivery has this id."))
    if named.status != DeliveryStatus.HANDED_OVER:
        raise NotNow(_("Only what was handed over can come back."))
    together = Delivery.objects.select_for_update().filter(
        channel=named.channel,
        account=named.account_id,
        handed_over_at=named.handed_over_at,
        status=DeliveryStatus.HANDED_OVER,
    )
    bounced = list(together.order_by("act"))
    for delivery in bounced:
        delivery.status, delivery.detail, delivery.due_at = (
            DeliveryStatus.BOUNCED,
            reason[:LONGEST_REASON],
            at,
        )
    Delivery.objects.bulk_update(bounced, ["status", "detail", "due_at"])
    Attempt.objects.bulk_create(
        Attempt(delivery=delivery, at=at, milliseconds=0, outcome=delivery.status, detail=delivery.detail)
        for delivery in bounced
    )
    return bounced


@transaction.atomic
def ask_for_password(*, address: str, at: datetime) -> None:
    """Write down that a new password was asked for an address; the courier sends the way to it."""
    PasswordRequest.objects.create(address=address, asked_at=at)
    security.say_when_entered(security.LineKind.PASSWORD_LINK_ASKED)
    transaction.on_commit(bell.ring, robust=True)


def choose_mail(*, actor: Actor, mode: str, digest_hour: int) -> MailPreference:
    """Keep when somebody wants mail, from the next act on; no act of the procedure."""
    with as_it_stands(actor) as (_now, account):
        preference, _made = MailPreference.objects.update_or_create(
            account=account, defaults={"mode": mode, "digest_hour": digest_hour}
        )
        return preference


def forget_old_mail(*, at: datetime) -> int:
    """Delete the demonstration's mail of more than `KEPT` ago, and former addresses; return how many mails.

    Notices and mails stay for ever, like the acts: they prove who was told.
    """
    Delivery.objects.filter(channel=ChannelName.FORMER, created_at__lt=at - KEPT).update(address="")
    forgotten, _kinds = MailboxMessage.objects.filter(received_at__lt=at - KEPT).delete()
    return forgotten
