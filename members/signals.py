"""What Django and allauth tell of log-ins and passwords, for the security log."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from members.enums import Post
from members.models import Account
from records.security import LineKind, say


def connect() -> None:
    """Listen from now on; called once, from `ready()`."""
    for signal, listener in (
        (user_logged_in, logged_in),
        (user_logged_out, logged_out),
        (user_login_failed, log_in_failed),
        *((signal, has_new_password) for signal in (password_changed, password_reset, password_set)),
    ):
        signal.connect(listener, dispatch_uid=f"security log: {listener.__name__}")


def logged_in(*, user: Account, **_said: Any) -> None:
    """Say who logged in; of who runs the system, as a kind of its own."""
    is_administrator = user.post == Post.ADMINISTRATOR
    say(LineKind.ADMINISTRATOR_LOGGED_IN if is_administrator else LineKind.LOGGED_IN, **_of(user))


def logged_out(*, user: Account | None, **_said: Any) -> None:
    """Say who logged out."""
    if user:
        say(LineKind.LOGGED_OUT, **_of(user))


def log_in_failed(*, credentials: dict[str, Any], **_said: Any) -> None:
    """Say which account was tried, where the name that was typed is one; the name itself is not kept."""
    account = Account.objects.filter(username=credentials.get("username") or "").first()
    if account is None:
        say(LineKind.LOG_IN_FAILED, reason="no-such-account")
    else:
        reason = "wrong-password" if account.is_active else "account-closed"
        say(LineKind.LOG_IN_FAILED, **_of(account), reason=reason)


def has_new_password(*, user: Account, **_said: Any) -> None:
    """Say whose password was set, by a link or by the account itself."""
    say(LineKind.PASSWORD_SET, **_of(user))


def _of(account: Account) -> dict[str, str]:
    return {"account": str(account.public_id), "state": account.participant_id or ""}
