import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sevenfold.documents import store
from sevenfold.ledger import guards, records, tree, walk
from sevenfold.ledger.actions import new_id
from sevenfold.ledger.models import Log, split
from sevenfold.ledger.records import Problem
from sevenfold.ledger.verify import covers, verify
from tests.ledger import promises
from tests.ledger.conftest import NOON
from tests.ledger.promises import Keeper, Promise

pytestmark = pytest.mark.django_db

CHANGED = "its header is not the one that was entered"
SAYS_OTHERWISE = "what it says is not what was entered"
HASHES = "the hashes that it keeps do not fit the entries before it"


@pytest.fixture
def ten(enter):
    return [enter(n=n) for n in range(10)]


def found() -> list[tuple[str, str]]:
    return [(problem.where, problem.what) for problem in verify().problems]


def blob(data: bytes) -> str:
    """Bytes as SQL has them."""
    return f"X'{data.hex()}'" if connection.vendor == "sqlite" else f"'\\x{data.hex()}'::bytea"


def test_a_log_as_it_was_written_is_in_order(ten):
    report = verify()

    assert (report.ok, report.events, report.problems) == (True, 10, [])


def test_a_log_that_was_only_begun_is_in_order_and_so_is_no_log_at_all(log):
    assert (verify().ok, verify().events) == (True, 0)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("id = '" + "0" * 32 + "'", CHANGED),
        ("type = 'room.altered'", CHANGED),
        ("actor = '" + "b2" * 16 + "'", CHANGED),
        ("actor = NULL", CHANGED),
        ("subject = '" + "b2" * 16 + "'", CHANGED),
        ("at = '2026-11-24 12:00:05.000001+00:00'", CHANGED),
        ("digest = {other}", CHANGED),
        ("hashes = {other}", CHANGED),
        ("hashes = {leaf}", HASHES),
        ("hashes = {more}", "it does not keep as many hashes as its place asks for"),
    ],
)
def test_an_altered_cell_of_an_entry_names_the_entry_and_it_alone(ten, tamper, change, what):
    event = ten[5]
    values = {
        "other": blob(bytes(64)),
        "leaf": blob(event.leaf + bytes(32)),
        "more": blob(event.hashes + bytes(32)),
    }
    change = change.format(**values)
    if change.startswith("id"):
        # With its payload, which would be gone otherwise.
        tamper(
            "PRAGMA defer_foreign_keys = ON" if connection.vendor == "sqlite" else "SELECT 1",
            f'UPDATE ledger_event SET {change} WHERE "index" = 5',
            f"UPDATE ledger_payload SET event_{change} WHERE event_id = '{event.pk}'",
        )
    else:
        tamper(f'UPDATE ledger_event SET {change} WHERE "index" = 5')

    assert found() == [("entry 6", what)]


@pytest.mark.parametrize(
    "change", ["""body = '{"n":55}'""", "body = 'nonsense'", "body = '[]'", "salt = {other}"]
)
def test_an_altered_payload_names_its_entry(ten, tamper, change):
    change = change.format(other=blob(bytes(32))) if "{other}" in change else change
    tamper(f"UPDATE ledger_payload SET {change} WHERE event_id = '{ten[5].pk}'")

    assert found() == [("entry 6", SAYS_OTHERWISE)]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_altered_hash_of_the_tree_names_the_entry_that_keeps_it(ten, tamper, level):
    hashes = split(ten[7].hashes)
    hashes[level] = bytes(32)
    tamper(f'UPDATE ledger_event SET hashes = {blob(b"".join(hashes))} WHERE "index" = 7')

    assert found() == [("entry 8", HASHES)]


ANYTHING = ["'nonsense'", "X'00ff'", "7", "1.5"]


@pytest.mark.parametrize("value", ANYTHING)
@pytest.mark.parametrize(
    "column", ["type", "actor", "subject", "at", "digest", "hashes", '"index"']
)
def test_a_cell_of_an_entry_that_holds_what_it_never_could_is_found(ten, tamper, column, value):
    if connection.vendor != "sqlite" or (column, value) == ('"index"', "7"):
        return  # Elsewhere a column holds what it is for, and places are never double.
    tamper(f'UPDATE ledger_event SET {column} = {value} WHERE "index" = 5')

    assert "entry 6" in {where for where, _ in found()}


@pytest.mark.parametrize("value", ANYTHING)
@pytest.mark.parametrize("column", ["body", "salt"])
def test_a_payload_that_holds_what_it_never_could_is_found(ten, tamper, column, value):
    if connection.vendor != "sqlite":
        return
    tamper(f"UPDATE ledger_payload SET {column} = {value} WHERE event_id = '{ten[5].pk}'")

    assert [where for where, _ in found()] == ["entry 6"]


