"""The stand-alone checker: verdicts, words and exit codes, as an outsider meets them."""

import ast
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sevenfold.kernel import canonical
from sevenfold.ledger import entry, note, proof, tree
from sevenfold.ledger.checker import check
from tests.kernel.test_canonical import VALUES
from tests.ledger.vectors import VECTORS

CHECKER = Path(check.__file__)
KEYS = [key["vkey"] for key in VECTORS["keys"]]
LOG = note.log_signer("wrenmoor.example/ledger/1", bytes.fromhex(VECTORS["keys"][0]["secret"]))
NEXT = note.log_signer("wrenmoor.example/ledger/2", bytes.fromhex(VECTORS["keys"][0]["secret"]))


def case(kind: str, name: str) -> dict:
    [found] = [case for case in VECTORS[kind] if case["name"] == name]
    return found


def write(folder: Path, files: dict) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture
def run(capsys, tmp_path):
    """Runs the checker with these words; its status, its lines, and its complaint."""

    def run(*words, home=tmp_path / "home"):
        status = check.main([str(word) for word in words], str(home))
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return run


@pytest.fixture
def bundle(tmp_path) -> Path:
    return write(tmp_path / "bundle", case("bundles", "thirteen entries, one erased")["files"])


def given_keys(vkeys: list[str]) -> list[str]:
    return [word for vkey in vkeys for word in ("--key", vkey)]


# The published proofs and bundles


@pytest.mark.parametrize("case", VECTORS["proofs"], ids=lambda case: case["name"])
def test_a_published_proof_is_judged_as_published(run, tmp_path, case):
    path = write(tmp_path, {"x.tlog-proof": case["proof"]}) / "x.tlog-proof"

    status, lines, err = run(path, *given_keys(case["keys"]))

    assert (status, lines[-1], err) == ((0, "OK", "") if case["ok"] else (1, "NOT OK", ""))
    if case["ok"]:
        [seen] = [line for line in lines if line.startswith("seen by ")]
        assert int(seen.split()[2]) == case.get("seen_by", 0)
        assert ("payload erased" in lines) == case.get("erased", False)
    else:
        assert all(line.startswith("problem ") for line in lines[:-1])


@pytest.mark.parametrize("case", VECTORS["bundles"], ids=lambda case: case["name"])
def test_a_published_bundle_is_judged_as_published(run, tmp_path, case):
    folder = write(tmp_path / "bundle", case["files"])
    proofs = {f"{number}.tlog-proof": text for number, text in enumerate(case["proofs"])}
    write(tmp_path, proofs)

    status, lines, err = run(
        folder, *(tmp_path / name for name in proofs), *given_keys(case["keys"])
    )

    assert (status, lines[-1], err) == ((0, "OK", "") if case["ok"] else (1, "NOT OK", ""))


def test_what_is_printed_of_a_proof(run, tmp_path):
    text = case("proofs", "seen by two")["proof"]
    path = write(tmp_path, {"x.tlog-proof": text}) / "x.tlog-proof"

    status, lines, _ = run(path, *given_keys(KEYS))

    assert status == 0
    assert lines == [
        "entry 14 of wrenmoor.example/ledger/1",
        lines[1],
        "id 602f7dafe4f64c4483e1c85298e77fd4",
        "type induction.acknowledged",
        "at 2026-10-02T21:33:27.103501Z",
        'payload {"edition":"2026/27","n":637661,"typed":"Amina Yusuf"}',
        "checkpoint 58 rjnXCAbxAhIvmTPQOZ/rOyzeVju9QdlytOxwteUKwWg=",
        "seen by 2 chair-of-audit.example/okafor 2026-11-18T11:06:40Z,"
        " auditor.example/smith 2026-11-18T11:06:41Z",
        f"key {KEYS[0]} (given)",
        "OK",
    ]
    assert re.fullmatch("proof( [0-9a-f]{4}){16}", lines[1])


