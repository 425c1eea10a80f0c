"""Webhooks in the API: the caller's own subscriptions, their deliveries, and what may be done with either."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from notices.models import Delivery
from records.act_fields import ActFields
from records.addresses import address_of
from records.refusals import NotVisible
from web.api.bodies import cleaned
from web.api.conditional import require_state, revision_expected
from web.api.views import ActEndpoint, DetailView, ListView, answer, body_of, counted
from web.requests import actor_of
from webhooks import subscriptions
from webhooks.api import serializers as shapes
from webhooks.fields import ReplayFields, RotateFields, WebhookFields
from webhooks.ledger import ORDERING, deliveries_of, delivery_row, webhook_row
from webhooks.models import Webhook


def answered(webhook: Webhook, *, secret: str = "", **options: Any) -> HttpResponse:
    """Answer a webhook as it is now, with its secret where that is shown this once."""
    body = webhook_row(webhook) | ({"secret": secret} if secret else {})
    return answer(body, revision=webhook.revision, shown_once=("secret",) if secret else (), **options)


class WebhookList(ActEndpoint, ListView):
    """The caller's own webhooks, newest first; POST makes one and shows its secret this once."""

    model = Webhook
    ordering = ("-created_at", "pk")
    serializer_class = shapes.WebhookShape

    def rows(self, visible: QuerySet) -> QuerySet:
        return visible

    def represent(self, found: Webhook) -> dict[str, Any]:
        return webhook_row(found)

    @extend_schema(request=WebhookFields, responses={201: shapes.NewWebhook})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Make a webhook. It is told of what the caller may see, for as long as the caller may."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        actor = self.actor
        subscriptions.require_writer(actor)  # before the body: nobody learns more than they may
        webhook, secret = subscriptions.subscribe(
            actor=actor, at=self.received_at, **cleaned(WebhookFields, data)
        )
        location = address_of("api-webhook", webhook.pk)
        return answered(webhook, secret=secret, status=HTTPStatus.CREATED, location=location)


class WebhookDetail(DetailView):
    """One of the caller's own webhooks."""

    model = Webhook
    serializer_class = shapes.WebhookShape

    def find(self, visible: QuerySet, **lookup: Any) -> Webhook:
        return visible.get(pk=lookup["key"])

    def represent(self, found: Webhook) -> dict[str, Any]:
        return webhook_row(found)

    def revision(self, found: Any, body: Mapping[str, Any]) -> int:
        """Return what `If-Match` compares."""
        return body["revision"]

    @extend_schema(request=WebhookFields(partial=True))
    def patch(self, request: Request, key: UUID) -> HttpResponse:
        """Change the address, the acts or the description; what is left out stays."""
        own(key, request)
        require_state(request)
        changes = cleaned(WebhookFields, body_of(request), partial=True)
        return answered(
            subscriptions.change(
                key=key, actor=self.actor, changes=changes, expected_revision=revision_expected(request)
            )
        )

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key: UUID) -> HttpResponse:
        """Take it away, and its deliveries with it."""
        subscriptions.unsubscribe(key=key, actor=self.actor, expected_revision=revision_expected(request))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


def own(key: UUID, request: Request) -> None:
    """Raise NotVisible unless the webhook is the caller's, before its body is looked at; then NotYours."""
    if not Webhook.objects.visible_to(actor_of(request)).filter(pk=key).exists():
        raise NotVisible(_("There is nothing at this address."))
    subscriptions.require_writer(actor_of(request))


class WebhookAct(ActEndpoint):
    """What may be done with a webhook; each act has an address of its own (`notices.api.urls`)."""

    fields: type[serializers.Serializer] = ActFields

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        key = lookup["key"]
        own(key, self.request)
        given = {
            "key": key,
            "actor": self.actor,
            "at": self.received_at,
            "expected_revision": revision_expected(self.request),
        }
        return self.carry_out(given, cleaned(self.fields, data))

    @abstractmethod
    def carry_out(self, given: dict[str, Any], body: dict[str, Any]) -> HttpResponse:
        """Call the action with what is given to each, and answer."""


