"""Deadlines on what everyone may see."""

from datetime import timedelta
from typing import Any

from deadlines.running import Deadline
from records import clock


def deadline(*, days: float, kind: str = "draft", key: str = "KZ", **facts: Any) -> Deadline:
    """Return a deadline in so many days from now on a participant, which is public."""
    now = clock.now()
    defaults = {
        "uid": f"{kind}/{key}",
        "title": f"Do it, {key}.",
        "object_kind": "participant",
        "object_key": key,
        "url": f"/members/{key}/",
        "act": "submit-paper",
        "rule": "CA (a)2",
        "due_at": now + timedelta(days=days),
        "set_at": now - timedelta(days=365),
        "owed_by": ("KZ", "TR"),
    }
    return Deadline(kind=kind, **defaults | facts)
