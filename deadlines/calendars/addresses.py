"""Secret addresses of personal calendars: of one account, shown once, stored hashed, revoked at will."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from deadlines.models import FeedAddress
from members.actor import Actor
from members.models import Account
from members.revoking import account_revoked_by
from members.standing import as_it_stands
from records import security
from records.canonical import sha256
from records.certain import certain
from records.models import Act
from records.refusals import NotNow, NotVisible

SECRET_BYTES = 32
"""256 bits from the system's source: nobody finds one by trying, so its bare hash may lie in the database."""
MOST = 20
"""How many addresses an account may have."""


@dataclass(frozen=True)
class Subscriber:
    """Who reads by a secret address: the account as it stands now, and in which language its pages speak."""

    actor: Actor
    language: str


def make_address(*, actor: Actor, name: str, at: datetime) -> tuple[FeedAddress, str]:
    """Make an address for the actor's own account; return its row and the secret, which is kept nowhere.

    Raises NotNow for an account that has as many as it may.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with as_it_stands(actor) as (_now, owner):
        if FeedAddress.objects.filter(account=owner).count() >= MOST:
            raise NotNow(
                _("You have %(most)d addresses. Revoke one that you no longer use.") % {"most": MOST}
            )
        address = FeedAddress.objects.create(
            account=certain(owner, "account"), name=name, digest=_digest(secret), created_at=at
        )
        _say(security.LineKind.FEED_ADDRESS_MADE, actor, key=address.pk)
    return address, secret


def revoke_address(*, actor: Actor, key: str) -> None:
    """Let one of the actor's own addresses open nothing from now on; raise NotVisible for any other."""
    with as_it_stands(actor) as (now, _owner):
        deleted, _kinds = FeedAddress.objects.visible_to(now).filter(pk=key).delete()
        if not deleted:
            raise NotVisible(_("There is nothing at this address."))
        _say(security.LineKind.FEED_ADDRESS_REVOKED, actor, key=key)


def follow_account(act: Act, told: frozenset[str]) -> None:
    """Revoke the addresses of an account whose rights an act took away. Called by the register for every act,
    within the act's transaction.
    """
    if account := account_revoked_by(act):
        addresses = FeedAddress.objects.filter(account__public_id=account)
        for key in addresses.values_list("pk", flat=True):
            security.say_when_entered(
                security.LineKind.FEED_ADDRESS_REVOKED, account=account, object=f"feed-address {key}"
            )
        addresses.delete()


def subscriber_at(secret: str, *, at: datetime) -> Subscriber | None:
    """Return who reads at a secret address, and note the day; None for a wrong or revoked secret.

    The account may be there no longer, or no longer active: then it is None as well.
    """
    addresses = Account.objects.with_standing().filter(is_active=True, feed_addresses__digest=_digest(secret))
    account = addresses.annotate(
        address=F("feed_addresses__pk"), last_used_on=F("feed_addresses__last_used_on")
    ).first()
    if account is None:
        security.say(security.LineKind.FEED_ADDRESS_REFUSED)
        return None
    if account.last_used_on != at.date():
        FeedAddress.objects.filter(pk=account.address).update(last_used_on=at.date())
    return Subscriber(Actor.of(account, read_only=True), account.language)


def _say(kind: security.LineKind, actor: Actor, *, key: object) -> None:
    account, state = actor.account, actor.participant
    security.say_when_entered(kind, account=account, state=state, object=f"feed-address {key}")


def _digest(secret: str) -> str:
    return sha256(secret.encode())
