"""The engine: joins who is bound with the periods and with what was done, and writes the difference.

One fixed statement puts what should stand beside what does. Where everybody is looked at, its rows
are staged, none travels through Python, and what differs is written by the ids kept in the stage.
An act, which is about a few people, reads its few rows and writes what differs. Filling in evidence
is the only change in place; any other lays a row by among those of the past and opens a new one,
so that both how it stood on a day and what was known by then can be told.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

from sevenfold.kernel import clock, sql
from sevenfold.kernel.clock import FOR_EVER

from .engine_queries import compiled
from .models import Asked, Duty, Period, Requirement

MANY = 1_000  # From so many rows on, the database is told that the table has grown.
LOCKS = 7001  # The space of the advisory locks, one for each duty.
STAGE = """
    subject bigint NOT NULL, period bigint NOT NULL, person bigint, body bigint, academy bigint,
    counts_from date NOT NULL, arises date NOT NULL, due date NOT NULL, lapses date NOT NULL,
    met date, event varchar(32), open_id bigint, flag smallint NOT NULL,
    PRIMARY KEY (subject, period)
"""
# What the staged columns up to the date of lapsing are called in the table of requirements.
COLUMNS = """subject, period_id, person_id, body_id, academy_id, counts_from, arises_on, due_on,
    lapses_on"""
FIRST = """ROW_NUMBER() OVER (PARTITION BY o.number ORDER BY act."on", act.event)"""
SAME, MET, CHANGED, NEW, STANDS = range(5)
# What a requirement takes with it when it is laid by, beside its period's name.
KEPT = ", ".join(field.get_attname() for field in Asked._meta.fields)
EVER = -1  # What a rehearsal calls the period of all days. No kind has a period of this ref.
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Changes:
    """How many requirements were closed, filled in with their evidence, and opened."""

    closed: int = 0
    filled: int = 0
    opened: int = 0

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(
            self.closed + other.closed, self.filled + other.filled, self.opened + other.opened
        )


@dataclass(frozen=True)
class Within:
    """What a synchronisation looks at: everything, some people, some subjects, late periods."""

    people: tuple[int, ...] | None = None
    subjects: tuple[int, ...] | None = None
    since: date | None = None

    @property
    def full(self) -> bool:
        return self.people is None and self.subjects is None


def synchronise(duty: Duty, within: Within, horizon: date, at: datetime) -> Changes:
    """Bring all requirements of one duty into line with the records. Needs a transaction."""
    hold(duty)
    with connection.cursor() as cursor:
        changes = _list_periods(cursor, duty, horizon, at)
        if not _anything_stands(cursor, duty):
            return changes + _begin(cursor, duty, within, at)
        _stage(cursor, duty, within)
        return changes + _write(cursor, duty, within, at)


def mend(duties: Sequence[Duty], within: Within, at: datetime) -> Changes:
    """Bring those of a few people or subjects into line: one statement asks of all the duties."""
    if not duties:
        return Changes()
    hold(*duties, shared=True)
    with connection.cursor() as cursor:
        cursor.execute(*_beside(duties, within))
        return _mend(cursor, cursor.fetchall(), at)


def hold(*duties: Duty, shared: bool = False) -> None:
    """Until the commit nobody else brings these into line, or only for other people."""
    sql.lock_number(LOCKS, *(duty.pk for duty in duties), shared=shared)


def stage(cursor, duty: Duty) -> None:
    """Stage all that the duty should ask beside what it does; written nowhere. Needs a transaction."""
    _stage(cursor, duty, Within())


def rehearse(duty: Duty, at: datetime, look: Callable[[QuerySet, QuerySet], Seen]) -> Seen:
    """What `look` sees of a duty that is in force for a moment; then everything is taken back.

    It is given whom the duty binds on any day from its first, whether or not there is a period
    for it yet, one row each; and what it asks in the periods that there are.
    """
    horizon = max(clock.london_date(at), duty.begins)
    with transaction.atomic():
        duty.save(force_insert=True)
        with connection.cursor() as cursor:
            _list_periods(cursor, duty, horizon, at)
            ever = duty.periods.create(ref=EVER, opens=date.min, closes=FOR_EVER)
            _stage(cursor, duty, Within())
            _write(cursor, duty, Within(), at)
        rows = Requirement.objects.filter(duty=duty)
        seen = look(rows.filter(period=ever), rows.exclude(period=ever))
        transaction.set_rollback(True)
    return seen


def _list_periods(cursor, duty: Duty, horizon: date, at: datetime) -> Changes:
    """Write the duty's periods as its kind lists them; one that is listed no longer goes."""
    horizon = max(horizon, duty.horizon or horizon)
    stored = {period.ref: period for period in duty.periods.all()}
    for row in duty.behaviour.periods(duty, horizon):
        said = {"label": row.label, "opens": row.opens, "closes": row.closes, "due": row.due}
        period = stored.pop(row.ref, None)
        if period is None:
            duty.periods.create(ref=row.ref, **said)
        elif any(getattr(period, name) != value for name, value in said.items()):
            Period.objects.filter(pk=period.pk).update(**said)
    if duty.horizon != horizon:
        Duty.objects.filter(pk=duty.pk).update(horizon=horizon)
    gone = [period.pk for period in stored.values()]
    if not gone:
        return Changes()
    periods, keys = _narrow("period_id", gone)
    closed = _lay_by(cursor, f"duty_id = %s AND {periods}", [duty.pk, *keys], at)
    Period.objects.filter(pk__in=gone).delete()
    return Changes(closed=closed)


