"""`?as_of=DATE`: reading the record as it stood on a day."""

from datetime import date

from django.utils.translation import gettext as _

from records.local_times import DAY
from records.refusals import Invalid


def day_in(text: str) -> date:
    """Return the day that `text` is (`2007-10-04`); raise ValueError with a sentence for what is none."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(_("“%(text)s” is not a day, such as 2007-10-04.") % {"text": text})


def day_asked_for(text: str, *, today: date) -> date:
    """Return the day in `text` (`2007-10-04`), `today` where it is empty; raise Invalid, naming `as_of`."""
    try:
        return day_in(text) if text else today
    except ValueError as error:
        raise Invalid({"as_of": [str(error)]}) from error
