"""How the lines of a statement are laid out on the page, each with what stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from .rules import Note


@dataclass(frozen=True)
class Row:
    """One row of the page: `shape` says how it is drawn, `line` holds the trust's own words.

    section: a heading; area: the small heading over a list; purpose, point, clause and text are
    what they say. `opens` and `closes` stand where a list of points begins and ends.
    """

    shape: str
    line: object
    words: str
    note: Note | None = None
    opens: bool = False
    closes: bool = False


POINTS = ("principle", "commitment", "value")


def rows_of(standing: Iterable[tuple[object, Note | None]], title: str) -> list[Row]:
    """The rows in reading order. A heading and its lead-in stand as one: "Education. We are:"."""
    pairs = [pair for pair in standing if pair[0].text.strip().casefold() != title.casefold()]
    rows, at = [], 0
    while at < len(pairs):
        line, note = pairs[at]
        after = pairs[at + 1][0] if at + 1 < len(pairs) else None
        if line.kind == "other" and line.role == "heading" and _leads_in(after):
            lead = after.text
            over_purpose = at + 2 < len(pairs) and pairs[at + 2][0].kind == "purpose"
            if over_purpose or line.number:
                rows.append(Row("section", line, line.text))
                rows.append(Row("area", after, lead))
            else:
                rows.append(Row("area", line, _joined(line.text, lead)))
            at += 2
            continue
        rows.append(Row(_shape(line, rows), line, line.text, note))
        at += 1
    return _with_lists(rows)


def _leads_in(line) -> bool:
    return line is not None and line.kind == "other" and line.role == "lead-in"


def _joined(heading: str, lead: str) -> str:
    end = "" if heading[-1:] in ".?!:" else "."
    return f"{heading}{end} {lead}"


def _shape(line, rows: list[Row]) -> str:
    if line.kind == "other":
        return {"heading": "section", "lead-in": "area"}.get(line.role, "text")
    return "point" if line.kind in POINTS else line.kind


def _with_lists(rows: list[Row]) -> list[Row]:
    marked = []
    for place, row in enumerate(rows):
        before = rows[place - 1].shape if place else ""
        after = rows[place + 1].shape if place + 1 < len(rows) else ""
        point = row.shape == "point"
        marked.append(
            Row(
                row.shape,
                row.line,
                row.words,
                row.note,
                opens=point and before != "point",
                closes=point and after != "point",
            )
        )
    return marked
