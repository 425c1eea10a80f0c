"""Writes docs/procedure.md from the table of transitions."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from proposals.diagram import mermaid
from proposals.enums import Route
from proposals.procedure import rows
from proposals.row import PROCEDURE_EDITION
from records.citations import in_words

ADDRESS = Path(settings.BASE_DIR) / "docs" / "procedure.md"


class Command(BaseCommand):
    """Write the table and its diagram as a page of the documentation."""

    help = "Write docs/procedure.md, the table of transitions and its diagram, from proposals/transitions.py."

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
        )


def _line(row: dict[str, Any]) -> str:
    cells = (
        str(row["number"]),
        f"`{row['name']}` {row['label']}",
        " ".join(row["routes"]),
        "; ".join(row["sources"]),
        "; ".join(row["targets"]) or "stays",
        "; ".join(row["who"]),
        "; ".join(row["conditions"]),
        ", ".join(f"`{field['name']}`" for field in row["fields"]),
        ", ".join(row["told"]),
        _rules(row["by_route"]),
    )
    return "| " + " | ".join(cells) + " |"


def _rules(by_route: dict[str, str]) -> str:
    """Return what an act rests on, each rule with its routes where there are several."""
    rules = dict.fromkeys(by_route.values())
    if len(rules) == 1:
        return in_words(*rules)
    routes = {rule: " ".join(route for route, on_it in by_route.items() if on_it == rule) for rule in rules}
    return "; ".join(f"{letters}: {in_words(rule)}" for rule, letters in routes.items())


PAGE = """# The procedure, edition {edition}

Written by `manage.py procedure_diagram` from `proposals/transitions.py`; a test compares the two. Numbers in
the diagram are rows of the table.

{pictures}
## The table

| No. | Act | Routes | From | To | Who | If | Fields | Told | Rule |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{lines}
"""

PICTURE = """## Route {route}: {label}

```mermaid
{mermaid}
```
"""
