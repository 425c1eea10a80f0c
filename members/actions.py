"""Every write of this room that means something."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.actor import Actor
from members.enums import Post
from members.models import Account, Chairmanship, Participant, Token
from members.standing import as_it_stands
from members.tokens import LIFETIME, issue_token, revoke_tokens, tokens_visible_to
from members.transitions import ADMIT, ON_ACCOUNT, ON_PARTICIPANT, OPEN_ACCOUNT
from records.certain import certain
from records.door import New, Rows
from records.refusals import NotVisible, NotYours, reads_only


def _hold_terms() -> None:
    """Let all acts on participants wait for one row: every handover changes the last term."""
    list(Chairmanship.objects.select_for_update().order_by("pk").values_list("pk"))


def _hold_administrators() -> None:
    """Let those who change accounts wait for each other: else two administrators could close each other."""
    administrators = Account.objects.filter(post=Post.ADMINISTRATOR, is_active=True)
    list(administrators.select_for_update().order_by("pk").values_list("pk"))


PARTICIPANTS = Rows(model=Participant, key="code", acts=ON_PARTICIPANT, wait=_hold_terms)
"""Those who take or took part, and the acts on one."""
NEW_PARTICIPANT = New((ADMIT,))
"""A participant that is admitted; its code is the act's `object_key`."""
ACCOUNTS = Rows(model=Account, key="public_id", acts=ON_ACCOUNT, wait=_hold_administrators)
"""Those who may log in, or could, and the acts on one."""
NEW_ACCOUNT = New((OPEN_ACCOUNT,), wait=_hold_administrators)
"""An account that is opened; its public id is the act's `object_key`. Whoever it is for sets the password by
the link that is sent."""


def set_first_password(*, account: Account, password: str) -> None:
    """Set the password of an account that has none; raise ValidationError for one that is too weak.

    For the operator at the machine itself, who opens the first account before there is mail.
    """
    if account.has_usable_password():
        raise ValidationError(_("The account has a password already."))
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])


def set_password(*, account: Account, password: str) -> None:
    """Set the password by which a person logs in from now on, and nothing else of the account.

    Raises PermissionDenied where the account was closed since the page was read: who opens it again finds no
    password.
    """
    with transaction.atomic():
        held = Account.objects.select_for_update(of=("self",), no_key=True)
        if not held.filter(pk=account.pk, is_active=True).exists():
            raise PermissionDenied
        account.set_password(password)
        account.save(update_fields=["password"])


def update_profile(*, actor: Actor, language: str, time_zone: str) -> None:
    """Keep the language and time zone of the actor's own account; no act of the procedure."""
    with as_it_stands(actor) as (_now, account):
        own = certain(account)
        own.language, own.time_zone = language, time_zone
        own.save(update_fields=["language", "time_zone"])


def make_token(
    *, actor: Actor, label: str = "", read_only: bool = True, lifetime: timedelta = LIFETIME
) -> tuple[Token, str]:
    """Make a token for what the actor's own account may do; return its row and the key, which is not kept."""
    with as_it_stands(actor) as (now, account):
        require_writer(now)
        return issue_token(account=certain(account), read_only=read_only, label=label, lifetime=lifetime)


def revoke_token(*, actor: Actor, key: str, of: UUID | None = None) -> None:
    """Let a token, by the part of its key that is shown, open nothing from now on.

    It is one of the actor's own, or of the account with the public id `of`, whose tokens the administrator
    sees. Raises NotVisible for any other.
    """
    with as_it_stands(actor) as (now, _account):
        require_writer(now)
        owner = str(of or now.account)
        tokens = tokens_visible_to(now).filter(user__public_id=owner, token_key=key)
        if not revoke_tokens(tokens, reason="owner" if owner == now.account else "administrator"):
            raise NotVisible(_("There is nothing at this address."))


def require_writer(actor: Actor) -> None:
    """Raise NotYours for one who may have no tokens."""
    if not actor.account:
        raise NotYours(_("Log in first: tokens belong to an account."))
    if not actor.may_write:
        raise NotYours(reads_only())
