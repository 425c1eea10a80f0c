"""Addresses of inbox, deadlines, event stream, webhooks and calendars in the API."""

from django.urls import path

from deadlines.api.deadlines import DeadlineList
from deadlines.api.feeds import CalendarFileView, FeedAddressDetail, FeedAddressList, OwnCalendarView
from notices.api import deliveries
from notices.api.views import InboxView
from webhooks.api import webhooks
from webhooks.api.events import EventList

urlpatterns = [
    path("inbox/", InboxView.as_view(), name="api-inbox-list"),
    path("inbox/read/", deliveries.InboxRead.as_view(), name="api-inbox-read"),
    path("deadlines/", DeadlineList.as_view(), name="api-deadline-list"),
    path("me/mail/", deliveries.MailChoice.as_view(), name="api-me-mail"),
    path("notices/rules/", deliveries.RulesView.as_view(), name="api-notice-rules"),
    path("register/<int:number>/told/", deliveries.ToldView.as_view(), name="api-act-told"),
    path("deliveries/", deliveries.Undelivered.as_view(), name="api-delivery-list"),
    path("deliveries/backlog/", deliveries.BacklogView.as_view(), name="api-delivery-backlog"),
    path("deliveries/send-again/", deliveries.SendAgain.as_view(), name="api-delivery-send-again"),
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
    path("calendars/own/", OwnCalendarView.as_view(), name="api-own-calendar"),
    path("calendars/<slug:kind>/<str:key>/", CalendarFileView.as_view(), name="api-calendar"),
    path("feeds/", FeedAddressList.as_view(), name="api-feed-address-list"),
    path("feeds/<uuid:pk>/", FeedAddressDetail.as_view(), name="api-feed-address"),
]
