"""Webhooks, made as their owners make them, and the worker's round."""

from typing import Any

from members.actor import Actor
from notices.delivery import deliver_due, fan_out
from notices.models import Delivery
from records import clock
from webhooks.models import Webhook
from webhooks.subscriptions import subscribe


def webhook_of(
    actor: Actor, url: str = "https://hooks.example.org/cica", **facts: Any
) -> tuple[Webhook, str]:
    """Return a webhook of the actor's and its secret."""
    return subscribe(actor=actor, url=url, at=clock.now(), **facts)


def do_a_round() -> None:
    """Let the worker turn acts into deliveries and hand over what is due."""
    fan_out()
    deliver_due()


def let_all_be_due() -> None:
    """Let the waits between the tries be over."""
    Delivery.objects.filter(status="queued").update(due_at=clock.now())
