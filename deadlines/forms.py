"""What a reader fills in about calendars; the bodies of the API as well."""

from django.utils.translation import gettext_lazy

from records.fields import LineField
from records.readers import OWNER
from records.texts import TextsTidied

LONGEST_NAME = 60


class FeedAddressFields(TextsTidied):
    """A new secret address of one's own calendar."""

    name = LineField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("What you will know it by, such as the program or device that reads it."),
        read_by=OWNER,
    )