def test_what_is_printed_of_a_bundle_with_two_logs(run, tmp_path):
    found = case("bundles", "restored: a second log, three entries lost")
    folder = write(tmp_path / "bundle", found["files"])

    _, lines, _ = run(folder)

    beware = "(from keys.txt: compare it with the one on a receipt)"
    keys = found["files"]["keys.txt"].split("\n")
    assert lines == [
        "log wrenmoor.example/ledger/1 entries 6 full 6 erased 0 hash 0",
        "checkpoint 6 6tlEH5ODPE9CqElAywi37bZrUW6gFOw+lJIhDRVaRKs=",
        "seen by 0",
        f"key {keys[0]} {beware}",
        "log wrenmoor.example/ledger/2 entries 3 full 3 erased 0 hash 0",
        "checkpoint 3 8A+FYCNKZSKH6v2bs7s+CgO2dTqR4QbpK3+AgHfWFxk=",
        "seen by 0",
        f"key {keys[1]} {beware}",
        "OK",
    ]


def test_the_file_runs_by_itself_beside_its_bundle(bundle):
    alone = bundle / "check.py"
    alone.write_bytes(CHECKER.read_bytes())

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-W", "error", alone],
        capture_output=True,
        text=True,
        env={"PYTHONIOENCODING": "ascii"},
        cwd="/",
        check=False,
    )

    assert (done.returncode, done.stderr, done.stdout.splitlines()[-1]) == (0, "", "OK")
    assert sorted(path.name for path in bundle.iterdir()) == [
        "README.txt",
        "check.py",
        "files",
        "keys.txt",
        "log-1",
    ]


def test_nothing_but_the_standard_library_is_imported():
    modules = set()
    for part in ast.walk(ast.parse(CHECKER.read_text())):
        if isinstance(part, ast.Import):
            modules |= {name.name for name in part.names}
        if isinstance(part, ast.ImportFrom):
            modules.add(part.module.split(".")[0])

    assert modules <= sys.stdlib_module_names
    assert not {"socket", "subprocess", "urllib", "ctypes"} & modules


def test_what_the_screen_cannot_show_is_written_as_escapes():
    text = "a\x07\x7f\x85\u2028\U0001f600ë"

    assert check.shown(text, "utf-8") == "a\\u0007\\u007f\\u0085\u2028\U0001f600ë"
    assert check.shown(text, "ascii") == ("a\\u0007\\u007f\\u0085\\u2028\\ud83d\\ude00\\u00eb")
    assert check.shown("\udcff", "utf-8") == "\\udcff"


# Proofs of our own


def entry_of(**changes) -> tuple[bytes, bytes]:
    """The line and the leaf of an entry."""
    payload, salt = changes.pop("payload", {"n": 7}), bytes(32)
    header = {
        "actor": None,
        "at": "2026-11-24T19:48:12.123456Z",
        "digest": entry.digest(salt, canonical.dumps(payload)).hex(),
        "id": "0a" * 16,
        "subject": "1b" * 16,
        "type": "conduct.signed",
        "v": 1,
        **changes,
    }
    return entry.line(header, payload, salt), entry.leaf(header)


def a_proof(size: int = 11, index: int = 6, **changes) -> bytes:
    line, leaf = entry_of(**changes)
    leaves = [tree.leaf_hash(b"%d" % place) for place in range(size)]
    leaves[index] = leaf
    rows, peaks = [], []
    for place, each in enumerate(leaves):
        completed, peaks = tree.append(place, peaks, each)
        rows.append(completed)
    hashes = tree.hashes(
        tree.inclusion(index, size), lambda level, n: rows[tree.row_of(level, n)][level]
    )
    return proof.write(line, index, hashes, note.checkpoint(LOG, size, tree.root(peaks)))


def problems_of(data: bytes) -> list[tuple[int, str]]:
    try:
        check.read_proof(data, [LOG.key])
    except check.Fault as fault:
        return [(fault.line, fault.what)]
    return []


@pytest.mark.parametrize(("size", "index"), [(1, 0), (2, 1), (11, 6), (11, 10), (64, 63)])
def test_a_proof_that_we_write_holds(size, index):
    assert problems_of(a_proof(size, index)) == []


