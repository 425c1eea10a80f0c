"""Addresses of inbox, deadlines, feeds, calendars, an account's mail and webhooks, and deliveries."""

from django.urls import include, path

from deadlines.views import DeadlineList
from notices import views
from webhooks import views as webhook_views
from webhooks.atom import ActFeed

OWN = "accounts/webhooks/<uuid:key>/"

urlpatterns = [
    path("inbox/", views.Inbox.as_view(), name="inbox"),
    path("accounts/mail/", views.MailChoice.as_view(), name="account_mail"),
    path("notices/rules/", views.Rules.as_view(), name="notice-rules"),
    path("notices/undelivered/", views.Undelivered.as_view(), name="undelivered"),
    path("demo/mail/", views.Mailbox.as_view(), name="mailbox"),
    path("demo/mail/<int:pk>/", views.Mail.as_view(), name="mailbox-message"),
    path("demo/mail/<int:pk>/html/", views.MailHtml.as_view(), name="mailbox-html"),
    path("register/feed.atom", ActFeed.as_view(), name="act-feed"),
    path("", include("deadlines.calendars.urls")),
    path("deadlines/", DeadlineList.as_view(), name="deadline-list"),
    path("accounts/webhooks/", webhook_views.WebhookList.as_view(), name="webhook-list"),
    path("accounts/webhooks/new/", webhook_views.WebhookNew.as_view(), name="webhook-new"),
    path(OWN, webhook_views.WebhookDetail.as_view(), name="webhook"),
    path(f"{OWN}change/", webhook_views.WebhookChange.as_view(), name="webhook-change"),
    path(f"{OWN}rotate/", webhook_views.WebhookRotate.as_view(), name="webhook-rotate"),
    path(f"{OWN}replay/", webhook_views.WebhookReplay.as_view(), name="webhook-replay"),
    path(f"{OWN}delete/", webhook_views.WebhookDelete.as_view(), name="webhook-delete"),
    path(f"{OWN}enable/", webhook_views.WebhookEnable.as_view(), name="webhook-enable"),
    path(f"{OWN}disable/", webhook_views.WebhookDisable.as_view(), name="webhook-disable"),
    path(f"{OWN}test/", webhook_views.WebhookTest.as_view(), name="webhook-test"),
    path(
        f"{OWN}deliveries/<uuid:delivery>/replay/",
        webhook_views.DeliveryReplay.as_view(),
        name="webhook-delivery-replay",
    ),
]
