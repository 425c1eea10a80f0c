"""Fields that name a thing of the record. A page draws them as a list to choose from; the API takes its key,
and its names in any language, case or spelling.

A room writes one class for each kind of thing that it keeps: what may be chosen (`options`), in one query,
within what the actor may see. `among` narrows the choice to what an act can take.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rest_framework import serializers

MOST_OFFERED = 200
"""So many things are offered at most, the latest; what is older is named by its key."""
LONGEST_NAME = 300
ABBREVIATED = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\.?(?!\w)")
"""Letters with a dot between each two: "U.A.E." is "UAE"."""
JOINERS = re.compile("[\u200c\u200d]")
"""They are spelling in the scripts of South Asia and in Persian."""
MOST_NAMED = 5
"""So many unknown names are given back at most."""
SHOWN = 80
"""How much of a text a choice shows, in characters."""


@dataclass(frozen=True)
class Option:
    """A thing that can be named: the key that is sent, what a reader reads, and the heading it stands under.

    `thing` is what the field is cleaned to, the key where nothing is given; `names` are other names of it.
    """

    key: str
    label: str
    group: str = ""
    thing: Any = None
    names: tuple[str, ...] = ()

    @property
    def meant(self) -> Any:
        """What the field is cleaned to."""
        return self.key if self.thing is None else self.thing


def folded(text: str) -> str:
    """Return a name as names are compared, without case, accents, signs and joiners: "cote d ivoire"."""
    without_dots = ABBREVIATED.sub(lambda found: found[0].replace(".", ""), text.casefold())
    letters = unicodedata.normalize("NFKD", without_dots)
    return " ".join("".join(_compared(letter) for letter in letters).split())


def _compared(letter: str) -> str:
    """Return a letter as it is, nothing for what only shapes one, a blank for signs: of the apostrophes in
    "Oʻzbekiston", one is a letter to Unicode and the others are signs.
    """
    category = unicodedata.category(letter)
    if unicodedata.combining(letter) or category == "Cf":
        return ""
    return letter if letter.isalnum() and category != "Lm" else " "


def shown(text: str) -> str:
    """Return as much of a text as a choice shows."""
    return Truncator(text).chars(SHOWN)


class ReferenceField(serializers.CharField):
    """One thing of the record. Its context holds `actor` and `at`, and `subject` where there is one."""

    unknown: Any = gettext_lazy("There is no “%(name)s” to choose here.")
    """The sentence that refuses a name, and says what is meant."""
    none_yet: Any = gettext_lazy("There is nothing to choose from yet.")
    """What a page says in place of an empty list: why, and what comes first."""
    takes_others = False
    """Whether what is not offered may be typed as well."""

    def __init__(self, *, among: Any = None, none_yet: Any = None, **options: Any) -> None:
        self.among = among
        if none_yet is not None:
            self.none_yet = none_yet
        super().__init__(**options)

    def options(self) -> Iterable[Option]:
        """Return what may be chosen, in the order of a reader."""
        raise LookupError(f"{type(self).__name__} does not say what may be chosen.")

    @cached_property
    def offered(self) -> Sequence[Option]:
        """What may be chosen; nothing where the field is only described, as to a schema."""
        return list(self.options()) if "at" in self.context else []

    @property
    def has_more(self) -> bool:
        """Whether there is more than a list can offer."""
        return len(self.offered) > MOST_OFFERED

    @property
    def choices(self) -> dict[str, str]:
        """What a page offers: `{key: label}`."""
        return {option.key: option.label for option in self.offered[:MOST_OFFERED]}

    def named(self, names: Iterable[str]) -> Mapping[str, Any]:
        """Return `{name: thing}` of those names that name something, in few queries however many they are."""
        return {name: self._index[folded(name)].meant for name in names if folded(name) in self._index}

    @cached_property
    def _index(self) -> Mapping[str, Option]:
        """Every name of what is offered; a key goes before a name, and a name of two things names neither."""
        by_name: dict[str, list[Option]] = {}
        for option in self.offered:
            for name in {folded(name) for name in (option.label, *option.names)}:
                by_name.setdefault(name, []).append(option)
        unambiguous = {name: options[0] for name, options in by_name.items() if name and len(options) == 1}
        return unambiguous | {folded(option.key): option for option in self.offered}

    def option_for(self, typed: Any) -> Option | None:
        """Return the option that a key or name which was typed, or linked to, means; None for none."""
        return self._index.get(folded(str(typed)))

    def in_words(self, given: Any) -> str:
        """Return what a key or name that was given stands for."""
        option = self.option_for(given)
        return option.label if option else str(given)

    def name_in(self, data: Any) -> str:
        """Return the name that was given as text; raise ValidationError where it can be none."""
        name = super().to_internal_value(str(data) if isinstance(data, UUID) else data)
        if not JOINERS.sub("", name).isprintable() or len(name) > LONGEST_NAME:
            raise serializers.ValidationError(self.refusal([name]))
        return name

    def refusal(self, names: Iterable[str]) -> str:
        """Return the sentence that refuses names which name nothing, the first of them by name."""
        unknown = list(names)
        sentence = str(self.unknown) % {"name": "”, “".join(map(shown, unknown[:MOST_NAMED]))}
        if (more := len(unknown) - MOST_NAMED) <= 0:
            return sentence
        others = ngettext(
            "%(number)d more that was named is not known either.",
            "%(number)d more that were named are not known either.",
            more,
        )
        return f"{sentence} {others % {'number': more}}"

    def to_internal_value(self, data: Any) -> Any:
        """Return the thing that is named."""
        name = self.name_in(data)
        found = self.named([name])
        if name not in found:
            raise serializers.ValidationError(self.refusal([name]))
        return found[name]


class ReferencesField(serializers.ListField):
    """Several things of one kind, each once; `child` is the field of one."""

    child: ReferenceField

    @property
    def choices(self) -> dict[str, str]:
        """What a page offers: `{key: label}`."""
        return self.child.choices

    def run_child_validation(self, data: list[Any]) -> list[Any]:
        """Ask for all at once."""
        if self.max_length is not None and len(data) > self.max_length:
            self.fail_long(len(data))
        names = [self.child.name_in(item) for item in data]
        found = self.child.named(dict.fromkeys(names))
        if unknown := [name for name in dict.fromkeys(names) if name not in found]:
            raise serializers.ValidationError(self.child.refusal(unknown))
        return self.in_order(list(dict.fromkeys(found[name] for name in names)))

    def fail_long(self, number: int) -> None:
        """Refuse a list that is longer than all there is."""
        raise serializers.ValidationError(
            _("Name at most %(most)d; these are %(number)d.") % {"most": self.max_length, "number": number}
        )

    def in_order(self, things: list[Any]) -> list[Any]:
        """Return the things in the order in which they are offered, then the others as named."""
        places = {option.meant: place for place, option in enumerate(self.child.offered)}
        return sorted(things, key=lambda thing: places.get(thing, len(places)))


class RowField(ReferenceField):
    """A row with a key for people (`P-2026-001`), offered the latest first; any visible one may be named."""

    key = "reference"

    def rows(self) -> QuerySet:
        """Return what may be named, the latest first, within what the actor may see."""
        raise LookupError(f"{type(self).__name__} does not say what may be named.")

    def label_of(self, row: Model) -> str:
        """Return what a reader reads of a row: its key and its title."""
        return f"{getattr(row, self.key)} {shown(self.title_of(row))}"

    def title_of(self, row: Model) -> str:
        """Return the row's title."""
        return getattr(row, "title", "")

    def options(self) -> Iterable[Option]:
        """Offer the latest, and one more where there are more."""
        return [self._option(row) for row in self.rows()[: MOST_OFFERED + 1]]

    def _option(self, row: Any) -> Option:
        return Option(getattr(row, self.key), self.label_of(row), thing=row, names=(self.title_of(row),))

    def named(self, names: Iterable[str]) -> Mapping[str, Any]:
        """Look for the keys, in capitals or not, and for titles among what is offered."""
        given = list(names)
        rows = self.rows().filter(**{f"{self.key}__in": {name.upper() for name in given}})
        by_key = {getattr(row, self.key): row for row in rows}
        found = {name: by_key[name.upper()] for name in given if name.upper() in by_key}
        titles = [name for name in given if name not in found]
        return found | dict(super().named(titles)) if titles else found

    def in_words(self, given: Any) -> str:
        """Name it also where it is too old to be offered."""
        option = self.option_for(given)
        if option is None:
            row = self.named([str(given)]).get(str(given))
            return self.label_of(row) if row else str(given)
        return option.label
