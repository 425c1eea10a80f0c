"""Where an annual plan's text comes from: the room that keeps activities names itself as the compiler."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from records.refusals import Invalid

Lines = Sequence[Mapping[str, Any]]
"""Paragraphs as `submit-paper` takes them: `{"heading", "en", "ru", "fr"}`."""
Compiler = Callable[[int], tuple[str, Lines]]

_compilers: list[Compiler] = []


def register_compiler(compiler: Compiler) -> None:
    """Let `compiler(year)` give the plan's title and lines; called once, from an app's `ready()`."""
    _compilers.append(compiler)


def compiled(*, year: int) -> tuple[str, Lines]:
    """Return the title and the lines of the plan for a year; raise Invalid where no state has entered an
    activity.
    """
    title, lines = _compilers[0](year) if _compilers else ("", ())
    if not lines:
        raise Invalid({"year": [_("No state has entered an activity for %(year)d.") % {"year": year}]})
    return title, lines
