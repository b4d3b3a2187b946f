#!/usr/bin/env python3
"""Check proofs and bundles from a trust's evidence book, without Sevenfold and without a network.

    python3 check.py [BUNDLE] [FILE.tlog-proof ...] [--key VKEY] ...

BUNDLE is the folder that the trust handed over, by default the one that this file lies in. A
proof file is what somebody received after signing; with a bundle, the bundle must hold it too.
With --key only the keys given are trusted, else those in keys.txt: compare these with the key on
somebody's receipt, because whoever made the bundle also wrote keys.txt.

The answer is the last line, OK or NOT OK. Exit status: 0 OK, 1 NOT OK, 2 wrong use. Nothing is
written, and nothing is needed but Python 3.9 or newer.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

LARGEST = 2**53 - 1
PROOF_BYTES = 1 << 20
LINE_BYTES = 70_000  # No entry's line is longer: its payload has 65,536 bytes at most.
PAYLOAD_BYTES = 65_536
PAYLOAD_LEVELS = 16

ID = re.compile(r"[0-9a-f]{32}")
HASH = re.compile(r"[0-9a-f]{64}")
SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
TYPE = re.compile(r"[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*")
DAY, HOUR = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}"
TIME = re.compile(DAY + "T" + HOUR + r"\.[0-9]{6}Z")
ORIGIN = re.compile(r"(.+)/ledger/([1-9][0-9]*)")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Fault(Exception):
    """Something that breaks a rule: what, and where it is known on which line of its file."""

    def __init__(self, what: str, line: int = 0):
        super().__init__(what)
        self.what = what
        self.line = line


# Encodings


def canonical(value) -> bytes:
    """The one form in which JSON is written here (RFC 8785 without fractions)."""

    def ordered(value):
        if isinstance(value, dict):
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return {name: ordered(value[name]) for name in names}
        return [ordered(item) for item in value] if isinstance(value, list) else value

    text = json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def whole_number(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > LARGEST:
        raise ValueError("too large")
    return int(digits)


def no_number(digits: str):
    raise ValueError("not a whole number")


def parse(data: bytes, what: str):
    """The value of canonical JSON. Written again, it must give the same bytes."""
    try:
        value = json.loads(
            data.decode(), parse_int=whole_number, parse_float=no_number, parse_constant=no_number
        )
        same = canonical(value) == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise Fault(what + " is not canonical JSON")
    return value


def unbase64(text: str, length: int = 0) -> bytes:
    """The bytes of base64 in its one form."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise Fault("not base64") from None
    if base64.b64encode(data).decode() != text:
        raise Fault("not base64 in its one form")
    if length and len(data) != length:
        raise Fault(f"not {length} bytes in base64")
    return data


def size_of(digits: str, least: int) -> int:
    """A size or an index: decimal, without a leading zero."""
    if not SIZE.fullmatch(digits) or not least <= int(digits) <= LARGEST:
        raise Fault(f"not a number in decimal from {least} to {LARGEST}")
    return int(digits)


def matches(pattern, value) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


# The tree of RFC 6962, section 2.1


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def add_leaf(peaks: list[bytes], size: int, leaf: bytes) -> None:
    """Add a leaf to a tree of this size, kept as the roots of its whole subtrees."""
    while size & 1:
        leaf = node(peaks.pop(), leaf)
        size >>= 1
    peaks.append(leaf)


def root_of(peaks: list[bytes]) -> bytes:
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node(peak, root)
    return root


def root_by_proof(leaf: bytes, index: int, size: int, hashes: list[bytes]) -> bytes:
    """The root to which a proof leads, which has exactly as many hashes as it needs."""
    last, hash = size - 1, leaf
    for sibling in hashes:
        if last == 0:
            raise Fault("the proof has a hash too many")
        if index & 1 or index == last:
            hash = node(sibling, hash)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            hash = node(hash, sibling)
        index, last = index >> 1, last >> 1
    if last:
        raise Fault("the proof has too few hashes")
    return hash


