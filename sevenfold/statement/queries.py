"""Which version is in force, and what its clauses ask for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from sevenfold.access import policy as access
from sevenfold.duties.kinds import Kind, suggested
from sevenfold.duties.models import Duty

from . import rules
from .models import Ask, Line, Statement


def in_force(day: date) -> Statement | None:
    """The version that stood adopted on that day."""
    adopted = Statement.objects.filter(adopted_on__lte=day).select_related("adopted_by")
    return adopted.order_by("-adopted_on", "-version").first()


def lines(statement: Statement) -> list[Line]:
    """The version's lines in reading order, each with the duties that it asks for. Two queries."""
    return list(statement.lines.prefetch_related("asks"))


def versions(actor: access.Actor) -> QuerySet[Statement]:
    """Every version, drafts too, the newest first, with how many clauses and commitments it has."""
    found = access.scoped(actor, "statement.keep", Statement.objects.select_related("adopted_by"))
    return found.annotate(
        clauses=Count("lines", filter=Q(lines__kind="clause")),
        commitments=Count("lines", filter=Q(lines__kind="commitment")),
    ).order_by("-version")


def duties_of(clause: Line) -> QuerySet[Duty]:
    """The duties that a clause asks for, with all their successors, the first to begin first."""
    asked = Duty.objects.filter(line__in=clause.asks.values("duty_line"))
    return asked.order_by("begins", "pk")


@dataclass(frozen=True)
class Kept:
    """What becomes of the duties in force when a version is adopted."""

    kept: tuple[tuple[Line, str], ...]  # The clause that has it from now on, and the duty's line.
    lost: tuple[Line, ...]  # Clauses that have no successor: what they ask goes on, unseen.


def kept_duties(statement: Statement, day: date) -> Kept:
    """Which clauses of this version take on which duties of the version in force on that day."""
    before = in_force(day)
    if before is None or before == statement:
        return Kept((), ())
    found = rules.successors(
        before.lines.filter(kind="clause"), statement.lines.filter(kind="clause")
    )
    kept, lost = [], []
    asks = Ask.objects.filter(clause__statement=before).select_related("clause")
    for ask in asks.order_by("clause__place", "pk"):
        if ask.clause in found:
            kept.append((found[ask.clause], ask.duty_line))
        elif ask.clause not in lost:
            lost.append(ask.clause)
    return Kept(tuple(kept), tuple(lost))


@dataclass(frozen=True)
class ToConfirm:
    """A clause of the version in force, with the kinds that its words suggest and nobody confirmed."""

    clause: Line
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Suggestions:
    """How many duties the clauses in force suggest, and those still to confirm."""

    made: int
    open: tuple[ToConfirm, ...]

    @property
    def left(self) -> int:
        return sum(len(found.kinds) for found in self.open)


def suggestions(statement: Statement) -> Suggestions:
    """What the clauses of this version seem to ask for. Three queries."""
    asked = dict(Duty.objects.values_list("line", "kind"))
    made, still = 0, []
    for clause in statement.lines.filter(kind="clause").prefetch_related("asks"):
        confirmed = {asked.get(ask.duty_line) for ask in clause.asks.all()}
        kinds = suggested(clause.text)
        made += len(kinds)
        left = tuple(kind for kind in kinds if kind.code not in confirmed)
        if left:
            still.append(ToConfirm(clause, left))
    return Suggestions(made, tuple(still))
