"""What acts did, each told in one sentence in the past tense, with its facts, in the reader's language.

The row of an act says how (`records.happened`). A sentence is made of the act's columns and its payload
alone, so whoever may read the act may read it; only the names of participants are asked for, once for as many
acts as are told of together. Inboxes, mails, histories, the register, feeds, webhooks and the API say it.
"""

import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, Self

import orjson
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from records.certain import certain
from records.facts import DAY, DIGEST, INSTANT, NAMED, names_of_participants
from records.happened import Clause, Happened, Payload
from records.kinds import link_to
from records.known_acts import Registered, label_of, registered_as
from records.local_times import instant_in_words
from records.models import Act
from records.supplying import Slot, by_name, only_one

COLUMNS = ("action", "object_kind", "object_key", "state", "capacity", "entered_by", "payload")
"""What a sentence is made of."""
FEW = 5
"""Those named in a sentence; of more, the first and how many others."""
LONGEST_WORDS = 200
"""Letters of a text that somebody wrote; the act has it whole."""
PEOPLE = NAMED | {"co", "lead"}


@dataclass(frozen=True)
class Name:
    """A participant's name, and what agrees with it.

    `subject` begins a sentence and `inside` stands in one, with the article where the language has it.
    `gender` is the Russian name's (m, f, n, p for a plural), `is_many` whether the French one is a plural.
    """

    subject: str
    inside: str
    gender: str = "m"
    is_many: bool = False

    @property
    def endings(self) -> Mapping[str, str]:
        """What agrees with it, by the word in braces."""
        return RUSSIAN[self.gender] | (FRENCH_MANY if self.is_many else FRENCH_ONE)


RUSSIAN = {
    "m": {"л": "л", "лся": "лся"},
    "f": {"л": "ла", "лся": "лась"},
    "n": {"л": "ло", "лся": "лось"},
    "p": {"л": "ли", "лся": "лись"},
}
FRENCH_ONE = {"a": "a", "son": "son", "sa": "sa"}
FRENCH_MANY = {"a": "ont", "son": "leur", "sa": "leur"}
AGREEING = frozenset({*RUSSIAN["m"], *FRENCH_ONE})
"""What only some languages need; a translation may have it where its original has not."""
OFFICES: Mapping[str, Any] = {
    "chair": gettext_lazy("The Chair"),
    "secretariat": gettext_lazy("The secretariat"),
    "administrator": gettext_lazy("The administrator"),
    "procedure": gettext_lazy("The procedure itself"),
    "member": gettext_lazy("A member state"),
    "observer": gettext_lazy("An observer"),
}
"""Who acts, where the act is of no participant, or of the office that it holds."""

Naming = Callable[[str, str], Name]
"""`naming(code, name)` says what sentences need of a name."""

AGREEMENT: Slot[Naming, Naming | None] = Slot("agreement with names", only_one)
"""Supplied by `members`."""


Meaning = Callable[[Payload], Mapping[str, Any]]


@dataclass(frozen=True)
class SaidCodes:
    """What codes under `key` are called in a sentence, whatever act has them: by `words(payload)`."""

    key: str
    words: Meaning


SAID_CODES: Slot[SaidCodes, Mapping[str, SaidCodes]] = Slot(
    "codes in sentences", by_name(lambda one: one.key)
)


class Words(str):
    """A fact in words; `{fact:count}` is how many it names, `{fact:low}` begins it with a small letter."""

    __slots__ = ("many",)
    many: int

    def __new__(cls, text: str, *, many: int = 1) -> Self:
        """Make the words of `many` things."""
        words = super().__new__(cls, text)
        words.many = many
        return words

    def __format__(self, form: str) -> str:
        if form == "count":
            return str(self.many)
        return self[:1].lower() + self[1:] if form == "low" else str(self)


def sentence_of(act: Act | Mapping[str, Any]) -> str:
    """Return what one act did, in the reader's language."""
    return Teller().sentence(act)


