"""Address of the inbox."""

from django.urls import path

from notices.views import Inbox

urlpatterns = [path("inbox/", Inbox.as_view(), name="inbox")]
