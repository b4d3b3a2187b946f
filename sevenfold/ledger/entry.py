"""One entry of the evidence book, byte for byte: payload, digest, header, leaf, line.

Headers outlive erasure, so they hold no name and no address; nor their place or their log, which
the proof tells.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sevenfold.kernel import canonical

from . import tree

PAYLOAD_BYTES = 65_536
PAYLOAD_LEVELS = 16
SALT_BYTES = 32
TYPE_LENGTH = 64

_TYPE = re.compile(r"[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*")
_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_DAY, _HOUR = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}"
_TIME = re.compile(_DAY + "T" + _HOUR + r"\.[0-9]{6}Z")
_KEYS = {"actor", "at", "digest", "id", "subject", "type", "v"}


class NotAnEntry(ValueError):
    """What breaks a rule of the entries: refused by whoever reads it, and never written."""


def time_text(at: datetime) -> str:
    """An instant as entries hold it: UTC, always six decimals."""
    if at.tzinfo is None:
        raise NotAnEntry("a time without its zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def read_time(text: str) -> datetime:
    """The instant that an entry's time names. Raises NotAnEntry for any other form."""
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise NotAnEntry("at is not a time in UTC with six decimals")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise NotAnEntry("at is no real day and hour") from error


def payload_bytes(payload: Any) -> bytes:
    """The bytes of a payload. Raises NotAnEntry for a payload that no entry may have."""
    try:
        body = canonical.dumps(payload)
    except canonical.NotCanonical as error:
        raise NotAnEntry(f"the payload holds {error}") from error
    if not isinstance(payload, dict):
        raise NotAnEntry("the payload is not an object")
    if len(body) > PAYLOAD_BYTES:
        raise NotAnEntry(f"the payload is longer than {PAYLOAD_BYTES} bytes")
    if _levels(payload) > PAYLOAD_LEVELS:
        raise NotAnEntry(f"the payload has more than {PAYLOAD_LEVELS} levels")
    for cited in citations(payload):
        if not isinstance(cited, str) or not _HASH.fullmatch(cited):
            raise NotAnEntry("a key named sha256 does not hold the name of a stored file")
    return body


def citations(payload: Any) -> Iterator[Any]:
    """What stands under a key named `sha256`, at any depth: the stored files cited."""
    if isinstance(payload, dict):
        for key, value in payload.items():
            if key == "sha256":
                yield value
            yield from citations(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from citations(value)


def digest(salt: bytes, body: bytes) -> bytes:
    return sha256(salt + body).digest()


def header(
    *, id: str, type: str, actor: str | None, subject: str, at: datetime, digest: bytes
) -> dict[str, Any]:
    """The header of a new entry. Raises NotAnEntry for what no header may hold."""
    made = {
        "actor": actor,
        "at": time_text(at),
        "digest": digest.hex(),
        "id": id,
        "subject": subject,
        "type": type,
        "v": 1,
    }
    check_header(made)
    return made


def check_header(header: Any) -> None:
    """Raises NotAnEntry unless this is exactly the header of an entry."""
    if not isinstance(header, dict) or header.keys() != _KEYS:
        raise NotAnEntry("the header has not exactly its seven keys")
    read_time(header["at"])
    for key in ("id", "subject", *([] if header["actor"] is None else ["actor"])):
        if not _matches(_ID, header[key]):
            raise NotAnEntry(f"{key} is not an id of 32 hex digits")
    if not _matches(_HASH, header["digest"]):
        raise NotAnEntry("the digest is not 64 hex digits")
    if not _matches(_TYPE, header["type"]) or len(header["type"]) > TYPE_LENGTH:
        raise NotAnEntry("the type is not two words joined by a dot")
    if header["v"] is True or header["v"] != 1:
        raise NotAnEntry("v is not 1")


def leaf(header: dict[str, Any]) -> bytes:
    """The leaf hash of an entry with this header."""
    return tree.leaf_hash(canonical.dumps(header))


def in_groups(hash: bytes) -> str:
    """A hash as people see it: 64 hex digits in 16 groups of four."""
    digits = hash.hex()
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def line(
    header: dict[str, Any], payload: dict[str, Any] | None = None, salt: bytes | None = None
) -> bytes:
    """The entry's line, as in bundles and proof files, without its newline.

    In full, or without payload and salt once these were erased.
    """
    whole: dict[str, Any] = {"header": header}
    if payload is not None and salt is not None:
        whole |= {"payload": payload, "salt": salt.hex()}
    return canonical.dumps(whole)


def _matches(pattern: re.Pattern, value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _levels(value: Any) -> int:
    """How deeply objects and arrays nest: `{}` is one."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_levels, value), default=0) if isinstance(value, list) else 0
