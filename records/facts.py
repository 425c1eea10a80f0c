"""The facts that the register keeps of an act, in words: each key with a label, each value as pages show it.

What an act's own form calls a field, its fact is called too. Keys that no form has are labelled here, in one
table. What codes mean is said by the rooms that give them (`Acts.words`); names of
participants come from the room that keeps them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from rest_framework import serializers

from records.act_fields import ON_BEHALF, OnBehalfFields
from records.fields import row_of
from records.kinds import link_to, names_of
from records.known_acts import label_of, registered_as
from records.supplying import Slot, only_one

LABELS: dict[str, Any] = {
    "also": gettext_lazy("Also changed"),
    "answer_by": gettext_lazy("Answer by"),
    "asked": pgettext_lazy("participants", "Asked"),
    "audience": gettext_lazy("Audience"),
    "awaited_act": gettext_lazy("Act that is awaited"),
    "before": gettext_lazy("Before"),
    "body": gettext_lazy("Body"),
    "call": gettext_lazy("Call for information"),
    "changes": gettext_lazy("Changes"),
    "consideration": gettext_lazy("Consideration"),
    "days": gettext_lazy("Days after the deadline (below zero: before it)"),
    "deadline": gettext_lazy("Deadline"),
    "deadline_before": gettext_lazy("Deadline before"),
    "decision": gettext_lazy("Decision"),
    "digest": gettext_lazy("Digest of the content"),
    "due_at": gettext_lazy("Due"),
    "due_on": gettext_lazy("Due on"),
    "edition": gettext_lazy("Edition of the catalogue"),
    "effective_at": gettext_lazy("Takes effect"),
    "effective_on": gettext_lazy("Effective on"),
    "ends": gettext_lazy("Tokens, sessions and addresses of calendars have ended"),
    "file": gettext_lazy("Key of the file"),
    "files": gettext_lazy("Files"),
    "from": pgettext_lazy("change", "From"),
    "hash": gettext_lazy("Hash of the act"),
    "host": gettext_lazy("Host"),
    "id": gettext_lazy("Key"),
    "is_active": gettext_lazy("In use"),
    "item": gettext_lazy("Key of the item"),
    "items": gettext_lazy("Items"),
    "key": gettext_lazy("Line of the template"),
    "kept": gettext_lazy("Last act in the backup"),
    "kind": gettext_lazy("Kind"),
    "known": gettext_lazy("Last act known outside"),
    "lost": gettext_lazy("Acts that are lost"),
    "measure": gettext_lazy("Measure"),
    "measures": gettext_lazy("Measures"),
    "members_present": gettext_lazy("Members present"),
    "mode": gettext_lazy("Mode"),
    "name": gettext_lazy("Name"),
    "not_acted": gettext_lazy("Have not acted"),
    "number": gettext_lazy("Number of the act"),
    "opened": gettext_lazy("Considerations opened on"),
    "outcome": gettext_lazy("Outcome"),
    "paragraph_number": gettext_lazy("Number of the paragraph"),
    "paragraph_numbers": gettext_lazy("Numbers of the paragraphs"),
    "paragraphs": gettext_lazy("Paragraphs"),
    "participant": gettext_lazy("Participant"),
    "place": gettext_lazy("Place"),
    "position": gettext_lazy("Position"),
    "present": gettext_lazy("Present"),
    "proposal": gettext_lazy("Proposal"),
    "quorum": gettext_lazy("Quorum"),
    "reason": gettext_lazy("Reason"),
    "received_at": gettext_lazy("Received"),
    "released_in": gettext_lazy("Released by"),
    "reminded": gettext_lazy("Reminded"),
    "revokes": gettext_lazy("Tokens, webhooks and calendar addresses are revoked"),
    "roster": gettext_lazy("States that decide"),
    "served": gettext_lazy("Served on"),
    "silence": gettext_lazy("Silence"),
    "silent": gettext_lazy("Have not answered"),
    "state": gettext_lazy("State"),
    "states": gettext_lazy("States"),
    "symbol": gettext_lazy("Symbol"),
    "taken_at": gettext_lazy("Backup taken at"),
    "task": gettext_lazy("Task"),
    "terms": gettext_lazy("Terms of a wider audience"),
    "text_digest": gettext_lazy("Digest of the text"),
    "title": gettext_lazy("Title"),
    "translations": gettext_lazy("Digest of the translations"),
    "identities": gettext_lazy("Digest of the paragraphs’ identities"),
    "to": pgettext_lazy("change", "To"),
    "version": gettext_lazy("Version"),
    "views": gettext_lazy("Views"),
    "was": gettext_lazy("What was entered"),
    "year": gettext_lazy("Year"),
}
"""The keys that are no field of the act that writes them."""

WHOLE: dict[str, Any] = {"authors": gettext_lazy("Authors"), "invited": gettext_lazy("Invited")}
"""Keys under which the register keeps all, where the form asked only for those besides."""

NAMED = frozenset({
    "asked", "authors", "host", "invited", "not_acted", "owner", "participant", "participants",
    "participation", "present", "reminded", "roster", "served", "silent", "state", "states", "supports",
})  # fmt: skip
"""Keys whose values are codes of participants."""

LINKED = {
    "call": "call",
    "experts": "expert",
    "opened": "proposal",
    "paragraph": "paragraph",
    "paragraphs": "paragraph",
    "proposal": "proposal",
    "replaces": "action-plan",
    "views": "submission",
}
"""Keys whose values are keys of objects, with the kind that these are of."""

OF_ROWS = frozenset({"consideration", "file", "id", "item", "task"})
"""Keys whose values only the database knows; what they stand for is said by the keys beside them."""

DIGESTS = frozenset({"digest"})
"""Keys that hold a digest, also where a field of the act is called so."""
DIGEST = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")

Names = Callable[[], Mapping[str, str]]
"""`names()` gives the participants by code in the reader's language."""

