"""The table that `make bench` prints."""

from bench.served import Cost

TARGETS = {"list page": 30, "proposal page": 40, "API list": 15}
"""At most so many times the bare view (issue 2)."""
GROWTH_TARGET = 1.15
"""At most so much more with the large database than with the small."""


def table(costs: list[dict[str, Cost]], *, names: list[str], bare: str) -> str:
    """Return the costs of both beside each other, each against the bare view of its own run."""
    small, large = costs
    lines = [
        "CPU per request in milliseconds: web = the web server's process, db = its PostgreSQL backends.",
        "",
        f"{'':<14}{names[0]:>28}{names[1]:>28}{'growth':>16}{'target':>10}",
        f"{'':<14}{'web':>8}{'× bare':>10}{'db':>10}{'web':>8}{'× bare':>10}{'db':>10}{'web':>8}{'db':>8}",
    ]
    for name in small:
        few, many = small[name], large[name]
        lines.append(
            f"{name:<14}"
            f"{few.web:>8.2f}{few.web / small[bare].web:>10.1f}{few.database:>10.2f}"
            f"{many.web:>8.2f}{many.web / large[bare].web:>10.1f}{many.database:>10.2f}"
            f"{many.web / few.web:>8.2f}{_ratio(many.database, few.database):>8}"
            + (f"{f'≤ {TARGETS[name]} ×':>10}" if name in TARGETS else "")
        )
    return "\n".join([*lines, "", f"Growth target: at most {GROWTH_TARGET}."])


def _ratio(after: float, before: float) -> str:
    return f"{after / before:.2f}" if before else "–"
