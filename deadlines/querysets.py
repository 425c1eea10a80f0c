"""Reads of the secret addresses of calendars."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from members.actor import Actor


class FeedAddressQuerySet(models.QuerySet):
    """Secret addresses of personal calendars."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the actor's own; the public, whose id is empty, has none."""
        return self.filter(account__public_id=actor.account) if actor.account else self.none()
