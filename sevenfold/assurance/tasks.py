"""What is asked of one person, gathered so that each thing is asked once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from sevenfold.duties.kinds import KINDS, Kind, Todo


@dataclass(frozen=True)
class Task:
    """One thing to do, or done, with the requirements that it answers for."""

    kind: Kind
    line: str  # The duty's line, which leads to the clause.
    rows: tuple[Any, ...]
    clause: Any = None  # The line of the statement that asks for it.
    todo: Todo | None = None  # What the kind says of it while it is open.

    @property
    def done(self) -> bool:
        return all(row.met_on for row in self.rows)

    @property
    def late(self) -> bool:
        return any(row.state == "overdue" for row in self.rows)

    @property
    def open_rows(self) -> tuple[Any, ...]:
        return tuple(row for row in self.rows if not row.met_on)

    @property
    def due(self) -> date:
        return min(row.due_on for row in self.open_rows or self.rows)

    @property
    def proof(self):
        """The entry of the act that met it."""
        return next((row.event for row in self.rows if row.event_id), None)


def tasks_of(
    requirements: Iterable[Any], clauses: Mapping[str, Any], actor: Any, on: date
) -> list[Task]:
    """One task for each duty and period, the first due first; `clauses` by the line of the duty.

    What is open is put in the words of its kind, which may look how far the actor has come.
    """
    ordered = sorted(requirements, key=lambda row: (row.duty_id, row.period_id))
    grouped = groupby(ordered, key=lambda row: (row.duty, row.period))
    tasks = [
        Task(KINDS[duty.kind], duty.line, tuple(rows), clauses.get(duty.line))
        for (duty, _), rows in grouped
    ]
    said = [
        task if task.done else replace(task, todo=task.kind.todo(actor, on))
        for task in tasks
        if task.kind.task
    ]
    return sorted(said, key=lambda task: task.due)
