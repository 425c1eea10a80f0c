"""Addresses of an account's webhooks, and of the register's Atom feed."""

from django.urls import path

from webhooks import views
from webhooks.atom import ActFeed

OWN = "accounts/webhooks/<uuid:key>/"

urlpatterns = [
    path("register/feed.atom", ActFeed.as_view(), name="act-feed"),
    path("accounts/webhooks/", views.WebhookList.as_view(), name="webhook-list"),
    path("accounts/webhooks/new/", views.WebhookNew.as_view(), name="webhook-new"),
    path(OWN, views.WebhookDetail.as_view(), name="webhook"),
    path(f"{OWN}change/", views.WebhookChange.as_view(), name="webhook-change"),
    path(f"{OWN}rotate/", views.WebhookRotate.as_view(), name="webhook-rotate"),
    path(f"{OWN}replay/", views.WebhookReplay.as_view(), name="webhook-replay"),
    path(f"{OWN}delete/", views.WebhookDelete.as_view(), name="webhook-delete"),
    path(f"{OWN}enable/", views.WebhookEnable.as_view(), name="webhook-enable"),
    path(f"{OWN}disable/", views.WebhookDisable.as_view(), name="webhook-disable"),
    path(f"{OWN}test/", views.WebhookTest.as_view(), name="webhook-test"),
    path(
        f"{OWN}deliveries/<uuid:delivery>/replay/",
        views.DeliveryReplay.as_view(),
        name="webhook-delivery-replay",
    ),
]
