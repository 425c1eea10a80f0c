"""The sentence a rule stands for. The record of rules lives above (`cbms`); it is read through here."""

from collections.abc import Callable

Reader = Callable[[str], str]
_readers: list[Reader] = []


def register_reader(reader: Reader) -> None:
    """Ask `reader(rule)` for the sentence of a rule, in the reader's language; "" where it has none.

    Called once from the `ready()` of the app that keeps the text of the approach.
    """
    _readers.append(reader)


def sentence_of(rule: str) -> str:
    """Return the text that `rule` (`CA (a)2`) cites, or "" where nobody has it."""
    return next((sentence for reader in _readers if (sentence := reader(rule))), "")
