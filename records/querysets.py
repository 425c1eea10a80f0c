"""Reads of the register."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import DateTimeField, Max, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from records.kinds import entered_for, visible_acts, visible_acts_of, visible_objects


def fact(name: str) -> KeyTextTransform:
    """Return the expression for one fact of a payload, as text."""
    return KeyTextTransform(name, Cast("payload", models.JSONField()))


class ActQuerySet(models.QuerySet):
    """Acts, in the order of their numbers where a reader asks for one."""

    def visible_to(self, actor: Any) -> Self:
        """Keep the acts whose object `actor` may see, and could see when they were entered."""
        return self.filter(visible_acts(actor))

    def about(self, *, kind: str, key: Any) -> Self:
        """Keep the acts about one object: its history."""
        return self.filter(object_kind=kind, object_key=key)

    def history_for(self, actor: Any, *kinds: str, key: str) -> Self:
        """Keep the acts about one object, under any of its kinds, that `actor` may see; the newest first."""
        seen = reduce(or_, (visible_acts_of(kind, actor) for kind in kinds))
        return self.filter(seen, object_key=key).order_by("-number")

    def by_note_of(self, state: str, *, dated: date) -> Self:
        """Keep those entered for a state by its notes verbales of a day; adds `note_number`.

        The index `act_note` finds them, however many acts there are.
        """
        by_note = self.filter(state=state).exclude(entered_by="").alias(note_date=fact("note_date"))
        return by_note.filter(note_date=dated.isoformat()).annotate(note_number=fact("note_number"))

    def latest_at(self, kind: str, key: str, actions: Iterable[str]) -> Subquery:
        """Return when the last of `actions` on each of other rows was entered, null where none was.

        `key` is the column by which acts know those rows.
        """
        found = self.filter(object_kind=kind, object_key=OuterRef(key), action__in=list(actions))
        last = found.order_by().values("object_key").annotate(last=Max("at")).values("last")
        return Subquery(last, output_field=DateTimeField())

    def after(self, number: int) -> Self:
        """Keep the acts with a higher number, oldest first: the change feed."""
        return self.filter(number__gt=number).order_by("number")


SENT_AGAIN_WITHIN = timedelta(days=1)
"""How long after a request was turned away another from the same place is taken for it, sent again."""


class LateActQuerySet(models.QuerySet):
    """Acts that were refused as late."""

    def visible_to(self, actor: Any) -> Self:
        """Keep those of the actor's own state; all for the Chair's office and the secretariat."""
        if actor.capacities & {"secretariat", "chair"}:
            return self
        return self.filter(state=actor.participant) if actor.participant else self.none()

    def with_first_receipt(self) -> Self:
        """Add `turned_away_at`: when the same request was first received and answered 503, null for never."""
        from records.models import TurnedAway  # noqa: PLC0415 (models import this module)

        before = TurnedAway.objects.filter(
            request=OuterRef("request"),
            received_at__lt=OuterRef("accepted_at"),
            received_at__gte=OuterRef("accepted_at") - SENT_AGAIN_WITHIN,
        )
        return self.annotate(
            turned_away_at=Subquery(before.order_by("received_at").values("received_at")[:1])
        )


class EnclosureQuerySet(models.QuerySet):
    """What acts say to fewer than may see them."""

    def visible_to(self, actor: Any) -> Self:
        """Keep those whose object `actor` may see, and could see when they were entered."""
        return self.filter(visible_objects(actor) & entered_for(actor))
