"""Deadlines as a test wants them, in place of those of the rooms."""

import pytest

from deadlines import running as deadlines
from deadlines.running import Deadline


@pytest.fixture
def running(monkeypatch) -> list[Deadline]:
    """The running deadlines: a list that the test fills."""
    found: list[Deadline] = []
    monkeypatch.setattr(deadlines, "_sources", [lambda actor, at: list(found)])
    return found
