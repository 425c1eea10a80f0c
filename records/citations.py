"""The sentence a rule stands for. The record of rules lives above (`cbms`); it is read through here."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from records.supplying import Slot, in_order

PRACTICE = "practice"
"""What an act cites for which no text of CICA that was found has a rule: the practice of the secretariat."""

Reader = Callable[[str], str]
"""`reader(rule)` gives the sentence of a rule, in the reader's language; "" where it has none."""

RULE_TEXTS: Slot[Reader, tuple[Reader, ...]] = Slot("texts of rules", in_order)


def sentence_of(rule: str) -> str:
    """Return the text that `rule` (`CA (a)2`) cites, or "" where nobody has it."""
    return next((sentence for reader in RULE_TEXTS.supplied() if (sentence := reader(rule))), "")


def in_words(rule: str) -> str:
    """Return how people read a citation: as it is, or that the act rests on practice."""
    return _("practice of the secretariat, no written rule") if rule == PRACTICE else rule
