"""What a reader fills in about the own account."""

from allauth.account.forms import UserTokenForm
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from members.fields import zones
from members.models import Account
from records.texts import TextsTidied


class LinkForm(UserTokenForm):
    """The parts of a password link; allauth's page checks them by `ACCOUNT_FORMS`."""

    def _get_user(self, uidb36: str) -> Account | None:
        """Return the account that the link is for; a closed one has no link."""
        account = super()._get_user(uidb36)
        return account if account and account.is_active else None


class ProfileFields(TextsTidied):
    """The language that the pages speak after logging in, and the zone in which they write times."""

    language = serializers.ChoiceField(settings.LANGUAGES, label=_("Language"))
    time_zone = serializers.ChoiceField(zones(), label=_("Time zone"))
