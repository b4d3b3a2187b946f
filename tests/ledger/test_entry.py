from datetime import UTC, datetime, timedelta, timezone

import pytest

from sevenfold.kernel import canonical
from sevenfold.ledger import entry
from tests.ledger.vectors import VECTORS

GOOD = {
    "actor": None,
    "at": "2026-11-24T19:48:12.123456Z",
    "digest": "5e" * 32,
    "id": "0a" * 16,
    "subject": "1b" * 16,
    "type": "conduct.signed",
    "v": 1,
}


@pytest.mark.parametrize("case", VECTORS["entries"], ids=lambda c: c["leaf"][:8])
def test_an_entry_is_made_of_the_published_bytes(case):
    salt = bytes.fromhex(case["salt"])
    published = canonical.loads(case["header"].encode())

    body = entry.payload_bytes(case["payload"])
    header = entry.header(
        id=published["id"],
        type=published["type"],
        actor=published["actor"],
        subject=published["subject"],
        at=entry.read_time(published["at"]),
        digest=entry.digest(salt, body),
    )

    assert body.hex() == case["payload_bytes"]
    assert canonical.dumps(header).hex() == case["header_bytes"]
    assert entry.leaf(header).hex() == case["leaf"]
    assert entry.in_groups(entry.leaf(header)) == case["proof"]
    assert entry.line(header, case["payload"], salt).decode() == case["line"]
    assert entry.line(header).decode() == case["line_erased"]


def test_a_good_header_passes_and_each_key_is_asked_for():
    entry.check_header(GOOD)
    entry.check_header(GOOD | {"actor": "2c" * 16})

    for key in GOOD:
        with pytest.raises(entry.NotAnEntry, match="seven keys"):
            entry.check_header({name: value for name, value in GOOD.items() if name != key})
    with pytest.raises(entry.NotAnEntry, match="seven keys"):
        entry.check_header(GOOD | {"name": "Amira Khan"})
    with pytest.raises(entry.NotAnEntry, match="seven keys"):
        entry.check_header(list(GOOD))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("actor", ""),
        ("actor", "2C" * 16),
        ("actor", "2c" * 15),
        ("actor", 12),
        ("at", "2026-11-24T19:48:12Z"),
        ("at", "2026-11-24T19:48:12.123Z"),
        ("at", "2026-11-24T19:48:12.123456+00:00"),
        ("at", "2026-11-24 19:48:12.123456Z"),
        ("at", "2026-02-30T19:48:12.123456Z"),
        ("at", "2026-11-24T24:00:00.000000Z"),
        ("at", "2026-11-24T19:48:60.000000Z"),
        ("at", "0000-11-24T19:48:12.123456Z"),
        ("at", "٢٠٢٦-11-24T19:48:12.123456Z"),
        ("at", None),
        ("digest", "5e" * 31),
        ("digest", "5E" * 32),
        ("digest", None),
        ("id", "0a" * 16 + "\n"),
        ("id", "0a-a"),
        ("subject", None),
        ("subject", "1g" * 16),
        ("type", "signed"),
        ("type", "conduct.code.signed"),
        ("type", "Conduct.signed"),
        ("type", "conduct.1st"),
        ("type", "conduct." + "s" * 57),
        ("type", "conduct.signed\n"),
        ("v", 2),
        ("v", True),
        ("v", "1"),
    ],
)
def test_a_header_that_breaks_a_rule_is_refused(key, value):
    with pytest.raises(entry.NotAnEntry, match=key):
        entry.check_header(GOOD | {key: value})


def test_the_longest_type_passes():
    entry.check_header(GOOD | {"type": "conduct." + "s" * 56})


def test_a_time_is_written_in_utc_with_six_decimals_whatever_its_zone():
    summer = timezone(timedelta(hours=1))

    assert entry.time_text(datetime(2026, 7, 1, 0, 30, tzinfo=summer)) == (
        "2026-06-30T23:30:00.000000Z"
    )
    with pytest.raises(entry.NotAnEntry, match="without its zone"):
        entry.time_text(datetime(2026, 7, 1, 0, 30))  # noqa: DTZ001


def test_a_time_reads_back_as_the_instant_that_was_written():
    at = datetime(2026, 11, 24, 19, 48, 12, 123456, tzinfo=UTC)

    assert entry.read_time(entry.time_text(at)) == at


def padded(length: int) -> dict:
    return {"text": "x" * (length - len('{"text":""}'))}


def nested(levels: int) -> dict:
    payload: dict = {}
    for _ in range(levels - 1):
        payload = {"in": payload}
    return payload


def test_the_largest_and_the_deepest_payload_pass_and_one_more_is_refused():
    assert len(entry.payload_bytes(padded(65_536))) == 65_536
    assert entry.payload_bytes(nested(16))
    assert entry.payload_bytes({"in": [[]] * 3})

    with pytest.raises(entry.NotAnEntry, match="65536 bytes"):
        entry.payload_bytes(padded(65_537))
    with pytest.raises(entry.NotAnEntry, match="16 levels"):
        entry.payload_bytes(nested(17))
    with pytest.raises(entry.NotAnEntry, match="16 levels"):
        entry.payload_bytes({"in": [nested(15)]})


@pytest.mark.parametrize("payload", [[], "text", None, 7])
def test_a_payload_is_an_object(payload):
    with pytest.raises(entry.NotAnEntry, match="not an object"):
        entry.payload_bytes(payload)


@pytest.mark.parametrize("payload", [{"pence": 12.5}, {"n": 2**53}, {"name": "\ud83d"}])
def test_a_payload_is_canonical(payload):
    with pytest.raises(entry.NotAnEntry, match="the payload holds a"):
        entry.payload_bytes(payload)


def test_a_key_named_sha256_holds_the_name_of_a_stored_file_and_nothing_else():
    cited = {"code": {"sha256": "ab" * 32}, "scans": [{"sha256": "cd" * 32}]}

    assert entry.payload_bytes(cited)
    assert list(entry.citations(cited)) == ["ab" * 32, "cd" * 32]

    for wrong in ("AB" * 32, "ab" * 31, "ab" * 33, None, {"sha256": "ab" * 32}, ["ab" * 32]):
        with pytest.raises(entry.NotAnEntry, match="stored file"):
            entry.payload_bytes({"scans": [{"sha256": wrong}]})
