"""Whatever `verify` vouches for, it finds altered: a thousand alterations behind the guards."""

import json
import random
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from itertools import cycle, islice

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from sevenfold.ledger import guards
from sevenfold.ledger.verify import verify
from tests.faults import alter
from tests.faults.world import a_busy_trust

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
ALTERATIONS = 1_000
ROWS = 100  # Removed, doubled and cut off, of each so many; the rest are cells.
PARTS = 4


@pytest.fixture
def covers(time_machine) -> dict[str, list[str]]:
    """What `verify --json` vouches for in a trust where a good deal has happened."""
    time_machine.move_to(NOW, tick=False)
    a_busy_trust(NOW)
    out = StringIO()
    call_command("verify", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert (answer["ok"], answer["problems"]) == (True, [])
    return answer["covers"]


def test_every_table_that_is_vouched_for_has_rows_to_alter(covers):
    counts = {}
    with connection.cursor() as cursor:
        for table in covers:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]

    assert [table for table, count in counts.items() if not count] == []


@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_alterations_behind_the_guards_are_all_found(covers, part):
    dice = random.Random(part)
    missed, made, impossible = [], Counter(), set()
    for act, *place in alterations(covers)[part::PARTS]:
        with transaction.atomic():
            try:
                done = act(dice, *place)
            except alter.Impossible as no:
                impossible.add(str(no))
            else:
                made[act.__name__] += 1
                if verify().ok:
                    missed.append(done)
            transaction.set_rollback(True)

    assert missed == []
    assert guards.missing() == []
    # It is the one row that its table's own constraint allows.
    assert impossible <= {"people_trust doubled"}
    assert made.total() >= (ALTERATIONS - ROWS // len(covers)) // PARTS - 2


def alterations(covers: dict[str, list[str]]) -> list[tuple]:
    """Each an act with what it is done to: evenly over the columns, and over the tables."""
    cells = [(table, column) for table, columns in covers.items() for column in columns]
    acts = [(alter.cell, *place) for place in islice(cycle(cells), ALTERATIONS - 3 * ROWS)]
    for act in (alter.removed, alter.doubled, alter.cut_off):
        acts += [(act, table) for table in islice(cycle(covers), ROWS)]
    return acts
