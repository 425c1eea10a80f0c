"""Webhooks as a way out of the delivery engine: who gets which act, and what an answer means.

Standard Webhooks 1.0: a thin payload (`webhooks.events`), signed (`webhooks.signatures`), under an id that
stays the same through all tries, which go on for three days.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from itertools import groupby
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.actor import Actor
from members.models import Account
from notices.channels import AttemptOutcome, Channel
from notices.enums import ChannelName, DeliveryStatus
from notices.models import Delivery
from records import clock
from records.canonical import canonical_bytes, instant_text
from records.certain import certain
from records.epochs import epochs
from records.models import Act
from records.telling import Teller
from webhooks.enums import Failure, OffBecause
from webhooks.events import envelope_columns, envelope_of
from webhooks.models import Webhook
from webhooks.outbound import SECONDS, NotSent, Reply, post
from webhooks.signatures import signed_headers
from webhooks.targets import BadTarget, checked_target

TEST_TYPE = "test"
WAITS = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
"""Between the tries, the first of which is made at once: three days and some hours in all."""
LONGEST_RETRY_AFTER = timedelta(hours=24)
FAILING_FOR = timedelta(days=3)
"""A webhook whose target has not taken anything for so long is switched off."""
LONGEST_PAUSE = timedelta(minutes=30)
HEADERS = {"content-type": "application/json", "user-agent": "cica-cbm-webhooks/1"}


def webhook_of(delivery: Delivery) -> Webhook:
    """Return what a message goes to; raise LookupError for a letter."""
    return certain(delivery.webhook, "webhook of this delivery")


def recipients(act: Act, told: frozenset[str], at: datetime) -> Iterable[Delivery]:
    """Return the deliveries of an act: to each webhook that asked for it and whose owner may see it.

    Whom the act is told to (`told`) does not matter: a webhook brings what the event stream shows.
    """
    wanting = Webhook.objects.wanting(act.action).order_by("account")
    for account, webhooks in groupby(wanting, key=lambda webhook: webhook.account_id):
        if may_see(account, act):
            for webhook in webhooks:
                yield Delivery(
                    channel=ChannelName.WEBHOOK, act=act, webhook=webhook, created_at=at, due_at=at
                )


def is_entitled(delivery: Delivery) -> bool:
    """Whether the webhook's owner may see the act now, and still has an account in use."""
    return may_see(webhook_of(delivery).account_id, delivery.act)


def in_words(detail: str) -> str:
    """Say in the reader's language what a try came to: `detail` is a failure's code, or `answered 503`."""
    if detail in Failure.values:
        return str(Failure(detail).label)
    answered, _blank, status = detail.partition(" ")
    return _("answered %(status)s") % {"status": status} if answered == "answered" else detail


def may_see(account: int, act: Act | None) -> bool:
    """Whether an account in use may see an act; a test message is of none."""
    owner = Account.objects.with_standing().filter(pk=account, is_active=True).first()
    if owner is None or act is None:
        return owner is not None
    return Act.objects.visible_to(Actor.of(owner)).filter(pk=act.pk).exists()


def payload_of(delivery: Delivery) -> bytes:
    """Return the body: the envelope that the event stream shows, or a test message."""
    if delivery.act_id is None:
        return canonical_bytes(
            {
                "id": f"evt_test_{delivery.pk.hex}",
                "type": TEST_TYPE,
                "timestamp": instant_text(delivery.created_at),
                "data": {"webhook": str(delivery.webhook_id)},
            }
        )
    act = envelope_columns(Act.objects.filter(pk=delivery.act_id)).get()
    with translation.override(webhook_of(delivery).account.language):
        return canonical_bytes(envelope_of(act, epochs(), Teller()))


