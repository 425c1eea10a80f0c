"""Addresses of the inbox, who is told of what, and deliveries in the API."""

from django.urls import path

from notices.api import deliveries
from notices.api.views import InboxView

urlpatterns = [
    path("inbox/", InboxView.as_view(), name="api-inbox-list"),
    path("inbox/read/", deliveries.InboxRead.as_view(), name="api-inbox-read"),
    path("me/mail/", deliveries.MailChoice.as_view(), name="api-me-mail"),
    path("notices/rules/", deliveries.RulesView.as_view(), name="api-notice-rules"),
    path("register/<int:number>/told/", deliveries.ToldView.as_view(), name="api-act-told"),
    path("deliveries/", deliveries.Undelivered.as_view(), name="api-delivery-list"),
    path("deliveries/backlog/", deliveries.BacklogView.as_view(), name="api-delivery-backlog"),
    path("deliveries/send-again/", deliveries.SendAgain.as_view(), name="api-delivery-send-again"),
]