@pytest.mark.parametrize("value", ANYTHING[:2])
@pytest.mark.parametrize("column", ["size", "peaks"])
def test_a_head_that_holds_what_it_never_could_is_found(ten, tamper, column, value):
    if connection.vendor != "sqlite":
        return
    tamper(f"UPDATE ledger_log SET {column} = {value}")

    assert not verify().ok


def test_several_altered_entries_are_each_named_once(ten, tamper):
    tamper("UPDATE ledger_event SET type = 'room.altered' WHERE \"index\" IN (0, 3, 6, 9)")

    assert found() == [(f"entry {n}", CHANGED) for n in (1, 4, 7, 10)]


def remove(*events):
    ids = ", ".join(f"'{event.pk}'" for event in events)
    return [
        f"DELETE FROM ledger_payload WHERE event_id IN ({ids})",
        f"DELETE FROM ledger_event WHERE id IN ({ids})",
    ]


@pytest.mark.parametrize(
    ("gone", "where"),
    [
        (slice(0, 1), "entry 1"),
        (slice(5, 6), "entry 6"),
        (slice(2, 8), "entries 3 to 8"),
        (slice(9, 10), "entry 10"),
        (slice(6, 10), "entries 7 to 10"),
        (slice(0, 10), "entries 1 to 10"),
    ],
)
def test_entries_removed_or_cut_off_are_named_and_no_others(ten, tamper, gone, where):
    tamper(*remove(*ten[gone]))

    assert found() == [(where, "not there: removed or cut off")]


def test_a_tail_cut_off_together_with_the_head_still_leaves_a_head_that_does_not_fit(ten, tamper):
    tamper(*remove(*ten[8:]), "UPDATE ledger_log SET size = 8")

    assert found() == [("log 1", "its head does not fit the entries")]


def test_two_entries_that_changed_places_are_both_named(ten, tamper):
    tamper(
        'UPDATE ledger_event SET "index" = 99 WHERE "index" = 3',
        'UPDATE ledger_event SET "index" = 3 WHERE "index" = 4',
        'UPDATE ledger_event SET "index" = 4 WHERE "index" = 99',
    )

    assert [where for where, _ in found()] == ["entry 4", "entry 5"]


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ("size = 9", [("entry 10", "the head of the log does not count this entry")]),
        ("size = 12", [("entries 11 to 12", "not there: removed or cut off")]),
        (
            "size = 9007199254740991",
            [("entries 11 to 9007199254740991", "not there: removed or cut off")],
        ),
        ("peaks = {other}", [("log 1", "its head does not fit the entries")]),
    ],
)
def test_an_altered_head_is_found(ten, tamper, change, problems):
    tamper(f"UPDATE ledger_log SET {change.format(other=blob(bytes(64)))}")

    assert found() == problems


def test_a_log_whose_head_was_removed_is_found(ten, tamper):
    with transaction.atomic():
        Log.objects.create(number=2, name="wrenmoor.example", begun=NOON)
    tamper("UPDATE ledger_event SET log_id = 2", "DELETE FROM ledger_log WHERE number = 1")

    assert ("log 1", "not there") in found()


def test_a_log_whose_number_is_none_is_found(ten):
    if connection.vendor != "sqlite":
        return
    before = transaction.savepoint()
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_log SET number = 'x'")

    assert ("log x", "its head cannot be read") in found()
    transaction.savepoint_rollback(before)  # The keys would be checked at the end.


def test_an_entry_that_was_moved_to_another_log_is_missed(ten, tamper):
    Log.objects.create(number=2, name="wrenmoor.example", begun=NOON)
    tamper('UPDATE ledger_event SET log_id = 2 WHERE "index" = 9')

    assert found() == [
        ("entry 10", "not there: removed or cut off"),
        ("entry 10 of log 2", "the head of the log does not count this entry"),
    ]


def test_each_log_is_walked(ten, enter, tamper):
    Log.objects.create(number=2, name="wrenmoor.example", begun=NOON)
    enter(n=10)
    enter(n=11)
    assert (verify().ok, verify().events) == (True, 12)

    tamper("UPDATE ledger_event SET type = 'room.altered' WHERE \"index\" = 1")

    assert found() == [("entry 2", CHANGED), ("entry 2 of log 2", CHANGED)]


OWN_GUARDS = [guard for guard in guards.guards() if guard.table.startswith("ledger_")]