class WebhookRotate(WebhookAct):
    """Another secret, shown this once; the old one signs as well for `overlap_hours`."""

    fields = RotateFields

    @extend_schema(request=RotateFields, responses=shapes.NewWebhook)
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Give the webhook another secret."""
        return super().post(request, **lookup)

    def carry_out(self, given: dict[str, Any], body: dict[str, Any]) -> HttpResponse:
        overlap = timedelta(hours=body["overlap_hours"])
        webhook, secret = subscriptions.rotate(overlap=overlap, **given)
        return answered(webhook, secret=secret)


class WebhookEnable(WebhookAct):
    """Switching on."""

    @extend_schema(request=None, responses=shapes.WebhookShape)
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Switch it on; replay, or read the event stream, for what happened meanwhile."""
        return super().post(request, **lookup)

    def carry_out(self, given: dict[str, Any], body: dict[str, Any]) -> HttpResponse:
        return answered(subscriptions.enable(**given))


class WebhookDisable(WebhookAct):
    """Switching off."""

    @extend_schema(request=None, responses=shapes.WebhookShape)
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Switch it off; it is told of nothing until it is switched on."""
        return super().post(request, **lookup)

    def carry_out(self, given: dict[str, Any], body: dict[str, Any]) -> HttpResponse:
        return answered(subscriptions.disable(**given))


class WebhookTest(WebhookAct):
    """A message of type `test`, which is of no act."""

    @extend_schema(request=None, responses={201: shapes.DeliveryShape})
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Send a test message; ask its address for what became of it."""
        return super().post(request, **lookup)

    def carry_out(self, given: dict[str, Any], body: dict[str, Any]) -> HttpResponse:
        delivery = subscriptions.send_test(**given)
        location = address_of("api-webhook-delivery", delivery.webhook_id, delivery.pk)
        return answer(delivery_row(delivery), status=HTTPStatus.CREATED, location=location)


class WebhookReplay(WebhookAct):
    """Sending again, under the ids they had."""

    fields = ReplayFields

    @extend_schema(request=ReplayFields, responses=shapes.ReplayedShape)
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Send all deliveries again from an act or an instant on."""
        return super().post(request, **lookup)

    def carry_out(self, given: dict[str, Any], body: dict[str, Any]) -> HttpResponse:
        return counted(queued=subscriptions.replay_from(**given, **body))


class DeliveryList(ListView):
    """What the webhook was told, newest first, with each try; but for what its owner may no longer see."""

    model = Delivery
    ordering = ORDERING
    serializer_class = shapes.DeliveryShape

    def rows(self, visible: QuerySet) -> QuerySet:
        return visible

    def visible(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Delivery.objects.none()
        return visible_deliveries(self.kwargs["key"], self.request)

    def represent(self, found: Delivery) -> dict[str, Any]:
        return delivery_row(found)


class DeliveryDetail(DetailView):
    """One delivery with its tries."""

    model = Delivery
    serializer_class = shapes.DeliveryShape

    def visible(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Delivery.objects.none()
        return visible_deliveries(self.kwargs["key"], self.request)

    def find(self, visible: QuerySet, **lookup: Any) -> Delivery:
        return visible.get(pk=lookup["delivery"])

    def represent(self, found: Delivery) -> dict[str, Any]:
        return delivery_row(found)


class DeliveryReplay(ActEndpoint):
    """Sending one delivery again."""

    @extend_schema(request=None, responses=shapes.DeliveryShape)
    def post(self, request: Request, **lookup: Any) -> HttpResponse:
        """Send it again under the id it has."""
        return super().post(request, **lookup)

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        own(lookup["key"], self.request)
        cleaned(ActFields, data)
        delivery = subscriptions.replay(actor=self.actor, at=self.received_at, **lookup)
        return answer(delivery_row(delivery))


def visible_deliveries(key: UUID, request: Request) -> QuerySet:
    """Return the deliveries of one of the caller's own webhooks; raise NotVisible where it is not."""
    if not Webhook.objects.visible_to(actor_of(request)).filter(pk=key).exists():
        raise NotVisible(_("There is nothing at this address."))
    return deliveries_of(key, actor=actor_of(request))