PARTICIPANT_NAMES: Slot[Names, Names | None] = Slot("names of participants", only_one)
"""Supplied by `members`."""


def names_of_participants() -> Mapping[str, str]:
    """Return the participants by code, in the reader's language."""
    names = PARTICIPANT_NAMES.supplied()
    return names() if names else {}


@dataclass(frozen=True)
class Value:
    """A value as a page draws it.

    `kind` is `none`, `text`, `code`, `instant`, `day`, `link`, `list` (of values) or `facts`.
    """

    kind: str
    content: Any = None


@dataclass(frozen=True)
class Fact:
    """One fact of an act: what it is called, and what it says."""

    label: str
    value: Value


def facts_of(action: str, payload: Mapping[str, Any], *, actor: Any = None) -> list[Fact]:
    """Return an act's facts in words, those that people read.

    It takes one query for the names of participants, and one for each kind of thing that goes by a name which
    only some may see; without an actor those go unnamed.
    """
    named = names_of(_linked(payload), actor=actor) if actor is not None else {}
    return _Wording(action, named).facts(payload)


def _linked(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield `(kind, key)` of everything that a payload names by a key, however deep."""
    if isinstance(value, Mapping):
        for inner, item in value.items():
            yield from _linked(item, inner)
    elif isinstance(value, list):
        for item in value:
            yield from _linked(item, key)
    elif key in LINKED and isinstance(value, str):
        yield LINKED[key], value


def unlabelled(action: str, payload: Mapping[str, Any]) -> set[str]:
    """Return the keys of a payload, however deep, that would be shown bare."""
    return _Wording(action).unlabelled(payload)


class _Wording:
    """What the facts of one kind of act are called and mean."""

    def __init__(self, action: str, named: Mapping[tuple[str, str], str] | None = None) -> None:
        self._known = registered_as(action)
        self._named = named or {}
        self._fields = self._declared()

    def _declared(self) -> dict[str, serializers.Field]:
        """Return the act's fields with those of its rows, and the note verbale's."""
        found: dict[str, serializers.Field] = {}
        for known in self._known:
            for name, field in known.act_type.fields().fields.items():
                found.setdefault(name, field)
        rows = [row_of(field) for field in found.values() if isinstance(field, serializers.ListSerializer)]
        for row in rows:
            found = {**row.fields, **found}
        note = OnBehalfFields().fields
        return found | {name: note[name] for name in ON_BEHALF}

    @cached_property
    def _participants(self) -> Mapping[str, str]:
        return names_of_participants()

    def facts(self, payload: Mapping[str, Any]) -> list[Fact]:
        return [
            Fact(self.label(key), self.value(key, value))
            for key, value in payload.items()
            if key not in OF_ROWS
        ]

    def label(self, key: str) -> str:
        """Return what a key is called; one that nobody knows any more is shown as it is."""
        return str(self._label(key) or key)

    def _label(self, key: str) -> Any:
        if key in WHOLE:
            return WHOLE[key]
        return self._fields[key].label if key in self._fields else LABELS.get(key)

    def unlabelled(self, value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*(self.unlabelled(item) for item in value))
        if not isinstance(value, Mapping):
            return set()
        bare = {key for key in value if not self._label(key)}
        return bare.union(*(self.unlabelled(item) for item in value.values()))

    def value(self, key: str, value: Any) -> Value:
        if value in (None, "", [], {}):
            return Value("none")
        if isinstance(value, Mapping):
            return Value("facts", self.facts(value))
        if isinstance(value, list):
            return Value("list", [self.value(key, item) for item in value])
        if isinstance(value, bool):
            return Value("text", _("yes") if value else _("no"))
        if not isinstance(value, str):
            return Value("text", str(value))
        return self._text(key, value)

    def _text(self, key: str, text: str) -> Value:
        if label := self._meaning(key, text):
            return Value("text", label)
        if key in LINKED:
            kind = LINKED[key]
            return Value("link", link_to(kind, text, name=self._named.get((kind, text), "")))
        if key == "awaited_act":
            return Value("text", label_of(text))
        if isinstance(self._fields.get(key), serializers.CharField) and key not in DIGESTS:
            return Value("text", text)
        return _of_form(text)

    def _meaning(self, key: str, code: str) -> str:
        """Return what a code means: by the room's words, the field's choices, the names of participants."""
        for known in self._known:
            if label := known.words_for(key).get(code):
                return str(label)
        if label := _choices(self._fields.get(key)).get(code):
            return str(label)
        return self._participants.get(code, "") if key in NAMED else ""


def _choices(field: Any) -> Mapping[str, Any]:
    of = getattr(field, "child", field)
    return of.choices if isinstance(of, serializers.ChoiceField) else {}


def _of_form(text: str) -> Value:
    """Tell an instant, a day and a digest, which the register writes in one form only, from other text."""
    try:
        if INSTANT.fullmatch(text):
            return Value("instant", parse_datetime(text))
        if DAY.fullmatch(text):
            return Value("day", parse_date(text))
    except ValueError:  # of the right form, but in no calendar
        return Value("text", text)
    return Value("code" if DIGEST.fullmatch(text) else "text", text)
