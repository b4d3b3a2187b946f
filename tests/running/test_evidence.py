"""What the operator hands to outsiders: proofs, their check, and bundles."""

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from sevenfold.documents import store
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import bundle as bundles
from sevenfold.ledger import checker, keys, note, queries
from sevenfold.ledger.checker import check
from sevenfold.ledger.models import Checkpoint, Event, Log
from tests.ledger import conftest as ledgers

pytestmark = pytest.mark.django_db

log, enter, tamper, erase = ledgers.log, ledgers.enter, ledgers.tamper, ledgers.erase
NOON = ledgers.NOON


def run(name: str, *words, **options) -> tuple[int, str]:
    """The command's status and what it printed. A refusal's words come in place of that."""
    out = StringIO()
    try:
        call_command(name, *map(str, words), stdout=out, stderr=StringIO(), **options)
    except SystemExit as left:
        return left.code, out.getvalue()
    except CommandError as refusal:
        return refusal.returncode, str(refusal)
    return 0, out.getvalue()


def checked(*words) -> tuple[int, list[str]]:
    """What check.py answers."""
    found = check.answer(check.read_arguments([str(word) for word in words], "/"), "/")
    return (1 if found.problems else 0), found.lines


@pytest.fixture
def vkey(log) -> str:
    return keys.vkey(log)


# Proofs


@pytest.mark.parametrize("name", ["3", "1,003", "id"])
def test_the_proof_of_an_entry_holds_for_the_checker(enter, vkey, tmp_path, name):
    with transaction.atomic():
        drafts = [
            ledger.Draft(
                type="room.happened",
                actor=ledgers.AMIRA,
                subject=ledgers.AMIRA,
                at=NOON,
                payload={},
            )
            for _ in range(1_004)
        ]
        events = ledger.append_many(drafts)
    index = {"3": 2, "1,003": 1_002, "id": 7}[name]
    file = tmp_path / "x.tlog-proof"

    status, out = run("proof", events[index].pk if name == "id" else name, "--out", file)

    assert (status, out) == (0, "")
    code, lines = checked(file, "--key", vkey)
    assert (code, lines[0]) == (0, f"entry {index + 1} of wrenmoor.example/ledger/1")
    assert lines[2] == f"id {events[index].pk}"


def test_without_a_file_the_proof_goes_to_standard_output(enter, capsysbinary):
    event = enter(name="Zoë")

    assert run("proof", "1") == (0, "")

    assert capsysbinary.readouterr().out == queries.proof_file(event, queries.newest_checkpoint())


@pytest.mark.parametrize("name", ["0", "3", "1.5", "x", "", "f" * 32, "9" * 40])
def test_where_there_is_no_such_entry_nothing_is_written(enter, tmp_path, name):
    enter()
    enter()

    assert run("proof", name, "--out", tmp_path / "x") == (1, f"There is no entry {name}")
    assert not (tmp_path / "x").exists()


def test_a_proof_that_cannot_be_written_is_wrong_use(enter, tmp_path):
    enter()

    status, said = run("proof", "1", "--out", tmp_path)

    assert (status, said) == (2, f"{tmp_path} cannot be written: Is a directory")


def test_a_proof_signs_what_is_there_and_appends_nothing(enter, capsys):
    enter()
    enter()

    run("proof", "1")

    assert Checkpoint.objects.get().size == 2
    assert Event.objects.count() == 2


def test_of_a_book_that_was_rewritten_no_proof_is_given(enter, tamper):
    enter()
    run("proof", "1")
    enter()
    tamper("UPDATE ledger_log SET signed = 0")

    assert run("proof", "1") == (
        1,
        "Nothing was signed: a checkpoint that was signed is not there",
    )


# Checking a proof against the book


@pytest.fixture
def proof(enter, tmp_path) -> Path:
    """The proof of entry 2 of three."""
    for n in range(3):
        enter(n=n)
    path = tmp_path / "x.tlog-proof"
    run("proof", "2", "--out", path)
    return path