def hand_over(delivery: Delivery) -> AttemptOutcome:
    """Make one try, and draw the conclusions for the webhook."""
    webhook, at = webhook_of(delivery), clock.now()
    if not webhook.is_active:
        return AttemptOutcome.refused(Failure.SWITCHED_OFF.value)
    try:
        answer = _call(delivery, at=at)
    except NotSent as error:
        return _failed(delivery, error.failure.value, at=at)
    detail = f"answered {answer.status}"
    if HTTPStatus(200) <= answer.status < HTTPStatus(300):
        _write(webhook, failing_since=None)
        return AttemptOutcome.handed_over(detail)
    if answer.status == HTTPStatus.GONE:
        _switch_off(webhook, because=OffBecause.GONE, at=at)
        return AttemptOutcome.refused(detail)
    return _failed(delivery, detail, at=at, not_before=not_before(answer, at=at))


def _call(delivery: Delivery, *, at: datetime) -> Reply:
    webhook, body = webhook_of(delivery), payload_of(delivery)
    try:
        target = checked_target(webhook.url)  # the operator's list may have changed since it was entered
    except BadTarget as error:
        raise NotSent(Failure.NO_PUBLIC_ADDRESS) from error
    signed = signed_headers(message_id=str(delivery.pk), at=at, body=body, seeds=webhook.seeds(at=at))
    return post(target, body=body, headers=HEADERS | signed, seconds=SECONDS)


def not_before(answer: Reply, *, at: datetime) -> datetime | None:
    """Return until when a target asks for peace (`Retry-After` with 429 or 503, a day at most), or None."""
    if answer.status not in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        return None
    asked = answer.retry_after.strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        until = at + timedelta(seconds=int(asked))
    else:
        try:
            until = parsedate_to_datetime(asked)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(until, at + LONGEST_RETRY_AFTER)


def _failed(
    delivery: Delivery, detail: str, *, at: datetime, not_before: datetime | None = None
) -> AttemptOutcome:
    """Note a failure: try again later, or never once the target has failed for days. A test has one try."""
    if delivery.act_id is None:
        return AttemptOutcome.refused(detail)
    webhook = webhook_of(delivery)
    since = webhook.failing_since or at
    if at - since >= FAILING_FOR:
        _switch_off(webhook, because=OffBecause.FAILING, at=at)
        return AttemptOutcome.refused(detail)
    _write(webhook, failing_since=since)
    _hold_back_others(delivery, until=max(at + _pause(at - since), not_before or at))
    return AttemptOutcome.later(detail, not_before=not_before)


def _pause(failing_for: timedelta) -> timedelta:
    """Return how long a failing target is left alone: a quarter of the time for which it has been failing."""
    return min(max(failing_for / 4, WAITS[0]), LONGEST_PAUSE)


def _hold_back_others(delivery: Delivery, *, until: datetime) -> None:
    """Let what else is due at the same target wait, so that one dead target does not keep the workers busy.

    A test does not wait: its owner is looking. Rows that another worker has locked are left out: it is at
    them, and to wait for it could be a deadlock.
    """
    due = Delivery.objects.filter(
        webhook=delivery.webhook_id, act__isnull=False, status=DeliveryStatus.QUEUED, due_at__lt=until
    ).exclude(pk=delivery.pk)
    free = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=free).update(due_at=until)


def _switch_off(webhook: Webhook, *, because: OffBecause, at: datetime) -> None:
    """Switch it off; its owner's inbox says so until it is dealt with (`deadlines.waiting`)."""
    _write(webhook, is_active=False, off_because=because, off_since=at)


def _write(webhook: Webhook, **changes: Any) -> None:
    """Write what is new and nothing else, since the owner may have changed the rest during the call."""
    new = {name: value for name, value in changes.items() if getattr(webhook, name) != value}
    if new:
        Webhook.objects.filter(pk=webhook.pk, is_active=True).update(**new)


WEBHOOK = Channel(
    name=ChannelName.WEBHOOK,
    label=gettext_lazy("Webhook"),
    label_of_none=gettext_lazy("Test message"),
    recipients=recipients,
    is_entitled=is_entitled,
    hand_over=hand_over,
    waits=WAITS,
    in_words=in_words,
)
