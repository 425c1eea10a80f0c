"""Deadlines as a test wants them, in place of those of the rooms."""

import pytest

from notices import deadlines
from notices.deadlines import Deadline


@pytest.fixture
def running(monkeypatch) -> list[Deadline]:
    """The running deadlines: a list that the test fills."""
    found: list[Deadline] = []
    monkeypatch.setattr(deadlines, "_sources", [lambda actor, at: list(found)])
    return found
