"""Deadlines as a test wants them, in place of those of the rooms."""

import pytest

from deadlines.running import DEADLINES, Deadline


@pytest.fixture
def running(supplied) -> list[Deadline]:
    """The running deadlines: a list that the test fills."""
    found: list[Deadline] = []
    supplied(DEADLINES.of(lambda actor, at: list(found)))
    return found