@pytest.mark.parametrize("given", [True, False])
def test_a_proof_of_ours_is_answered_as_by_the_checker(proof, vkey, given):
    words = ["--key", vkey] if given else []

    status, out = run("verify", proof, *words)

    assert (status, out.splitlines()) == checked(proof, "--key", vkey)
    assert status == 0


def test_a_damaged_proof_is_answered_as_by_the_checker(proof, vkey):
    proof.write_bytes(proof.read_bytes().replace(b"index 1", b"index 2"))

    status, out = run("verify", proof)

    assert (status, out.splitlines()) == checked(proof, "--key", vkey)
    assert status == 1


@pytest.mark.parametrize(
    ("statements", "what"),
    [
        (
            ['UPDATE ledger_event SET actor = NULL WHERE "index" = 1'],
            "the evidence book has another entry at this place",
        ),
        (
            [
                "UPDATE ledger_event SET hashes = (SELECT e.hashes FROM ledger_event e"
                ' WHERE e."index" = 0) WHERE "index" = 2'
            ],
            "the evidence book has another root at this size",
        ),
        (
            [
                "DELETE FROM ledger_payload WHERE event_id IN"
                ' (SELECT id FROM ledger_event WHERE "index" = 2)',
                'DELETE FROM ledger_event WHERE "index" = 2',
                "UPDATE ledger_log SET size = 2",
            ],
            "the evidence book ends before this proof",
        ),
    ],
)
def test_a_proof_that_holds_by_itself_is_held_against_the_book(
    proof, vkey, tamper, statements, what
):
    tamper(*statements)

    assert checked(proof, "--key", vkey)[0] == 0
    assert run("verify", proof) == (1, f"problem {proof}: {what}\nNOT OK\n")


def test_a_proof_of_another_trust_is_checked_by_its_key_alone(proof, tmp_path):
    other = note.log_signer("other.example/ledger/1", bytes(32))
    lone = b"c2sp.org/tlog-proof@v1\nextra %s\nindex 0\n\n%s" % (
        proof.read_bytes().split(b"\n")[1].split(b" ")[1],
        note.checkpoint(other, 1, queries.find("2").leaf),
    )
    path = tmp_path / "other.tlog-proof"
    path.write_bytes(lone)

    assert run("verify", path)[0] == 1
    assert run("verify", path, "--key", other.key.vkey)[0] == 0


def test_wrong_use_is_said_in_one_line(proof, tmp_path):
    missing = tmp_path / "missing"
    assert run("verify", missing) == (2, f"no such path: {missing}")
    assert run("verify", proof, "--key", "x")[0] == 2
    assert run("verify", tmp_path)[0] == 2
    assert run("verify", proof, "--json") == (2, "--json goes without a proof file")
    assert run("verify", "--key", "x") == (2, "--key goes with a proof file")


def test_the_answer_in_json_has_the_newest_checkpoint(enter, vkey, capsys):
    assert json.loads(run("verify", "--json")[1])["checkpoint"] is None
    enter()
    run("proof", "1")

    assert json.loads(run("verify", "--json")[1])["checkpoint"] == {
        "origin": "wrenmoor.example/ledger/1",
        "size": 1,
        "root": queries.newest_checkpoint().root_text,
        "key": vkey,
    }


# Bundles


@pytest.fixture
def bundle(tmp_path):
    """Writes a bundle, and returns its folder with the answer of its own checker."""

    def bundle(*words) -> tuple[Path, int, list[str]]:
        folder = tmp_path / f"bundle-{len(list(tmp_path.iterdir()))}"
        assert run("bundle", folder, *words)[0] == 0
        return folder, *checked(folder)

    return bundle


