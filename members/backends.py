"""Loads accounts for sessions with what their Actor needs, in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from members.models import Account


class AccountBackend(AuthenticationBackend):
    """allauth's log-in, with accounts that know their standing today."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account of a session with its participant; None when it is gone or no longer active."""
        account = Account.objects.with_standing().select_related("participant").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None
