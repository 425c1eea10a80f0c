"""Addresses of the event stream and of webhooks in the API."""

from django.urls import path

from webhooks.api import webhooks
from webhooks.api.events import EventList

urlpatterns = [
    path("events/", EventList.as_view(), name="api-event-list"),
    path("webhooks/", webhooks.WebhookList.as_view(), name="api-webhook-list"),
    path("webhooks/<uuid:key>/", webhooks.WebhookDetail.as_view(), name="api-webhook"),
    path("webhooks/<uuid:key>/actions/rotate/", webhooks.WebhookRotate.as_view(), name="api-webhook-rotate"),
    path("webhooks/<uuid:key>/actions/enable/", webhooks.WebhookEnable.as_view(), name="api-webhook-enable"),
    path(
        "webhooks/<uuid:key>/actions/disable/", webhooks.WebhookDisable.as_view(), name="api-webhook-disable"
    ),
    path("webhooks/<uuid:key>/actions/test/", webhooks.WebhookTest.as_view(), name="api-webhook-test"),
    path("webhooks/<uuid:key>/actions/replay/", webhooks.WebhookReplay.as_view(), name="api-webhook-replay"),
    path("webhooks/<uuid:key>/deliveries/", webhooks.DeliveryList.as_view(), name="api-webhook-deliveries"),
    path(
        "webhooks/<uuid:key>/deliveries/<uuid:delivery>/",
        webhooks.DeliveryDetail.as_view(),
        name="api-webhook-delivery",
    ),
    path(
        "webhooks/<uuid:key>/deliveries/<uuid:delivery>/actions/replay/",
        webhooks.DeliveryReplay.as_view(),
        name="api-delivery-replay",
    ),
]
