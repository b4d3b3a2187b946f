"""How the statement stands, clause by clause, and who stands behind each count."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count as CountOf
from django.db.models import F, Max, Min, QuerySet

from sevenfold.access import policy as access
from sevenfold.duties import queries as duties
from sevenfold.duties.kinds import KINDS
from sevenfold.duties.models import Duty, Requirement
from sevenfold.kernel import clock
from sevenfold.ledger import queries as ledger
from sevenfold.ledger.models import Checkpoint
from sevenfold.people.models import Academy
from sevenfold.statement import queries as statements
from sevenfold.statement.models import Line, Statement
from sevenfold.ui import words

from .rules import Count, Figure, Note, Tally, met_and_late, verdict


@dataclass(frozen=True)
class Standing:
    """The statement in force on a day, each line with what stands beside it."""

    statement: Statement | None
    rows: tuple[tuple[Line, Note | None], ...]


def standing(actor: access.Actor, day: date, academy: Academy | None = None) -> Standing:
    """How the statement stands on that day, for the trust or one academy.

    The counts are the trust's for everybody; a count opens only where the actor's own list has as
    many rows. Five queries, however large the trust: the version, its lines, their duties, the
    figures, and the figures within the actor's reach.
    """
    statement = statements.in_force(day)
    if statement is None:
        return Standing(None, ())
    everything = Requirement.objects.all()
    if academy:
        everything = everything.filter(academy=academy)
    figures = _figures(everything, day)
    own = _rows_by_state(access.scoped(actor, "assurance.names", everything), day)
    kinds = dict(Duty.objects.values_list("line", "kind"))
    rows = []
    for line in statements.lines(statement):
        asked = [ask.duty_line for ask in line.asks.all()]
        rows.append(
            (line, _note(asked, figures, kinds, own, day) if line.kind == "clause" else None)
        )
    return Standing(statement, tuple(rows))


def _figures(requirements: QuerySet, day: date) -> dict[str, list[Figure]]:
    """The one grouped query of the living statement."""
    grouped = (
        duties.at(requirements, day)
        .values(
            "state", "period", line=F("duty__line"), kind=F("duty__kind"), label=F("period__label")
        )
        .annotate(
            rows=CountOf("pk"),
            first_due=Min("due_on"),
            last_due=Max("due_on"),
            latest=Max("met_seen"),
        )
        .order_by("line", "period", "state")
    )
    by_line = defaultdict(list)
    for row in grouped:
        by_line[row["line"]].append(Figure(**row))
    return by_line


def _rows_by_state(requirements: QuerySet, day: date) -> dict[tuple, int]:
    grouped = duties.at(requirements, day).values("duty__line", "period", "state").order_by()
    return {
        (row["duty__line"], row["period"], row["state"]): row["rows"]
        for row in grouped.annotate(rows=CountOf("pk"))
    }


def _note(lines, figures, kinds, own, day) -> Note:
    if not lines:
        return Note("unasked")
    found = [figure for line in lines for figure in figures.get(line, [])]
    tallies = [
        _tally(list(group), own, day)
        for _, group in groupby(found, key=lambda figure: (figure.line, figure.period))
    ]
    return Note(
        verdict(found),
        tuple(tallies),
        max((figure.latest for figure in found if figure.latest), default=None),
        KINDS[kinds[lines[-1]]].name,
    )


def _tally(figures: list[Figure], own: dict, day: date) -> Tally:
    """The lines of the margin for one duty in one period."""
    kind = KINDS[figures[0].kind]
    asked = sum(figure.rows for figure in figures)
    met, late = met_and_late(figures)
    said = f"of {words.number(asked)} {kind.met}"
    if late:
        said += f", {words.number(late)} of them late"
    counts = [Count(met, said, "met")]
    for figure in figures:
        if figure.state == "overdue":
            by = words.by_days((day - figure.first_due).days)
            counts.append(Count(figure.rows, f"overdue, {by}", "overdue", late=True))
        elif figure.state == "due":
            counts.append(
                Count(figure.rows, f"due by {words.day_and_month(figure.last_due)}", "due")
            )
    return Tally(
        figures[0].line,
        figures[0].period,
        kind.counted.format(period=figures[0].label),
        tuple(_opened(count, figures[0], own) for count in counts),
        asked,
    )


def _opened(count: Count, figure: Figure, own: dict) -> Count:
    """The count as a link only where the actor's own list has as many rows."""
    states = ("met", "met late") if count.state == "met" else (count.state,)
    listed = sum(own.get((figure.line, figure.period, state), 0) for state in states)
    if count.number and listed == count.number:
        return count
    return Count(count.number, count.words, "", count.late)


def signed_for_the_month(day: date) -> tuple[date, Checkpoint] | None:
    """What the book was known to hold on the first of that month; in its first month, since then."""
    first = day.replace(day=1)
    signed = ledger.standing_on(first)
    if signed:
        return first, signed
    signed = ledger.standing_on(day)
    return (clock.london_date(signed.at), signed) if signed else None


def who(
    actor: access.Actor, line: str, period: int, state: str, day: date, academy: Academy | None
) -> QuerySet:
    """Who stands behind a count: for what, due when, and with which entry. Scoped to the actor."""
    requirements = Requirement.objects.filter(duty__line=line, period=period)
    if academy:
        requirements = requirements.filter(academy=academy)
    states = ("met", "met late") if state == "met" else (state,)
    return (
        duties.at(access.scoped(actor, "assurance.names", requirements), day)
        .filter(state__in=states)
        .select_related("person", "body__academy", "event", "period", "duty")
        .order_by("due_on", "person__name", "pk")
    )


def asked_of(actor: access.Actor, day: date) -> list[Requirement]:
    """What stands asked of the actor themselves on that day, met or not, the latest due first."""
    own = access.scoped(actor, "assurance.asked", Requirement.objects.exclude(person=None))
    found = duties.at(own, day).select_related("duty", "period", "body__academy", "event")
    return list(found.order_by("due_on", "pk"))


def clauses_of(lines: set[str]) -> dict[str, Line]:
    """The clause, of the newest version, that asks for each of these duties' lines."""
    asking = Line.objects.filter(asks__duty_line__in=lines).annotate(line=F("asks__duty_line"))
    return {clause.line: clause for clause in asking.order_by("statement__version")}
