"""What a subscriber is shown of a webhook and its deliveries, on pages and in the API alike."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from members.actor import Actor
from notices.enums import DeliveryStatus
from notices.models import Attempt, Delivery
from records.models import Act
from webhooks.channel import TEST_TYPE
from webhooks.events import type_of
from webhooks.models import Webhook

ORDERING = ("-created_at", "pk")


def webhook_row(webhook: Webhook) -> dict[str, Any]:
    """Return the JSON of a webhook. It has no secret to give away."""
    return {
        "id": str(webhook.pk),
        "url": webhook.url,
        "description": webhook.description,
        "actions": webhook.actions,
        "is_active": webhook.is_active,
        "off_because": webhook.off_because,
        "off_since": webhook.off_since,
        "failing_since": webhook.failing_since,
        "old_secret_until": webhook.previous_until,
        "created_at": webhook.created_at,
        "revision": webhook.revision,
    }


def deliveries_of(key: UUID, *, actor: Actor) -> QuerySet:
    """Return the deliveries of a webhook with their tries, but for acts that its owner may no longer see."""
    tries = Prefetch("ledger", Attempt.objects.order_by("-at", "-pk"))
    shown = Q(act=None) | Q(act__in=Act.objects.visible_to(actor).values("number"))
    return Delivery.objects.filter(shown, webhook=key).select_related("act").prefetch_related(tries)


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """Return the JSON of a delivery with its tries, the last one first."""
    act = delivery.act
    is_waiting = delivery.status == DeliveryStatus.QUEUED
    return {
        "id": str(delivery.pk),
        "act": act and act.number,
        "type": type_of(object_kind=act.object_kind, action=act.action) if act else TEST_TYPE,
        "status": delivery.status,
        "created_at": delivery.created_at,
        "next_try_at": delivery.due_at if is_waiting else None,
        "handed_over_at": delivery.handed_over_at,
        "tries": [
            {
                "at": attempt.at,
                "status": attempt.outcome,
                "milliseconds": attempt.milliseconds,
                "detail": attempt.detail,
            }
            for attempt in delivery.ledger.all()
        ],
    }