# Ed25519, verification alone (RFC 8032, section 5.1.7, without the cofactor). Points are in
# extended coordinates: x = X/Z, y = Y/Z, T = XY/Z.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(a, b):
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    t = 2 * a[3] * b[3] * D % P
    z = 2 * a[2] * b[2] % P
    e, f, g, h = y - x, z - t, z + t, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def point(data: bytes):
    """The point of a public key; a Fault unless it is canonical, on the curve, of large order."""
    if len(data) != 32:
        raise Fault("the public key has not 32 bytes")
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        raise Fault("the public key is not canonical")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_OF_MINUS_1 % P
    if (x * x - square) % P:
        raise Fault("the public key is no point of the curve")
    if x == 0 and sign:
        raise Fault("the public key is not canonical")
    if x & 1 != sign:
        x = P - x
    found = eight = (x, y, 1, x * y % P)
    for _ in range(3):
        eight = add(eight, eight)
    if eight[0] == 0 and (eight[1] - eight[2]) % P == 0:
        raise Fault("the public key is of small order")
    return found


def base_point():
    y = 4 * pow(5, P - 2, P) % P
    return point(y.to_bytes(32, "little"))


BASE = base_point()


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is this key's over the message. A Fault for a key that is refused."""
    x, y, z, t = point(public)
    if len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    hash = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(hash, "little") % L
    # [s]B + [k](-A), both at once.
    minus = (P - x, y, z, P - t)
    steps = {(1, 0): BASE, (0, 1): minus, (1, 1): add(BASE, minus)}
    found = NEUTRAL
    for bit in range(252, -1, -1):
        found = add(found, found)
        step = steps.get((s >> bit & 1, k >> bit & 1))
        if step:
            found = add(found, step)
    inverse = pow(found[2], P - 2, P)
    x, y = found[0] * inverse % P, found[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# Keys and notes

LOG, COSIGNER = 1, 4


class Key(NamedTuple):
    name: str
    type: int
    public: bytes

    @property
    def typed(self) -> bytes:
        return bytes([self.type]) + self.public

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self.typed).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self.typed).decode()}"


class Checkpoint(NamedTuple):
    """What a log's key signed, and who else is known to have seen it, with when."""

    origin: str
    size: int
    root: bytes
    key: Key
    seen: list[tuple[str, int]]


def name_of_key(name: str) -> bool:
    """Whether a key may bear this name: no space of Unicode's, no plus, nothing unprintable."""
    spoilt = any(sign.isspace() or sign == "+" or "\ud800" <= sign <= "\udfff" for sign in name)
    return bool(name) and not spoilt and not CONTROL.search(name)


def read_key(vkey: str) -> Key:
    """The key of a vkey: NAME+ID+BASE64."""
    parts = vkey.split("+", 2)
    if len(parts) != 3 or not name_of_key(parts[0]):
        raise Fault("not a key of the form NAME+ID+BASE64")
    data = unbase64(parts[2], 33)
    if data[0] not in (LOG, COSIGNER):
        raise Fault("a key of an unknown type")
    point(data[1:])
    key = Key(parts[0], data[0], data[1:])
    if key.vkey != vkey:
        raise Fault("the key's id does not fit")
    return key


def read_note(note: bytes, keys: list[Key]) -> tuple[str, list[tuple[Key, int]]]:
    """A note's text and the known keys that signed it, cosigners with the time that they state.

    A line whose name and id are known must verify, or the whole note is refused.
    """
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        raise Fault("the note is not UTF-8") from None
    if CONTROL.search(whole.replace("\n", "")):
        raise Fault("the note has a control character")
    text, gap, lines = whole.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise Fault("the note has not the form of a text, an empty line and signature lines")
    text += "\n"
    signed = []
    for line in dict.fromkeys(lines[:-1].split("\n")):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not name_of_key(parts[1]):
            raise Fault("the note has a line that is no signature line")
        data = unbase64(parts[2])
        if len(data) < 5:
            raise Fault("the note has a line that is no signature line")
        known = [key for key in keys if (key.name, key.id) == (parts[1], data[:4])]
        times = [signed_at(key, text.encode(), data[4:]) for key in known]
        if known and times == [None] * len(known):
            raise Fault("the signature of " + parts[1] + " does not verify")
        signed += [(key, time) for key, time in zip(known, times) if time is not None]
    return text, signed


def signed_at(key: Key, text: bytes, signature: bytes) -> int | None:
    """When the key states that it signed (a log states nothing: 0); None if it did not."""
    if key.type == LOG:
        return 0 if verifies(key.public, text, signature) else None
    time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
    message = b"cosignature/v1\ntime %d\n" % time + text
    if time >= 1 << 63 or not verifies(key.public, message, signature):
        return None
    return time


