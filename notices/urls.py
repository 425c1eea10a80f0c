"""Addresses of the inbox, an account's choice of mail, and deliveries."""

from django.urls import path

from notices import views

urlpatterns = [
    path("inbox/", views.Inbox.as_view(), name="inbox"),
    path("accounts/mail/", views.MailChoice.as_view(), name="account_mail"),
    path("notices/rules/", views.Rules.as_view(), name="notice-rules"),
    path("notices/undelivered/", views.Undelivered.as_view(), name="undelivered"),
    path("demo/mail/", views.Mailbox.as_view(), name="mailbox"),
    path("demo/mail/<int:pk>/", views.Mail.as_view(), name="mailbox-message"),
    path("demo/mail/<int:pk>/html/", views.MailHtml.as_view(), name="mailbox-html"),
]
