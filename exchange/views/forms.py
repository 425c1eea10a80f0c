"""What the forms of this room offer to choose from."""

from collections.abc import Mapping
from datetime import date
from textwrap import shorten

from cbms.models import Measure
from members.models import Participant
from records.acts import ActFields

LONGEST_CHOICE = 90
PARTICIPANT_FIELDS = ("authors", "recipients", "on_behalf_of")


def offer_choices(form: ActFields, *, on: date) -> None:
    """Give fields that take codes the measures in force and the participants of the day to choose from."""
    if "measures" in form.fields:
        in_force = Measure.objects.in_force(on).in_printed_order()
        form.fields["measures"].choices = {
            measure.code: shorten(f"{measure.code} {measure.text}", LONGEST_CHOICE, placeholder=" …")
            for measure in in_force
        }
    wanted = [name for name in PARTICIPANT_FIELDS if name in form.fields]
    if wanted:
        choices = named_participants(on)
        for name in wanted:
            form.fields[name].choices = choices


def named_participants(on: date) -> Mapping[str, str]:
    """Return `{code: name}` of those who take part on a day, in English alphabetical order."""
    present = Participant.objects.with_status_on(on).exclude(status=None).in_english_order()
    return {participant.code: participant.name for participant in present}
