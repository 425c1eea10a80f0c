"""What the forms of this room offer to choose from, and begin with."""

from collections.abc import Mapping
from datetime import date
from textwrap import shorten
from typing import Any

from cbms.models import Measure
from exchange.dossier import Dossier
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


def begin_with(form: ActFields, values: Mapping[str, Any]) -> None:
    """Fill in what is known, for fields that the form has."""
    for name in form.fields.keys() & values.keys():
        form.fields[name].initial = values[name]


def as_submitted(dossier: Dossier) -> dict[str, Any]:
    """Return what a submission says now, to be changed and submitted again, or corrected."""
    submission, latest = dossier.submission, dossier.current or dossier.latest
    return {
        "title": latest.title,
        "text": latest.text,
        "language": latest.language,
        "audience": latest.audience,
        "recipients": latest.recipients,
        "authors": [code for code in dossier.authors if code != dossier.lead],
        "measures": list(submission.measures.values_list("code", flat=True)),
        "widens_on": submission.widens_on.isoformat() if submission.widens_on else "",
        "widens_after": submission.widens_after,
        "widens_to": submission.widens_to,
        "silence": submission.silence,
    }