def read_checkpoint(note: bytes, keys: list[Key]) -> Checkpoint:
    """A checkpoint that the key of its own log, known beforehand, has signed."""
    text, signed = read_note(note, keys)
    lines = text[:-1].split("\n")
    if len(lines) != 3:
        raise Fault("the checkpoint has not exactly three lines")
    origin = lines[0]
    if not name_of_key(origin) or not ORIGIN.fullmatch(origin):
        raise Fault("the checkpoint's first line is not the name of a log")
    size, root = size_of(lines[1], 1), unbase64(lines[2], 32)
    own = [key for key, _ in signed if key.type == LOG and key.name == origin]
    if not own:
        raise Fault("no known key of " + origin + " signed the checkpoint")
    of_the_log = {key.public for key in keys if key.type == LOG and key.name == origin}
    seen: dict[bytes, tuple[str, int]] = {}
    for key, time in signed:
        if key.type == COSIGNER and key.public not in of_the_log:
            seen.setdefault(key.public, (key.name, time))
    return Checkpoint(origin, size, root, own[0], list(seen.values()))


# Entries


class Entry(NamedTuple):
    """An entry as its line gives it: in full, erased (no payload), or by hash alone (no header)."""

    leaf: bytes
    header: dict | None = None
    payload: dict | None = None


def read_entry(line: bytes, by_hash: bool = False) -> Entry:
    whole = parse(line, "the entry")
    names = set(whole) if isinstance(whole, dict) else set()
    if by_hash and names == {"leaf"}:
        if not matches(HASH, whole["leaf"]):
            raise Fault("the leaf is not 64 hex digits")
        return Entry(bytes.fromhex(whole["leaf"]))
    if names not in ({"header"}, {"header", "payload", "salt"}):
        raise Fault("the entry has none of the shapes of an entry")
    header = whole["header"]
    check_header(header)
    leaf = hashlib.sha256(b"\x00" + canonical(header)).digest()
    if names == {"header"}:
        return Entry(leaf, header)
    body = check_payload(whole["payload"])
    if not matches(HASH, whole["salt"]):
        raise Fault("the salt is not 64 hex digits")
    if hashlib.sha256(bytes.fromhex(whole["salt"]) + body).hexdigest() != header["digest"]:
        raise Fault("the payload is not the one that the header's digest stands for")
    return Entry(leaf, header, whole["payload"])


def check_header(header) -> None:
    names = {"actor", "at", "digest", "id", "subject", "type", "v"}
    if not isinstance(header, dict) or set(header) != names:
        raise Fault("the header has not exactly its seven keys")
    if header["actor"] is not None and not matches(ID, header["actor"]):
        raise Fault("the header's actor is not an id")
    for name in ("id", "subject"):
        if not matches(ID, header[name]):
            raise Fault("the header's " + name + " is not an id")
    if not matches(HASH, header["digest"]):
        raise Fault("the header's digest is not 64 hex digits")
    if not matches(TYPE, header["type"]) or len(header["type"]) > 64:
        raise Fault("the header's type is not two words joined by a dot")
    if header["v"] is True or header["v"] != 1:
        raise Fault("the header's v is not 1")
    try:
        if not matches(TIME, header["at"]):
            raise ValueError
        datetime.datetime.fromisoformat(header["at"][:-1])
    except ValueError:
        raise Fault("the header's at is not a time") from None


def check_payload(payload) -> bytes:
    if not isinstance(payload, dict):
        raise Fault("the payload is not an object")
    body = canonical(payload)
    if len(body) > PAYLOAD_BYTES:
        raise Fault(f"the payload has more than {PAYLOAD_BYTES} bytes")
    if levels(payload) > PAYLOAD_LEVELS:
        raise Fault(f"the payload has more than {PAYLOAD_LEVELS} levels")
    if not all(matches(HASH, name) for name in citations(payload)):
        raise Fault("a key named sha256 does not hold the name of a stored file")
    return body


def levels(value) -> int:
    inner = list(value.values()) if isinstance(value, dict) else value
    return 1 + max(map(levels, inner), default=0) if isinstance(inner, list) else 0


