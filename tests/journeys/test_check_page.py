"""The checker as a page, in Chromium from a file: it answers as check.py does."""

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from sevenfold.ledger import checker, note
from sevenfold.ledger.checker import check
from tests import axe
from tests.ledger import test_checker
from tests.ledger.test_checker import ENTRIES, KEYS, LOG, NEWEST, NEXT, case, edit, write
from tests.ledger.vectors import VECTORS

pytestmark = pytest.mark.browser

bundle = test_checker.bundle
beside = test_checker.beside


@pytest.fixture
def checking(page, tmp_path):
    """The page, opened as an outsider would."""
    place = tmp_path / "alone" / "check.html"
    place.parent.mkdir()
    place.write_bytes(checker.page())
    page.goto(place.as_uri())
    return page


@pytest.fixture
def answer(checking) -> Callable:
    """What the page says of a bundle, proof files and keys: verdict, problems, facts."""

    def answer(folder: Path | None = None, proofs=(), keys=()) -> tuple[str, list, list]:
        checking.locator("#key").fill("\n".join(keys))
        checking.locator("#proof").set_input_files([str(path) for path in proofs])
        if folder:
            checking.locator("#bundle").set_input_files(str(folder))
        checking.locator("#verdict:not(:empty)").wait_for()
        return (
            checking.locator("#verdict").inner_text(),
            checking.locator("#problems li").all_text_contents(),
            checking.locator("#facts li").all_text_contents(),
        )

    return answer


def folder_of(proofs) -> str:
    return f"{proofs[0].parent}/" if proofs else ""


def by_script(folder: Path | None = None, proofs=(), keys=()) -> tuple[str, list, list]:
    """What check.py says of the same, its files called by their names."""
    words = [*([str(folder)] if folder else []), *map(str, proofs)]
    words += [f"--key={key}" for key in keys]
    found = check.answer(check.read_arguments(words, "/nowhere"), "/nowhere")
    problems = [
        f"{where.removeprefix(folder_of(proofs))}: {what}" for where, what in found.problems
    ]
    verdict = "NOT OK" if problems else "OK"
    return verdict, problems, [check.shown(fact, "utf-8") for fact in found.facts]


# The public vectors


def judged(page, function: str, cases: list) -> list:
    """What the page's own function makes of each case; None where it refuses."""
    return page.evaluate(
        f"""cases => cases.map(given => {{
            try {{ return ({function})(given); }}
            catch (fault) {{ if (fault instanceof Fault) return null; throw fault; }}
        }})""",
        cases,
    )


def test_canonical_json_is_read_and_refused_as_published(checking):
    good, refused = VECTORS["canonical"], VECTORS["canonical_refused"]
    read = "given => canonical(parse(fromHex(given.hex), 'it'))"

    assert judged(checking, read, good) == [each["canonical"] for each in good]
    assert judged(checking, read, refused) == [None] * len(refused)
    assert judged(checking, "given => canonical(JSON.parse(given.text))", good) == [
        each["canonical"] for each in good
    ]


def test_entries_trees_and_proofs_come_out_as_published(checking):
    entries = VECTORS["entries"]
    lines = [
        {"line": f'{{"header":{each["header"]},"payload":{body},"salt":"{each["salt"]}"}}'}
        for each in entries
        for body in [bytes.fromhex(each["payload_bytes"]).decode()]
    ]
    read = "given => readEntry(utf8(given.line)).header.digest"
    assert judged(checking, read, lines) == [each["digest"] for each in entries]

    leaves = VECTORS["inclusion"] + VECTORS["inclusion_bad"]
    root = """given => {
        const leaf = (index) => hex(sha256(Uint8Array.of(0), utf8(`entry ${index}`)));
        const peaks = [];
        for (let size = 0; size < given.size; size++) addLeaf(peaks, size, leaf(size));
        return rootByProof(leaf(given.index), given.index, given.size, given.hashes) === rootFrom(peaks);
    }"""
    good = len(VECTORS["inclusion"])
    held = judged(checking, root, leaves)
    assert held[:good] == [True] * good
    assert True not in held[good:]


def test_keys_notes_and_signatures_are_judged_as_published(checking):
    keys = judged(checking, "given => readKey(given.vkey).vkey", VECTORS["vkeys"])
    assert keys == [each["vkey"] if each["ok"] else None for each in VECTORS["vkeys"]]

    published = VECTORS["notes_published"]
    signed = judged(
        checking,
        "given => readNote(utf8(given.note), given.keys.map(readKey)).signed.map(s => s.key.vkey)",
        published,
    )
    assert signed == [each["keys"] for each in published]

    seen = judged(
        checking,
        "given => readCheckpoint(utf8(given.note), given.keys.map(readKey)).seen.length",
        VECTORS["notes"],
    )
    assert seen == [each["seen_by"] if each["ok"] else None for each in VECTORS["notes"]]

    verified = judged(
        checking,
        "given => verifies(fromHex(given.public), fromHex(given.message), fromHex(given.signature))",
        VECTORS["ed25519"],
    )
    assert [bool(each) for each in verified] == [each["ok"] for each in VECTORS["ed25519"]]


