"""The words of delivery; stored codes are stable, labels are for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Failure(TextChoices):
    """Why a target was not reached; an answer other than success is told by its status instead."""

    # One word for both: whoever enters names must not learn which of them a network inside has.
    NO_PUBLIC_ADDRESS = "no_public_address", _("the host's name has no address that may be called")
    UNREACHABLE = "unreachable", _("no connection could be made, or it was closed before an answer")
    CERTIFICATE = "certificate", _("the secured connection could not be made (certificate or protocol)")
    TOO_SLOW = "too_slow", _("no answer within the time limit")
    BROKEN_OFF = "broken_off", _("what came back is no answer in HTTP")
    SWITCHED_OFF = "switched_off", _("the webhook is switched off")


class ChannelName(TextChoices):
    """By what a delivery goes out."""

    MAIL = "mail", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")
    LINK = "link", _("E-mail with the way to a new password")
    FORMER = "former", _("E-mail to an account's former address")


class DeliveryStatus(TextChoices):
    """What is known of a delivery, and no more: `handed_over` is accepted by the other side, not read."""

    QUEUED = "queued", pgettext_lazy("status of a delivery", "Queued")
    HANDED_OVER = "handed_over", pgettext_lazy("status of a delivery", "Handed over")
    REFUSED = "refused", pgettext_lazy("status of a delivery", "Refused")
    BOUNCED = "bounced", pgettext_lazy("status of a delivery", "Bounced")
    NOT_ENTITLED = "not_entitled", pgettext_lazy("status of a delivery", "No longer entitled")


class OffBecause(TextChoices):
    """Why a webhook is switched off."""

    OWNER = "owner", _("its owner switched it off")
    ACCOUNT = "account", _("its account was closed, or acts for another")
    GONE = "gone", _("its target answered that it is gone (410)")
    FAILING = "failing", _("its target has failed for days")


class MailMode(TextChoices):
    """When a person's mail goes out."""

    AT_ONCE = "at_once", _("at once, one e-mail for each act")
    DIGEST = "digest", _("once a day, all acts in one e-mail")
    NONE = "none", _("no e-mail; the inbox only")
