"""Where an annual plan's text comes from: the room that keeps activities names itself as the compiler."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from records.refusals import Invalid
from records.supplying import Slot, only_one

Lines = Sequence[Mapping[str, Any]]
"""Paragraphs as `submit-paper` takes them: `{"heading", "en", "ru", "fr"}`."""
Compiler = Callable[[int], tuple[str, Lines]]
"""`compiler(year)` gives the plan's title and lines."""

COMPILER: Slot[Compiler, Compiler | None] = Slot("compiler of plans", only_one)


def compiled(*, year: int) -> tuple[str, Lines]:
    """Return the title and the lines of the plan for a year; raise Invalid where no state has entered an
    activity.
    """
    compiler = COMPILER.supplied()
    title, lines = compiler(year) if compiler else ("", ())
    if not lines:
        raise Invalid({"year": [_("No state has entered an activity for %(year)d.") % {"year": year}]})
    return title, lines