def with_sentences(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add their sentence to rows of acts, which have `COLUMNS`, as `summary`."""
    teller = Teller()
    return [row | {"summary": teller.sentence(row)} for row in rows]


def event_of(act: Act | Mapping[str, Any]) -> str:
    """Return what kind of thing happened, without who did it or what came of it."""
    row = _columns_of(act)
    known = _known(row["action"], orjson.loads(row["payload"]))
    return str(certain(known.act_type.happened).event) if known else label_of(row["action"])


def _columns_of(act: Act | Mapping[str, Any]) -> Mapping[str, Any]:
    return act if isinstance(act, Mapping) else {column: getattr(act, column) for column in COLUMNS}


def _known(action: str, payload: Payload) -> Registered | None:
    """Return the row of an act: of two rooms' with the same name the one whose mark its payload has."""
    told_of = [known for known in registered_as(action) if known.act_type.happened]
    marked = (known for known in told_of if certain(known.act_type.happened).marked_by in payload)
    return next(marked, next(iter(told_of), None))


class Teller:
    """Tells what acts did. `names` are the participants by code; without them it asks once, when it must."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self.given = names

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The participants by code, in the reader's language."""
        return names_of_participants() if self.given is None else self.given

    def name(self, code: str) -> Name:
        """Return a participant's name as sentences need it; a code that nobody has any more as it is."""
        name = self.names.get(code, code)
        naming = AGREEMENT.supplied()
        return naming(code, name) if naming else Name(name, name)

    def sentence(self, act: Act | Mapping[str, Any]) -> str:
        """Return what an act did, in one sentence that ends with a full stop."""
        row = _columns_of(act)
        payload = orjson.loads(row["payload"]) | {"object_kind": row["object_kind"]}
        known = _known(row["action"], payload)
        if known is None:  # an act that no room has any more
            return _("%(act)s.") % {"act": label_of(row["action"])}
        happened = certain(known.act_type.happened)
        facts = _Facts(row, {**happened.facts(payload), **payload}, known, self)
        return _joined([*_said(self.clauses(happened, payload), facts), *_by_note(row, facts)])

    def clauses(self, happened: Happened, payload: Payload) -> Sequence[Clause]:
        """Return the clauses for what came of an act."""
        return happened.clauses(payload)


def _said(clauses: Sequence[Clause], facts: "_Facts") -> Iterator[str]:
    """Yield the clauses whose facts are known, with them; of the first at least its last wording."""
    for position, clause in enumerate(clauses):
        wordings = [str(wording) for wording in (clause if isinstance(clause, tuple) else (clause,))]
        known = next((text for text in wordings if facts.has(text)), None)
        if known is not None:
            yield known.format_map(facts)
        elif position == 0:
            yield wordings[-1].format_map(facts)


def _by_note(row: Mapping[str, Any], facts: "_Facts") -> Iterator[str]:
    """Say that an act was entered for a state, and by which note verbale it asked for it."""
    if row["entered_by"]:
        texts = (
            _(" (entered by the secretariat from note {note_number} of {note_date})"),
            _(" (entered by the secretariat)"),
        )
        yield next(text.format_map(facts) for text in texts if facts.has(text))


def _joined(clauses: Sequence[str]) -> str:
    """Join clauses: by a semicolon, but for those that begin with a mark of their own."""
    semicolon, sentence = _("; "), clauses[0]
    for clause in clauses[1:]:
        sentence += f"{semicolon}{clause}" if clause[0].isalnum() else clause
    return f"{sentence.removesuffix('.')}."


@lru_cache(maxsize=4096)
def facts_in(text: str) -> tuple[str, ...]:
    """Return the facts that a clause names."""
    return tuple(name for _text, name, _form, _how in string.Formatter().parse(text) if name)


class _Facts(dict[str, Any]):
    """The facts of one act by name, each put into words when a clause asks for it."""

    def __init__(self, row: Mapping[str, Any], payload: Payload, known: Registered, teller: Teller) -> None:
        super().__init__()
        self.row, self.payload, self.known, self.teller = row, payload, known, teller

    def has(self, text: str) -> bool:
        """Whether all facts are known that a clause names."""
        return all(self[name] for name in facts_in(text))

    def __missing__(self, name: str) -> str:
        self[name] = found = self._found(name)
        return found

    def _found(self, name: str) -> str:
        if name == "Who" or name in AGREEING:
            self.update(self._who())
            return self[name]
        if name == "ref":
            return Words(_reference(self.row))
        if name == "paper":
            return self["symbol"] or self["ref"]
        if name == "participant" and self.row["object_kind"] == name:
            return Words(self.teller.name(self.row["object_key"]).inside)
        return self._words(name, self.payload.get(name))

    def _who(self) -> Mapping[str, str]:
        """Return who acted, and what agrees with it: the office that it acted as, else the participant."""
        capacity, state = self.row["capacity"], self.row["state"]
        if state and capacity in OF_PARTICIPANTS:
            name = self.teller.name(state)
        else:
            office = str(OFFICES.get(capacity, capacity))
            name = Name(office, office)
        return {"Who": name.subject, **name.endings}

    def _words(self, name: str, value: Any) -> Words:
        if isinstance(value, list):
            return self._listed(name, value)
        if isinstance(value, int) and not isinstance(value, bool):
            return Words(str(value))
        if isinstance(value, str) and value and not DIGEST.fullmatch(value):
            return Words(self._text(name, value))
        return Words("") if value is None or isinstance(value, str | bool | Mapping) else Words(str(value))

    def _listed(self, name: str, values: list[Any]) -> Words:
        shown = ", ".join(word for word in (self._words(name, value) for value in values[:FEW]) if word)
        if shown and len(values) > FEW:
            shown = _("%(names)s and %(number)d more") % {"names": shown, "number": len(values) - FEW}
        return Words(shown, many=len(values))

    def _text(self, name: str, text: str) -> str:
        if INSTANT.fullmatch(text):
            return instant_in_words(datetime.fromisoformat(text))
        if DAY.fullmatch(text):
            return date_format(date.fromisoformat(text))
        said = SAID_CODES.supplied().get(name)
        meant = said.words(self.payload) if said else self.known.words_for(name)
        if label := meant.get(text) or _choices(self.known.act_type.fields, name).get(text):
            return str(label)
        return self.teller.name(text).inside if name in PEOPLE else _shortened(text)


OF_ACT = frozenset({"Who", "ref", "paper"})
"""What a clause can name besides the facts of the payload."""
OF_PARTICIPANTS = frozenset({"member", "observer"})
"""The capacities in which a participant acts as itself."""


def _reference(row: Mapping[str, Any]) -> str:
    """Return the number of an act's object; "" where its key is no word, but one of a row or of a person."""
    kind, key = row["object_kind"], str(row["object_key"]).split("/")[0]
    return key if link_to(kind, key).shown == key and not DIGEST.fullmatch(key) else ""


def in_one_line(text: str) -> str:
    """Return a text as a sentence quotes it, if it is short."""
    return " ".join(text.split())


def _shortened(text: str) -> str:
    line = in_one_line(text)
    return line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1].rstrip()}…"


@lru_cache(maxsize=1024)
def _choices(fields: type[serializers.Serializer], name: str) -> Mapping[str, Any]:
    """Return what the codes of a field mean; a form's fields are made once for all."""
    found = fields().fields.get(name)
    of = getattr(found, "child", found)
    return dict(of.choices) if isinstance(of, serializers.ChoiceField) else {}
