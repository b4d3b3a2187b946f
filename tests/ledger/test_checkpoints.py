"""Signing the book: what is signed, what is refused, and what `verify` finds."""

import base64
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from sevenfold.ledger import actions, keys, queries, tree
from sevenfold.ledger.checker import check
from sevenfold.ledger.models import Checkpoint, Event, Log
from sevenfold.ledger.verify import verify
from tests.ledger.conftest import NOON
from tests.ledger.test_verify import blob

pytestmark = pytest.mark.django_db


@pytest.fixture
def grow(enter):
    """Appends so many entries and signs."""

    def grow(entries: int) -> Checkpoint:
        for _ in range(entries):
            enter(n=1)
        return actions.checkpoint(NOON)

    return grow


def found() -> list[tuple[str, str]]:
    return [(problem.where, problem.what) for problem in verify().problems]


# The key


def test_the_key_is_made_when_the_log_begins_and_is_nobody_elses_to_read(log):
    assert keys.path() == settings.SEVENFOLD_HOME / "keys" / "ledger"
    assert keys.path().stat().st_mode & 0o777 == 0o600
    assert check.read_key(keys.vkey(log)).name == "wrenmoor.example/ledger/1"


def test_a_key_that_is_there_is_kept(log):
    before = keys.vkey(log)

    keys.make()

    assert keys.vkey(log) == before


def test_the_next_log_has_the_same_key_under_its_own_name(log):
    first, second = keys.signer(log).key, keys.signer(Log(number=2, name=log.name)).key

    assert (first.public == second.public, first.id == second.id) == (True, False)


def test_without_its_key_nothing_is_signed_and_verify_says_so(grow, enter, settings, tmp_path):
    grow(2)
    settings.SEVENFOLD_HOME = tmp_path
    enter()

    with pytest.raises(keys.NoKey):
        actions.checkpoint(NOON)

    missing = "the key that signs checkpoints cannot be read: keys/ledger"
    assert found() == [("checkpoint at 2 entries", missing)]
    assert not keys.path().exists()


# Signing


def test_before_the_first_entry_there_is_nothing_to_sign(log):
    assert actions.checkpoint(NOON) is None


def test_without_a_log_there_is_nothing_to_sign(db):
    assert actions.checkpoint(NOON) is None


def test_a_checkpoint_holds_for_whoever_has_the_key(grow, log):
    signed = grow(5)

    read = check.read_checkpoint(signed.note.encode(), [check.read_key(keys.vkey(log))])
    head = Log.objects.get()
    assert read[:3] == ("wrenmoor.example/ledger/1", 5, head.root)
    assert (signed.size, bytes(signed.root), signed.at) == (5, head.root, NOON)
    assert head.signed == 5


def test_a_book_that_has_not_grown_is_not_signed_again(grow):
    first = grow(3)

    assert actions.checkpoint(NOON + timedelta(days=1)) == first
    assert Checkpoint.objects.count() == 1


def test_signing_appends_nothing(grow):
    grow(3)

    assert (Event.objects.count(), Log.objects.get().size) == (3, 3)


@pytest.mark.parametrize("steps", [(1, 1, 1), (4, 4, 8), (3, 2, 6), (7, 1, 9), (16, 1, 1)])
def test_each_checkpoint_extends_the_one_before(grow, steps):
    signed = [grow(step) for step in steps]

    assert [row.previous for row in signed] == [0, *(row.size for row in signed[:-1])]
    assert found() == []


def test_a_book_that_was_written_anew_is_not_signed(grow, enter, tamper):
    grow(5)
    enter()
    _write_anew(tamper, first=2)

    with pytest.raises(actions.Forked, match="the first 5 entries are not those that were signed"):
        actions.checkpoint(NOON)

    assert Checkpoint.objects.count() == 1
    assert found() == [("checkpoint at 5 entries", "the entries have another root")]