def parts(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_bundle_holds_what_an_outsider_needs(enter, erase, bundle, vkey):
    text, unused = store.put(b"the code"), store.put(b"nobody cites this")
    enter(code={"year": "2026/27", "sha256": text}, name="Zoë")
    gone = enter(says="not for long")
    erase(gone.pk)

    folder, status, lines = bundle()

    assert (status, lines) == (
        0,
        [
            "log wrenmoor.example/ledger/1 entries 3 full 2 erased 1 hash 0",
            f"checkpoint 3 {queries.newest_checkpoint().root_text}",
            "seen by 0",
            f"key {vkey} (from keys.txt: compare it with the one on a receipt)",
            "OK",
        ],
    )
    assert parts(folder) == [
        "README.txt",
        "check.html",
        "check.py",
        f"files/{text}",
        "keys.txt",
        "log-1/checkpoints/3.txt",
        "log-1/entries.jsonl",
    ]
    assert unused not in parts(folder)
    assert (folder / "keys.txt").read_text() == f"{vkey}\n"
    assert (folder / "check.html").read_bytes() == checker.page()
    assert vkey in (folder / "README.txt").read_text()
    written = (folder / "log-1/entries.jsonl").read_bytes().splitlines()
    assert written == [queries.line(event) for event in queries.entries()]
    assert "not for long" not in written[1].decode()


def test_the_bundle_has_the_newest_checkpoint_and_the_last_of_each_day(enter, bundle):
    # Half past midnight in British Summer Time is still the day before in Greenwich.
    midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    for hours in (-25, -23, -1, 0, 1, 30):
        enter()
        ledger.checkpoint(midnight + timedelta(hours=hours))

    folder, status, _ = bundle()

    assert status == 0
    assert parts(folder / "log-1/checkpoints") == ["1.txt", "3.txt", "5.txt", "6.txt"]


def test_a_window_shows_its_own_days_and_the_ledgers_own_entries(log, erase, bundle):
    cited = [store.put(name) for name in (b"before", b"within", b"after")]
    # The first is in Greenwich still of the day before, the last already of the day after.
    hours = (
        datetime(2026, 7, 1, 22, 59, tzinfo=UTC),
        datetime(2026, 7, 1, 23, 1, tzinfo=UTC),
        datetime(2026, 7, 2, 23, 1, tzinfo=UTC),
    )
    with transaction.atomic():
        for at, sha256 in zip(hours, cited, strict=True):
            ledger.append(
                "room.happened",
                actor=ledgers.AMIRA,
                subject=ledgers.AMIRA,
                at=at,
                payload={"paper": {"sha256": sha256}},
            )
    erase(queries.find("1").pk)

    folder, status, lines = bundle("--from", "2026-07-02", "--to", "2026-07-02")

    assert (status, lines[0]) == (
        0,
        "log wrenmoor.example/ledger/1 entries 4 full 2 erased 0 hash 2",
    )
    assert parts(folder / "files") == [cited[1]]
    shapes = [
        json.loads(line).keys()
        for line in (folder / "log-1/entries.jsonl").read_text().splitlines()
    ]
    assert [sorted(shape) for shape in shapes] == [
        ["leaf"],
        ["header", "payload", "salt"],
        ["leaf"],
        ["header", "payload", "salt"],
    ]
    assert bundle("--from", "2026-07-03")[2][0].endswith("full 2 erased 0 hash 2")
    assert bundle("--to", "2026-07-01")[2][0].endswith("full 1 erased 1 hash 2")


def test_a_bundle_of_two_logs_holds_both(enter, bundle, log):
    enter(n=1)
    enter(n=2)
    first = ledger.checkpoint(NOON)
    Log.objects.create(number=2, name=log.name, begun=NOON)
    enter("ledger.continued", origin=log.origin, root=first.root_text, size=2)

    folder, status, lines = bundle()

    assert (status, lines[0], lines[4]) == (
        0,
        "log wrenmoor.example/ledger/1 entries 2 full 2 erased 0 hash 0",
        "log wrenmoor.example/ledger/2 entries 1 full 1 erased 0 hash 0",
    )
    assert len((folder / "keys.txt").read_text().splitlines()) == 2


def test_a_tail_that_was_cut_off_is_found_against_a_proof(proof, enter, tamper, bundle):
    enter()
    folder, _, _ = bundle()
    assert checked(folder, proof)[0] == 0

    # The end is cut off, and everything that would tell of it is made to match.
    tamper(
        "DELETE FROM ledger_checkpoint",
        'DELETE FROM ledger_payload WHERE event_id IN (SELECT id FROM ledger_event WHERE "index" > 0)',
        'DELETE FROM ledger_event WHERE "index" > 0',
        "UPDATE ledger_log SET size = 1, signed = 0, peaks ="
        ' (SELECT hashes FROM ledger_event WHERE "index" = 0)',
    )
    assert run("verify")[0] == 0

    cut, status, _ = bundle()
    assert status == 0
    assert checked(cut, proof)[1][-2:] == [
        f"problem {proof}: the bundle ends before this proof",
        "NOT OK",
    ]


def test_a_bundle_is_read_in_chunks_that_join_up(enter, bundle, monkeypatch):
    monkeypatch.setattr("sevenfold.ledger.bundle.CHUNK", 2)
    for n in range(7):
        enter(n=n)

    assert bundle()[1] == 0


@pytest.mark.parametrize("size", [3, 40])
def test_the_number_of_queries_does_not_grow_with_the_entries(
    enter, tmp_path, size, django_assert_num_queries
):
    for n in range(size):
        enter(n=n)
    ledger.checkpoint(NOON)

    # The logs, the newest checkpoint, all checkpoints, the entries, an erasure since.
    with django_assert_num_queries(5):
        bundles.write(tmp_path, bundles.Window(), store.path_of)


def test_an_erasure_that_comes_meanwhile_has_the_bundle_written_again(
    enter, erase, bundle, monkeypatch
):
    gone = enter(n=1)
    enter(n=2)
    once = bundles._in_chunks

    def overtaken(*args):
        monkeypatch.setattr(bundles, "_in_chunks", once)
        erase(gone.pk)
        return once(*args)

    monkeypatch.setattr(bundles, "_in_chunks", overtaken)

    assert bundle()[2][0].endswith("entries 3 full 2 erased 1 hash 0")


def test_a_stored_file_that_is_gone_is_named_and_the_rest_is_there(enter, tmp_path):
    name = store.put(b"a scan")
    enter(scan={"sha256": name})
    store.path_of(name).unlink()
    folder, err = tmp_path / "b", StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("bundle", str(folder), stdout=StringIO(), stderr=err)

    assert (left.value.code, err.getvalue()) == (
        1,
        f"The stored file {name} could not be put into it\n",
    )
    assert checked(folder)[1][-2].endswith(f"the file {name} is missing")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "31/2/2026"), "31/2/2026 is not a date, as in 2026-11-24"),
        (("--from", "2026-02-02", "--to", "2026-02-01"), "2026-02-01 is before 2026-02-02"),
    ],
)
def test_days_that_are_none_are_wrong_use(enter, tmp_path, words, says):
    enter()

    assert run("bundle", tmp_path / "b", *words) == (2, says)
    assert not (tmp_path / "b").exists()


def test_a_folder_that_holds_something_is_left_as_it_is(enter, tmp_path):
    enter()
    (tmp_path / "letter.txt").write_text("Dear auditor")

    assert run("bundle", tmp_path) == (2, f"{tmp_path} is not empty")
    assert run("bundle", tmp_path / "letter.txt")[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_book_without_an_entry_makes_no_bundle(log, tmp_path):
    assert run("bundle", tmp_path / "b") == (1, "The evidence book has no entry yet")
    assert not (tmp_path / "b").exists()


def test_the_checkers_of_a_bundle_are_those_that_were_tried(enter, bundle, tmp_path):
    enter()
    folder, _, _ = bundle()
    shutil.move(folder / "check.py", tmp_path / "check.py")

    assert (tmp_path / "check.py").read_bytes() == Path(check.__file__).read_bytes()
    policy = re.search(r'content="([^"]*)"', (folder / "check.html").read_text())[1]
    assert re.fullmatch(
        r"default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'", policy
    )


def test_commands_on_evidence_append_nothing(enter, proof, bundle):
    before = Event.objects.count()

    bundle()
    run("verify")
    run("verify", proof)

    assert Event.objects.count() == before
