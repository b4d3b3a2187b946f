"""Are the lines of each version still those of the stored file that its entry cites?"""

import json
from collections import defaultdict
from collections.abc import Iterator

from sevenfold.documents import store
from sevenfold.ledger.records import Problem

from .models import Line, Statement

COVERS = {Line: ["uid", "statement", "place", "kind", "role", "number", "heading", "text"]}
TABLE = Line._meta.db_table


def problems() -> Iterator[Problem]:
    """The file itself is held to the entry by the ledger."""
    by_version = defaultdict(list)
    for line in Line.objects.order_by("statement_id", "place", "pk"):
        by_version[line.statement_id].append(line)
    for statement in Statement.objects.order_by("version"):
        yield from _of(statement, by_version.pop(statement.pk, []))
    for line in (line for lines in by_version.values() for line in lines):
        yield Problem(f"{TABLE}, row {line.pk}", "the version that it stands in is not there")


def _of(statement: Statement, lines: list[Line]) -> Iterator[Problem]:
    try:
        kept = json.loads(store.read(statement.sha256))["lines"]
    except (store.Damaged, ValueError) as damage:
        yield Problem(f"{TABLE}, version {statement.version}", str(damage))
        return
    missing = {said["uid"]: {**said, "place": place} for place, said in enumerate(kept)}
    for line in lines:
        where = f"{TABLE}, row {line.pk}"
        said = missing.pop(line.uid, None)
        if said is None:
            yield Problem(where, f"the file of version {statement.version} has no such line")
            continue
        changed = [name for name, value in said.items() if getattr(line, name) != value]
        if changed:
            yield Problem(where, f"it is not what the file has: {', '.join(changed)}")
    for said in missing.values():
        where = f"{TABLE}, version {statement.version}, line {said['place'] + 1}"
        yield Problem(where, "the line is not there")
