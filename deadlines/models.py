"""What the reminders have said, and the secret addresses of calendars."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from deadlines.querysets import FeedAddressQuerySet
from records.models import APPEND_ONLY


class Reminder(models.Model):
    """That a deadline has reached a rung of its ladder, and the act by which it was said: once."""

    deadline = models.CharField(max_length=80, help_text="The deadline's `uid`.")
    due_at = models.DateTimeField(help_text="When it was due; a later instant has its own ladder.")
    days = models.SmallIntegerField(help_text="The rung: days from the deadline, below zero before it.")
    act = models.OneToOneField("records.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["deadline", "due_at", "days"], name="a_rung_is_climbed_once")
        ]


class ReminderRound(models.Model):
    """What the last round of reminders saw, so that the next looks only where something is new: one row."""

    head = models.BigIntegerField(help_text="The last act of the register when it began.")
    next_at = models.DateTimeField(help_text="When the next rung is reached.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="there_is_one_round")]


class FeedAddress(models.Model):
    """A secret address at which a calendar program, which cannot log in, reads one account's calendar.

    The secret itself is shown once and kept nowhere; `digest` is its SHA-256. Revoking deletes the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_addresses"
    )
    name = models.CharField(max_length=60, help_text="What its owner calls the program that reads it.")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, help_text="The day in UTC.")

    objects = FeedAddressQuerySet.as_manager()
