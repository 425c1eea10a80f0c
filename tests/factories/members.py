"""Accounts, and the actors that speak for them."""

import factory

from members.actor import Actor
from members.enums import DelegationRole, Post
from members.models import Account

CHAIR = "AZ"
"""The state that holds the Chairmanship on the day of the tests."""


class AccountFactory(factory.django.DjangoModelFactory):
    """An account; the same user name is the same account."""

    class Meta:
        model = Account
        django_get_or_create = ("username",)
        skip_postgeneration_save = True

    username = factory.Sequence("account.{}".format)
    email = factory.LazyAttribute(lambda account: f"{account.username}@example.org")


def actor_of(account: Account, *, read_only: bool = False) -> Actor:
    """Return the actor as a request would have it."""
    return Actor.of(Account.objects.with_standing().get(pk=account.pk), read_only=read_only)


def delegate(code: str, *, role: DelegationRole = DelegationRole.DELEGATE, read_only: bool = False) -> Actor:
    """Return a delegate of a participant, whatever its status is."""
    account = AccountFactory(username=f"{role}.{code}".lower(), participant_id=code, role=role)
    return actor_of(account, read_only=read_only)


def viewer(code: str) -> Actor:
    """Return a delegate who reads only."""
    return delegate(code, role=DelegationRole.VIEWER)


def chair(code: str = CHAIR) -> Actor:
    """Return a delegate of the Chair's office."""
    return actor_of(
        AccountFactory(username=f"chair.{code}".lower(), participant_id=code, is_chairs_office=True)
    )


def secretariat(*, read_only: bool = False) -> Actor:
    """Return an officer of the secretariat."""
    return actor_of(AccountFactory(username="officer", post=Post.SECRETARIAT), read_only=read_only)


def administrator() -> Actor:
    """Return the system's operator."""
    return actor_of(AccountFactory(username="operator", post=Post.ADMINISTRATOR))