def _stage(cursor, duty: Duty, within: Within) -> None:
    """Stage the desired rows beside those that stand."""
    desired, args = _desired(duty, within)
    sql.temporary_table("duties_stage", STAGE)
    cursor.execute(sql.without_loops(f"INSERT INTO duties_stage {desired}"), args)


def _desired(duty: Duty, within: Within) -> tuple[str, list]:
    """The desired rows beside those that stand, each with a flag that says how they differ.

    No statistics tell a planner how many rows a WITH has. So two of them are joined once, on equal
    subjects, and a table is joined only where one index answers: else it loops over all pairs.
    """
    query = compiled(duty.uid)
    forever, begins = sql.as_date("%s"), sql.as_date("%s")
    people, people_args = _narrow("person", within.people)
    subjects, subject_args = _narrow("subject", within.subjects)
    # Where each subject has one act in a period at most, there is none to choose from.
    number, place = ", ROW_NUMBER() OVER () AS number", FIRST
    if within.full and query.single:
        number, place = "", "1"
    late, late_args = _late(duty, within)
    acted, acted_args = "subject IN (SELECT subject FROM bound)", []
    if within.people is not None and query.done_names_person:
        acted, acted_args = _narrow("person", within.people)
    elif query.same_period and within.since:
        acted = f"period IN (SELECT ref FROM duties_period p WHERE {late})"
        acted_args = late_args

    first = sql.greatest("starts", begins) if duty.standing and not query.of_one_day else "starts"
    arises = sql.greatest("b.first", "p.opens")
    statement = f"""
    WITH bound AS MATERIALIZED (
        SELECT subject, person, body, academy, {first} AS first,
               COALESCE(ends, {forever}) AS last, due, counts_from
        FROM ({query.bound}) q WHERE {people} AND {subjects}
    ), asked AS MATERIALIZED (
        SELECT b.subject, p.id AS period, p.ref, b.person, b.body, b.academy, {arises} AS arises,
               COALESCE(b.due, {_due(arises, query.days)}) AS due,
               {"p.closes" if query.of_one_day else sql.least("b.last", "p.closes")} AS lapses,
               COALESCE(b.counts_from, {query.counts_from}) AS counts_from
        FROM bound b JOIN duties_period p ON {late}
         AND b.first <= p.closes AND b.last >= p.opens AND b.first <= b.last
    ), owned AS (
        SELECT asked.*{number} FROM asked
        WHERE arises >= {begins} AND arises <= {forever}
    ), act AS MATERIALIZED (
        SELECT subject, period, "on", event FROM ({query.done}) q WHERE {acted}
    ), known AS (
        SELECT o.*, act."on" AS met, act.event, {place} AS place
        FROM owned o LEFT JOIN act ON act.subject = o.subject {query.same_period}
         AND act."on" >= o.counts_from AND act."on" <= o.lapses
    )
    SELECT o.subject, o.period, o.person, o.body, o.academy, o.counts_from, o.arises, o.due,
           o.lapses, o.met, o.event, r.id, CASE
             WHEN r.id IS NULL THEN {NEW}
             WHEN r.person_id IS DISTINCT FROM o.person OR r.body_id IS DISTINCT FROM o.body
               OR r.academy_id IS DISTINCT FROM o.academy
               OR r.counts_from IS DISTINCT FROM o.counts_from
               OR r.arises_on IS DISTINCT FROM o.arises OR r.due_on IS DISTINCT FROM o.due
               OR r.lapses_on IS DISTINCT FROM o.lapses
               THEN {CHANGED}
             WHEN r.met_on IS NULL AND o.met IS NOT NULL THEN {MET}
             WHEN r.met_on IS DISTINCT FROM o.met OR r.event_id IS DISTINCT FROM o.event
               THEN {CHANGED}
             ELSE {SAME} END
    FROM known o
    LEFT JOIN duties_requirement r
      ON r.duty_id = %s AND r.subject = o.subject AND r.period_id = o.period
    WHERE o.place = 1
    """
    day = sql.adapt
    return statement, [
        *([day(duty.begins)] if first != "starts" else []),
        day(FOR_EVER),
        *query.bound_args,
        *people_args,
        *subject_args,
        *late_args,
        day(duty.begins),
        day(duty.ends or FOR_EVER),
        *query.done_args,
        *acted_args,
        duty.pk,
    ]