def citations(value) -> Iterator:
    """The stored files that a payload cites: what stands under `sha256`, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "sha256":
                yield inner
            yield from citations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from citations(inner)


# Proof files


class Proof(NamedTuple):
    where: str
    index: int
    entry: Entry
    checkpoint: Checkpoint

    def tells_of(self, number: int) -> bool:
        return self.checkpoint.origin.endswith(f"/ledger/{number}")


def read_proof(data: bytes, keys: list[Key], where: str = "") -> Proof:
    """A proof file that holds: its entry is under a root that the log's own key signed."""
    if len(data) > PROOF_BYTES:
        raise Fault("the file is larger than a proof")
    head, gap, note = data.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError:
        raise Fault("the file is not UTF-8") from None
    if lines[0] != "c2sp.org/tlog-proof@v1":
        raise Fault("the file is not a proof: its first line is another", 1)
    if not gap or len(lines) < 3:
        raise Fault("the proof is cut off")
    if not lines[1].startswith("extra "):
        raise Fault("there is no extra", 2)
    if not lines[2].startswith("index "):
        raise Fault("there is no index", 3)
    entry = on_line(2, lambda: read_entry(unbase64(lines[1][6:])))
    index = on_line(3, lambda: size_of(lines[2][6:], 0))
    hashes = [
        on_line(number, lambda text=text: unbase64(text, 32))
        for number, text in enumerate(lines[3:], 4)
    ]
    checkpoint = on_line(len(lines) + 2, lambda: read_checkpoint(note, keys))
    if index >= checkpoint.size:
        raise Fault("the index lies beyond the checkpoint's size", 3)
    if root_by_proof(entry.leaf, index, checkpoint.size, hashes) != checkpoint.root:
        raise Fault("the proof does not lead to the checkpoint's root")
    return Proof(where, index, entry, checkpoint)


def on_line(number: int, read):
    """What `read` returns; its Fault is one of this line."""
    try:
        return read()
    except Fault as fault:
        raise Fault(fault.what, number) from None


# Bundles


class Book:
    """What was found of one log in a bundle."""

    def __init__(self, number: int):
        self.number = number
        self.count = 0
        self.shapes = {"full": 0, "erased": 0, "hash": 0}
        self.roots: dict[int, bytes] = {}  # At each size that somebody asks for,
        self.leaves: dict[int, bytes] = {}  # and at each index.
        self.newest: Checkpoint | None = None


Place = tuple[int, int]  # The number of a log, and of a line in its entries.


def line_of(place: Place) -> str:
    return f"log-{place[0]}/entries.jsonl line {place[1]}"


