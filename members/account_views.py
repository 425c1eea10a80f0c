"""The pages of accounts: who may log in, for whom, as what. Every change of that is an act, done here."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from members import actions
from members.enums import DelegationRole, Post
from members.filters import AccountFilter
from members.models import Account, Participant, Token
from members.timeline import history_of
from members.tokens import tokens_visible_to
from members.transitions import ON_ACCOUNT, OPEN_ACCOUNT
from records import clock
from records.act_fields import ActFields
from records.act_types import ActType
from records.addresses import address_of
from records.door import Subject
from records.models import Act
from records.openings import acts_for
from records.refusals import NotVisible, NotYours
from web.act_pages import ActPage, acts_on_page
from web.keyset import Page
from web.list_pages import TablePage
from web.pages import ObjectPage


class AccountList(TablePage):
    """Accounts: all of them for the administrator and the secretariat, a delegation's for its head."""

    model = Account
    template_name = "members/account_list.html"
    ordering = ("username", "pk")
    filterset_class = AccountFilter
    is_searchable = True

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show them to whoever has logged in."""
        if not self.actor.account:
            raise NotYours(_("Log in first."))
        return super().get(request, **kwargs)

    def rows(self, visible: QuerySet) -> QuerySet:
        """List what each stands for."""
        return visible.values(
            "pk", "public_id", "username", "post", "participant", "role", "is_chairs_office", "is_active"
        )

    def represent(self, rows: list[Any]) -> list[Any]:
        """Say it in words."""
        names = Participant.objects.names()
        return [
            row
            | {
                "post": Post(row["post"]).label,
                "participant": names.get(row["participant"], ""),
                "role": DelegationRole(row["role"]).label if row["participant"] else "",
            }
            for row in rows
        ]

    def context(self, page: Page) -> dict[str, Any]:
        """Say whether another may be opened."""
        return {"may_open": OPEN_ACCOUNT.role_of(self.actor, None) is not None}


class AccountDetail(ObjectPage):
    """What an account stands for, its history, and the acts on it, for those who answer for it."""

    model = Account
    template_name = "members/account_detail.html"

    def find(self, visible: QuerySet, **lookup: Any) -> Account:
        """Return it with its participant."""
        return visible.select_related("participant").get(**lookup)

    def context(self, found: Account) -> dict[str, Any]:
        """Add its history, what may be done, and to its person and the administrator how it is reached."""
        is_theirs = self.actor.is_administrator or str(found.public_id) == self.actor.account
        return {
            "account": found,
            "is_theirs": is_theirs,
            "tokens": tokens_visible_to(self.actor).filter(user=found).order_by("-created", "pk"),
            **acts_on_page(
                acts_for(actions.ACCOUNTS, found, actor=self.actor, at=clock.now()),
                address="account-act",
                key=found.public_id,
            ),
            "history": history_of(self.actor, "account", key=str(found.public_id)),
        }


class AccountOpen(ActPage):
    """The form by which an account is opened."""

    def subject(self, **lookup: Any) -> None:
        """Return nothing: it is not there yet."""

    def act_type(self, subject: None) -> ActType:
        """Return the opening."""
        return OPEN_ACCOUNT

    def taken_on(self, subject: None) -> Subject:
        """Make an account."""
        return actions.NEW_ACCOUNT

    def object_url(self, subject: None, act: Act) -> str:
        """Go on to the account."""
        return address_of("account", act.object_key)

    def back_url(self, subject: None) -> str:
        """Go back to the list."""
        return address_of("account-list")

    def subject_name(self, subject: None) -> str:
        """Name the list."""
        return _("Accounts")


class AccountAct(ActPage):
    """The form of one act on an account."""

    def subject(self, *, public_id: UUID, name: str) -> Account:
        """Return the account; the act's name must be one that there is."""
        account = Account.objects.visible_to(self.actor).filter(public_id=public_id).first()
        if account is None or name not in ON_ACCOUNT:
            raise NotVisible(_("There is nothing at this address."))
        return account

    def act_type(self, subject: Account) -> ActType:
        """Return the act that the address names."""
        return ON_ACCOUNT[self.kwargs["name"]]

    def prepare(self, form: ActFields, subject: Account, *, at: datetime) -> None:
        """Show what is so now."""
        if "is_chairs_office" in form.fields:
            form.fields["is_chairs_office"].initial = subject.is_chairs_office

    def taken_on(self, subject: Account) -> Subject:
        """Name the account."""
        return actions.ACCOUNTS.at(subject.public_id)

    def object_url(self, subject: Account, act: Act) -> str:
        """Go on to the account."""
        return self.back_url(subject)

    def back_url(self, subject: Account) -> str:
        """Go back to the account."""
        return address_of("account", subject.public_id)

    def subject_name(self, subject: Account) -> str:
        """Name the account."""
        return subject.username


class TokenDetail(ObjectPage):
    """One token of an account, from which it is revoked; its key is kept nowhere and shown to nobody."""

    model = Token
    template_name = "members/token_detail.html"

    def found(self, **lookup: Any) -> Token:
        """Return it within what the reader may see; raise NotVisible."""
        visible = tokens_visible_to(self.actor).select_related("user")
        token = visible.filter(user__public_id=lookup["public_id"], token_key=lookup["key"]).first()
        if token is None:
            raise NotVisible(_("There is nothing at this address."))
        return token

    def context(self, found: Token) -> dict[str, Any]:
        """Show what it is for and how long it lasts."""
        return {"token": found, "back_url": address_of("account", found.user.public_id)}

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Revoke it."""
        self.found(**lookup)
        return self.answered_once(lambda: self._revoke(lookup["public_id"], lookup["key"]))

    def _revoke(self, public_id: UUID, key: str) -> HttpResponse:
        actions.revoke_token(actor=self.actor, key=key, of=public_id)
        messages.success(self.request, _("The token was revoked. It opens nothing from now on."))
        return HttpResponseRedirect(address_of("account", public_id), status=HTTPStatus.SEE_OTHER)