def _due(arises: str, days: int) -> str:
    """The period's day, or so many days after joining inside it, the later where both exist."""
    joined = sql.add_days(arises, days, connection.vendor)
    return f"""CASE WHEN p.due IS NULL THEN {joined}
        WHEN b.first >= p.opens THEN {sql.greatest("p.due", joined)} ELSE p.due END"""


def _write(cursor, duty: Duty, within: Within, at: datetime) -> Changes:
    cursor.execute("SELECT flag, COUNT(*) FROM duties_stage GROUP BY flag")
    counts = dict(cursor.fetchall())
    scope, args = _scope(duty, within)
    cursor.execute(f"SELECT COUNT(*) FROM duties_requirement WHERE {scope}", args)
    stray = cursor.fetchone()[0] - counts.get(SAME, 0) - counts.get(MET, 0)
    now, instant = sql.adapt(at), sql.as_instant("%s")
    if stray:
        stay = f"SELECT open_id FROM duties_stage WHERE flag IN ({SAME}, {MET})"
        _lay_by(cursor, f"{scope} AND id NOT IN ({stay})", args, at)
    if counts.get(MET):
        cursor.execute(
            f"""UPDATE duties_requirement SET met_on = s.met, met_seen = {instant},
                event_id = s.event FROM duties_stage s
                WHERE duties_requirement.id = s.open_id AND s.flag = {MET}""",
            [now],
        )
    opened = counts.get(NEW, 0) + counts.get(CHANGED, 0)
    if opened:
        new = f"duties_stage WHERE flag IN ({NEW}, {CHANGED})"
        cursor.execute(_opening(new), [duty.pk, now, now])
    if opened >= MANY:
        sql.look_again("duties_requirement")
    return Changes(stray, counts.get(MET, 0), opened)


def _anything_stands(cursor, duty: Duty) -> bool:
    scope, args = _scope(duty, Within())
    cursor.execute(f"SELECT 1 FROM duties_requirement WHERE {scope} LIMIT 1", args)
    return cursor.fetchone() is not None


def _begin(cursor, duty: Duty, within: Within, at: datetime) -> Changes:
    """Write what is asked where nothing stands: there is nothing to put beside it in a stage."""
    desired, args = _desired(duty, within)
    now = sql.adapt(at)
    cursor.execute(sql.without_loops(_opening(f"({desired}) desired")), [duty.pk, now, now, *args])
    scope, args = _scope(duty, Within())
    cursor.execute(f"SELECT COUNT(*) FROM duties_requirement WHERE {scope}", args)
    opened = cursor.fetchone()[0]
    if opened >= MANY:
        sql.look_again("duties_requirement")
    return Changes(opened=opened)


