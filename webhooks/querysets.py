"""Reads of subscriptions."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from members.actor import Actor


class WebhookQuerySet(models.QuerySet):
    """Subscriptions of other systems."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the actor's own; the public, whose id is empty, has none."""
        return self.filter(account__public_id=actor.account) if actor.account else self.none()

    def wanting(self, action: str) -> Self:
        """Keep those switched on that asked for this act, or for all."""
        return self.filter(Q(actions=[]) | Q(actions__contains=[action]), is_active=True)
