"""The table that a run prints, and its last lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HELD, FAILED = "held", "FAILED"


@dataclass
class Line:
    """What came of one kind of fault over all its injections."""

    name: str
    times: int = 0
    lost_requests: int = 0
    slowest_recovery: float = 0.0
    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """Whether the system stood it each time."""
        return FAILED if self.wrong else HELD


def table(lines: Sequence[Line]) -> str:
    """Return the lines as a table for a terminal."""
    width = max(len(line.name) for line in lines)
    head = (
        f"{'fault':<{width}} {'times':>5} {'requests lost':>14} {'acts again after':>17}  {'verdict':<8} seen"
    )
    rows = [
        f"{line.name:<{width}} {line.times:>5} {line.lost_requests:>14} {line.slowest_recovery:>15.1f} s"
        f"  {line.verdict:<8} {_short(line)}".rstrip()
        for line in lines
    ]
    return "\n".join([head, *rows])


def _short(line: Line) -> str:
    """Return what was wrong, or else the last thing that was seen."""
    said = line.wrong or [what for what in line.seen if what]
    return said[-1] if said else ""


def counted(findings: Sequence[str], *, shown: int = 20) -> str:
    """Return the findings, the first ones in full."""
    more = len(findings) - shown
    return "\n".join(
        [*(f"  {finding}" for finding in findings[:shown]), *([f"  and {more} more"] if more > 0 else [])]
    )
