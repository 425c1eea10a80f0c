"""The subscriptions of other systems."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from webhooks.enums import OffBecause
from webhooks.querysets import WebhookQuerySet
from webhooks.targets import LONGEST


class Webhook(models.Model):
    """A subscription: where another system is told of the acts that its owner may see.

    It holds no secret, only the seeds that secrets are worked out from (`webhooks.signatures`); the previous
    one signs beside the present one until `previous_until`. `failing_since` is the first failure after the
    last success. `revision` counts the changes its owner made, for `If-Match`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=LONGEST)
    description = models.CharField(max_length=200, blank=True)
    actions = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="Names of acts; none named: all."
    )
    seed = models.CharField(max_length=64)
    previous_seed = models.CharField(max_length=64, blank=True)
    previous_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    off_because = models.CharField(max_length=10, choices=OffBecause, blank=True)
    off_since = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = WebhookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "-created_at"], name="webhook_of_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(previous_seed="", previous_until=None)
                | (~Q(previous_seed="") & Q(previous_until__isnull=False)),
                name="webhook_previous_seed_ends",
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, off_because="", off_since=None)
                | (Q(is_active=False, off_since__isnull=False) & ~Q(off_because="")),
                name="webhook_is_off_for_a_reason",
            ),
        ]

    def seeds(self, *, at: datetime) -> list[str]:
        """Return the seeds that sign at an instant: the present one, and the previous one while it lasts."""
        if self.previous_until and at < self.previous_until:
            return [self.seed, self.previous_seed]
        return [self.seed]
