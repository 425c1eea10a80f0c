"""Address of the inbox in the API."""

from django.urls import path

from notices.api.views import InboxView

urlpatterns = [path("inbox/", InboxView.as_view(), name="api-inbox-list")]
