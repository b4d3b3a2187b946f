import base64

import pytest

from sevenfold.ledger import note
from sevenfold.ledger.checker import check
from tests.ledger.vectors import VECTORS

LOG, OKAFOR, SMITH = (bytes.fromhex(key["secret"]) for key in VECTORS["keys"])
ORIGIN = "wrenmoor.example/ledger/1"
ROOT = bytes(range(32))


def keys(*vkeys: str) -> list[check.Key]:
    return [check.read_key(vkey) for vkey in vkeys]


def judged(case: dict) -> check.Checkpoint | None:
    try:
        return check.read_checkpoint(case["note"].encode(), keys(*case["keys"]))
    except check.Fault:
        return None


@pytest.mark.parametrize("case", VECTORS["vkeys"], ids=lambda case: case["name"])
def test_a_published_key_is_taken_or_refused_as_published(case):
    try:
        key = check.read_key(case["vkey"])
    except check.Fault:
        assert not case["ok"]
    else:
        assert case["ok"]
        assert (key.vkey, key.type) == (case["vkey"], case["type"])
        assert key.public.hex() == case.get("public", key.public.hex())


@pytest.mark.parametrize("case", VECTORS["notes_published"], ids=lambda case: case["name"])
def test_the_notes_of_other_projects_are_read(case):
    text, signed = check.read_note(case["note"].encode(), keys(*case["keys"]))

    assert text == case["note"].split("\n\n")[0] + "\n"
    assert [key.vkey for key, _ in signed] == case["keys"]


@pytest.mark.parametrize("case", VECTORS["notes"], ids=lambda case: case["name"])
def test_a_published_checkpoint_is_judged_as_published(case):
    checkpoint = judged(case)

    assert (checkpoint is not None) == case["ok"]
    if checkpoint:
        assert len(checkpoint.seen) == case["seen_by"]


def test_the_published_keys_come_from_their_secrets():
    signers = [
        note.log_signer(VECTORS["keys"][0]["name"], LOG),
        note.cosigner(VECTORS["keys"][1]["name"], OKAFOR),
        note.cosigner(VECTORS["keys"][2]["name"], SMITH),
    ]

    assert [signer.key.vkey for signer in signers] == [key["vkey"] for key in VECTORS["keys"]]


def test_a_checkpoint_signed_by_us_is_the_published_one():
    [published] = [case for case in VECTORS["notes"] if case["name"] == "log alone"]
    root = base64.b64decode(published["note"].split("\n")[2])

    signed = note.checkpoint(note.log_signer(ORIGIN, LOG), 48_290, root)

    assert signed.decode() == published["note"]


def test_a_checkpoint_is_cosigned_by_two_and_seen_by_both():
    log = note.log_signer(ORIGIN, LOG)
    okafor = note.cosigner("chair-of-audit.example/okafor", OKAFOR)
    smith = note.cosigner("auditor.example/smith", SMITH)
    signed = note.checkpoint(log, 13, ROOT)

    twice = note.cosigned(note.cosigned(signed, okafor, 1_794_000_000), smith, 2**63 - 1)

    known = [log.key, okafor.key, smith.key]
    assert check.read_checkpoint(twice, known) == check.Checkpoint(
        ORIGIN,
        13,
        ROOT,
        log.key,
        [("chair-of-audit.example/okafor", 1_794_000_000), ("auditor.example/smith", 2**63 - 1)],
    )
    assert check.read_checkpoint(twice, [log.key]).seen == []


def test_a_new_secret_is_another_each_time_and_signs():
    first, second = note.new_secret(), note.new_secret()
    assert (len(first), first == second) == (32, False)

    signer = note.log_signer(ORIGIN, first)
    assert check.read_checkpoint(note.checkpoint(signer, 1, ROOT), [signer.key]).size == 1


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "a\x7fb"])
def test_a_name_that_no_key_can_bear_is_refused(name):
    with pytest.raises(ValueError, match="no key"):
        note.log_signer(name, LOG)


@pytest.mark.parametrize(("size", "root"), [(0, ROOT), (2**53, ROOT), (1, ROOT[:31])])
def test_a_checkpoint_of_no_possible_tree_is_not_signed(size, root):
    with pytest.raises(ValueError, match="no tree"):
        note.checkpoint(note.log_signer(ORIGIN, LOG), size, root)


@pytest.mark.parametrize("seconds", [-1, 2**63])
def test_a_cosignature_with_an_impossible_time_is_not_made(seconds):
    signed = note.checkpoint(note.log_signer(ORIGIN, LOG), 1, ROOT)

    with pytest.raises(ValueError, match="no cosignature"):
        note.cosigned(signed, note.cosigner("auditor.example/smith", SMITH), seconds)


def test_a_line_repeated_many_times_is_judged_once_and_counts_once():
    log, smith = note.log_signer(ORIGIN, LOG), note.cosigner("auditor.example/smith", SMITH)
    signed = note.cosigned(note.checkpoint(log, 1, ROOT), smith, 7)
    last = signed[signed.rindex("\u2014".encode()) :]

    repeated = signed + last * 5_000

    assert check.read_checkpoint(repeated, [log.key, smith.key]).seen == [
        ("auditor.example/smith", 7)
    ]
