"""Accounts with which a visitor tries the system: one for each capacity and each present participant."""

from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from members.enums import DelegationRole, Post, Status
from members.models import Account, Chairmanship, Participant

PASSWORD = "demonstration"  # noqa: S105 (public: `make run` prints it, and production refuses to start with it)


@transaction.atomic
def make_demonstration_accounts(*, on: date) -> list[str]:
    """Make or bring up to date the accounts for who takes part on `on`; return their user names.

    An account of that name which is no demonstration account is left alone and not returned. Raises
    ImproperlyConfigured where demonstration is off, as in production.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Demonstration accounts have a public password, and DEMO is off.")
    wanted = _wanted(on)
    real = set(
        Account.objects.filter(username__in=wanted, is_demonstration=False).values_list("username", flat=True)
    )
    # One password, so one hash: fifty slow ones would only delay `make run`.
    password = make_password(PASSWORD)
    accounts = [
        Account(
            username=username,
            email=f"{username}@example.org",
            password=password,
            is_demonstration=True,
            **fields,
        )
        for username, fields in wanted.items()
        if username not in real
    ]
    Account.objects.bulk_create(
        accounts,
        update_conflicts=True,
        unique_fields=["username"],
        update_fields=["email", "participant", "post", "role", "is_chairs_office"],
    )
    return [account.username for account in accounts]


def _wanted(on: date) -> dict[str, dict[str, object]]:
    """Return the fields of each account by user name."""
    accounts: dict[str, dict[str, object]] = {
        "secretariat": {"post": Post.SECRETARIAT},
        "admin": {"post": Post.ADMINISTRATOR},
    }
    chair = Chairmanship.objects.on(on).values_list("state", flat=True).first()
    if chair:
        accounts["chair"] = {"participant_id": chair, "is_chairs_office": True}
    present = Participant.objects.with_status_on(on).exclude(status=None).in_english_order()
    for code, status in present.values_list("code", "status"):
        capacity = "delegate" if status == Status.MEMBER else "observer"
        accounts[f"{capacity}.{code.lower()}"] = {"participant_id": code, "role": DelegationRole.HEAD}
    return accounts
