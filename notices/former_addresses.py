"""The channel of former addresses: whoever reads at an account's address hears that there is another.

It goes out at once, whatever the person has chosen, and by itself: one who changed the address so as to be
told alone could have chosen to be told nothing, too.
"""

from datetime import datetime

import orjson
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.effects import ACCOUNT
from members.models import Account
from notices.channels import AttemptOutcome, Channel
from notices.enums import ChannelName
from notices.letters import headers_of, zone_of
from notices.mail import WAITS, send
from notices.models import Delivery
from records.models import Act


def address_left_by(act: Act) -> str:
    """Return the address that the account had until this act; empty where it has the same, or had none.

    Asked within the act's transaction: the next change of the account overwrites it.
    """
    if act.object_kind != ACCOUNT or "email" not in orjson.loads(act.payload).get("also", []):
        return ""
    return Account.objects.values_list("former_email", flat=True).get(public_id=act.object_key)


def tell_former_address(act: Act) -> None:
    """Queue the letter to the address that the account had until this act, if it had one."""
    if former := address_left_by(act):
        account = Account.objects.get(public_id=act.object_key)
        Delivery.objects.create(
            channel=ChannelName.FORMER, act=act, account=account, address=former,
            created_at=act.at, due_at=act.at,
        )  # fmt: skip


def recipients(act: Act, told: frozenset[str], at: datetime) -> list[Delivery]:
    """Return none: the delivery is made with the act, while the address is known."""
    return []


def is_entitled(delivery: Delivery) -> bool:
    """Whether the address is still kept: whoever reads there is told of the change, and of nothing else."""
    return bool(delivery.address)


def hand_over(delivery: Delivery) -> AttemptOutcome:
    """Give the mail server the letter to the former address alone."""
    return send(letter_to_former(delivery))


def letter_to_former(delivery: Delivery) -> EmailMessage:
    """Return the letter, in the account's language and zone; it does not name the new address."""
    account = delivery.the_account
    with translation.override(account.language), timezone.override(zone_of(account)):
        context = {
            "person": account.get_full_name() or account.username,
            "username": account.username,
            "at": delivery.the_act.at,
        }
        return EmailMessage(
            subject=_("CICA CBM: your account has another e-mail address"),
            body=render_to_string("account/mail_former_address.txt", context),
            to=[delivery.address],
            headers=headers_of(delivery.pk),
        )


FORMER = Channel(
    name=ChannelName.FORMER,
    label=gettext_lazy("E-mail to an account's former address"),
    recipients=recipients,
    is_entitled=is_entitled,
    hand_over=hand_over,
    waits=WAITS,
)
