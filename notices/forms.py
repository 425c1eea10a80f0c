"""What a reader or the operator fills in about what is sent; the bodies of the API as well."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from notices import actions
from notices.channels import known_channels
from notices.enums import MailMode
from records import clock
from records.fields import NumberChoiceField, TrueOrFalseField, WholeNumberField
from records.texts import TextsTidied

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class MailFields(TextsTidied):
    """When to send mail to the account."""

    mode = serializers.ChoiceField(MailMode.choices, label=gettext_lazy("Send me e-mail"))
    digest_hour = NumberChoiceField(
        HOURS,
        label=gettext_lazy("Hour of the daily e-mail"),
        help_text=gettext_lazy("In your own time zone."),
        default=8,
    )


class PasswordRequestForm(forms.Form):
    """The address to which the way to a new password goes; allauth's page takes it by `ACCOUNT_FORMS`.

    It does not look whose the address is: the answer, and the time that it takes, is the same for all.
    """

    email = forms.EmailField(
        max_length=254,
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def save(self, request: HttpRequest) -> str:
        """Write the request down; return its address."""
        actions.ask_for_password(address=self.cleaned_data["email"], at=clock.now())
        return self.cleaned_data["email"]


class SendAgainFields(TextsTidied):
    """Which dead letters to queue anew: those named, or all of a channel."""

    deliveries = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    channel = serializers.CharField(required=False, default="", allow_blank=True)

    def validate_channel(self, name: str) -> str:
        """Refuse a channel that there is not."""
        if name and name not in {channel.name for channel in known_channels()}:
            raise serializers.ValidationError(_("There is no such channel."))
        return name

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for one of the two."""
        if bool(attrs["deliveries"]) == bool(attrs["channel"]):
            raise serializers.ValidationError(_("Name either deliveries or a channel."))
        return attrs


class ReadFields(TextsTidied):
    """Which notices were read: those of the acts named, or all."""

    acts = serializers.ListField(child=WholeNumberField(min_value=1), required=False, default=list)
    all = TrueOrFalseField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for one of the two."""
        if bool(attrs["acts"]) == attrs["all"]:
            raise serializers.ValidationError(_("Name either acts or all."))
        return attrs