class Bundle:
    """A folder with every log of one evidence book. Reading it gathers what is wrong."""

    def __init__(self, folder: str, keys: list[Key], proofs: list[Proof]):
        self.folder = folder
        self.keys = keys
        self.proofs = proofs
        self.problems: list[tuple[str, str]] = []
        self.books: list[Book] = []
        self.emptied: list[tuple[str, Place]] = []  # Entries without their payload,
        self.full: dict[str, Place] = {}  # those with it,
        self.erased: dict[str, Place] = {}  # and where each was last said to be erased.
        self.cited: dict[str, Place] = {}

    def check(self) -> None:
        logs = [
            name[4:] for name in self.names_in(".") if re.fullmatch("log-[1-9][0-9]{0,8}", name)
        ]
        for number in sorted(map(int, logs)):
            before = self.books[-1].number if self.books else 0
            if number > before + 1:
                self.problem(f"log-{before + 1}", "missing")
                self.books.append(Book(number - 1))
            self.books.append(self.read_log(number))
        for id, place in self.emptied:
            if self.erased.get(id, place) <= place:
                self.problem(line_of(place), "without payload, and no later entry says why")
        for id, place in self.full.items():
            if self.erased.get(id, place) > place:
                self.problem(line_of(place), "said to be erased, but the payload is still there")
        self.check_files()

    def problem(self, where: str, what: str) -> None:
        self.problems.append((where, what))

    def path(self, name: str) -> str:
        return os.path.join(self.folder, *name.split("/"))

    def names_in(self, name: str) -> list[str]:
        try:
            return sorted(os.listdir(self.path(name)))
        except OSError as error:
            self.problem(name, unreadable(error))
            return []

    def read_log(self, number: int) -> Book:
        book = Book(number)
        checkpoints = self.read_checkpoints(book)
        told = [proof for proof in self.proofs if proof.tells_of(number)]
        sizes = {found.size for found in checkpoints.values()}
        sizes |= {proof.checkpoint.size for proof in told}
        self.read_entries(book, sizes, {proof.index for proof in told})
        for where, found in checkpoints.items():
            if found.size > book.count:
                self.problem(where, "the entries end before this checkpoint")
            elif book.roots.get(found.size, found.root) != found.root:
                self.problem(where, "the entries have another root")
        if book.newest is None or book.newest.size < book.count:
            self.problem(f"log-{number}/checkpoints", "none of them reaches the last entry")
        return book

    def read_checkpoints(self, book: Book) -> dict[str, Checkpoint]:
        """The log's checkpoints that are signed and rightly named, by where they are."""
        found = {}
        folder = f"log-{book.number}/checkpoints"
        for name in self.names_in(folder):
            where = f"{folder}/{name}"
            try:
                checkpoint = read_checkpoint(read_file(self.path(where)), self.keys)
                if name != f"{checkpoint.size}.txt":
                    raise Fault("the file is not named after its size")
                if checkpoint.origin != self.origin(book, checkpoint.origin):
                    raise Fault("a checkpoint of another log")
            except Fault as fault:
                self.problem(where, fault.what)
                continue
            found[where] = checkpoint
            if book.newest is None or book.newest.size < checkpoint.size:
                book.newest = checkpoint
        return found

    def origin(self, book: Book, own: str) -> str:
        """What this log must be called: as the logs before it, but for its number."""
        known = [before.newest.origin for before in [*self.books, book] if before.newest]
        name = ORIGIN.fullmatch(known[0] if known else own).group(1)
        return f"{name}/ledger/{book.number}"

    def read_entries(self, book: Book, sizes: set[int], indices: set[int]) -> None:
        where = f"log-{book.number}/entries.jsonl"
        peaks: list[bytes] | None = []  # None once a line is lost to the tree.
        ids: set[str] = set()
        try:
            for line in lines_of(self.path(where)):
                place = book.number, book.count + 1
                try:
                    entry = read_entry(line, by_hash=True)
                except Fault as fault:
                    self.problem(line_of(place), fault.what)
                    peaks = None
                else:
                    self.take(book, entry, place, ids)
                    if book.count in indices:
                        book.leaves[book.count] = entry.leaf
                    if peaks is not None:
                        add_leaf(peaks, book.count, entry.leaf)
                book.count += 1
                if peaks and book.count in sizes:
                    book.roots[book.count] = root_of(peaks)
        except Fault as fault:
            self.problem(where, fault.what)

    def take(self, book: Book, entry: Entry, place: Place, ids: set[str]) -> None:
        """Look at an entry, whose own form is good, among the others."""
        header, payload = entry.header, entry.payload
        book.shapes["hash" if header is None else "erased" if payload is None else "full"] += 1
        if place[1] == 1 and book.number > 1:
            self.check_continued(entry, place)
        if header is None:
            return
        if header["id"] in ids:
            self.problem(line_of(place), "an entry before it has the same id")
        ids.add(header["id"])
        if payload is not None:
            self.full[header["id"]] = place
            for name in citations(payload):
                self.cited.setdefault(name, place)
        elif header["type"].startswith("ledger."):
            self.problem(line_of(place), "an entry of the ledger's own without its payload")
        else:
            self.emptied.append((header["id"], place))
        if header["type"] == "ledger.erased" and payload is not None:
            named = payload.get("entries")
            good = isinstance(named, list) and all(matches(ID, id) for id in named)
            if not good or named != sorted(named) or set(payload) != {"entries", "reason"}:
                self.problem(line_of(place), "not what an erasure says")
            else:
                self.erased.update(dict.fromkeys(named, place))

    def check_continued(self, entry: Entry, place: Place) -> None:
        """The first entry of a later log cites a checkpoint of the log before it."""
        before = self.books[-1]
        said = entry.payload or {}
        size = said.get("size")
        if not entry.header or entry.header["type"] != "ledger.continued" or not said:
            self.problem(line_of(place), "the log does not begin by saying what it continues")
        elif (
            set(said) != {"origin", "root", "size"}
            or type(size) is not int
            or not isinstance(said["root"], str)
        ):
            self.problem(line_of(place), "not what the continuation of a log says")
        elif before.newest and said["origin"] != before.newest.origin:
            self.problem(line_of(place), "it continues another log than the one before it")
        elif not before.count <= size <= LARGEST:
            self.problem(line_of(place), "it continues from before the end of the log before it")
        else:
            try:
                root = unbase64(said["root"], 32)
            except Fault as fault:
                self.problem(line_of(place), f"its root is {fault.what}")
                return
            if size == before.count and before.roots.get(size, root) != root:
                self.problem(line_of(place), "the log before it has another root at this size")

    def check_files(self) -> None:
        names = self.names_in("files") if os.path.lexists(self.path("files")) else []
        for name in names:
            where = f"files/{name}"
            try:
                found = digest_of(self.path(where))
            except Fault as fault:
                self.problem(where, fault.what)
                continue
            if name not in self.cited:
                self.problem(where, "no entry cites this file")
            elif found != name:
                self.problem(where, "the file is not what its name says")
        for name in sorted(set(self.cited) - set(names)):
            self.problem(line_of(self.cited[name]), f"the file {name} is missing")

    def check_proof(self, proof: Proof) -> None:
        """A Fault unless the bundle holds this entry at its place, under the same root."""
        origin, size, root = proof.checkpoint.origin, proof.checkpoint.size, proof.checkpoint.root
        books = [book for book in self.books if book.newest and book.newest.origin == origin]
        if not books:
            raise Fault("the bundle has no log of this name")
        if books[0].count < size:
            raise Fault("the bundle ends before this proof")
        if books[0].leaves.get(proof.index, proof.entry.leaf) != proof.entry.leaf:
            raise Fault("the bundle has another entry at this place")
        if books[0].roots.get(size, root) != root:
            raise Fault("the bundle has another root at this size")


