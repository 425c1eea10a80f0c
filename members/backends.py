"""Loads accounts for sessions with what their Actor needs, in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from members.models import Account
from records.written_once import WrittenOnce

OF_SESSION = WrittenOnce(lambda account: Account.objects.with_standing().filter(pk=account))
"""The account of a session, by its key."""


class AccountBackend(AuthenticationBackend):
    """allauth's log-in, with accounts that know their standing today."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account of a session; None when it is gone or no longer active."""
        account = next(iter(OF_SESSION.ask(user_id)), None)
        return account if account and self.user_can_authenticate(account) else None