def test_a_proof_with_another_word_another_time_or_another_place_does_not_hold():
    good = a_proof()
    [altered] = re.findall(
        rb"^extra (.*)$", a_proof(at="2026-11-24T19:48:12.123457Z"), re.MULTILINE
    )

    assert problems_of(re.sub(rb"extra .*", b"extra " + altered, good)) == [
        (0, "the proof does not lead to the checkpoint's root")
    ]
    assert problems_of(good.replace(b"index 6", b"index 7")) == [
        (0, "the proof does not lead to the checkpoint's root")
    ]
    assert problems_of(good.replace(b"index 6", b"index 11")) == [
        (3, "the index lies beyond the checkpoint's size")
    ]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (b"@v1", b"@v2", 1),
        (b"extra ", b"Extra ", 2),
        (b"extra ", b"extra  ", 2),
        (b"index 6", b"index 06", 3),
        (b"index 6", b"index +6", 3),
        (b"index 6", b"index ", 3),
        (b"index 6\n", b"", 3),
        (b"\n\nwren", b"\nAAAA\n\nwren", 8),
        (b"\n\nwren", b"\n\n\nwren", 9),
        (b"\n\nwren", b"\nwren", 8),
        (b"\n11\n", b"\n12\n", 9),
        (b"\n\n\xe2", b"\n\xe2", 9),
    ],
)
def test_a_proof_in_another_form_is_refused_on_the_line_where_it_breaks(before, after, line):
    good = a_proof()
    assert before in good

    [(where, _)] = problems_of(good.replace(before, after, 1))

    assert where == line


def test_a_proof_larger_than_a_mebibyte_is_refused_and_never_written():
    line, _ = entry_of()

    assert problems_of(a_proof() + b"x" * (1 << 20)) == [(0, "the file is larger than a proof")]
    with pytest.raises(ValueError, match="at most"):
        proof.write(line, 0, [bytes(32)] * 30_000, b"")


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": "x"},
        {"at": "2026-11-24T24:00:00.000000Z"},
        {"at": "2026-02-29T12:00:00.000000Z"},
        {"at": "2026-11-24T19:48:60.000000Z"},
        {"digest": "00" * 32},
        {"digest": "AB" * 32},
        {"id": None},
        {"subject": None},
        {"type": "signed"},
        {"type": "a." + "b" * 63},
        {"v": True},
        {"v": 2},
        {"more": 1},
        {"payload": []},
        {"payload": {"text": "x" * 65_536}},
        {"payload": {"scan": {"sha256": "AB" * 32}}},
        {"payload": json.loads('{"a":' * 16 + "{}" + "}" * 16)},
    ],
    ids=str,
)
def test_an_entry_that_breaks_a_rule_is_refused_although_it_is_in_the_tree(changes):
    assert problems_of(a_proof()) == []

    [(where, _)] = problems_of(a_proof(**changes))

    assert where == 2


def test_no_proof_that_was_damaged_anywhere_holds():
    dice, good = random.Random(6962), a_proof()
    for _ in range(300):
        place = dice.randrange(len(good))
        byte = bytes([good[place] ^ 1 << dice.randrange(8)])
        for damaged in (
            good[:place] + byte + good[place + 1 :],
            good[:place] + good[place + 1 :],
            good[:place] + byte + good[place:],
            good[:place],
        ):
            assert problems_of(damaged), (place, byte)


@given(VALUES)
def test_the_checkers_canonical_json_is_ours(value):
    assert check.canonical(value) == canonical.dumps(value)
    assert check.parse(canonical.dumps(value), "it") == value


@given(st.binary(max_size=40) | st.text(alphabet='{}[]",:0123456789.eE-+ tn\\ua', max_size=20))
def test_the_checker_refuses_the_same_bytes_as_we_do(data):
    data = data if isinstance(data, bytes) else data.encode()
    verdicts = []
    for read, refusal in (
        (canonical.loads, canonical.NotCanonical),
        (lambda data: check.parse(data, "it"), check.Fault),
    ):
        try:
            verdicts.append(read(data))
        except refusal:
            verdicts.append(refusal.__name__)
    ours, theirs = verdicts
    assert (ours, theirs) == ("NotCanonical", "Fault") or ours == theirs


@pytest.mark.parametrize("case", VECTORS["canonical"], ids=lambda case: case["what"])
def test_the_checker_reads_the_published_canonical_bytes(case):
    assert check.parse(bytes.fromhex(case["hex"]), "it") == json.loads(case["text"])


