"""Queries that many requests ask: their SQL is written by the ORM once and kept.

To write the account with its standing costs Django six times what it costs to ask it. A kept query must be
the same for everyone: nothing in it may depend on the reader's language, zone or the day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connection
from django.db.models import Expression, Field, ForeignKey, Lookup, Model, QuerySet
from django.db.models.query import RawQuerySet

Values = ParamSpec("Values")
Instance = TypeVar("Instance", bound=Model)
Row = TypeVar("Row")


class Open(Expression):
    """A value that a query leaves open, by its name; it stands in a lookup wherever a value may."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Write it as a parameter, which is itself until the query is asked."""
        return "%s", (self,)


class _Written(Generic[Values, Instance, Row]):
    """A query whose open values are what `build` takes; `build` is called once, with an `Open` for each.

    Where a value is a list, look for it with `__any_of`. The rows found in the tables of the models `held`
    stay as they are until the transaction ends: others may hold them too, nobody may change them.
    """

    def __init__(
        self, build: Callable[Values, QuerySet[Instance, Row]], *, held: Sequence[type[Model]] = ()
    ) -> None:
        self.build: Callable[..., QuerySet[Instance, Row]] = build
        self.names = tuple(signature(build).parameters)
        self.held = held

    def _asking(self, given: Sequence[Any], named: dict[str, Any]) -> tuple[str, list[Any]]:
        """Return the SQL with its parameters; raises TypeError unless each open value is given once."""
        values = dict(zip(self.names, given, strict=False)) | named
        if len(given) + len(named) != len(self.names) or values.keys() != set(self.names):
            raise TypeError(f"This query leaves open: {', '.join(self.names) or 'nothing'}")
        sql, params = self._written
        return sql, [values[param.name] if isinstance(param, Open) else param for param in params]

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        sql, params = self._query.query.sql_with_params()
        if self.held:
            # Django writes no FOR SHARE; by FOR UPDATE the acts of one account would wait for each other.
            tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in self.held)
            sql = f"{sql} FOR SHARE OF {tables}"
        return sql, params

    @cached_property
    def _query(self) -> QuerySet[Instance, Row]:
        return self.build(*map(Open, self.names))


class WrittenOnce(_Written[Values, Instance, Row]):
    """Such a query for instances."""

    def ask(self, *values: Values.args, **named: Values.kwargs) -> RawQuerySet[Instance]:
        """Return the rows for these values, as instances with their annotations."""
        return self._query.model._default_manager.raw(*self._asking(values, named))


class RowsWrittenOnce(_Written[Values, Instance, Row]):
    """The same for a query with `.values_list(...)`. Its columns come as the driver gives them: no JSON."""

    def ask(self, *values: Values.args, **named: Values.kwargs) -> list[Row]:
        """Return the rows for these values, as tuples."""
        with connection.cursor() as cursor:
            cursor.execute(*self._asking(values, named))
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
