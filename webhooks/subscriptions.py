"""Writing webhooks: made, changed, switched off and on, given another secret, taken away. All by their owner.

Each function takes `expected_revision`, the revision that the caller read (None: any), and raises NotVisible
for what is not the actor's own, NotYours for one who only reads, Stale for another revision.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from deadlines.waiting import Waiting
from members.actor import Actor
from members.revoking import account_revoked_by
from members.standing import as_it_stands
from notices import bell
from notices.enums import ChannelName, DeliveryStatus
from notices.models import Delivery
from records import security
from records.addresses import address_of
from records.certain import certain
from records.epochs import check_place, epochs
from records.models import Act
from records.refusals import NotNow, NotVisible, NotYours, Stale, reads_only
from webhooks.enums import OffBecause
from webhooks.ledger import deliveries_of
from webhooks.models import Webhook
from webhooks.signatures import new_seed, secret_text
from webhooks.targets import host_of

MOST = 20
"""Webhooks that one account may have."""
KEPT = timedelta(days=90)
"""How long the ledger of webhooks goes back."""
AT_A_TIME = 1000
BETWEEN_TESTS = timedelta(seconds=5)


def subscribe(
    *, actor: Actor, url: str, description: str = "", actions: Sequence[str] = (), at: datetime
) -> tuple[Webhook, str]:
    """Make a webhook; return it and its secret, which is shown this once. Raises NotNow beyond `MOST`."""
    require_writer(actor)
    with as_it_stands(actor) as (now, owner):
        require_writer(now)
        if Webhook.objects.filter(account=owner).count() >= MOST:
            raise NotNow(_("An account has at most %(limit)d webhooks.") % {"limit": MOST})
        webhook = Webhook.objects.create(
            account=certain(owner, "account"),
            url=url,
            description=description,
            actions=list(actions),
            seed=new_seed(),
            created_at=at,
        )
        _say_shown(webhook, actor, reason="made")
    return webhook, secret_text(webhook.seed)


def change(
    *, key: UUID, actor: Actor, changes: Mapping[str, Any], expected_revision: int | None = None
) -> Webhook:
    """Change `url`, `description` or `actions`."""
    with _own(key, actor, expected_revision) as webhook:
        return _write(webhook, **changes)


def rotate(
    *, key: UUID, actor: Actor, at: datetime, overlap: timedelta, expected_revision: int | None = None
) -> tuple[Webhook, str]:
    """Give a new secret and return it; the one before signs as well until `overlap` is over."""
    with _own(key, actor, expected_revision) as webhook:
        keeps = bool(overlap)
        _write(
            webhook,
            previous_seed=webhook.seed if keeps else "",
            previous_until=at + overlap if keeps else None,
            seed=new_seed(),
        )
        _say_shown(webhook, actor, reason="replaced")
    return webhook, secret_text(webhook.seed)


def enable(*, key: UUID, actor: Actor, at: datetime, expected_revision: int | None = None) -> Webhook:
    """Switch it on; what has failed before is forgotten. What happened meanwhile is in the event stream."""
    with _own(key, actor, expected_revision) as webhook:
        return _write(webhook, is_active=True, off_because="", off_since=None, failing_since=None)


def disable(*, key: UUID, actor: Actor, at: datetime, expected_revision: int | None = None) -> Webhook:
    """Switch it off."""
    with _own(key, actor, expected_revision) as webhook:
        return _write(webhook, is_active=False, off_because=OffBecause.OWNER, off_since=at)


def send_test(*, key: UUID, actor: Actor, at: datetime, expected_revision: int | None = None) -> Delivery:
    """Queue a message of type `test`, which is of no act and is tried once. Raises NotNow while it is off."""
    with _own(key, actor, expected_revision) as webhook:
        _require_on(webhook)
        if Delivery.objects.filter(webhook=webhook, act=None, created_at__gt=at - BETWEEN_TESTS).exists():
            pause = ceil(BETWEEN_TESTS.total_seconds())
            raise NotNow(_("A test was sent just now. Wait some seconds."), retry_after=pause)
        delivery = Delivery.objects.create(
            channel=ChannelName.WEBHOOK, webhook=webhook, created_at=at, due_at=at
        )
        transaction.on_commit(bell.ring, robust=True)
    return delivery


def replay(
    *, key: UUID, delivery: UUID, actor: Actor, at: datetime, expected_revision: int | None = None
) -> Delivery:
    """Send one delivery again under its id, as if it had never been tried. Raises NotNow while it is off."""
    with _own(key, actor, expected_revision) as webhook:
        _require_on(webhook)
        found = deliveries_of(webhook.pk, actor=actor).filter(pk=delivery)
        if not found.exists():
            raise NotVisible(_("There is nothing at this address."))
        _queue_again(found, at=at)
    return found.get()


def replay_from(
    *,
    key: UUID,
    actor: Actor,
    at: datetime,
    after: int | None = None,
    since: datetime | None = None,
    expected_revision: int | None = None,
) -> int:
    """Send again what was told of the acts after a number, or since an instant; return how many.

    Raises NotNow while it is off, and for the number of an act that is lost (`records.epochs`). What is still
    queued is tried at once.
    """
    check_place(epochs(), after=after)
    with _own(key, actor, expected_revision) as webhook:
        _require_on(webhook)
        found = deliveries_of(webhook.pk, actor=actor)
        found = found.filter(act__gt=after) if since is None else found.filter(act__at__gte=since)
        return _queue_again(found, at=at)


def unsubscribe(*, key: UUID, actor: Actor, expected_revision: int | None = None) -> None:
    """Take it away, and its deliveries with it."""
    with as_it_stands(actor) as (now, _owner):
        # A worker locks a delivery first and its webhook afterwards; in the other order they could deadlock.
        deliveries = Delivery.objects.filter(webhook__in=Webhook.objects.visible_to(now).filter(pk=key))
        list(deliveries.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
        _locked(key, now, expected_revision).delete()


def switched_off(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """Say in the owner's inbox which webhooks the system switched off, until they are dealt with."""
    off = Webhook.objects.visible_to(actor).filter(off_because__in=[OffBecause.GONE, OffBecause.FAILING])
    for webhook in off.order_by("off_since", "pk"):
        reason = OffBecause(webhook.off_because).label
        yield Waiting(
            sentence=_("Your webhook to %(host)s was switched off: %(reason)s.")
            % {"host": host_of(webhook.url), "reason": reason},
            url=address_of("webhook", webhook.pk),
            due_at=None,
            rule="",
            act="enable",
        )