@pytest.mark.parametrize("case", VECTORS["canonical_refused"], ids=lambda case: case["text"])
def test_the_checker_refuses_what_is_published_as_not_canonical(case):
    with pytest.raises(check.Fault, match="canonical"):
        check.parse(bytes.fromhex(case["hex"]), "it")


def test_json_that_is_nested_without_end_or_counts_without_end_is_refused():
    for data in (b"[" * 200_000, b"[" * 60_000 + b"]" * 60_000, b"9" * 1_000_000):
        with pytest.raises(check.Fault, match="canonical"):
            check.parse(data, "it")


# Damaged bundles


def found(run, bundle, *words) -> list[str]:
    """The problems in this bundle."""
    status, lines, err = run(bundle, *words)
    assert (status, lines[-1], err) == (1, "NOT OK", "")
    problems = [line.removeprefix("problem ") for line in lines if line.startswith("problem ")]
    assert problems
    return problems


def edit(path: Path, change) -> None:
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join(change(lines)))


ENTRIES = "log-1/entries.jsonl"
NEWEST = "log-1/checkpoints/13.txt"


@pytest.mark.parametrize(
    ("change", "first"),
    [
        (
            lambda lines: [*lines[:3], b"", *lines[3:]],
            f"{ENTRIES} line 4: the entry is not canonical JSON",
        ),
        (
            lambda lines: [lines[0].replace(b":", b": "), *lines[1:]],
            f"{ENTRIES} line 1: the entry is not canonical JSON",
        ),
        (lambda lines: lines[1:], "log-1/checkpoints/1.txt: the entries have another root"),
        (
            lambda lines: lines[:-2] + lines[-1:],
            "log-1/checkpoints/13.txt: the entries end before this checkpoint",
        ),
        (
            lambda lines: [lines[1], lines[0], *lines[2:]],
            "log-1/checkpoints/1.txt: the entries have another root",
        ),
        (
            lambda lines: [lines[0], lines[0], *lines[2:]],
            f"{ENTRIES} line 2: an entry before it has the same id",
        ),
        (
            lambda lines: [*lines[:-1], lines[0], b""],
            f"{ENTRIES} line 14: an entry before it has the same id",
        ),
        (
            lambda lines: lines[:-1],
            f"{ENTRIES}: a line that does not end, or is longer than an entry can be",
        ),
        (
            lambda lines: [b"x" * 80_000, *lines[1:]],
            f"{ENTRIES}: a line that does not end, or is longer than an entry can be",
        ),
    ],
)
def test_entries_that_were_tampered_with_are_found(run, bundle, change, first):
    edit(bundle / ENTRIES, change)

    assert found(run, bundle)[0] == first


@pytest.mark.parametrize(
    ("name", "other", "problem"),
    [
        (NEWEST, None, "log-1/checkpoints: none of them reaches the last entry"),
        (
            NEWEST,
            "log-1/checkpoints/013.txt",
            "log-1/checkpoints/013.txt: the file is not named after its size",
        ),
        (
            NEWEST,
            "log-1/checkpoints/12.txt",
            "log-1/checkpoints/12.txt: the file is not named after its size",
        ),
        (ENTRIES, None, f"{ENTRIES}: missing"),
        ("keys.txt", None, "keys.txt: missing"),
    ],
)
def test_a_part_that_is_missing_or_misnamed_is_found(run, bundle, name, other, problem):
    if other:
        (bundle / name).rename(bundle / other)
    else:
        (bundle / name).unlink()

    assert problem in found(run, bundle)


def test_stored_files_that_are_missing_altered_or_surplus_are_found(run, bundle):
    first, second = sorted((bundle / "files").iterdir())
    first.unlink()
    second.write_bytes(b"another code")
    (bundle / "files" / "notes.txt").write_bytes(b"see above")

    problems = found(run, bundle)

    assert f"files/{second.name}: the file is not what its name says" in problems
    assert "files/notes.txt: no entry cites this file" in problems
    assert [line for line in problems if line.endswith(f"the file {first.name} is missing")]
    assert len(problems) == 3


def test_a_folder_where_a_file_should_be_is_a_problem_and_no_traceback(run, bundle):
    for name in (NEWEST, ENTRIES, "keys.txt"):
        (bundle / name).unlink()
        (bundle / name).mkdir()

    problems = found(run, bundle)

    assert {f"{NEWEST}: not a file", f"{ENTRIES}: not a file", "keys.txt: not a file"} <= set(
        problems
    )