# Files. Whatever the system refuses is a Fault.


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    try:
        if not os.path.isfile(path):
            raise Fault("not a file" if os.path.lexists(path) else "missing")
        with open(path, "rb") as file:
            yield file
    except OSError as error:
        raise Fault(unreadable(error)) from None


def unreadable(error: OSError) -> str:
    return f"cannot be read: {error.strerror}"


def read_file(path: str) -> bytes:
    """What a small file holds; one byte more than a proof may have where there is more."""
    with opened(path) as file:
        return file.read(PROOF_BYTES + 1)


def digest_of(path: str) -> str:
    found = hashlib.sha256()
    with opened(path) as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            found.update(block)
    return found.hexdigest()


def lines_of(path: str) -> Iterator[bytes]:
    with opened(path) as file:
        for line in iter(lambda: file.readline(LINE_BYTES), b""):
            if not line.endswith(b"\n"):
                raise Fault("a line that does not end, or is longer than an entry can be")
            yield line[:-1]


# The answer


class Misuse(Exception):
    """The program was started with what it cannot use."""


class Asked(NamedTuple):
    bundle: str | None
    proofs: list[str]
    keys: list[Key]  # Those given; where there are none, keys.txt.


class Answer:
    """Facts first, then problems, then the verdict."""

    def __init__(self) -> None:
        self.facts: list[str] = []
        self.problems: list[tuple[str, str]] = []

    @property
    def lines(self) -> list[str]:
        problems = [f"problem {where}: {what}" for where, what in self.problems]
        return [*self.facts, *problems, "NOT OK" if problems else "OK"]


def read_arguments(arguments: list[str], home: str) -> Asked:
    folders, proofs, keys = [], [], []
    rest = iter(arguments)
    for word in rest:
        if word == "--key" or word.startswith("--key="):
            try:
                keys.append(read_key(word[6:] if "=" in word else next(rest, "")))
            except Fault as fault:
                raise Misuse(f"--key: {fault.what}") from None
        elif word.startswith("-"):
            raise Misuse(f"unknown option {word}")
        elif not os.path.exists(word):
            raise Misuse(f"no such path: {word}")
        else:
            (folders if os.path.isdir(word) else proofs).append(word)
    if len(folders) > 1:
        raise Misuse("two folders; check one bundle at a time")
    bundle = folders[0] if folders else None if proofs else home
    if bundle is not None and not os.path.isdir(os.path.join(bundle, "log-1")):
        raise Misuse(f"not a bundle, as it has no folder log-1: {bundle}")
    return Asked(bundle, proofs, keys)