def test_a_book_whose_end_was_cut_off_is_not_signed(grow, log, tamper):
    grow(5)
    _cut(tamper, size=3)

    with pytest.raises(actions.Forked, match="the book has 3 entries, and 5 were signed"):
        actions.checkpoint(NOON)

    assert found() == [("checkpoint at 5 entries", "the book ends before this checkpoint")]


def test_a_checkpoint_that_was_removed_is_missed_when_the_next_one_is_signed(grow, enter, tamper):
    grow(5)
    enter()
    tamper("DELETE FROM ledger_checkpoint")

    with pytest.raises(actions.Forked, match="a checkpoint that was signed is not there"):
        actions.checkpoint(NOON)


def test_of_many_who_sign_at_once_one_does(enter, at_once, transactional_db):
    enter()
    enter()

    signed = at_once(8, lambda _: actions.checkpoint(NOON).pk)

    assert len(set(signed)) == Checkpoint.objects.count() == 1


def _write_anew(tamper, first: int) -> None:
    """Another subject from this entry on, with hashes and head to match."""
    peaks: list[bytes] = []
    statements = []
    for event in Event.objects.order_by("index"):
        if event.index >= first:
            event.subject = "b2" * 16
        hashes, peaks = tree.append(event.index, peaks, event.leaf)
        statements.append(
            f"UPDATE ledger_event SET subject = '{event.subject}',"
            f" hashes = {blob(b''.join(hashes))} WHERE id = '{event.pk}'"
        )
    tamper(*statements, f"UPDATE ledger_log SET peaks = {blob(b''.join(peaks))}")


def _cut(tamper, size: int) -> None:
    """Cut off what comes after so many entries, with a head to match."""
    peaks: list[bytes] = []
    for event in Event.objects.order_by("index")[:size]:
        _, peaks = tree.append(event.index, peaks, event.leaf)
    gone = f'SELECT id FROM ledger_event WHERE "index" >= {size}'
    tamper(
        f"DELETE FROM ledger_payload WHERE event_id IN ({gone})",
        f'DELETE FROM ledger_event WHERE "index" >= {size}',
        f"UPDATE ledger_log SET size = {size}, peaks = {blob(b''.join(peaks))}",
    )


# What verify finds


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ("root = {other}", [("checkpoint at 4 entries", "the entries have another root")]),
        ("note = 'x'", [("checkpoint at 4 entries", "it is not what the key signed")]),
        (
            "note = (SELECT note FROM ledger_checkpoint c WHERE c.size = 2)",
            [("checkpoint at 4 entries", "it is not what the key signed")],
        ),
        (
            "previous = 3",
            [("checkpoint at 4 entries", "the one that was signed before it is not there")],
        ),
        (
            "size = 5",
            [
                ("checkpoint at 5 entries", "the entries have another root"),
                ("checkpoint at 7 entries", "the one that was signed before it is not there"),
            ],
        ),
        (
            "size = 9",
            [
                ("checkpoint at 7 entries", "the one that was signed before it is not there"),
                ("checkpoint at 9 entries", "the head of the log does not name it"),
            ],
        ),
    ],
)
def test_an_altered_checkpoint_is_named(grow, tamper, change, problems):
    for step in (2, 2, 3):
        grow(step)
    assert found() == []

    tamper(f"UPDATE ledger_checkpoint SET {change.format(other=blob(bytes(32)))} WHERE size = 4")

    assert found() == problems


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "DELETE FROM ledger_checkpoint WHERE size = 2",
            ("checkpoint at 4 entries", "the one that was signed before it is not there"),
        ),
        (
            "DELETE FROM ledger_checkpoint WHERE size = 7",
            ("checkpoint at 7 entries", "not there: removed or cut off"),
        ),
        (
            "UPDATE ledger_log SET signed = 6",
            ("checkpoint at 6 entries", "not there: removed or cut off"),
        ),
        (
            "UPDATE ledger_log SET signed = 4",
            ("checkpoint at 7 entries", "the head of the log does not name it"),
        ),
        (
            "UPDATE ledger_log SET name = 'other.example'",
            ("checkpoint at 2 entries", "it is not what the key signed"),
        ),
    ],
)
def test_a_checkpoint_that_is_gone_or_not_the_logs_is_missed(grow, tamper, statement, problem):
    for step in (2, 2, 3):
        grow(step)

    tamper(statement)

    assert problem in found()


