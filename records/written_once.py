"""Queries that every request asks: their SQL is written by the ORM once and kept.

To write the account with its standing costs Django six times what it costs to ask it. A kept query must be
the same for everyone: nothing in it may depend on the reader's language, zone or the day.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.db.models.query import RawQuerySet


class WrittenOnce:
    """A query with one value left open. `build(value)` returns it; `stand_in` is a value that no row has."""

    def __init__(self, build: Callable[[Any], QuerySet], *, stand_in: Any) -> None:
        self.build = build
        self.stand_in = stand_in

    def ask(self, value: Any) -> RawQuerySet:
        """Return the rows for `value`, as instances with their annotations."""
        sql, params = self._written
        return self._model.objects.raw(sql, [value if param == self.stand_in else param for param in params])

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        return self.build(self.stand_in).query.sql_with_params()

    @cached_property
    def _model(self) -> Any:
        return self.build(self.stand_in).model
