"""Prepares the database of a run: schema, reference record, demonstration accounts, and what the clients
need.

Needs `django.setup()` on the run's database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.management import call_command
from django.db import connections
from django.test import Client as Browser

from cbms.models import Measure
from members.actor import Actor
from members.demonstration import make_demonstration_accounts
from members.models import Account
from members.tokens import issue_token
from records import clock
from webhooks.subscriptions import subscribe

DELEGATES = 10  # member states that act; two of them write the papers
OBSERVERS = 2
OFFICES = ("secretariat", "chair")
SUBSCRIBERS = ("secretariat",)  # which sees everything
READER = "delegate.az"


@dataclass(frozen=True)
class Cast:
    """Who acts: `{username: token}`, `{username: state}`, the measures to act on, a reader's session
    cookie.
    """

    tokens: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    measures: list[str] = field(default_factory=list)
    session: str = ""


def prepare(*, target: str, mailed: Sequence[str]) -> Cast:
    """Migrate, load, and return the cast; close all connections.

    `target` is subscribed to all acts; `mailed` are the accounts that get mail.
    """
    call_command("compile_translations", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("load_reference_data", verbosity=0)
    make_demonstration_accounts(on=clock.now().date())
    accounts = {
        account.username: account for account in Account.objects.with_standing().filter(is_active=True)
    }
    delegates = ["delegate.kz", "delegate.kg"]
    delegates += sorted(name for name in accounts if name.startswith("delegate.") and name not in delegates)
    observers = sorted(name for name in accounts if name.startswith("observer."))
    acting = [*OFFICES, *delegates[:DELEGATES], *observers[:OBSERVERS]]
    Account.objects.exclude(username__in=mailed).update(email="")
    for name in SUBSCRIBERS:
        subscribe(actor=Actor.of(accounts[name]), url=target, at=clock.now())
    browser = Browser()
    browser.force_login(accounts[READER])
    cast = Cast(
        tokens={name: issue_token(account=accounts[name], label="faults")[1] for name in acting},
        states={name: accounts[name].participant_id or "" for name in acting},
        measures=list(
            Measure.objects.in_force(clock.now().date()).in_printed_order().values_list("code", flat=True)
        ),
        session=browser.cookies["sessionid"].value,
    )
    connections.close_all()
    return cast
