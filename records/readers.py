"""Who reads a text that an act takes: said beside the field, and kept from everybody else.

A text with fewer readers than its act is no part of what the register shows: `records.enclosures` keeps it,
and the payload holds its digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from rest_framework import serializers


@dataclass(frozen=True)
class Readers:
    """Who reads a text. `who` names them for people.

    `kind`: the kind of object (`records.kinds`) whose readers they are, where they are fewer than the act's.
    `in_register`: whether the register keeps the words, for all who may see the act.
    """

    who: Any
    kind: str = ""
    in_register: bool = True

    @property
    def sentence(self) -> Any:
        """What a form says of them."""
        if self.kind:
            return format_lazy(
                gettext_lazy("Read by: {who}; the register holds only its digest."), who=self.who
            )
        if self.in_register:
            return format_lazy(gettext_lazy("Read by: {who}; it stands in the register too."), who=self.who)
        return format_lazy(gettext_lazy("Read by: {who}."), who=self.who)


OWNER = Readers(gettext_lazy("you alone"), in_register=False)
"""Of what an account keeps for itself, such as the name of one of its keys."""


class ReadBy:
    """A field that takes words of a person, or names, and says who will read them.

    `own_help` is its help without that, for where several fields say it together.
    """

    read_by: Readers
    own_help: Any

    def __init__(self, *, read_by: Readers, **options: Any) -> None:
        self.read_by = read_by
        self.own_help = given = options.get("help_text") or ""
        said = (given, read_by.sentence) if given else (read_by.sentence,)
        options["help_text"] = format_lazy(" ".join(["{}"] * len(said)), *said)
        super().__init__(**options)


@cache
def enclosed_by(fields: type[serializers.Serializer]) -> Mapping[str, str]:
    """Return `{field: kind of object whose readers read it}` of what the register itself may not keep."""
    found = {name: getattr(one, "read_by", None) for name, one in fields().fields.items()}
    return {name: readers.kind for name, readers in found.items() if readers and readers.kind}