def test_a_gap_between_logs_is_found(run, tmp_path):
    files = case("bundles", "restored: a second log, three entries lost")["files"]
    folder = write(tmp_path / "bundle", files)
    (folder / "log-2").rename(folder / "log-3")

    assert "log-2: missing" in found(run, folder)


def test_other_things_in_the_folder_are_passed_over(run, bundle):
    write(bundle, {"letter.txt": "Dear auditor", "log-02/x": "", "logs/y": "", "log-": ""})

    assert run(bundle)[:2][0] == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            b"",
            "log-1/checkpoints/1.txt: no known key of wrenmoor.example/ledger/1 signed the checkpoint",
        ),
        (b"nonsense\n", "keys.txt line 1: not a key of the form NAME+ID+BASE64"),
        (KEYS[0].encode(), "keys.txt line 1: the last line does not end"),
        (KEYS[0].encode() + b"\n\n", "keys.txt line 2: not a key of the form NAME+ID+BASE64"),
        (b"\xff\n", "keys.txt: not UTF-8"),
    ],
)
def test_keys_that_cannot_be_read_are_problems_of_the_bundle(run, bundle, text, problem):
    (bundle / "keys.txt").write_bytes(text)

    assert problem in found(run, bundle)


def test_with_a_key_given_the_bundles_own_keys_are_not_read(run, bundle):
    (bundle / "keys.txt").unlink()

    status, lines, _ = run(bundle, "--key", KEYS[0])
    assert (status, lines[-2:]) == (0, [f"key {KEYS[0]} (given)", "OK"])

    other = note.log_signer("wrenmoor.example/ledger/1", bytes(32)).key.vkey
    assert found(run, bundle, f"--key={other}")[0].endswith("signed the checkpoint")


def test_no_bundle_that_was_damaged_anywhere_holds(run, bundle):
    dice = random.Random(9162)
    places = [bundle / ENTRIES, *(bundle / "files").iterdir()]
    texts = {path: path.read_bytes() for path in places}
    for _ in range(120):
        path = dice.choice(places)
        good = texts[path]
        place = dice.randrange(len(good))
        byte = bytes([good[place] ^ 1 << dice.randrange(8)])
        for damaged in (good[:place] + byte + good[place + 1 :], good[:place] + good[place + 1 :]):
            path.write_bytes(damaged)
            assert run(bundle, "--key", KEYS[0])[0] == 1, (path.name, place)
        path.write_bytes(good)
    assert run(bundle, "--key", KEYS[0])[0] == 0


# Bundles of our own, rightly signed, that say what may not be said


def a_bundle(folder: Path, *logs: list[bytes], sizes=None) -> Path:
    files: dict = {"keys.txt": f"{LOG.key.vkey}\n{NEXT.key.vkey}\n"}
    for number, (lines, signer) in enumerate(zip(logs, (LOG, NEXT), strict=False), 1):
        peaks: list[bytes] = []
        for size, line in enumerate(lines):
            whole = json.loads(line)
            leaf = bytes.fromhex(whole["leaf"]) if "leaf" in whole else entry.leaf(whole["header"])
            _, peaks = tree.append(size, peaks, leaf)
        files[f"log-{number}/entries.jsonl"] = b"\n".join(lines) + b"\n"
        files[f"log-{number}/checkpoints/{len(lines)}.txt"] = note.checkpoint(
            signer, len(lines), tree.root(peaks)
        )
    return write(folder, files)


def line(number: int, type: str = "conduct.signed", erased: bool = False, **payload) -> bytes:
    whole, _ = entry_of(id=f"{number:032x}", type=type, payload=payload)
    return canonical.dumps({"header": json.loads(whole)["header"]}) if erased else whole


def erasure(number: int, *named: int, **more) -> bytes:
    ids = [f"{name:032x}" for name in named]
    return line(number, "ledger.erased", **({"entries": ids, "reason": "asked to"} | more))


def by_hash(whole: bytes) -> bytes:
    return canonical.dumps({"leaf": entry.leaf(json.loads(whole)["header"]).hex()})


