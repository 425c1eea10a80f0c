"""An inbox: what waits for the reader, and what the reader was told. The page and the API show the same."""

from typing import Any

from django.db.models import QuerySet

from members.actor import Actor
from notices.querysets import NoticeQuerySet
from records.kinds import link_to
from records.known_acts import label_of

ORDERING = ("-act", "addressee")


def notices_of(visible: NoticeQuerySet, actor: Actor) -> QuerySet:
    """Return the rows of the actor's inbox within what it may see, in no order yet."""
    return visible.once_an_act(actor).listed()


def in_words(row: dict[str, Any]) -> dict[str, Any]:
    """Return a notice as a reader is told it: what was done, by which state, on what, by which rule."""
    return {
        "act": row["act"],
        "at": row["created_at"],
        "read_at": row["read_at"],
        "addressee": row["addressee"],
        "action": row["act__action"],
        "label": label_of(row["act__action"]),
        "state": row["act__state"],
        "object": link_to(row["act__object_kind"], row["act__object_key"]),
        "rule": row["act__rule"],
    }
