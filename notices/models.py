"""Who is told of an act, and what is handed over outside because of it."""

import uuid
from collections.abc import Sequence

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import Account
from notices.enums import ChannelName, DeliveryStatus, MailMode
from notices.querysets import DispatchQuerySet, MailboxQuerySet, NoticeQuerySet, OutboxQuerySet
from records import trace
from records.certain import certain
from records.models import Act, final


class Notice(models.Model):
    """What an addressee is told: that an act happened. Its text is made from the act when it is read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.ForeignKey("records.Act", on_delete=models.PROTECT, related_name="notices")
    addressee = models.CharField(
        max_length=40, help_text="Code of a participant, `secretariat`, `chair`, or an account's public id."
    )
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(
        null=True, help_text="When somebody who acts for the addressee first opened it; kept for ever."
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        triggers = final(once=["read_at"])
        constraints = [models.UniqueConstraint(fields=["act", "addressee"], name="an_addressee_is_told_once")]
        indexes = [
            models.Index(fields=["addressee", "-act"], name="notice_inbox"),
            models.Index(fields=["addressee"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]


class OutboxEntry(models.Model):
    """That an act is still to be turned into deliveries: written with it, so that none is forgotten."""

    act = models.OneToOneField(
        "records.Act", on_delete=models.PROTECT, primary_key=True, related_name="outbox_entry"
    )
    fanned_out_at = models.DateTimeField(null=True)
    request = models.CharField(
        max_length=64, blank=True, default="", help_text="The request that the act came by (`records.trace`)."
    )

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["act"], name="outbox_waiting", condition=Q(fanned_out_at__isnull=True))
        ]


class Delivery(models.Model):
    """One thing to hand over outside: of one act, to one person or webhook, by one channel.

    `id` stays the same through all attempts, and names the message to whoever receives it. Once all
    retries are used up it is `refused`: the operator's dead letters. Deliveries with one `digest_at` and
    account go out together, as one message.
    """

    companions: "Sequence[Delivery]" = ()
    """While it is handed over: what goes out in the same mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=10, choices=ChannelName)
    act = models.ForeignKey(
        "records.Act",
        on_delete=models.PROTECT,
        null=True,
        related_name="deliveries",
        help_text="Null for a webhook's test message, and for a link that the person asked for.",
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="deliveries"
    )
    webhook = models.ForeignKey(
        "webhooks.Webhook", on_delete=models.CASCADE, null=True, related_name="deliveries"
    )
    status = models.CharField(max_length=12, choices=DeliveryStatus, default=DeliveryStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Since it was queued or sent again.")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When it is tried next, while it is queued.")
    is_urgent = models.BooleanField(
        default=False, db_default=False, help_text="Of an act that its addressees must hear of first."
    )
    address = models.EmailField(
        blank=True,
        db_default="",
        help_text="The account's former address; of the channel `former`, for 90 days after the change.",
    )
    digest_at = models.DateTimeField(null=True, help_text="The daily mail that it waits for; null: at once.")
    handed_over_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=300, blank=True, help_text="What the other side said last.")
    request = models.CharField(
        max_length=trace.LONGEST,
        blank=True,
        default=trace.current,
        db_default="",
        help_text="The request that it is handed over for (`records.trace`).",
    )

    objects = DispatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel=ChannelName.MAIL, account__isnull=False, webhook=None, act__isnull=False)
                | Q(channel=ChannelName.FORMER, account__isnull=False, webhook=None, act__isnull=False)
                | Q(channel=ChannelName.LINK, account__isnull=False, webhook=None)
                | Q(channel=ChannelName.WEBHOOK, account=None, webhook__isnull=False),
                name="delivery_has_one_recipient",
            ),
            models.UniqueConstraint(
                fields=["act", "account", "channel"], name="one_mail_a_person_and_act_by_channel"
            ),
            models.UniqueConstraint(fields=["act", "webhook"], name="one_message_a_webhook_and_act"),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=False)
                | ~Q(status__in=[DeliveryStatus.HANDED_OVER, DeliveryStatus.BOUNCED]),
                name="what_is_handed_over_has_an_instant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-is_urgent", "due_at", "act"],
                name="delivery_due",
                condition=Q(status=DeliveryStatus.QUEUED),
            ),
            models.Index(
                fields=["account", "digest_at", "act"],
                name="delivery_digest",
                condition=Q(status=DeliveryStatus.QUEUED, digest_at__isnull=False),
            ),
            models.Index(fields=["webhook", "-created_at"], name="delivery_of_webhook"),
            models.Index(
                fields=["-due_at"],
                name="delivery_dead",
                condition=Q(status__in=[DeliveryStatus.REFUSED, DeliveryStatus.BOUNCED]),
            ),
        ]

    @property
    def the_act(self) -> Act:
        """The act of a delivery that is of one; raises LookupError for a webhook's test, or a link."""
        return certain(self.act, "act of this delivery")

    @property
    def the_account(self) -> Account:
        """Whom a letter goes to; raises LookupError for what goes to a webhook."""
        return certain(self.account, "account of this delivery")


class PasswordRequest(models.Model):
    """That somebody asked for a new password: the address as it was typed, known to us or not.

    Asking costs the same for every address: the courier alone looks whose it is, and deletes the row.
    """

    id = models.BigAutoField(primary_key=True)
    address = models.EmailField()
    asked_at = models.DateTimeField()
    request = models.CharField(
        max_length=trace.LONGEST,
        blank=True,
        default=trace.current,
        db_default="",
        help_text="The request by which it was asked for.",
    )


MAIL_IS_KEPT = pgtrigger.Trigger(
    name="mail_is_kept", when=pgtrigger.Before, operation=pgtrigger.Delete,
    func=(
        "IF EXISTS (SELECT 1 FROM notices_delivery WHERE id = OLD.delivery_id AND channel = 'mail') THEN"
        " RAISE EXCEPTION 'rows of % are kept for ever', TG_TABLE_NAME; END IF; RETURN OLD;"
    ),
)  # fmt: skip
"""A webhook's messages are forgotten after a while; that a person was told is proof, and stays."""
ATTEMPTED = (MAIL_IS_KEPT, *(trigger for trigger in final() if trigger.name != "no_delete"))


class Attempt(models.Model):
    """One try to hand a delivery over, and what came of it: the ledger, which is only added to."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="ledger")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField(help_text="How long the other side took.")
    outcome = models.CharField(
        max_length=12, choices=DeliveryStatus, help_text="`queued`: to be tried again."
    )
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        triggers = ATTEMPTED


class MailPreference(models.Model):
    """When somebody wants mail; who has chosen nothing gets it at once."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_preference"
    )
    mode = models.CharField(max_length=10, choices=MailMode, default=MailMode.AT_ONCE)
    digest_hour = models.PositiveSmallIntegerField(default=8, help_text="In the person's own time zone.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__lt=24), name="digest_hour_is_of_a_day"),
        ]


class MailboxMessage(models.Model):
    """An e-mail of the demonstration, which is sent to nobody but shown on a page."""

    id = models.BigAutoField(primary_key=True)
    message_id = models.CharField(max_length=200)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    received_at = models.DateTimeField()

    objects = MailboxQuerySet.as_manager()
