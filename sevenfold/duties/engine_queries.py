"""A kind's two questions compiled to SQL, with columns of fixed names."""

from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, F, QuerySet

from sevenfold.kernel import sql

from .kinds import Bound
from .models import Duty

TYPES = {
    "subject": "bigint",
    "person": "bigint",
    "body": "bigint",
    "academy": "bigint",
    "starts": "date",
    "ends": "date",
    "on": "date",
    "due": "date",
    "counts_from": "date",
    "event": "varchar(32)",
    "period": "bigint",
}


@dataclass(frozen=True)
class Query:
    """A kind's two questions as SQL with columns of fixed names, ready to be joined."""

    bound: str
    bound_args: tuple
    done: str
    done_args: tuple
    days: int
    of_one_day: bool
    counts_from: str
    same_period: str
    done_names_person: bool
    single: bool


@lru_cache(maxsize=256)
def compiled(uid: str) -> Query:
    """Compiled once for each process: Django needs longer for it than the database for an act.

    A duty is never edited, so what it asks never changes either.
    """
    duty = Duty.objects.get(uid=uid)
    bound, done = duty.behaviour.bound(duty), duty.behaviour.done(duty)
    bound_sql, bound_args = _as_sql(bound.rows, _columns_of(bound))
    acts = {"subject": done.subject, "on": done.on, "event": done.event}
    acts |= {"person": done.person, "period": done.period}
    done_sql, done_args = _as_sql(done.acts, acts)
    return Query(
        bound_sql,
        bound_args,
        done_sql,
        done_args,
        bound.days,
        of_one_day=bound.on is not None,
        counts_from=sql.as_date("'0001-01-01'") if done.period else "p.opens",
        same_period="AND act.period = o.ref" if done.period else "",
        done_names_person=done.person is not None,
        single=done.single,
    )


def _columns_of(bound: Bound) -> dict[str, str | Expression | None]:
    return {
        "subject": bound.subject,
        "person": bound.person,
        "body": bound.body,
        "academy": bound.academy,
        "starts": bound.on or bound.starts,
        "ends": bound.on or bound.ends,
        "due": bound.due or bound.on,
        "counts_from": bound.counts_from,
    }


def _as_sql(rows: QuerySet, columns: dict[str, str | Expression | None]) -> tuple[str, tuple]:
    """The queryset with exactly these columns; NULL, with its type, where one is left out."""
    named = {name: column for name, column in columns.items() if column is not None}
    # The prefix keeps the aliases clear of the model's own fields.
    values = {f"x_{n}": F(c) if isinstance(c, str) else c for n, c in named.items()}
    query = rows.order_by().values(**values).query
    try:
        inner, args = query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        inner, args = None, ()
    outer = ", ".join(
        f'{f"x_{name}" if name in named and inner else f"CAST(NULL AS {TYPES[name]})"} AS "{name}"'
        for name in columns
    )
    if inner is None:
        return f"SELECT {outer} WHERE 1 = 0", ()
    return f"SELECT {outer} FROM ({inner}) x", tuple(args)