@pytest.mark.parametrize("guard", OWN_GUARDS, ids=lambda guard: guard.name)
def test_a_guard_that_does_not_stand_is_named(log, guard):
    with connection.cursor() as cursor:
        for statement in guard.take_down(connection.vendor):
            cursor.execute(statement)

    says = f"the guard that refuses {guard.on.upper()} does not stand"
    assert found() == [(guard.table, says)]


# Erasure


def test_an_erased_entry_is_in_order(ten, erase):
    erase(ten[2].pk, ten[5].pk)

    assert found() == []


def test_a_payload_that_is_gone_without_an_erasure_is_found(ten, tamper):
    tamper(f"DELETE FROM ledger_payload WHERE event_id = '{ten[5].pk}'")

    assert found() == [("entry 6", "what it says is gone, and no entry says that it was erased")]


def test_an_erasure_speaks_for_earlier_entries_alone(enter, tamper):
    later = new_id()
    enter("ledger.erased", entries=[later], reason="asked to")
    enter(id=later)
    tamper(f"DELETE FROM ledger_payload WHERE event_id = '{later}'")

    assert found() == [("entry 2", "what it says is gone, and no entry says that it was erased")]


def test_a_payload_that_is_said_to_be_erased_and_still_there_is_found(ten, enter):
    enter("ledger.erased", entries=[ten[5].pk], reason="asked to")

    assert found() == [("entry 6", "said to be erased, but what it says is still there")]


def test_what_the_ledger_says_of_itself_cannot_have_been_erased(enter, tamper):
    own = enter("ledger.continued", n=1)
    enter("ledger.erased", entries=[own.pk], reason="asked to")
    tamper(f"DELETE FROM ledger_payload WHERE event_id = '{own.pk}'")

    assert found() == [("entry 1", "what it says is gone, and no entry says that it was erased")]


# Stored files


def test_a_stored_file_that_an_entry_cites_is_there_and_is_what_its_name_says(enter):
    sha256 = store.put(b"the code of conduct")
    enter(n=1)
    enter(code={"sha256": sha256})
    enter(scans=[{"sha256": sha256}])
    assert found() == []

    store.path_of(sha256).write_bytes(b"another code")
    assert found() == [("entry 2", f"the stored file {sha256} was altered")]

    store.path_of(sha256).unlink()
    [(where, what)] = found()
    assert (where, what.startswith(f"the stored file {sha256} cannot be read")) == ("entry 2", True)


def test_files_that_nobody_can_look_at_are_not_passed_over(enter, monkeypatch):
    monkeypatch.setattr(records, "_file_checks", [])
    enter(n=1)
    assert found() == []

    enter(code={"sha256": "ab" * 32})

    assert found() == [("entry 2", "the stored file that it cites could not be looked at")]


# Records


@pytest.fixture
def kept(promised, enter):
    """A keeper with three promises, each entered; the second is told of again with a keeper."""
    keeper = Keeper.objects.create(number=1, name="Amira Khan")
    enter(keeper=records.state("keeper", keeper))
    promises = [
        Promise(number=n, text=f"promise {n}", keeper=keeper, due=date(2026, 9, n), at=NOON)
        for n in (1, 2, 3)
    ]
    Promise.objects.bulk_create(promises)
    enter(promise=records.state("promise", promises[0]))
    enter(promise=records.states("promise", Promise.objects.filter(number__gt=1)), minute="7")
    return promises


def test_rows_that_agree_with_their_entries_are_in_order(kept):
    report = verify()

    assert (report.ok, report.events) == (True, 3)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("text = 'promise 2, less'", "text"),
        ("days = 1", "days"),
        ("kept = '1'", "kept"),
        ("due = NULL", "due"),
        ("due = '2026-09-12'", "due"),
        ("at = '2026-11-24 12:00:00.000001+00:00'", "at"),
        ("keeper_id = NULL", "keeper"),
        ("days = 1, text = ''", "days, text"),
    ],
)
def test_a_row_that_was_altered_is_named_by_its_entry_its_table_and_what_changed(
    kept, tamper, change, names
):
    tamper(f"UPDATE promises_promise SET {change} WHERE number = 2")

    assert found() == [
        ("entry 3, promises_promise", f"the row no longer has what this entry says: {names}")
    ]


@pytest.mark.parametrize("value", ANYTHING)
@pytest.mark.parametrize("column", [*promises.COLUMNS.values(), "uid"])
def test_a_cell_of_a_row_that_holds_what_it_never_could_is_found(kept, tamper, column, value):
    if connection.vendor != "sqlite":
        return
    column = "keeper_id" if column == "keeper" else column
    tamper(f"UPDATE promises_promise SET {column} = {value} WHERE number = 2")

    assert "entry 3, promises_promise" in {where for where, _ in found()}


