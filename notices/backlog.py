"""How far delivery is behind: the operator's two numbers, and the dead letters."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from notices.channels import channel_of, known_channels
from notices.enums import DeliveryStatus
from notices.models import Delivery, OutboxEntry
from notices.querysets import DispatchQuerySet
from records.known_acts import label_of

ORDERING = ("-due_at", "pk")
LISTED = (
    "pk", "channel", "act", "act__action", "account__username", "webhook__account__username",
    "status", "attempts", "detail", "due_at",
)  # fmt: skip


@dataclass(frozen=True)
class Backlog:
    """What waits: acts not yet turned into deliveries, deliveries that are due; since how many seconds."""

    acts: int
    deliveries: int
    oldest_seconds: int
    later: int
    undelivered: dict[str, int]


def backlog(*, at: datetime) -> Backlog:
    """Return how much waits at an instant; `later` counts what is queued for an hour to come."""
    acts = OutboxEntry.objects.waiting().aggregate(count=Count("pk"), since=Min("act__at"))
    queued = Delivery.objects.queued()
    due = queued.filter(due_at__lte=at).aggregate(count=Count("pk"), since=Min("due_at"))
    oldest = min((since for since in (acts["since"], due["since"]) if since), default=at)
    dead = Delivery.objects.undelivered().values_list("channel").annotate(count=Count("pk"))
    return Backlog(
        acts=acts["count"],
        deliveries=due["count"],
        oldest_seconds=max(0, int((at - oldest).total_seconds())),
        later=queued.filter(due_at__gt=at).count(),
        undelivered=dict(dead),
    )


def listed(visible: DispatchQuerySet) -> QuerySet:
    """Return the dead letters as rows, without a word of what the act is on."""
    return visible.undelivered().values(*LISTED)


def in_words(row: dict[str, Any]) -> dict[str, Any]:
    """Return a dead letter as the operator is shown it."""
    channel = channel_of(row["channel"])
    return {
        "id": row["pk"],
        "channel": row["channel"],
        "channel_label": channel.label,
        "to": row["account__username"] or row["webhook__account__username"],
        "act": row["act"],
        "label": label_of(row["act__action"]) if row["act"] else channel.label_of_none or channel.label,
        "status": row["status"],
        "status_label": DeliveryStatus(row["status"]).label,
        "attempts": row["attempts"],
        "reason": channel.in_words(row["detail"]),
        "at": row["due_at"],
    }


def dead_by_channel(found: Backlog) -> list[tuple[str, Any, int]]:
    """Return `(name, label, count)` of each channel that has dead letters."""
    return [
        (channel.name, channel.label, found.undelivered[channel.name])
        for channel in known_channels()
        if channel.name in found.undelivered
    ]