def test_checkpoints_of_many_chunks_are_all_looked_at(grow, tamper, monkeypatch):
    monkeypatch.setattr("sevenfold.ledger.signed.CHUNK", 2)
    for _ in range(7):
        grow(1)
    assert found() == []

    tamper("UPDATE ledger_checkpoint SET note = 'x' WHERE size IN (1, 4, 7)")

    assert [where for where, _ in found()] == [
        f"checkpoint at {size} entries" for size in (1, 4, 7)
    ]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE ledger_checkpoint SET note = 'x'", "a checkpoint is never changed"),
        ("DELETE FROM ledger_checkpoint", "a checkpoint is never removed"),
        ("UPDATE ledger_log SET signed = 0", "only grows"),
        ("UPDATE ledger_log SET signed = size + 1", "only grows"),
        ("UPDATE ledger_log SET signed = 3, name = 'other'", "only grows"),
    ],
)
def test_the_database_itself_keeps_what_was_signed(grow, enter, statement, says):
    grow(2)
    enter()

    with (
        pytest.raises(IntegrityError, match=says),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# Proofs


@pytest.fixture
def own_keys(log):
    return [check.read_key(keys.vkey(log))]


def test_the_proof_of_every_entry_holds_under_every_later_checkpoint(grow, own_keys):
    signed = [grow(step) for step in (1, 2, 4, 6)]

    for checkpoint in signed:
        events = list(queries.entries().filter(index__lt=checkpoint.size))
        files = queries.proof_files(events, checkpoint)
        held = [check.read_proof(file, own_keys) for file in files]
        assert [(proof.index, proof.entry.header, proof.entry.payload) for proof in held] == [
            (event.index, event.header, event.payload.content) for event in events
        ]
        assert {proof.checkpoint.size for proof in held} == {checkpoint.size}


@pytest.mark.parametrize("size", [2, 40])
def test_proofs_take_one_query_however_many(grow, django_assert_num_queries, size):
    checkpoint = grow(size)
    events = list(queries.entries())

    with django_assert_num_queries(1):
        queries.proof_files(events, checkpoint)


def test_the_proof_of_an_erased_entry_holds_and_says_nothing_of_it(grow, enter, erase, own_keys):
    gone = enter(name="Amina Yusuf")
    erase(gone.pk)
    checkpoint = grow(1)

    held = check.read_proof(queries.proof_file(queries.find(gone.pk), checkpoint), own_keys)

    assert (held.entry.header["id"], held.entry.payload) == (gone.pk, None)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_event SET subject = 'b2' WHERE \"index\" = 1",
        f"UPDATE ledger_event SET subject = '{'b2' * 16}' WHERE \"index\" = 1",
        "UPDATE ledger_payload SET body = '{}'",
        'DELETE FROM ledger_event WHERE "index" = 3',
    ],
)
def test_no_proof_is_written_of_a_book_that_was_altered(grow, tamper, change):
    checkpoint = grow(4)
    clear = 'DELETE FROM ledger_payload WHERE event_id IN (SELECT id FROM ledger_event WHERE "index" = 3)'
    tamper(clear, change)

    with pytest.raises(queries.Incomplete):
        queries.proof_file(queries.find("2"), checkpoint)


def test_a_checkpoint_covers_what_came_before_it(grow, enter):
    checkpoint = grow(2)
    later = enter()

    assert queries.covering(queries.find("2")) == checkpoint
    assert queries.covering(later) is None
    assert queries.newest_checkpoint() == checkpoint


def test_the_root_of_an_earlier_size_is_that_of_its_checkpoint(grow):
    early = grow(3)
    grow(4)

    assert queries.root_at(early.log, 3) == bytes(early.root)
    assert early.root_text == base64.b64encode(bytes(early.root)).decode()