def test_a_payload_bent_to_tell_of_a_row_and_of_nonsense_is_found(kept, tamper):
    keeper = json.dumps({"uid": Keeper.objects.get().uid, "name": "Somebody else"})
    bent = f'{{"keeper":{keeper},"promise":["nonsense"]}}'
    tamper(
        f"UPDATE ledger_payload SET body = '{bent}' WHERE event_id = (SELECT id FROM ledger_event WHERE \"index\" = 0)"
    )

    assert ("entry 1", SAYS_OTHERWISE) in found()


def test_what_is_not_declared_may_change(kept, tamper):
    tamper("UPDATE promises_promise SET note = 'seen' WHERE number = 2")

    assert found() == []


def test_a_row_that_was_removed_is_named_by_its_entry_and_table(kept, tamper):
    tamper("DELETE FROM promises_promise WHERE number IN (1, 3)")

    gone = "the row that this entry tells of is not there"
    assert sorted(found()) == [
        ("entry 2, promises_promise", gone),
        ("entry 3, promises_promise", gone),
    ]


def test_a_row_of_which_no_entry_tells_is_named_by_its_table(kept, tamper):
    Promise.objects.create(number=9, text="slipped in")

    assert found() == [("promises_promise, row 9", "no entry tells of this row")]


def test_a_row_whose_uid_was_altered_is_missed_and_found_astray(kept, tamper):
    tamper(f"UPDATE promises_promise SET uid = '{'0' * 32}' WHERE number = 2")

    assert sorted(found()) == [
        ("entry 3, promises_promise", "the row that this entry tells of is not there"),
        ("promises_promise, row 2", "no entry tells of this row"),
    ]


def test_a_row_that_was_doubled_is_found(kept, tamper):
    tamper(
        "INSERT INTO promises_promise SELECT 9, uid, keeper_id, text, days, kept, due, at, note"
        " FROM promises_promise WHERE number = 2"
    )

    assert found() == [("promises_promise, row 9", "no entry tells of this row")]


def test_the_last_entry_that_tells_of_a_row_wins(kept, enter, tamper):
    Keeper.objects.update(name="Amira Khan-Lowe")
    assert found() == [
        ("entry 1, promises_keeper", "the row no longer has what this entry says: name")
    ]

    enter(keeper=records.state("keeper", Keeper.objects.get()))
    assert found() == []

    Keeper.objects.update(name="Amira Khan")
    assert found() == [
        ("entry 4, promises_keeper", "the row no longer has what this entry says: name")
    ]


def test_a_column_declared_since_is_not_held_against_older_entries(kept, tamper):
    records.register("keeper", Keeper, {"name": "name", "number": "number"})
    assert found() == []

    Keeper.objects.update(name="Somebody else")
    assert found() == [
        ("entry 1, promises_keeper", "the row no longer has what this entry says: name")
    ]


def test_an_act_that_commits_while_the_tables_are_read_is_no_problem(kept, enter, monkeypatch):
    """The row was read before, its new entry after: as if somebody acted in between."""
    states = verify.__globals__["_states"]
    acts = iter([True])

    def and_meanwhile(record, rows):
        yield from states(record, rows)
        if record.name == "keeper" and next(acts, False):
            Keeper.objects.update(name="Amira Khan-Lowe")
            enter(keeper=records.state("keeper", Keeper.objects.get()))
            new = Promise.objects.create(number=4, text="new")
            enter(promise=records.state("promise", new))

    monkeypatch.setitem(verify.__globals__, "_states", and_meanwhile)

    report = verify()

    assert (report.problems, report.events) == ([], 5)


def test_a_room_may_check_what_cannot_be_seen_row_by_row(log):
    records.check("dues", lambda: [Problem("a due, row 1", "not due")], {Keeper: ["number"]})

    assert found() == [("a due, row 1", "not due")]
    assert covers()["promises_keeper"] == ["number"]


def test_a_room_that_stumbles_over_what_was_altered_is_named_and_stops_nothing(log):
    def stumble():
        yield Problem("a due, row 1", "not due")
        raise ValueError("no day\nof the calendar")

    records.check("dues", stumble, {})
    records.check("others", lambda: [Problem("another, row 1", "not there")], {})

    assert found() == [
        ("a due, row 1", "not due"),
        ("dues", "cannot be looked at (ValueError: no day of the calendar)"),
        ("another, row 1", "not there"),
    ]


