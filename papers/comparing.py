"""What differs between two texts, by their words or lines, with a bound on the work of one answer.

The bound counts comparisons and not time, so that one pair of texts is shown alike on every machine. It is
needed: what a general comparison takes grows with the square of a text's length, and faster where the text
repeats itself, while whoever may write a text chooses both.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Any, Literal

MOST_AT_ONCE = 1_000_000
"""Comparisons spent on one pair of texts at most."""
MOST_IN_ALL = 3_000_000
"""Comparisons spent on all pairs of one answer, less than a second."""
TO_SPLIT = 2
"""Characters that are split into words in the time of one comparison."""
WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
"""A word or a sign with the blank after it: blanks that stood alone would be alike everywhere."""

Kept = Literal["same", "added", "removed"]
Run = tuple[Kept, Sequence[str]]


class TooMuch(Exception):
    """Comparing would take more than it may."""


@dataclass
class Effort:
    """What is left of the comparisons that one answer may make."""

    left: int = MOST_IN_ALL

    def spend(self, comparisons: int) -> None:
        """Take some; raise TooMuch where so many are not left."""
        if comparisons > self.left:
            raise TooMuch
        self.left -= comparisons


class _Counted(SequenceMatcher[str]):
    """A comparison that counts, before each step, what the step takes: all pairs of equal pieces in it."""

    a: Sequence[str]
    b2j: Mapping[str, Sequence[int]]

    def __init__(self, old: Sequence[str], new: Sequence[str], *, efforts: Sequence[Effort]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self.efforts = efforts

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        pairs = sum(1 + len(self.b2j.get(piece, ())) for piece in self.a[alo:ahi])
        for effort in self.efforts:
            effort.spend(pairs)
        return super().find_longest_match(alo, ahi, blo, bhi)


def words(old: str, new: str, *, effort: Effort) -> Iterator[tuple[Kept, str]]:
    """Yield runs of (`same` | `removed` | `added`, text) from one text to the other, word by word."""
    if old == new:
        return (run for run in (("same", new),) if new)
    try:
        effort.spend((len(old) + len(new)) // TO_SPLIT)
    except TooMuch:
        return (run for run in (("removed", old), ("added", new)) if run[1])
    found = runs(WORD.findall(old), WORD.findall(new), effort=effort)
    return ((op, "".join(pieces)) for op, pieces in found)


def runs(old: Sequence[Any], new: Sequence[Any], *, effort: Effort) -> Iterator[Run]:
    """Yield runs of (`same` | `removed` | `added`, pieces) that lead from one text, in pieces, to the other.

    Past what begins and ends both alike, a text that would take too much is removed whole, the other added.
    """
    begins = _alike(old, new)
    ends = _alike(old[begins:][::-1], new[begins:][::-1])
    last_old, last_new = len(old) - ends, len(new) - ends
    between = _between(old[begins:last_old], new[begins:last_new], effort=effort)
    parts = (("same", old[:begins]), *between, ("same", old[last_old:]))
    return (run for run in parts if run[1])


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many equal pieces both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (piece, its) in pairs if piece != its), min(len(one), len(other)))


def _between(old: Sequence[str], new: Sequence[str], *, effort: Effort) -> list[Run]:
    whole: list[Run] = [("removed", old), ("added", new)]
    if not old or not new:
        return whole
    try:
        codes = _Counted(old, new, efforts=(Effort(MOST_AT_ONCE), effort)).get_opcodes()
    except TooMuch:
        return whole
    return [run for op, a1, a2, b1, b2 in codes for run in _runs_of(op, old[a1:a2], new[b1:b2])]


def _runs_of(op: str, old: Sequence[str], new: Sequence[str]) -> list[Run]:
    return [("same", old)] if op == "equal" else [("removed", old), ("added", new)]
