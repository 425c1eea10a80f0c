"""Time that the tests of deadlines can move."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from records import clock


@pytest.fixture
def move_clock(monkeypatch) -> Callable[..., None]:
    """Let the database clock go on from another instant: `move_clock(days=15)`, `move_clock(to=instant)`."""
    real = clock.now

    def move(*, to: datetime | None = None, **later: float) -> None:
        shift = to - real() if to else clock.now() - real() + timedelta(**later)
        monkeypatch.setattr(clock, "now", lambda: real() + shift)

    return move


@pytest.fixture
def stop_clock(monkeypatch) -> Callable[[datetime], None]:
    """Let the database clock stand still at an instant, to the microsecond."""

    def stop(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    return stop
