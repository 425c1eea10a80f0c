"""The pages of an account's webhooks: which there are, what became of their messages, what may be done."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from rest_framework import serializers

from records import clock
from records.act_fields import ActFields
from records.addresses import address_of
from records.known_acts import label_of
from records.refusals import NotVisible, NotYours, Stale
from web.form_pages import FormPage
from web.keyset import Page, page_of
from web.list_pages import TablePage
from web.pages import PageMixin
from webhooks import subscriptions
from webhooks.channel import in_words
from webhooks.enums import OffBecause
from webhooks.fields import ReplayFields, RotateFields, WebhookFields
from webhooks.ledger import ORDERING, deliveries_of, delivery_row, webhook_row
from webhooks.models import Webhook


class WebhookList(TablePage):
    """The reader's own webhooks, newest first."""

    model = Webhook
    template_name = "webhooks/webhook_list.html"
    ordering = ("-created_at", "pk")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show them to whoever has logged in."""
        if not self.actor.account:
            raise NotYours(_("Log in first: webhooks belong to an account."))
        return super().get(request, **kwargs)

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them."""
        return visible

    def represent(self, rows: list[Any]) -> list[Any]:
        """Say what each is told of."""
        return [described(webhook) for webhook in rows]

    def context(self, page: Page) -> dict[str, Any]:
        """Say whether the reader may make one."""
        return {"may_write": self.actor.may_write}


def described(webhook: Webhook) -> dict[str, Any]:
    """Return a webhook as a page shows it, with its acts and its state in words."""
    return webhook_row(webhook) | {
        "href": address_of("webhook", webhook.pk),
        "acts": [label_of(name) for name in webhook.actions],
        "reason": OffBecause(webhook.off_because).label if webhook.off_because else "",
    }


class OwnWebhook(PageMixin, View):
    """A page of one of the reader's own webhooks."""

    key: UUID

    @cached_property
    def webhook(self) -> Webhook:
        """The webhook as this request found it; raises NotVisible where it is not the reader's."""
        webhook = Webhook.objects.visible_to(self.actor).filter(pk=self.kwargs["key"]).first()
        if webhook is None:
            raise NotVisible(_("There is nothing at this address."))
        return webhook

    def back(self) -> HttpResponse:
        """Go on to the webhook's page."""
        return HttpResponseRedirect(address_of("webhook", self.kwargs["key"]), status=HTTPStatus.SEE_OTHER)

    def rests_on(self) -> str:
        """Rest on the revision of the webhook."""
        return str(self.webhook.revision)

    def named(self) -> dict[str, Any]:
        """Name the webhook, as it was read, to an action."""
        read = int(self.drawn.read) if self.drawn else None
        return {"key": self.kwargs["key"], "actor": self.actor, "expected_revision": read}

    def given(self) -> dict[str, Any]:
        """Return what every action on a webhook takes that has an instant."""
        return self.named() | {"at": clock.now()}


class WebhookDetail(OwnWebhook):
    """One webhook: what it is, what may be done with it, and its deliveries by cursor."""

    parameters = ("cursor",)

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Show it."""
        webhook = self.webhook
        deliveries = deliveries_of(webhook.pk, actor=self.actor)
        page = page_of(deliveries, ordering=ORDERING, cursor=request.GET.get("cursor", ""), size=20)
        context = {
            "webhook": described(webhook),
            "deliveries": [self._shown(delivery_row(delivery), delivery) for delivery in page.rows],
            "next": f"{request.path}?cursor={page.next}" if page.next else "",
            "previous": f"{request.path}?cursor={page.previous}" if page.previous else "",
            "may_write": self.actor.may_write,
        }
        return self.page("webhooks/webhook_detail.html", context)

    def _shown(self, row: dict[str, Any], delivery: Any) -> dict[str, Any]:
        tries = [line | {"words": in_words(line["detail"])} for line in row["tries"]]
        return row | {
            "tries": tries,
            "label": label_of(delivery.act.action) if delivery.act else _("Test message"),
            "status_label": delivery.get_status_display(),
        }


class WebhookForm(OwnWebhook, FormPage, ABC):
    """A form about webhooks. A subclass says which fields, and what is done with what was filled in."""

    template_name = "webhooks/webhook_form.html"
    title: Any
    button: Any
    lead: Any = ""

    def check(self) -> None:
        """Raise NotVisible where the webhook is not the reader's, NotYours where the reader only reads."""
        _own = self.webhook
        subscriptions.require_writer(self.actor)

    def initial(self) -> Mapping[str, Any]:
        """Return what the fields hold at first."""
        return {}

    def bound(self) -> serializers.Serializer:
        """Begin with that."""
        form = self.fields()
        for name, value in self.initial().items():
            form.fields[name].initial = value
        return form

    def cancel_url(self) -> str:
        """Return where to go without doing anything."""
        return address_of("webhook", self.kwargs["key"])

    def secret_page(self, webhook: Webhook, secret: str) -> HttpResponse:
        """Show a secret, this once: it lies nowhere, so it cannot be shown on a page to be gone to."""
        context = {"webhook": described(webhook), "secret": secret}
        return self.page("webhooks/webhook_secret.html", context)

    def beside(self) -> dict[str, Any]:
        """Say what the form is for, and where to go without it."""
        return {
            "title": self.title, "button": self.button, "lead": self.lead, "cancel_url": self.cancel_url(),
        }  # fmt: skip