def test_hashes_of_every_length_about_a_block_are_right(checking):
    text = bytes(range(256)) * 2
    texts = [text[:length] for length in (*range(140), 239, 240, 241, 255, 256, 257, 512)]
    found = judged(
        checking,
        "n => [hex(sha256(fromHex(n))), hex(sha512(fromHex(n)))]",
        [text.hex() for text in texts],
    )

    assert found == [
        [hashlib.sha256(text).hexdigest(), hashlib.sha512(text).hexdigest()] for text in texts
    ]


@pytest.mark.parametrize("case", VECTORS["proofs"], ids=lambda case: case["name"])
def test_a_published_proof_is_judged_as_published(answer, tmp_path, case):
    path = write(tmp_path, {"x.tlog-proof": case["proof"]}) / "x.tlog-proof"

    found = answer(proofs=[path], keys=case["keys"])

    assert found[0] == ("OK" if case["ok"] else "NOT OK")
    assert found == by_script(proofs=[path], keys=case["keys"])


@pytest.mark.parametrize("case", VECTORS["bundles"], ids=lambda case: case["name"])
def test_a_published_bundle_is_judged_as_published(answer, tmp_path, case):
    folder = write(tmp_path / "bundle", case["files"])
    names = [f"{number}.tlog-proof" for number in range(len(case["proofs"]))]
    write(tmp_path, dict(zip(names, case["proofs"], strict=True)))
    proofs = [tmp_path / name for name in names]

    found = answer(folder, proofs, case["keys"])

    assert found[0] == ("OK" if case["ok"] else "NOT OK")
    assert found == by_script(folder, proofs, case["keys"])


# Damage, judged by both


def line_changed(change) -> Callable[[Path], None]:
    return lambda folder: edit(folder / ENTRIES, change)


DAMAGE = {
    "an empty line": line_changed(lambda lines: [*lines[:3], b"", *lines[3:]]),
    "a blank": line_changed(lambda lines: [lines[0].replace(b":", b": "), *lines[1:]]),
    "the first line gone": line_changed(lambda lines: lines[1:]),
    "the last line gone": line_changed(lambda lines: lines[:-2] + lines[-1:]),
    "two lines the other way": line_changed(lambda lines: [lines[1], lines[0], *lines[2:]]),
    "a line twice": line_changed(lambda lines: [lines[0], lines[0], *lines[2:]]),
    "a line more": line_changed(lambda lines: [*lines[:-1], lines[0], b""]),
    "no last newline": line_changed(lambda lines: lines[:-1]),
    "a line without end": line_changed(lambda lines: [b"x" * 80_000, *lines[1:]]),
    "no checkpoint": lambda folder: (folder / NEWEST).unlink(),
    "a misnamed checkpoint": lambda folder: (folder / NEWEST).rename(
        folder / "log-1/checkpoints/013.txt"
    ),
    "no entries": lambda folder: (folder / ENTRIES).unlink(),
    "no keys": lambda folder: (folder / "keys.txt").unlink(),
    "keys of nobody": lambda folder: (folder / "keys.txt").write_bytes(b"nonsense\n"),
    "keys without an end": lambda folder: (folder / "keys.txt").write_bytes(KEYS[0].encode()),
    "keys that are no text": lambda folder: (folder / "keys.txt").write_bytes(b"\xff\n"),
    "a file gone": lambda folder: min((folder / "files").iterdir()).unlink(),
    "a file altered": lambda folder: min((folder / "files").iterdir()).write_bytes(b"another"),
    "a file too many": lambda folder: (folder / "files" / "notes.txt").write_bytes(b"see above"),
    "a gap between logs": lambda folder: copytree(folder / "log-1", folder / "log-3"),
    "other things in the folder": lambda folder: write(folder, {"letter.txt": "Dear auditor"}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_bundle_gets_the_answer_of_the_script(answer, bundle, damage):
    DAMAGE[damage](bundle)

    assert answer(bundle) == by_script(bundle)


def test_no_bundle_that_was_damaged_anywhere_holds(checking, bundle):
    dice = random.Random(9162)
    place = bundle / ENTRIES
    files = {
        str(path.relative_to(bundle)): path.read_bytes().hex()
        for path in bundle.rglob("*")
        if path.is_file()
    }
    good = place.read_bytes()
    damaged = [good]
    for _ in range(120):
        at = dice.randrange(len(good))
        byte = bytes([good[at] ^ 1 << dice.randrange(8)])
        damaged += [good[:at] + byte + good[at + 1 :], good[:at] + good[at + 1 :]]

    found = checking.evaluate(
        """async ([files, key, name, all]) => {
            const verdicts = [];
            for (const text of all) {
                const given = new Map(Object.entries({ ...files, [name]: text })
                    .map(([path, bytes]) => [path, new Blob([fromHex(bytes)])]));
                const bundle = new Bundle(given, [readKey(key)], [], async () => {});
                await bundle.check();
                verdicts.push(bundle.problems.length === 0);
            }
            return verdicts;
        }""",
        [files, KEYS[0], ENTRIES, [text.hex() for text in damaged]],
    )

    assert found == [True] + [False] * 240


def test_no_proof_that_was_damaged_anywhere_holds(checking):
    dice, good = random.Random(6962), test_checker.a_proof()
    damaged = [good]
    for _ in range(150):
        at = dice.randrange(len(good))
        byte = bytes([good[at] ^ 1 << dice.randrange(8)])
        damaged += [good[:at] + byte + good[at + 1 :], good[:at]]

    held = judged(
        checking,
        f"given => readProof(fromHex(given), [readKey('{LOG.key.vkey}')], '').index",
        [text.hex() for text in damaged],
    )

    assert held == [6] + [None] * 300


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": "x"},
        {"at": "2026-11-24T24:00:00.000000Z"},
        {"at": "2026-02-29T12:00:00.000000Z"},
        {"at": "2026-11-24T19:48:60.000000Z"},
        {"at": "0000-01-01T00:00:00.000000Z"},
        {"digest": "AB" * 32},
        {"id": None},
        {"type": "signed"},
        {"type": "a." + "b" * 63},
        {"v": True},
        {"more": 1},
        {"payload": []},
        {"payload": {"text": "x" * 65_536}},
        {"payload": {"scan": {"sha256": "AB" * 32}}},
        {"payload": json.loads('{"a":' * 16 + "{}" + "}" * 16)},
        {"payload": {"__proto__": 1, "\U0001f600": "\x7f\u2028", "\ufb33": -(2**53 - 1), "10": 1}},
        {"at": "2024-02-29T12:00:00.000000Z"},
    ],
    ids=str,
)
def test_an_entry_is_judged_as_by_the_script(answer, tmp_path, changes):
    path = tmp_path / "x.tlog-proof"
    path.write_bytes(test_checker.a_proof(**changes))

    assert answer(proofs=[path], keys=[LOG.key.vkey]) == by_script(
        proofs=[path], keys=[LOG.key.vkey]
    )


