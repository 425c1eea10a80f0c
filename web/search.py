"""What a search is, whoever asks and whatever is searched: some words, bounded, all of which must occur.

`words_of` is the one bound: every search of the pages and the API goes through it (a test asks each), since
each word costs the database a condition more and one request must not hold it for minutes.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from records import folding  # noqa: F401  registers the lookup
from records.refusals import Invalid
from records.texts import INVISIBLE

MOST_WORDS = 10
LONGEST = 200
"""Characters of what is searched for, and of what a filter by text takes."""


def words_of(text: str) -> list[str]:
    """Return the first ten words within the first 200 characters of `text`, without what nobody sees."""
    return INVISIBLE.sub("", text[:LONGEST]).split()[:MOST_WORDS]


def containing(text: str, *, columns: Iterable[str]) -> Q:
    """Return the condition that each word of `text` occurs in a column, in any case, accented or not."""
    names = tuple(columns)
    return reduce(and_, (_anywhere(word, names) for word in words_of(text)), Q())


def _anywhere(word: str, columns: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{column}__folded__contains": word}) for column in columns))


class SearchedQuerySet(QuerySet):
    """Rows that are found by the words in some of their columns, their official name among them."""

    searched: tuple[str, ...]

    def search(self, text: str) -> Self:
        """Keep those that have each word of `text` in one of the columns."""
        return self.filter(containing(text, columns=self.searched))


def search_text(given: str) -> str:
    """Return what is searched for when `given` was asked: its words, as far as a search goes.

    Raises Invalid for what no text can contain.
    """
    if "\x00" in given:
        raise Invalid({"search": [_("Null characters are not allowed.")]})
    return " ".join(words_of(given))
