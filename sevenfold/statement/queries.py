"""Which version is in force, and what its clauses ask for."""

from datetime import date

from .models import Line, Statement


def in_force(day: date) -> Statement | None:
    """The version that stood adopted on that day."""
    adopted = Statement.objects.filter(adopted_on__lte=day).select_related("adopted_by")
    return adopted.order_by("-adopted_on", "-version").first()


def lines(statement: Statement) -> list[Line]:
    """The version's lines in reading order, each with the duties that it asks for. Two queries."""
    return list(statement.lines.prefetch_related("asks"))