GONE = "without payload, and no later entry says why"


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ([line(1), line(2)], []),
        ([line(1, erased=True), erasure(2, 1)], []),
        ([by_hash(line(1)), line(2)], []),
        ([line(1, erased=True), line(2)], [f"{ENTRIES} line 1: {GONE}"]),
        ([erasure(1, 2), line(2, erased=True)], [f"{ENTRIES} line 2: {GONE}"]),
        ([erasure(1, 2), line(2)], []),
        (
            [line(1), erasure(2, 1)],
            [f"{ENTRIES} line 1: said to be erased, but the payload is still there"],
        ),
        (
            [line(1, "ledger.noted", erased=True), erasure(2, 1)],
            [f"{ENTRIES} line 1: an entry of the ledger's own without its payload"],
        ),
        ([line(1), erasure(2, 9, 8)], [f"{ENTRIES} line 2: not what an erasure says"]),
        ([erasure(1, entries="all")], [f"{ENTRIES} line 1: not what an erasure says"]),
        ([erasure(1, name="Amira Khan")], [f"{ENTRIES} line 1: not what an erasure says"]),
    ],
)
def test_erasures_are_held_against_the_entries(run, tmp_path, lines, problems):
    status, printed, _ = run(a_bundle(tmp_path / "bundle", lines))

    assert printed[4:] == [*(f"problem {problem}" for problem in problems), printed[-1]]
    assert (status, printed[-1]) == ((1, "NOT OK") if problems else (0, "OK"))


def continued(**changes) -> bytes:
    said = {
        "origin": "wrenmoor.example/ledger/1",
        "root": "ffD46ijWN6GR5Htpc8CNDfYc6uQ63KpBIigNKdANkVg=",
        "size": 3,
    }
    return line(9, "ledger.continued", **(said | changes))


@pytest.mark.parametrize(
    ("first", "problem"),
    [
        (continued(), None),
        (line(9), "the log does not begin by saying what it continues"),
        (by_hash(continued()), "the log does not begin by saying what it continues"),
        (continued(more=1), "not what the continuation of a log says"),
        (continued(size="3"), "not what the continuation of a log says"),
        (continued(size=True), "not what the continuation of a log says"),
        (continued(size=1), "it continues from before the end of the log before it"),
        (continued(size=2), "the log before it has another root at this size"),
        (
            continued(origin="other.example/ledger/1"),
            "it continues another log than the one before it",
        ),
        (continued(root="ffD4"), "its root is not 32 bytes in base64"),
        (continued(root=None), "not what the continuation of a log says"),
    ],
)
def test_a_second_log_says_what_it_continues(run, tmp_path, first, problem):
    folder = a_bundle(tmp_path / "bundle", [line(1), line(2)], [first, line(3)])

    status, printed, _ = run(folder)

    problems = [printed_line for printed_line in printed if printed_line.startswith("problem")]
    expected = [f"problem log-2/entries.jsonl line 1: {problem}"] if problem else []
    assert (problems, status) == (expected, 1 if problem else 0)


def test_a_second_log_of_another_name_is_refused(run, tmp_path):
    files = case("bundles", "restored: a second log, three entries lost")["files"]
    folder = write(tmp_path / "bundle", files)
    stranger = note.log_signer("other.example/ledger/2", bytes(32))
    root = (folder / "log-2/checkpoints/3.txt").read_text().split("\n")[2]
    signed = note.checkpoint(stranger, 3, check.unbase64(root))
    write(folder, {"log-2/checkpoints/3.txt": signed})
    write(folder, {"keys.txt": files["keys.txt"] + stranger.key.vkey + "\n"})

    assert "log-2/checkpoints/3.txt: a checkpoint of another log" in found(run, folder)


# A proof beside a bundle


@pytest.fixture
def beside(tmp_path):
    """A bundle of three entries, and a function that makes proofs to go beside it."""
    lines = [line(n) for n in range(1, 4)]
    folder = a_bundle(tmp_path / "bundle", lines)

    def prove(lines, index, signer=LOG):
        rows, peaks = [], []
        for size, each in enumerate(lines):
            completed, peaks = tree.append(size, peaks, entry.leaf(json.loads(each)["header"]))
            rows.append(completed)
        hashes = tree.hashes(
            tree.inclusion(index, len(lines)),
            lambda level, n: rows[tree.row_of(level, n)][level],
        )
        signed = note.checkpoint(signer, len(lines), tree.root(peaks))
        path = tmp_path / "x.tlog-proof"
        path.write_bytes(proof.write(lines[index], index, hashes, signed))
        return path

    return folder, lines, prove