class WebhookNew(WebhookForm):
    """Making a webhook."""

    fields = WebhookFields
    title = gettext_lazy("New webhook")
    button = gettext_lazy("Make the webhook")
    lead = gettext_lazy("It is told of what you may see, for as long as you may see it.")

    def check(self) -> None:
        """Ask only whether the reader may have one."""
        subscriptions.require_writer(self.actor)

    def rests_on(self) -> str:
        """Rest on nothing: there is none yet."""
        return ""

    def carry_out(self, body: Mapping[str, Any]) -> HttpResponse:
        """Make it and show its secret."""
        webhook, secret = subscriptions.subscribe(actor=self.actor, at=clock.now(), **body)
        return self.secret_page(webhook, secret)

    def cancel_url(self) -> str:
        """Go back to the list."""
        return address_of("webhook-list")


class WebhookChange(WebhookForm):
    """Changing the address, the acts or the description."""

    fields = WebhookFields
    title = gettext_lazy("Change the webhook")
    button = gettext_lazy("Save")

    def initial(self) -> Mapping[str, Any]:
        """Show it as it is."""
        webhook = self.webhook
        return {"url": webhook.url, "description": webhook.description, "actions": webhook.actions}

    def carry_out(self, body: Mapping[str, Any]) -> HttpResponse:
        """Save it."""
        subscriptions.change(changes=body, **self.named())
        messages.success(self.request, _("The webhook was changed."))
        return self.back()


class WebhookRotate(WebhookForm):
    """Giving another secret."""

    fields = RotateFields
    title = gettext_lazy("Another secret")
    button = gettext_lazy("Make another secret")
    lead = gettext_lazy("Messages are signed with both secrets until the time is over, so none is lost.")

    def initial(self) -> Mapping[str, Any]:
        """Suggest a day."""
        return {"overlap_hours": RotateFields().fields["overlap_hours"].default}

    def carry_out(self, body: Mapping[str, Any]) -> HttpResponse:
        """Make it and show it."""
        overlap = timedelta(hours=body["overlap_hours"])
        webhook, secret = subscriptions.rotate(overlap=overlap, **self.given())
        return self.secret_page(webhook, secret)


class WebhookReplay(WebhookForm):
    """Sending many messages again."""

    fields = ReplayFields
    title = gettext_lazy("Send messages again")
    button = gettext_lazy("Send again")
    lead = gettext_lazy("Each message keeps its id, so that a receiver knows what it has.")

    def carry_out(self, body: Mapping[str, Any]) -> HttpResponse:
        """Queue them and say how many."""
        count = subscriptions.replay_from(**self.given(), **body)
        sentence = ngettext(
            "%(number)d message is sent again.", "%(number)d messages are sent again.", count
        ) % {"number": count}
        messages.success(self.request, sentence)
        return self.back()


class WebhookDelete(WebhookForm):
    """Taking a webhook away."""

    fields = ActFields
    title = gettext_lazy("Delete the webhook")
    button = gettext_lazy("Delete")
    lead = gettext_lazy("Its deliveries are deleted as well. What happened stays in the event stream.")

    def carry_out(self, body: Mapping[str, Any]) -> HttpResponse:
        """Take it away."""
        subscriptions.unsubscribe(**self.named())
        messages.success(self.request, _("The webhook was deleted."))
        return HttpResponseRedirect(address_of("webhook-list"), status=HTTPStatus.SEE_OTHER)


class WebhookButton(OwnWebhook, ABC):
    """A button on the page of a webhook. A subclass says what it does; the page is gone back to."""

    @abstractmethod
    def press(self, **lookup: Any) -> str:
        """Call the action; return what is said of it."""

    def form_url(self) -> str:
        """Return the webhook's page, where the button is."""
        return address_of("webhook", self.kwargs["key"])

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Do it, once for each button that was drawn, to what the page showed."""
        try:
            return self.answered_once(lambda: self._pressed(lookup))
        except Stale as refusal:
            return self.redraw(self.note(refusal.sentence, HTTPStatus.PRECONDITION_FAILED))

    def _pressed(self, lookup: Mapping[str, Any]) -> HttpResponse:
        messages.success(self.request, self.press(**lookup))
        return self.back()


class WebhookEnable(WebhookButton):
    """The button that switches a webhook on."""

    def press(self, **lookup: Any) -> str:
        """Switch it on."""
        subscriptions.enable(**self.given())
        return _("The webhook is on.")


class WebhookDisable(WebhookButton):
    """The button that switches a webhook off."""

    def press(self, **lookup: Any) -> str:
        """Switch it off."""
        subscriptions.disable(**self.given())
        return _("The webhook is off.")


class WebhookTest(WebhookButton):
    """The button that sends a test message."""

    def press(self, **lookup: Any) -> str:
        """Queue it."""
        subscriptions.send_test(**self.given())
        return _("A test message is on its way. Look at this page again in some seconds.")


class DeliveryReplay(WebhookButton):
    """The button that sends one message again."""

    def press(self, **lookup: Any) -> str:
        """Queue it."""
        subscriptions.replay(delivery=lookup["delivery"], **self.given())
        return _("The message is sent again.")
