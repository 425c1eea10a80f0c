"""Accounts and the actors that speak for them; participants and what they were when."""

import factory
from django.test import Client

from members.actor import Actor
from members.enums import DelegationRole, ParticipantKind, Post, Precision, Status
from members.models import Account, Alias, Chairmanship, Participant, Period
from records import clock

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


def chair(code: str = CHAIR, *, read_only: bool = False) -> Actor:
    """Return a delegate of the Chair's office."""
    account = AccountFactory(username=f"chair.{code}".lower(), participant_id=code, is_chairs_office=True)
    return actor_of(account, read_only=read_only)


def secretariat(*, read_only: bool = False) -> Actor:
    """Return an officer of the secretariat."""
    return actor_of(AccountFactory(username="officer", post=Post.SECRETARIAT), read_only=read_only)


def administrator() -> Actor:
    """Return the system's operator."""
    return actor_of(AccountFactory(username="operator", post=Post.ADMINISTRATOR))


class ParticipantFactory(factory.django.DjangoModelFactory):
    """A state without status that the reference record does not know."""

    class Meta:
        model = Participant

    code = factory.Sequence("X{}".format)
    kind = ParticipantKind.STATE
    name_en = factory.Sequence("Northland {}".format)
    name_ru = factory.LazyAttribute(lambda state: f"{state.name_en} (ru)")
    name_fr = factory.LazyAttribute(lambda state: f"{state.name_en} (fr)")
    sort_name = factory.LazyAttribute(lambda state: Participant.sort_key(state.name_en))


class AliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Alias

    language = "en"
    name = factory.Sequence("The North {}".format)
    source = "A test"


class PeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Period

    participant = factory.SubFactory(ParticipantFactory)
    status = Status.MEMBER
    starts_precision = Precision.DAY
    starts_on = factory.SelfAttribute("valid_from")
    decision = "A decision"


class ChairmanshipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Chairmanship

    decision = "A decision"


def admit(code: str) -> None:
    """Make a participant a member state from today on."""
    today = clock.now().date()
    Period.objects.on(today).filter(participant=code).update(valid_to=today)
    PeriodFactory(participant=Participant.objects.get(code=code), valid_from=today)


def browser(actor: Actor) -> Client:
    """Return a browser in which the actor is logged in; nobody's is not."""
    client = Client()
    if actor.account:
        client.force_login(Account.objects.get(public_id=actor.account))
    return client
