"""The channel of password links: the one way to a password for whoever has none, or has lost it.

A request only writes down the address that was asked for. The courier looks whose it is, makes the link as it
sends it and keeps it nowhere. A link ends with the next password, log-in or address of the account.
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.effects import ACCOUNT
from members.models import Account
from members.transitions import SEND_PASSWORD_LINK
from notices.channels import AttemptOutcome, Channel
from notices.enums import ChannelName, DeliveryStatus
from notices.letters import headers_of, zone_of
from notices.mail import WAITS, send
from notices.models import Delivery, PasswordRequest
from records import clock, security, trace
from records.addresses import secret_address
from records.models import Act
from web.feeds import absolute


def take_requests(*, limit: int = 500) -> int:
    """Turn requests for a new password into deliveries, the oldest first; return how many were taken."""
    taken = 0
    while taken < limit and _take_next():
        taken += 1
    return taken


@transaction.atomic
def _take_next() -> bool:
    """Queue a link for each active account of the address, unless one is on its way; forget the request."""
    waiting = PasswordRequest.objects.order_by("pk").select_for_update(skip_locked=True)
    request = waiting.first()
    if request is None:
        return False
    on_its_way = Delivery.objects.queued().filter(channel=ChannelName.LINK).values("account")
    asked = Account.objects.filter(email__iexact=request.address, is_active=True).exclude(pk__in=on_its_way)
    with trace.following(request.request):
        Delivery.objects.bulk_create(link_to(account, at=clock.now()) for account in asked.order_by("pk"))
    request.delete()
    return True


def link_to(account: Account, *, at: datetime, act: Act | None = None) -> Delivery:
    """Return the unsaved delivery of a link; `act` is the act by which somebody else asked for it."""
    return Delivery(channel=ChannelName.LINK, act=act, account=account, created_at=at, due_at=at)


def recipients(act: Act, told: frozenset[str], at: datetime) -> list[Delivery]:
    """Return the link that an act on an account brings: one asked for, or the way to its first password."""
    if act.object_kind != ACCOUNT:
        return []
    account = Account.objects.filter(public_id=act.object_key, is_active=True).exclude(email="").first()
    if account is None or (account.has_usable_password() and act.action != SEND_PASSWORD_LINK.name):
        return []
    return [link_to(account, at=at, act=act)]


def is_entitled(delivery: Delivery) -> bool:
    """Whether the account is still in use and has an address."""
    return Account.objects.filter(pk=delivery.account_id, is_active=True).exclude(email="").exists()


def hand_over(delivery: Delivery) -> AttemptOutcome:
    """Make the link and give it to the mail server, for the account's present address only."""
    account = Account.objects.get(pk=delivery.account_id)
    outcome = send(letter_to(account, identity=delivery.pk, at=clock.now()))
    if outcome.status == DeliveryStatus.HANDED_OVER:
        security.say(
            security.LineKind.PASSWORD_LINK_SENT,
            account=str(account.public_id),
            object=f"delivery {delivery.pk}",
        )
    return outcome


def letter_to(account: Account, *, identity: Any, at: datetime) -> EmailMessage:
    """Return the mail with a fresh link, in the account's own language and zone."""
    with translation.override(account.language), timezone.override(zone_of(account)):
        context = {
            "person": account.get_full_name() or account.username,
            "username": account.username,
            "is_first": not account.has_usable_password(),
            "url": absolute(path_of_link(account)),
            "until": at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        }
        return EmailMessage(
            subject=_("CICA CBM: set a new password"),
            body=render_to_string("account/mail_password_link.txt", context),
            to=[account.email],
            headers=headers_of(identity),
        )


def path_of_link(account: Account) -> str:
    """Return the page on which whoever has the link sets the account's password."""
    key = default_token_generator.make_token(account)
    return secret_address("account_reset_password_from_key", user_pk_to_url_str(account), key)


LINK = Channel(
    name=ChannelName.LINK,
    label=gettext_lazy("E-mail with the way to a new password"),
    recipients=recipients,
    is_entitled=is_entitled,
    hand_over=hand_over,
    waits=WAITS,
)
