"""The inbox, the choice of mail, the operator's dead letters, and the mailbox of the demonstration."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import View

from deadlines.waiting import waiting_for
from members.models import Account
from notices import actions, backlog
from notices.channels import channel_of
from notices.forms import MailFields, ReadFields, SendAgainFields
from notices.inbox import ORDERING, in_words, notices_of
from notices.models import Delivery, MailboxMessage, MailPreference, Notice
from notices.operation import require_operator
from notices.querysets import DispatchQuerySet, NoticeQuerySet
from notices.rulebook import rules
from records import clock
from records.addresses import address_of
from records.refusals import Invalid, NotVisible, NotYours
from web.form_pages import FormPage
from web.forms import said_by_box, said_in_digits
from web.keyset import Page
from web.list_pages import TablePage
from web.pages import ObjectPage, PageMixin


class Inbox(TablePage):
    """First what waits for the reader, then what the reader was told, newest first."""

    model = Notice
    template_name = "notices/inbox.html"
    ordering = ORDERING
    page_size = 20
    newest = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the inbox of whoever has logged in."""
        if not self.actor.account:
            raise NotYours(_("Log in to see what waits for you."))
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Mark what was opened as read and lead to its act, or mark all; reading a page changes nothing."""
        opened = request.POST.get("open", "")
        is_all = said_by_box(request.POST.get("all", ""))
        form = ReadFields(data={"acts": [said_in_digits(opened)]} if opened else {"all": is_all})
        if not form.is_valid():
            raise Invalid(form.errors)
        chosen = form.validated_data
        address = address_of("act", *chosen["acts"]) if chosen["acts"] else address_of("inbox")
        newest = int(self.drawn.read) if self.drawn and self.drawn.read else None
        actions.mark_read(actor=self.actor, acts=chosen["acts"] or None, at=clock.now(), newest=newest)
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)

    def rests_on(self) -> str:
        """Rest on the newest notice of the page: what came since stays unread."""
        return self.newest

    def rows(self, visible: NoticeQuerySet) -> QuerySet:
        """List the reader's notices."""
        return notices_of(visible, self.actor)

    def represent(self, rows: list[Any]) -> list[Any]:
        """Say what each is of."""
        return in_words(rows)

    def context(self, page: Page) -> dict[str, Any]:
        """Add what waits, on the first page; further pages are of notices alone."""
        is_first = not self.request.GET.get("cursor")
        self.newest = str(page.rows[0]["act"]) if page.rows else ""
        return {"is_first": is_first, "waiting": waiting_for(self.actor, at=clock.now()) if is_first else []}


class MailChoice(FormPage):
    """When the account wants mail."""

    fields = MailFields
    template_name = "notices/mail_choice.html"

    def check(self) -> None:
        """Ask whoever has not logged in to do so."""
        if not self.actor.account:
            raise NotYours(_("Log in first."))

    @property
    def account(self) -> Account:
        """Whoever has logged in."""
        if not isinstance(self.request.user, Account):
            raise NotYours(_("Log in first."))
        return self.request.user

    def bound(self) -> MailFields:
        """Begin with what was chosen last."""
        return MailFields(MailPreference.objects.filter(account=self.account).first() or MailPreference())

    def carry_out(self, body: Mapping[str, Any]) -> HttpResponse:
        """Keep what was chosen."""
        actions.choose_mail(actor=self.actor, **body)
        messages.success(self.request, _("Your choice was saved. It holds from the next act on."))
        return HttpResponseRedirect(address_of("account_mail"), status=HTTPStatus.SEE_OTHER)

    def beside(self) -> dict[str, Any]:
        """Say where the mail goes."""
        return {"address": self.account.email}


class Rules(PageMixin, View):
    """For every act, who is told of it: the table that the acts themselves are carried out by."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it to everyone."""
        return self.page("notices/rules.html", {"rooms": rules()})


class Undelivered(TablePage):
    """The dead letters, the newest first, and how far delivery is behind. POST queues some anew."""

    model = Delivery
    template_name = "notices/undelivered.html"
    ordering = backlog.ORDERING

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show them to the operator."""
        require_operator(self.actor)
        return super().get(request, **kwargs)

    def rows(self, visible: DispatchQuerySet) -> QuerySet:
        """List what was refused or came back."""
        return backlog.listed(visible)

    def represent(self, rows: list[Any]) -> list[Any]:
        """Say who did not get what, and why."""
        return [backlog.in_words(row) for row in rows]

    def context(self, page: Page) -> dict[str, Any]:
        """Add how much waits."""
        found = backlog.backlog(at=clock.now())
        return {"backlog": found, "channels": backlog.dead_by_channel(found)}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask once more, then queue the letters named, or all of a channel, anew."""
        require_operator(self.actor, writes=True)
        form = SendAgainFields(
            data={
                "deliveries": request.POST.getlist("deliveries"),
                "channel": request.POST.get("channel", ""),
            }
        )
        if not form.is_valid():
            messages.error(request, _("Choose what to send again."))
        elif request.POST.get("step") != "confirm":
            chosen = form.validated_data
            label = channel_of(chosen["channel"]).label if chosen["channel"] else ""
            return self.page("notices/send_again.html", {"chosen": chosen, "channel_label": label})
        else:
            return self.answered_once(lambda: self._queue(form.validated_data))
        return HttpResponseRedirect(address_of("undelivered"), status=HTTPStatus.SEE_OTHER)

    def _queue(self, chosen: Mapping[str, Any]) -> HttpResponse:
        count = actions.send_again(
            actor=self.actor, keys=chosen["deliveries"], channel=chosen["channel"], at=clock.now()
        )
        sentence = ngettext(
            "%(count)d delivery is queued again.", "%(count)d deliveries are queued again.", count
        )
        messages.success(self.request, sentence % {"count": count})
        return HttpResponseRedirect(address_of("undelivered"), status=HTTPStatus.SEE_OTHER)


class Mailbox(TablePage):
    """All mail of the demonstration, the newest first."""

    model = MailboxMessage
    template_name = "notices/mailbox.html"
    parameters = ("to",)
    ordering = ("-id",)
    page_size = 25

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it in a demonstration; there is no such page anywhere else."""
        if not settings.DEMO:
            raise NotVisible(_("There is nothing at this address."))
        return super().get(request, **kwargs)

    def rows(self, visible: QuerySet) -> QuerySet:
        """List the mails, or those to one person."""
        to = self.request.GET.get("to", "")
        found = visible.filter(recipient=to) if to else visible
        return found.values("id", "recipient", "subject", "received_at")

    def context(self, page: Page) -> dict[str, Any]:
        """Say whose mail is shown."""
        return {"to": self.request.GET.get("to", "")}


class Mail(ObjectPage):
    """One mail of the demonstration: its text, and its HTML in a frame."""

    model = MailboxMessage
    template_name = "notices/mailbox_message.html"

    def context(self, found: MailboxMessage) -> dict[str, Any]:
        """Show the mail."""
        return {"mail": found}


@method_decorator(csp({"default-src": [NONE], "frame-ancestors": [SELF], "sandbox": True}), name="dispatch")
@method_decorator(xframe_options_sameorigin, name="dispatch")
class MailHtml(ObjectPage):
    """A mail's HTML alone, for the frame: without scripts, forms or an origin of its own."""

    model = MailboxMessage

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Answer the HTML as it was sent."""
        return HttpResponse(self.found(**lookup).html)

    def context(self, found: MailboxMessage) -> dict[str, Any]:
        """Need none: it is no page of ours."""
        return {}
