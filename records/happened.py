"""What an act did, as its row says it: the clauses of a sentence in the past tense, by what came of the act.

The label of a row is what to do; this is what was done. `records.telling` puts the facts into it.

A clause names facts of the act in braces. `{Who}` is who acted, to begin a sentence with, `{ref}` the
object's number, `{paper}` the symbol of the text it is about, or else that number. What agrees with `{Who}`
stands in braces as well: Russian `{л}`, `{лся}`; French `{a}`, `{son}`, `{sa}`. `{served:count}` is how many,
`{kind:low}` begins with a small letter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

Payload = Mapping[str, Any]
"""What the register keeps of an act, with the `object_kind` that it is about."""
Clause = Any
"""A translatable text, or several of which the first is said whose facts are all known."""

REASON = gettext_lazy(": “{reason}”")
"""Why it was done, in the words of who did it."""


def the_same(payload: Payload) -> str:
    """Tell nothing apart."""
    return ""


def by(key: str) -> Callable[[Payload], str]:
    """Tell acts apart by one fact of theirs."""
    return lambda payload: str(payload.get(key) or "")


def nothing_more(payload: Payload) -> Payload:
    """Add no fact to those of the payload."""
    return {}


@dataclass(frozen=True)
class Happened:
    """How an act is told of. `event` says what kind of thing happened, without who or how: a mail's subject.

    `said` has the clauses by what came of the act, as `apart` finds it in the payload; those of "" where that
    is none of them. The first is always said, each of the others where its facts are known: an act whose
    payload is of an earlier version is told in fewer words. `facts` adds what the payload says otherwise.
    `marked_by` is the key of the payload that another room's act of the same name has not.
    """

    event: Any
    said: Mapping[str, Sequence[Clause]]
    apart: Callable[[Payload], str] = the_same
    facts: Callable[[Payload], Payload] = nothing_more
    marked_by: str = ""

    def clauses(self, payload: Payload) -> Sequence[Clause]:
        """Return the clauses for what came of an act."""
        found = self.said.get(self.apart(payload))
        return found or self.said.get("") or next(iter(self.said.values()))


def told(event: Any, *clauses: Clause, facts: Callable[[Payload], Payload] = nothing_more) -> Happened:
    """Return how an act is told of that one thing alone comes of."""
    return Happened(event, {"": clauses}, facts=facts)
