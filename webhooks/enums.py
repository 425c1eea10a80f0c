"""The words of webhooks; stored codes are stable, labels are for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Failure(TextChoices):
    """Why a target was not reached; an answer other than success is told by its status instead."""

    # One word for both: whoever enters names must not learn which of them a network inside has.
    NO_PUBLIC_ADDRESS = "no_public_address", _("the host's name has no address that may be called")
    UNREACHABLE = "unreachable", _("no connection could be made, or it was closed before an answer")
    CERTIFICATE = "certificate", _("the secured connection could not be made (certificate or protocol)")
    TOO_SLOW = "too_slow", _("no answer within the time limit")
    BROKEN_OFF = "broken_off", _("what came back is no answer in HTTP")
    SWITCHED_OFF = "switched_off", _("the webhook is switched off")


class OffBecause(TextChoices):
    """Why a webhook is switched off."""

    OWNER = "owner", _("its owner switched it off")
    ACCOUNT = "account", _("its account was closed, or acts for another")
    GONE = "gone", _("its target answered that it is gone (410)")
    FAILING = "failing", _("its target has failed for days")
