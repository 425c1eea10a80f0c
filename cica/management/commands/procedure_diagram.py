"""Writes docs/procedure.md from the tables of acts of all rooms."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from exchange import transitions as exchange
from implementation import transitions as implementation
from meetings import transitions as meetings
from proposals.diagram import mermaid
from proposals.enums import Route
from proposals.procedure import asked_besides, rows
from proposals.row import PROCEDURE_EDITION
from proposals.transitions import BY_NAME
from records.act_types import StagedAct
from records.citations import in_words
from web.diagrams import arrows, led_in_words, state_diagram

ADDRESS = Path(settings.BASE_DIR) / "docs" / "procedure.md"

OTHER_TABLES: tuple[tuple[str, tuple[StagedAct, ...]], ...] = (
    ("Submissions", exchange.TABLE),
    ("Calls for information", (exchange.OPEN_CALL, *exchange.CALL_TABLE)),
    ("Compilations of views", (exchange.COMPILE, *exchange.COMPILATION_TABLE)),
    ("Activities", implementation.ACTIVITY_TABLE),
    ("Action plans", implementation.PLAN_TABLE),
    ("Meetings", (meetings.CONVENE_SESSION, meetings.CONVENE_MEETING, *meetings.TABLE)),
    ("Items of an agenda", meetings.ITEM_TABLE),
)
"""All tables besides the one of the procedure itself, under the heading that each has on the page."""


class Command(BaseCommand):
    """Write the tables and their diagrams as a page of the documentation."""

    help = "Write docs/procedure.md, the tables of acts and their diagrams, from the rows of all rooms."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        ADDRESS.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Wrote {ADDRESS.relative_to(settings.BASE_DIR)}")


def page() -> str:
    """Return the page in English, as it must stand in the repository."""
    with override("en"):
        return PAGE.format(
            edition=PROCEDURE_EDITION,
            pictures="\n".join(
                PICTURE.format(route=route.value, label=route.label, mermaid=mermaid(route))
                for route in Route
            ),
            lines="\n".join(_line(row) for row in rows()),
            others="\n".join(_other_table(heading, acts) for heading, acts in OTHER_TABLES),
        )


def _line(row: dict[str, Any]) -> str:
    return _cells(
        str(row["number"]),
        f"`{row['name']}` {row['label']}",
        " ".join(row["routes"]),
        "; ".join(row["sources"]),
        "; ".join(led_in_words(BY_NAME[row["name"]])),
        "; ".join(row["who"]),
        "; ".join(row["conditions"]),
        ", ".join(f"`{field['name']}`" for field in row["fields"]),
        "; ".join(row["besides"]),
        ", ".join(row["told"]),
        _rules(row["by_route"]),
    )


def _rules(by_route: dict[str, str]) -> str:
    """Return what an act rests on, each rule with its routes where there are several."""
    rules = dict.fromkeys(by_route.values())
    if len(rules) == 1:
        return in_words(*rules)
    routes = {rule: " ".join(route for route, on_it in by_route.items() if on_it == rule) for rule in rules}
    return "; ".join(f"{letters}: {in_words(rule)}" for rule, letters in routes.items())


def _other_table(heading: str, acts: Iterable[StagedAct]) -> str:
    acts = tuple(acts)
    drawn = arrows(acts)
    reached = {stage for act in acts for stage in act.sources} | {arrow.target for arrow in drawn}
    stages = [stage for stage in type(drawn[0].target) if stage in reached]
    return OTHER_TABLE.format(
        heading=heading,
        mermaid=state_diagram(stages, drawn),
        lines="\n".join(_other_line(number, act) for number, act in enumerate(acts, start=1)),
    )


def _other_line(number: int, act: StagedAct) -> str:
    return _cells(
        str(number),
        f"`{act.name}` {act.label}",
        "; ".join(str(stage.label) if stage else "not there yet" for stage in act.sources),
        "; ".join(led_in_words(act)),
        "; ".join(dict.fromkeys(str(role.label) for role in act.who)) or "nobody: it is part of another act",
        "; ".join(_asked(asked) for asked in (*act.guards, *act.checks)),
        ", ".join(f"`{name}`" for name in act.fields().fields),
        "; ".join(asked_besides(act, final_if=_asked(act.breaks) if act.breaks else "")),
        ", ".join(str(group.label) for group in act.tells),
        "; ".join(in_words(rule) for rule in act.all_rules),
    )


def _asked(asked: Any) -> str:
    """Return what a guard or check asks for: the first sentence of what it says of itself."""
    return " ".join((asked.__doc__ or "").split()).partition(". ")[0].rstrip(".")


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


PAGE = """# The procedure, edition {edition}

Written by `manage.py procedure_diagram` from the tables of acts (`*/transitions`); a test compares the
two. Numbers in a diagram are rows of its table. First the proposals, route by route; then all else that goes
through stages, each with a table of its own. “Besides” is what else an act asks for: one that cannot be
undone is asked for twice; a second factor and a second person are asked for where it says so.

{pictures}
## The table

| No. | Act | Routes | From | To | Who | If | Fields | Besides | Told | Rule |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{lines}

{others}"""

PICTURE = """## Route {route}: {label}

```mermaid
{mermaid}
```
"""

OTHER_TABLE = """## {heading}

```mermaid
{mermaid}
```

| No. | Act | From | To | Who | If | Fields | Besides | Told | Rule |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{lines}
"""