def _opening(rows: str) -> str:
    """Opens a requirement for each of the rows: of the duty, and twice as of now."""
    instant = sql.as_instant("%s")
    return f"""INSERT INTO duties_requirement (duty_id, {COLUMNS}, met_on, met_seen, event_id,
        opened) SELECT %s, subject, period, person, body, academy, counts_from, arises, due,
        lapses, met, CASE WHEN met IS NOT NULL THEN {instant} END, event, {instant} FROM {rows}"""


def _beside(duties: Sequence[Duty], within: Within) -> tuple[str, list]:
    """The desired rows of each duty, and the ids of those that stand."""
    parts, all_args = [], []
    for duty in duties:
        desired, args = _desired(duty, within)
        scope, scope_args = _scope(duty, within)
        parts.append(f"""SELECT {duty.pk:d}, desired.* FROM ({desired}) desired
            UNION ALL SELECT {duty.pk:d}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                NULL, NULL, id, {STANDS} FROM duties_requirement WHERE {scope}""")
        all_args += [*args, *scope_args]
    return " UNION ALL ".join(parts), all_args


def _mend(cursor, rows: list[tuple], at: datetime) -> Changes:
    """Write what differs, row by row."""
    flagged: dict[int, list] = {flag: [] for flag in (SAME, MET, CHANGED, NEW, STANDS)}
    for *row, flag in rows:
        flagged[flag].append(row)
    stay = {row[-1] for row in (*flagged[SAME], *flagged[MET])}
    stray = [row[-1] for row in flagged[STANDS] if row[-1] not in stay]
    now, instant = sql.adapt(at), sql.as_instant("%s")
    if stray:
        _lay_by(cursor, *_narrow("id", stray), at)
    for *_, met, event, key in flagged[MET]:
        cursor.execute(
            f"""UPDATE duties_requirement SET met_on = %s, met_seen = {instant}, event_id = %s
                WHERE id = %s""",
            [met, now, event, key],
        )
    opened = [*flagged[CHANGED], *flagged[NEW]]
    for *row, met, event, _ in opened:
        cursor.execute(
            f"""INSERT INTO duties_requirement (duty_id, {COLUMNS}, met_on, event_id, met_seen,
                opened) VALUES ({", ".join(["%s"] * (len(row) + 2))}, {instant}, {instant})""",
            [*row, met, event, now if met else None, now],
        )
    return Changes(len(stray), len(flagged[MET]), len(opened))


def _lay_by(cursor, which: str, args: list, at: datetime) -> int:
    """Move these requirements to the past, where they stay as they were. How many they were."""
    period = "FROM duties_period WHERE duties_period.id = duties_requirement.period_id"
    cursor.execute(
        f"""INSERT INTO duties_pastrequirement ({KEPT}, ref, label, closed)
            SELECT {KEPT}, (SELECT ref {period}), (SELECT label {period}), {sql.as_instant("%s")}
            FROM duties_requirement WHERE {which}""",
        [sql.adapt(at), *args],
    )
    cursor.execute(f"DELETE FROM duties_requirement WHERE {which}", args)
    return cursor.rowcount


def _scope(duty: Duty, within: Within) -> tuple[str, list]:
    """The requirements that this synchronisation answers for."""
    people, people_args = _narrow("person_id", within.people)
    subjects, subject_args = _narrow("subject", within.subjects)
    late, late_args = "", []
    if within.since:
        periods, late_args = _late(duty, within)
        late = f"AND period_id IN (SELECT id FROM duties_period p WHERE {periods})"
    # The plus keeps both databases from walking through a whole duty for what a few people owe.
    own = "duty_id" if within.people is None else "+duty_id"
    return (
        f"{own} = %s AND {people} AND {subjects} {late}",
        [duty.pk, *people_args, *subject_args, *late_args],
    )


def _late(duty: Duty, within: Within) -> tuple[str, list]:
    """The duty's periods that this synchronisation looks at."""
    if within.since is None:
        return "p.duty_id = %s", [duty.pk]
    late = f"p.duty_id = %s AND p.closes >= {sql.as_date('%s')}"
    return late, [duty.pk, sql.adapt(within.since)]


def _narrow(column: str, keys: Collection[int] | None) -> tuple[str, list]:
    if keys is None:
        return "1 = 1", []
    if not keys:
        return "1 = 0", []
    return f"{column} IN ({', '.join(['%s'] * len(keys))})", list(keys)