@pytest.mark.parametrize("size", [3, 30])
def test_the_number_of_queries_does_not_grow_with_the_entries_and_rows(
    promised, enter, tamper, size
):
    for n in range(size):
        promise = Promise.objects.create(number=n, text=f"{n}")
        enter(promise=records.state("promise", promise))

    with CaptureQueriesContext(connection) as captured:
        assert verify().ok
    selects = [query for query in captured if query["sql"].startswith("SELECT")]
    # The head, the entries, two tables; the head again, what was appended since, what lies beyond
    # the head or belongs to no log; the head, its checkpoints, those beyond it or of no log; the
    # guards; what each of four references leads to.
    assert len(selects) == 17

    tamper("UPDATE promises_promise SET text = 'bent'")
    with CaptureQueriesContext(connection) as captured:
        assert len(verify().problems) == size
    selects = [query for query in captured if query["sql"].startswith("SELECT")]
    assert len(selects) == 19  # And once more the rows in doubt, with their entries.


def test_an_entry_that_stands_twice_is_found(ten, monkeypatch):
    """The database refuses it, unless somebody took its constraint away."""
    once = walk.in_chunks

    def twice(rows, *args, **kwargs):
        for row in once(rows, *args, **kwargs):
            yield row
            if row[0] == 5:
                yield row

    monkeypatch.setattr(walk, "in_chunks", twice)

    assert found() == [(f"entry {ten[5].pk}", "it has no place of its own")]


def test_a_reference_to_what_is_not_there_is_named(promised, enter, tamper):
    promise = Promise.objects.create(number=1, text="kept")
    enter(promise=records.state("promise", promise))
    assert found() == []

    # Through such a reference the row is to be seen no more, or as if it had none.
    tamper("UPDATE promises_promise SET keeper_id = 99")

    assert found() == [
        ("promises_promise, row 1", "its keeper_id leads to a row that is not there")
    ]


def test_the_chunks_of_a_walk_join_up(ten, enter, tamper, monkeypatch):
    monkeypatch.setattr("sevenfold.ledger.walk.CHUNK", 3)
    assert (verify().ok, verify().events) == (True, 10)

    tamper(*remove(ten[2], ten[3]))

    assert found() == [("entries 3 to 4", "not there: removed or cut off")]


def test_covers_names_each_table_and_column_that_is_vouched_for(promised):
    assert covers() == {
        "ledger_event": [
            "id",
            "log_id",
            "index",
            "type",
            "actor",
            "subject",
            "at",
            "digest",
            "hashes",
        ],
        "ledger_payload": ["event_id", "body", "salt"],
        "ledger_log": ["number", "size", "peaks", "signed"],
        "ledger_checkpoint": ["log_id", "size", "previous", "root", "note"],
        "promises_keeper": ["uid", "name"],
        "promises_promise": ["uid", "keeper_id", "text", "days", "kept", "due", "at"],
    }


# The command


def run(*options) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify", *options, stdout=out)
    except SystemExit as left:
        return left.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_in_one_line_that_all_is_in_order(ten):
    assert run() == (0, "10 entries, all in order\n")


def test_the_command_names_each_problem_and_leaves_with_1(ten, tamper):
    tamper("UPDATE ledger_event SET type = 'room.altered' WHERE \"index\" IN (3, 4)")

    assert run() == (1, f"entry 4: {CHANGED}\nentry 5: {CHANGED}\n")


def test_the_command_answers_in_json(ten, tamper):
    code, out = run("--json")
    expected = {"ok": True, "events": 10, "checkpoint": None, "problems": [], "covers": covers()}
    assert (code, json.loads(out)) == (0, expected)

    tamper("UPDATE ledger_event SET type = 'room.altered' WHERE \"index\" = 3")

    code, out = run("--json")
    problems = [{"where": "entry 4", "what": CHANGED}]
    assert (code, json.loads(out)) == (1, expected | {"ok": False, "problems": problems})


def test_any_single_row_of_a_larger_log_that_is_altered_is_named(enter, tamper):
    events = [enter(n=n) for n in range(67)]
    for event in events[::5]:
        before, after = event.at, event.at + timedelta(microseconds=1)
        tamper(
            f"UPDATE ledger_event SET at = '{after:%Y-%m-%d %H:%M:%S.%f+00:00}' WHERE id = '{event.pk}'"
        )
        assert found() == [(f"entry {event.number}", CHANGED)]
        tamper(
            f"UPDATE ledger_event SET at = '{before:%Y-%m-%d %H:%M:%S.%f+00:00}' WHERE id = '{event.pk}'"
        )
    assert found() == []
    assert Log.objects.get().root == tree.root(split(Log.objects.get().peaks))
