"""An inbox: what waits for the reader, and what the reader was told. The page and the API show the same."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from members.actor import Actor
from notices.querysets import NoticeQuerySet
from records.kinds import link_to
from records.known_acts import label_of
from records.telling import COLUMNS, Teller

ORDERING = ("-act", "addressee")


def notices_of(visible: NoticeQuerySet, actor: Actor) -> QuerySet:
    """Return the rows of the actor's inbox within what it may see, in no order yet."""
    return visible.once_an_act(actor).listed()


def in_words(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return notices as a reader is told them: what was done, by which state, on what, by which rule."""
    teller = Teller()
    return [_in_words(row, teller) for row in rows]


def _in_words(row: dict[str, Any], teller: Teller) -> dict[str, Any]:
    return {
        "act": row["act"],
        "at": row["created_at"],
        "read_at": row["read_at"],
        "addressee": row["addressee"],
        "action": row["act__action"],
        "label": label_of(row["act__action"]),
        "summary": teller.sentence({column: row[f"act__{column}"] for column in COLUMNS}),
        "state": row["act__state"],
        "object": link_to(row["act__object_kind"], row["act__object_key"]),
        "rule": row["act__rule"],
    }
