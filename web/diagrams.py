"""Where acts lead, in words and as a picture, from the rows of whatever table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.serializers import ChoiceField

from records.act_types import StagedAct


@dataclass(frozen=True)
class Arrow:
    """That an act leads from a stage (None: the beginning) to another; `label` says with what outcome."""

    source: Any
    target: Any
    label: str


def ways_in_words(act: StagedAct, source: Any) -> list[tuple[Any, str]]:
    """Return where an act leads from `source`, and what it is called with what came of it."""
    return [
        (after, _("%(act)s: %(outcome)s") % {"act": act.label, "outcome": words} if words else str(act.label))
        for outcome, after in act.ways_from(source).items()
        for words in (outcome_in_words(act, outcome),)
    ]


def outcome_in_words(act: StagedAct, outcome: str) -> str:
    """Return what came of an act in words: those of its field, or of its row where no field asks for it."""
    asked = act.fields().fields.get("outcome")
    words = asked.choices if isinstance(asked, ChoiceField) and act.outcomes else {}
    return str(words.get(outcome) or act.leads[outcome].label)


def arrows(acts: Iterable[StagedAct]) -> list[Arrow]:
    """Return every way of some acts from one stage to another, numbered as the acts are."""
    return [
        Arrow(source, after, f"{number} {label}")
        for number, act in enumerate(acts, start=1)
        for source in act.sources
        for after, label in ways_in_words(act, source)
        if after != source
    ]


def led_in_words(act: StagedAct) -> list[str]:
    """Return where an act leads: each stage, with what then came of it, and whether it can stay."""
    led = {}
    for source in act.sources:
        for outcome, after in act.ways_from(source).items():
            words = outcome_in_words(act, outcome) if act.outcomes else ""
            moved = f"{after.label} ({words})" if words else str(after.label)
            led[_("the stage stays") if after == source else moved] = after != source
    return sorted(led, key=led.__getitem__, reverse=True)  # that it can stay comes last


def state_diagram(stages: Iterable[Any], drawn: Iterable[Arrow]) -> str:
    """Return stages and the arrows between them as a Mermaid state diagram."""
    places, drawn = list(stages), list(drawn)
    left_again = {arrow.source for arrow in drawn}
    lines = ["stateDiagram-v2"]
    lines += [f"    {stage.value}: {stage.label}" for stage in places]
    lines += [_line(arrow) for arrow in drawn]
    lines += [f"    {stage.value} --> [*]" for stage in places if stage not in left_again]
    return "\n".join(lines)


def _line(arrow: Arrow) -> str:
    source = arrow.source.value if arrow.source else "[*]"
    label = arrow.label.replace(":", ",")  # a colon ends the label
    return f"    {source} --> {arrow.target.value}: {label}"
