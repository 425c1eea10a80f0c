"""What a reader fills in about what is sent to it."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

LONGEST_NAME = 60


class FeedAddressFields(serializers.Serializer):
    """A new secret address of one's own calendar."""

    name = serializers.CharField(
        max_length=LONGEST_NAME,
        label=_("Name"),
        help_text=_("What you will know it by, such as the program or device that reads it."),
    )