def test_a_proof_that_the_bundle_holds_is_printed_after_it(run, beside):
    folder, lines, prove = beside

    status, printed, _ = run(folder, prove(lines[:2], 1))

    assert (status, printed[4], printed[-1]) == (0, "entry 2 of wrenmoor.example/ledger/1", "OK")


@pytest.mark.parametrize(
    ("held", "index", "signer", "problem"),
    [
        ([1, 2, 3, 4], 1, LOG, "the bundle ends before this proof"),
        ([1, 9], 1, LOG, "the bundle has another entry at this place"),
        ([9, 2], 1, LOG, "the bundle has another root at this size"),
        ([1, 2], 1, NEXT, "the bundle has no log of this name"),
    ],
)
def test_a_proof_that_the_bundle_does_not_hold_is_a_problem_and_not_printed(
    run, beside, held, index, signer, problem
):
    folder, _, prove = beside
    path = prove([line(n) for n in held], index, signer)
    assert run(path, *given_keys([LOG.key.vkey, NEXT.key.vkey]))[0] == 0

    status, printed, _ = run(folder, path)

    assert (status, printed[4:]) == (1, [f"problem {path}: {problem}", "NOT OK"])


# Wrong use


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "x.tlog-proof"
    path.write_bytes(a_proof())
    return path


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["{home}/nothing"], "no such path"),
        (["{bundle}", "{bundle}"], "two folders"),
        (["{bundle}/files"], "no folder log-1"),
        ([], "no folder log-1"),
        (["{good}"], "no key at hand"),
        (["{good}", "--key"], "--key: not a key"),
        (["{good}", "--key", "nonsense"], "--key: not a key"),
        (["{good}", "--keys", KEYS[0]], "unknown option --keys"),
        (["-x", "{bundle}"], "unknown option -x"),
    ],
)
def test_wrong_use_is_one_line_on_standard_error_and_2(run, bundle, good, words, complaint):
    places = {"home": bundle.parent, "bundle": bundle, "good": good}

    status, lines, err = run(*(word.format(**places) for word in words))

    assert (status, lines, err.count("\n")) == (2, [], 1)
    assert complaint in err


def test_a_key_that_is_refused_is_wrong_use_whatever_is_wrong_with_it(run, good):
    for case in VECTORS["vkeys"]:
        status, _, err = run(good, "--key", case["vkey"])
        assert (status == 2, err.startswith("check.py: --key: ")) == (not case["ok"],) * 2


def test_a_proof_alone_is_checked_by_the_keys_beside_the_checker(run, good, bundle):
    status, lines, _ = run(good, home=bundle)

    beware = "(from keys.txt: compare it with the one on a receipt)"
    assert (status, lines[-2:]) == (0, [f"key {KEYS[0]} {beware}", "OK"])


def test_options_may_stand_anywhere(run, good, bundle):
    assert run("--key", KEYS[0], bundle)[0] == 0
    assert run(bundle, f"--key={KEYS[0]}")[0] == 0
    assert run(good, "--key", KEYS[0], good)[0] == 0


def test_several_proofs_are_each_printed_and_a_bad_one_only_as_a_problem(run, good, tmp_path):
    bad = tmp_path / "bad.tlog-proof"
    bad.write_bytes(good.read_bytes().replace(b"index 6", b"index 7"))

    status, lines, _ = run(good, bad, good, "--key", KEYS[0])

    assert status == 1
    assert [line for line in lines if line.startswith("entry")] == [
        "entry 7 of wrenmoor.example/ledger/1"
    ] * 2
    assert lines[-2:] == [
        f"problem {bad}: the proof does not lead to the checkpoint's root",
        "NOT OK",
    ]


def test_help_says_how_it_is_used(run):
    status, lines, _ = run("--help")

    assert (status, "python3 check.py [BUNDLE]" in "\n".join(lines)) == (0, True)