@pytest.mark.parametrize(
    ("held", "signer", "verdict"),
    [
        ([1, 2], LOG, "OK"),
        ([1, 2, 3, 4], LOG, "NOT OK"),
        ([1, 9], LOG, "NOT OK"),
        ([9, 2], LOG, "NOT OK"),
        ([1, 2], NEXT, "NOT OK"),
    ],
)
def test_a_proof_beside_a_bundle_gets_the_answer_of_the_script(
    answer, beside, held, signer, verdict
):
    folder, _, prove = beside
    path = prove([test_checker.line(n) for n in held], 1, signer)

    found = answer(folder, [path])

    assert found[0] == verdict
    assert found == by_script(folder, [path])


def test_with_a_key_given_the_bundles_own_keys_are_not_read(answer, bundle):
    other = note.log_signer("wrenmoor.example/ledger/1", bytes(32)).key.vkey

    assert answer(bundle, keys=[KEYS[0]]) == by_script(bundle, keys=[KEYS[0]])
    assert answer(keys=[other])[0] == "NOT OK"
    (bundle / "keys.txt").unlink()
    assert answer(bundle, keys=[KEYS[0]])[0] == "OK"


# The page


def test_what_cannot_be_used_gets_no_verdict_and_says_why(checking, tmp_path):
    said = checking.locator("#progress")
    path = write(tmp_path / "proof", {"x.tlog-proof": case("proofs", "seen by two")["proof"]})

    checking.locator("#proof").set_input_files(str(path / "x.tlog-proof"))
    assert "checked with the book’s key" in said.inner_text()
    checking.locator("#key").fill("nonsense")
    assert said.inner_text().startswith("This key cannot be used: nonsense")
    checking.locator("#key").fill("")
    checking.locator("#bundle").set_input_files(str(path))
    checking.get_by_text("no folder log-1").wait_for()
    assert checking.locator("#verdict").inner_text() == ""


def test_only_its_own_script_and_style_may_run(checking, complaints):
    checking.evaluate(
        """() => {
            document.body.append(Object.assign(document.createElement("script"), { text: "alert(1)" }));
            document.body.append(Object.assign(document.createElement("style"), { textContent: "p {}" }));
            document.body.append(Object.assign(document.createElement("img"), { src: "x.png" }));
        }"""
    )
    checking.wait_for_timeout(100)

    assert len(complaints) == 3
    assert all("Content Security Policy" in said for said in complaints)
    complaints.clear()


@pytest.mark.parametrize("kind", ["good", "bad"])
def test_the_page_is_usable_by_everybody(answer, checking, bundle, kind):
    if kind == "bad":
        (bundle / NEWEST).unlink()
    answer(bundle)

    assert axe.violations(checking) == []
    for width in (1280, 390, 320):
        checking.set_viewport_size({"width": width, "height": 800})
        assert checking.evaluate("document.documentElement.scrollWidth") <= width
