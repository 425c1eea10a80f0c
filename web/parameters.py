"""What may stand in an address behind its path. Each view says what it knows; no other is lost in silence.

A misspelt filter would return everything. So the API refuses what it does not know, and a page, which people
reach by links that other programs add to, says what it ignored.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from records.refusals import Invalid

WHOLE_NUMBER = re.compile(r"[0-9]{1,15}")


class KnowsParameters:
    """Mixed into the bases of all views, of pages and of the API."""

    parameters: Collection[str] = ()
    """What may stand in the address, besides that of the bases; filters are known by their own names."""

    @classmethod
    def known_parameters(cls) -> set[str]:
        """Return the names of all that may be asked for: the view's own, its bases' and its filters'."""
        own = {name for base in cls.__mro__ for name in base.__dict__.get("parameters", ())}
        filters = getattr(getattr(cls, "filterset_class", None), "base_filters", ())
        return own | set(filters) | ({"search"} if getattr(cls, "is_searchable", False) else set())


def refuse_unknown(unknown: Iterable[str], *, known: Collection[str]) -> None:
    """Raise Invalid where there is any, naming each, and the `known` ones."""
    there_are = _("There is no such parameter here; there are: %(names)s.")
    sentence = there_are if known else _("This address takes no parameters.")
    if errors := {name: [sentence % {"names": ", ".join(sorted(known))}] for name in sorted(unknown)}:
        raise Invalid(errors)


def one_of(asked: Mapping[str, Any], name: str, among: Collection[str], *, default: str) -> str:
    """Return the value of the parameter `name`, in letters of either size, `default` where it is not there.

    Raises Invalid, naming the parameter, for what is not `among` its values.
    """
    given = asked.get(name) or default
    value = next((one for one in among if one.casefold() == given.casefold()), given)
    if value != default and value not in among:
        sentence = _("“%(value)s” is none of its values, which are: %(values)s.")
        raise Invalid({name: [sentence % {"value": value, "values": ", ".join(among)}]})
    return value


def whole_number(text: str) -> int:
    """Return the number that `text` is: digits alone. Raise ValueError with a sentence for what is none."""
    if not WHOLE_NUMBER.fullmatch(text):
        raise ValueError(_("Give a whole number, in digits alone."))
    return int(text)
