"""The delivery engine: turns acts into deliveries, and hands over what is due.

Everything it knows is a row. A row is claimed with `FOR UPDATE SKIP LOCKED`, stays locked while it is worked
on, and gets its outcome in the same transaction: workers do not disturb each other, and what a killed one was
at is free again at once. So a message can go out twice, under the same id, and never gets lost.
"""

import logging
import random
import time
from datetime import datetime, timedelta

from django.db import transaction

from deadlines.waiting import asked_once
from notices.channels import AttemptOutcome, Channel, known_channels
from notices.enums import DeliveryStatus
from notices.models import Attempt, Delivery, Notice, OutboxEntry
from records import clock, trace

logger = logging.getLogger(__name__)
trail = logging.getLogger("cica.trail")
AS_MEANT = frozenset({DeliveryStatus.HANDED_OVER, DeliveryStatus.NOT_ENTITLED})

JITTER = 0.2
"""A wait is made up to this share shorter or longer, so that what failed together is not tried together."""
ROUND_SECONDS = 20.0
"""A round of deliveries ends after this time, however slow the other sides are."""
LONGEST_DETAIL = 300


def fan_out(*, limit: int = 500) -> int:
    """Turn acts into deliveries, in the order of the register; return how many were done.

    An act that cannot be turned is logged, left for the next call, and does not hold up those after it.
    """
    done = last = 0
    while done < limit and (number := _fan_out_next(after=last)):
        done, last = done + 1, number
    return done


@transaction.atomic
def _fan_out_next(*, after: int) -> int | None:
    """Make the deliveries of the next act after `after` that nobody else is at; return its number."""
    waiting = OutboxEntry.objects.waiting().filter(act__gt=after).order_by("act")
    entry = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("act").first()
    if entry is None:
        return None
    with trace.following(entry.request):
        try:
            with transaction.atomic():
                _make_deliveries(entry, at=clock.now())
        except Exception:
            logger.exception("Act %s could not be turned into deliveries.", entry.pk)
    return entry.pk


def _make_deliveries(entry: OutboxEntry, *, at: datetime) -> None:
    told = frozenset(Notice.objects.filter(act=entry.act).values_list("addressee", flat=True))
    for channel in known_channels():
        Delivery.objects.bulk_create(channel.recipients(entry.act, told, at), ignore_conflicts=True)
    entry.fanned_out_at = at
    entry.save(update_fields=["fanned_out_at"])


@asked_once()
def deliver_due(*, limit: int = 500, seconds: float = ROUND_SECONDS) -> int:
    """Hand over what is due, the longest due first; return how many messages were tried.

    Next is the channel that has had the least time so far: many mails do not keep webhooks waiting, nor one
    slow target the mails. Ends after `limit` messages, or with the first that ends `seconds` or more after
    the beginning.
    """
    spent = dict.fromkeys(known_channels(), 0.0)
    tried, now = 0, time.monotonic()
    until = now + seconds
    while spent and tried < limit and now < until:
        channel, began = min(spent, key=spent.__getitem__), now
        found = _deliver_next(channel)
        now = time.monotonic()
        if found:
            tried += 1
            spent[channel] += now - began
        else:
            del spent[channel]
    return tried


@transaction.atomic
def _deliver_next(channel: Channel) -> bool:
    """Try a channel's next message that is due and that nobody else is at; return whether there was one."""
    due = Delivery.objects.due(clock.now(), channel=channel.name).order_by(
        "-is_urgent", "due_at", "act", "pk"
    )
    delivery = due.select_for_update(skip_locked=True, of=("self",)).select_related("act").first()
    if delivery is None:
        return False
    together = [delivery, *_companions_of(delivery)]
    started = time.monotonic()
    with trace.following(delivery.request):
        entitled, outcome = _hand_over(channel, together)
    _settle(entitled, outcome, channel, took=time.monotonic() - started)
    _settle(
        [each for each in together if each not in entitled], AttemptOutcome.not_entitled(), channel, took=0
    )
    return True


def _companions_of(delivery: Delivery) -> list[Delivery]:
    """Return what goes out in the same daily mail, locked."""
    if delivery.digest_at is None:
        return []
    same = Delivery.objects.queued().filter(account=delivery.account_id, digest_at=delivery.digest_at)
    rest = same.exclude(pk=delivery.pk).order_by("act")
    return list(rest.select_for_update(of=("self",)).select_related("act"))


def _hand_over(channel: Channel, together: list[Delivery]) -> tuple[list[Delivery], AttemptOutcome]:
    """Send those that are still entitled as one message; return them, and what came of it.

    Whatever goes wrong in the channel, also in asking who may see an act, is an attempt that failed: else the
    same row would be the next for ever, and nothing behind it would go out.
    """
    entitled = together
    try:
        with transaction.atomic():
            entitled = [each for each in together if channel.is_entitled(each)]
            if not entitled:
                return [], AttemptOutcome.not_entitled()
            first, *first.companions = entitled
            return entitled, channel.hand_over(first)
    except Exception as error:
        logger.exception("Delivery %s failed.", together[0].pk)
        return entitled, AttemptOutcome.later(f"{type(error).__name__}: {error}")


def _settle(deliveries: list[Delivery], outcome: AttemptOutcome, channel: Channel, *, took: float) -> None:
    """Write what came of one attempt, `took` seconds long, at these deliveries."""
    at = clock.now()
    for delivery in deliveries:
        delivery.attempts += 1
        delivery.status, delivery.detail = _final(outcome, channel, attempts=delivery.attempts)
        if delivery.status == DeliveryStatus.HANDED_OVER:
            delivery.handed_over_at = at
        wait = _wait(channel, attempts=delivery.attempts)
        delivery.due_at = max(at + wait, outcome.not_before or at)
    Delivery.objects.bulk_update(deliveries, ["attempts", "status", "detail", "handed_over_at", "due_at"])
    Attempt.objects.bulk_create(
        Attempt(
            delivery=delivery, at=at, milliseconds=round(took * 1000),
            outcome=delivery.status, detail=delivery.detail,
        )
        for delivery in deliveries
    )  # fmt: skip
    _say(deliveries)


def _say(deliveries: list[Delivery]) -> None:
    """Write a line of the log for each delivery, following the request that it was made for."""
    for delivery in deliveries:
        level = logging.INFO if delivery.status in AS_MEANT else logging.WARNING
        with trace.following(delivery.request):
            trail.log(
                level, "Delivery %s of act %s by %s is %s: %s",
                delivery.pk, delivery.act_id, delivery.channel, delivery.status, delivery.detail,
            )  # fmt: skip


def _final(outcome: AttemptOutcome, channel: Channel, *, attempts: int) -> tuple[DeliveryStatus, str]:
    """Return the status and what to say of it: what failed for the last time allowed is refused."""
    is_last = outcome.status == DeliveryStatus.QUEUED and attempts > len(channel.waits)
    return DeliveryStatus.REFUSED if is_last else outcome.status, outcome.detail[:LONGEST_DETAIL]


def _wait(channel: Channel, *, attempts: int) -> timedelta:
    """Return how long to wait after so many attempts; nothing where there is no further one."""
    if attempts > len(channel.waits):
        return timedelta(0)
    return channel.waits[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 (no secret)