def follow_account(act: Act, told: frozenset[str]) -> None:
    """Switch off the webhooks of an account whose rights an act took away. Called by the register for every
    act, within the act's transaction.
    """
    if account := account_revoked_by(act):
        Webhook.objects.filter(account__public_id=account, is_active=True).update(
            is_active=False, off_because=OffBecause.ACCOUNT, off_since=act.at, revision=F("revision") + 1
        )


def forget_old_messages(*, at: datetime) -> int:
    """Delete what webhooks were told more than `KEPT` ago; return how many. What is queued stays."""
    old = Delivery.objects.filter(channel=ChannelName.WEBHOOK, created_at__lt=at - KEPT)
    settled, forgotten = old.exclude(status=DeliveryStatus.QUEUED), 0
    while keys := list(settled.values_list("pk", flat=True)[:AT_A_TIME]):
        Delivery.objects.filter(pk__in=keys).delete()
        forgotten += len(keys)
    return forgotten


def require_writer(actor: Actor) -> None:
    """Raise NotYours for one who may not have webhooks: they go on telling, so a viewer has none."""
    if not actor.account:
        raise NotYours(_("Log in first: webhooks belong to an account."))
    if not actor.may_write:
        raise NotYours(reads_only())


def _say_shown(webhook: Webhook, actor: Actor, *, reason: str) -> None:
    """Say in the security log that a secret was made, and is shown to its owner this once."""
    security.say_when_entered(
        security.LineKind.WEBHOOK_SECRET_SHOWN, account=actor.account, state=actor.participant,
        object=f"webhook {webhook.pk}", reason=reason,
    )  # fmt: skip


@contextmanager
def _own(key: UUID, actor: Actor, expected_revision: int | None) -> Iterator[Webhook]:
    """Yield the actor's webhook, locked, as the account of the actor is."""
    with as_it_stands(actor) as (now, _owner):
        yield _locked(key, now, expected_revision)


def _locked(key: UUID, actor: Actor, expected_revision: int | None) -> Webhook:
    found = Webhook.objects.visible_to(actor).filter(pk=key)
    webhook = found.select_for_update(of=("self",), no_key=True).first()
    if webhook is None:
        raise NotVisible(_("There is nothing at this address."))
    require_writer(actor)
    if expected_revision not in {None, webhook.revision}:
        raise Stale(_("The object changed since you read it. Read it again."))
    return webhook


def _require_on(webhook: Webhook) -> None:
    if not webhook.is_active:
        raise NotNow(_("The webhook is switched off. Switch it on first."))


def _queue_again(deliveries: QuerySet, *, at: datetime) -> int:
    """Queue deliveries anew and return how many; one that a worker is sending just now is left to it."""
    free = deliveries.prefetch_related(None).select_for_update(of=("self",), skip_locked=True)
    keys = [delivery.pk for delivery in free]
    transaction.on_commit(bell.ring, robust=True)
    return Delivery.objects.filter(pk__in=keys).update(
        status=DeliveryStatus.QUEUED, attempts=0, due_at=at, detail=""
    )


def _write(webhook: Webhook, **changes: Any) -> Webhook:
    """Write the changes of one that is locked, as its next revision."""
    for name, value in changes.items():
        setattr(webhook, name, value)
    webhook.revision += 1
    webhook.save(update_fields=[*changes, "revision"])
    return webhook
