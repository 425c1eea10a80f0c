"""The words of delivery; stored codes are stable, labels are for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class MailMode(TextChoices):
    """When a person's mail goes out."""

    AT_ONCE = "at_once", _("at once, one e-mail for each act")
    DIGEST = "digest", _("once a day, all acts in one e-mail")
    NONE = "none", _("no e-mail; the inbox only")
