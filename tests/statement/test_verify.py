"""The lines of a version, held to the stored file that its entry cites."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from sevenfold.access.policy import SEVENFOLD
from sevenfold.documents import store
from sevenfold.ledger import actions as ledger
from sevenfold.statement import actions as statements
from sevenfold.statement import verify
from sevenfold.statement.models import Line
from sevenfold.statement.reading import read
from tests.factories import a_trust

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEXT = "Our statement\n\n1. Conduct\n\n1.1 We keep a code.\n\n1.2 We tell the truth.\n"


def found() -> list[tuple[str, str]]:
    return [(problem.where, problem.what) for problem in verify.problems()]


@pytest.fixture
def lines() -> list[Line]:
    a_trust()
    ledger.begin("wrenmoor.example", at=NOW)
    kept = statements.keep(SEVENFOLD, "Statement", read(TEXT), TEXT.encode(), at=NOW)
    assert found() == []
    return list(kept.lines.all())


@pytest.mark.parametrize("column", ["kind", "role", "number", "heading", "text"])
def test_a_line_that_was_altered_is_named_with_what_changed(lines, column):
    Line.objects.filter(pk=lines[-1].pk).update(**{column: "bent"})

    says = f"it is not what the file has: {column}"
    assert found() == [(f"statement_line, row {lines[-1].pk}", says)]


def test_a_line_that_was_moved_is_named(lines):
    Line.objects.filter(pk=lines[-1].pk).update(place=99)

    says = "it is not what the file has: place"
    assert found() == [(f"statement_line, row {lines[-1].pk}", says)]


def test_a_line_removed_and_a_line_put_in_are_named(lines):
    Line.objects.filter(pk=lines[-1].pk).delete()
    version = f"statement_line, version 1, line {len(lines)}"
    assert found() == [(version, "the line is not there")]

    lines[-1].save(force_insert=True)
    doubled = Line.objects.create(statement=lines[0].statement, place=99, kind="clause", text="x")
    assert found() == [
        (f"statement_line, row {doubled.pk}", "the file of version 1 has no such line")
    ]


def test_a_line_of_no_version_is_named(lines):
    before = transaction.savepoint()
    Line.objects.filter(pk=lines[-1].pk).update(statement=999)

    assert found() == [
        (f"statement_line, version 1, line {len(lines)}", "the line is not there"),
        (f"statement_line, row {lines[-1].pk}", "the version that it stands in is not there"),
    ]
    transaction.savepoint_rollback(before)  # The keys would be checked at the end.


def test_a_file_that_was_altered_holds_nothing_up(lines):
    sha256 = lines[0].statement.sha256
    store.path_of(sha256).write_bytes(b"{}")

    assert found() == [("statement_line, version 1", f"the stored file {sha256} was altered")]
    store.path_of(sha256).unlink()
