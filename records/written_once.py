"""Queries that every request asks: their SQL is written by the ORM once and kept.

To write the account with its standing costs Django six times what it costs to ask it. A kept query must be
the same for everyone: nothing in it may depend on the reader's language, zone or the day.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, Lookup, Model, QuerySet
from django.db.models.query import RawQuerySet


class _Written:
    """A query with one value left open. `build(value)` returns it; `stand_in` is a value that no row has.

    Where the value is a list, look for it with `__any_of`. The rows found in the tables of the models `held`
    stay as they are until the transaction ends: others may hold them too, nobody may change them.
    """

    def __init__(
        self, build: Callable[[Any], QuerySet], *, stand_in: Any, held: Sequence[type[Model]] = ()
    ) -> None:
        self.build = build
        self.stand_in = stand_in
        self.held = held

    def _asking(self, value: Any) -> tuple[str, list[Any]]:
        sql, params = self._written
        return sql, [value if param == self.stand_in else param for param in params]

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        sql, params = self.build(self.stand_in).query.sql_with_params()
        if self.held:
            # Django writes no FOR SHARE; by FOR UPDATE the acts of one account would wait for each other.
            tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in self.held)
            sql = f"{sql} FOR SHARE OF {tables}"
        return sql, params

    @cached_property
    def _model(self) -> Any:
        return self.build(self.stand_in).model


class WrittenOnce(_Written):
    """Such a query for instances."""

    def ask(self, value: Any) -> RawQuerySet:
        """Return the rows for `value`, as instances with their annotations."""
        return self._model.objects.raw(*self._asking(value))


class RowsWrittenOnce(_Written):
    """The same for a query with `.values_list(...)`. Its columns come as the driver gives them: no JSON."""

    def ask(self, value: Any = None) -> list[tuple[Any, ...]]:
        """Return the rows for `value`, as tuples; without a value those of a query that leaves none open."""
        with connection.cursor() as cursor:
            cursor.execute(*self._asking(value))
            return cursor.fetchall()


@Field.register_lookup
@ForeignKey.register_lookup
class AnyOf(Lookup):
    """`column = ANY (list)`: as `__in`, but written alike for one value and for fifty."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Write it with the whole list as one parameter."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s)", (*params, self.rhs)
