"""The door for every text that comes in, by a page or the API: one kind of line break, and no character that
XML, a reader or the next program cannot carry.

`TextsTidied` is the base of whatever takes input, and reads every text in it, however deep it lies.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from records.references import ReferenceField

LINE_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What programs break lines with, Word's manual break (U+000B) among them; `\n` is the one that is kept."""
DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn what follows about: in a paragraph the author's right, in a line among others a disguise."""
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Soft hyphen, zero-width space, word joiner, byte order mark: typography, which says nothing. The zero-width
non-joiner is no such thing: it is spelling."""
HIDDEN = re.compile("[\u206a-\u206f\ufff9-\ufffb\U000e0000-\U000e0fff]|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]")
"""What nobody sees and programs read: tags, what shaped digits once, the anchors of interlinear notes, the
supplement of variation selectors, and a selector behind another, which varies nothing."""
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""By their kind letters and signs, to the eye nothing: Hangul fillers, the empty cell of Braille, no note."""
UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cf", "Mn", "Me"})
"""Kinds of characters of which none is seen by itself."""
AT_THE_ENDS = re.compile(rf"^(?:\s|{INVISIBLE.pattern})+|(?:\s|{INVISIBLE.pattern})+$")
LAST_OF_PLANE = 0xFFFE


def is_one_line(field: serializers.Field) -> bool:
    """Whether a field for text holds a line, such as a title, rather than paragraphs."""
    return field.style.get("base_template") != "textarea.html"


def with_one_break(text: str) -> str:
    """Return the text with every kind of line break as `\\n`."""
    return LINE_BREAK.sub("\n", text)


def printable(text: str) -> str:
    """Return a text without what XML cannot hold: some came in before this door was there."""
    return "".join(letter for letter in with_one_break(text) if letter.isprintable() or not _fault_of(letter))


def is_seen(text: str) -> bool:
    """Whether there is anything in the text that a reader sees."""
    return any(
        letter not in FILLERS and not letter.isspace() and unicodedata.category(letter) not in UNSEEN
        for letter in text
    )


def fault_of(text: str, *, one_line: bool) -> str:
    """Return the sentence by which a text is refused, for a character that it may not hold, or ""."""
    if hidden := HIDDEN.search(text):
        return _not_kept() % {"code": f"U+{ord(hidden[0]):04X}"}
    for letter in text:
        if not letter.isprintable() and (fault := _fault_of(letter, one_line=one_line)):
            return fault % {"code": f"U+{ord(letter):04X}"}
    return ""


def _not_kept() -> str:
    return _("This text has a character that cannot be kept or read (%(code)s). Remove it.")


def _fault_of(letter: str, *, one_line: bool = False) -> str:
    if letter in "\n\t":
        return ""
    kind = unicodedata.category(letter)
    if kind == "Co":
        return _("This text has a character of a private font (%(code)s), which others cannot read.")
    if kind in {"Cc", "Cs"} or _is_no_character(letter) or HIDDEN.match(letter):
        return _not_kept()
    if one_line and letter in DIRECTIONS:
        return _("A single line cannot hold characters that change the direction of writing (%(code)s).")
    return ""


def _is_no_character(letter: str) -> bool:
    """Whether Unicode keeps this code point for no character (the last two of each plane, and 32 more)."""
    code = ord(letter)
    return code & LAST_OF_PLANE == LAST_OF_PLANE or "\ufdd0" <= letter <= "\ufdef"


class Carried:
    """A validator: refuses text with a character that cannot be carried."""

    requires_context = True

    def __call__(self, value: str, field: serializers.Field) -> None:
        """Raise ValidationError with the character's code point."""
        if isinstance(value, str) and (fault := fault_of(value, one_line=is_one_line(field))):
            raise serializers.ValidationError(fault)


class TextsTidied(serializers.Serializer):
    """Fields whose texts come through the door, those of nested rows and lists too."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """Let every field for text refuse what cannot be carried."""
        fields = super().get_fields()
        for field in _texts_in(fields.values()):
            field.validators = [*field.validators, Carried()]
        return fields

    def to_internal_value(self, data: Any) -> Any:
        """Read the texts with one kind of line break, single lines without any."""
        return super().to_internal_value(_tidied_object(self, data))


def _texts_in(fields: Any) -> Iterator[serializers.CharField]:
    for field in fields:
        if isinstance(field, serializers.CharField):
            yield field
        elif isinstance(field, serializers.ListSerializer | serializers.ListField | serializers.DictField):
            yield from _texts_in([field.child])
        elif isinstance(field, serializers.Serializer) and not isinstance(field, TextsTidied):
            yield from _texts_in(field.fields.values())


def _tidied(field: serializers.Field | None, value: Any) -> Any:
    if isinstance(field, serializers.CharField):
        return _tidied_text(field, value)
    if isinstance(field, serializers.ListSerializer | serializers.ListField) and isinstance(value, list):
        return [_tidied(field.child, item) for item in value]
    if isinstance(field, serializers.Serializer):
        return _tidied_object(field, value)
    return value


def _tidied_object(fields: serializers.Serializer, data: Any) -> Any:
    if not isinstance(data, Mapping):
        return data
    known = fields.fields
    return {name: _tidied(known[name], value) if name in known else value for name, value in data.items()}


def _tidied_text(field: serializers.Field, value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(field, ReferenceField):
        return [value]  # the framework would write a number out as a text; a list it refuses in its place
    if not isinstance(value, str):
        return value
    text = with_one_break(value)
    if not is_seen(text) and not fault_of(text, one_line=is_one_line(field)):
        return ""  # so that a field which needs a text says that it is blank
    # A blank in place of a break: browsers drop it inside an <input>, and two words would become one.
    return AT_THE_ENDS.sub("", re.sub(r"\s*[\n\t]+\s*", " ", text)) if is_one_line(field) else text
