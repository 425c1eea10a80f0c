"""What `?search=` means where an app has nothing better: every word is found in one of the columns."""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

from django.db.models import Q
from django.utils.translation import gettext as _

from records.refusals import Invalid

MOST_WORDS = 10


def containing(text: str, *, columns: Iterable[str]) -> Q:
    """Return the condition that each of the first ten words of `text` occurs in a column, in any case."""
    words = text.split()[:MOST_WORDS]
    names = tuple(columns)
    return reduce(and_, (_anywhere(word, names) for word in words), Q())


def _anywhere(word: str, columns: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{column}__icontains": word}) for column in columns))


def search_text(given: str) -> str:
    """Return what was asked for without blanks around it; raise Invalid for what no text can contain."""
    if "\x00" in given:
        raise Invalid({"search": [_("Null characters are not allowed.")]})
    return given.strip()