def answer(asked: Asked, home: str) -> Answer:
    found = Answer()
    source = "given" if asked.keys else "from keys.txt: compare it with the one on a receipt"
    keys = asked.keys or keys_beside(home if asked.bundle is None else asked.bundle, found)
    if not keys and asked.bundle is None:
        raise Misuse("no key at hand to check a proof by: give one with --key")
    proofs = []
    for name in asked.proofs:
        try:
            proofs.append(read_proof(read_file(name), keys, name))
        except Fault as fault:
            found.problems.append((place_in(name, fault), fault.what))
    if asked.bundle is not None:
        bundle = Bundle(asked.bundle, keys, proofs)
        bundle.check()
        found.problems += bundle.problems
        for book in bundle.books:
            if book.newest:
                found.facts += [*facts_of_book(book), *facts_of(book.newest, source)]
        for proof in list(proofs):
            try:
                bundle.check_proof(proof)
            except Fault as fault:
                proofs.remove(proof)
                found.problems.append((proof.where, fault.what))
    for proof in proofs:
        found.facts += [*facts_of_proof(proof), *facts_of(proof.checkpoint, source)]
    return found


def keys_beside(folder: str, found: Answer) -> list[Key]:
    """The keys of keys.txt in this folder. What is wrong with it is a problem of the answer."""
    keys = []
    try:
        *lines, rest = read_file(os.path.join(folder, "keys.txt")).decode().split("\n")
        for number, line in enumerate(lines, 1):
            keys.append(on_line(number, lambda vkey=line: read_key(vkey)))
        if rest:
            raise Fault("the last line does not end", len(lines) + 1)
    except UnicodeDecodeError:
        found.problems.append(("keys.txt", "not UTF-8"))
    except Fault as fault:
        found.problems.append((place_in("keys.txt", fault), fault.what))
    return keys


def facts_of_book(book: Book) -> list[str]:
    shapes = " ".join(f"{shape} {count}" for shape, count in book.shapes.items())
    return [f"log {book.newest.origin} entries {book.count} {shapes}"]


def facts_of_proof(proof: Proof) -> list[str]:
    header, payload, leaf = proof.entry.header, proof.entry.payload, proof.entry.leaf.hex()
    return [
        f"entry {proof.index + 1} of {proof.checkpoint.origin}",
        "proof " + " ".join(leaf[place : place + 4] for place in range(0, 64, 4)),
        *(f"{name} {header[name]}" for name in ("id", "type", "at")),
        "payload " + ("erased" if payload is None else canonical(payload).decode()),
    ]


def facts_of(checkpoint: Checkpoint, source: str) -> list[str]:
    seen = ", ".join(f"{name} {time_of(seconds)}" for name, seconds in checkpoint.seen)
    return [
        f"checkpoint {checkpoint.size} {base64.b64encode(checkpoint.root).decode()}",
        f"seen by {len(checkpoint.seen)} {seen}".rstrip(),
        f"key {checkpoint.key.vkey} ({source})",
    ]


def time_of(seconds: int) -> str:
    """A cosigner's time as day and hour in UTC, as far as the calendar reaches."""
    start = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    try:
        return f"{start + datetime.timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"
    except OverflowError:
        return str(seconds)


def place_in(name: str, fault: Fault) -> str:
    return f"{name} line {fault.line}" if fault.line else name


def shown(text: str, encoding: str) -> str:
    """What can go to a screen: control characters, and what it cannot show, as \\uXXXX."""
    return "".join(sign if showable(sign, encoding) else escaped(sign) for sign in text)


def showable(sign: str, encoding: str) -> bool:
    try:
        return bool(sign.encode(encoding)) and not CONTROL.match(sign)
    except UnicodeEncodeError:
        return False


def escaped(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join("\\u" + units[place : place + 4] for place in range(0, len(units), 4))


def main(arguments: list[str], home: str) -> int:
    if "-h" in arguments or "--help" in arguments:
        print(__doc__)
        return 0
    try:
        found = answer(read_arguments(arguments, home), home)
    except Misuse as misuse:
        print(shown(f"check.py: {misuse}", sys.stderr.encoding), file=sys.stderr)
        return 2
    for line in found.lines:
        print(shown(line, sys.stdout.encoding))
    sys.stdout.flush()
    return 1 if found.problems else 0


def run() -> int:
    try:
        return main(sys.argv[1:], os.path.dirname(os.path.abspath(__file__)))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # Nobody reads on; nor may Python when it tidies up.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(run())
