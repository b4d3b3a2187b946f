"""The few places where the two databases are spelled differently.

Everything else in the house is either Django's ORM or SQL that both understand.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import (
    DateField,
    Expression,
    F,
    Func,
    IntegerField,
    QuerySet,
    Subquery,
    TextField,
)


class _DaysAfter(Expression):
    """A date and so many whole days, added by the database itself.

    Django turns date and timedelta into a timestamp on PostgreSQL, and into a call of Python for
    each row on SQLite.
    """

    output_field = DateField()

    def __init__(self, day: str | Expression, days: int):
        super().__init__()
        self.day = F(day) if isinstance(day, str) else day
        self.days = int(days)

    def get_source_expressions(self):
        return [self.day]

    def set_source_expressions(self, expressions):
        (self.day,) = expressions

    def as_sql(self, compiler, connection):
        sql, params = compiler.compile(self.day)
        return add_days(sql, self.days, connection.vendor), params


def days_after(day: str | Expression, days: int) -> Expression:
    """The date `days` after `day` (a field's path or an expression); fewer than none is before."""
    return _DaysAfter(day, days)


def add_days(sql: str, days: int, vendor: str) -> str:
    """The same for SQL written by hand. `sql` is an expression of ours, never somebody's text."""
    if vendor == "sqlite":
        return f"date({sql}, '{days:+d} days')"
    return f"({sql} + {days:d})"


def greatest(*sql: str) -> str:
    return f"{'MAX' if connection.vendor == 'sqlite' else 'GREATEST'}({', '.join(sql)})"


def least(*sql: str) -> str:
    return f"{'MIN' if connection.vendor == 'sqlite' else 'LEAST'}({', '.join(sql)})"


def as_date(sql: str) -> str:
    """Gives a parameter or NULL the type of a date; SQLite keeps dates as text."""
    return sql if connection.vendor == "sqlite" else f"CAST({sql} AS date)"


def as_instant(sql: str) -> str:
    return sql if connection.vendor == "sqlite" else f"CAST({sql} AS timestamptz)"


def adapt(value: date | datetime | None):
    """A date or an instant as a parameter of SQL written by hand."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)


def unparsed(path: str) -> Expression:
    """A date or an instant as the database keeps it: on SQLite text, or whatever else is there.

    SQLite lets a column hold anything, and Django stumbles over what is no date.
    """
    if connection.vendor != "sqlite":
        return F(path)
    return Func(F(path), template="COALESCE(%(expressions)s, NULL)", output_field=TextField())


def lock_rows(queryset: QuerySet, keys: Iterable[int]) -> None:
    """Holds these rows until the commit, in the order of their keys. SQLite has one writer anyway."""
    if connection.vendor == "sqlite":
        return
    rows = queryset.filter(pk__in=sorted(keys)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def lock_number(space: int, *numbers: int, shared: bool = False) -> None:
    """Holds numbers until the commit: with others who share them, or alone."""
    if connection.vendor == "sqlite":
        return
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    calls = ", ".join([f"{name}(%s, %s)"] * len(numbers))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [key for number in numbers for key in (space, number)])


def without_loops(statement: str) -> str:
    """For a statement over whole tables: PostgreSQL joins them by hash, whatever it knows of them.

    With statistics from when a table was small, or none, it would loop over all pairs of rows.
    """
    if connection.vendor == "sqlite":
        return statement
    setting = "SET LOCAL enable_nestloop"
    return f"{setting} = off; {statement}; {setting} TO DEFAULT"


def look_again(table: str) -> None:
    """Tells PostgreSQL of a table that has grown much at once. By itself it notices within minutes."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")


def temporary_table(name: str, columns: str) -> None:
    """An empty table of this connection's own, gone with the transaction's rows at the latest."""
    ending = "" if connection.vendor == "sqlite" else " ON COMMIT DELETE ROWS"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({columns}){ending}")
        cursor.execute(f"DELETE FROM {name}")


def count_of(queryset: QuerySet) -> Expression:
    """How many rows, as a subquery, worked out only for the rows of the page."""
    counted = queryset.order_by().annotate(_one=_Count()).values("_one")
    return Subquery(counted, output_field=IntegerField())


class _Count(Expression):
    """COUNT(*) without the GROUP BY that Django's own aggregate brings into a subquery."""

    output_field = IntegerField()

    def as_sql(self, compiler, connection):
        return "COUNT(*)", []
