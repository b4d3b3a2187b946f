"""Is a receipt or a certificate good? Answered to anybody, from the file and the book.

Nothing is shown but what the file itself says: a changed receipt opens nobody's record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from sevenfold.conduct.models import Issue
from sevenfold.documents import seal
from sevenfold.kernel import clock
from sevenfold.ledger import queries as ledger
from sevenfold.ledger.models import Deposit, Log
from sevenfold.ledger.queries import Held, NotHeld
from sevenfold.ui import words

LARGEST = 1 << 20


@dataclass(frozen=True)
class Compared:
    """One comparison: whether it holds, what was compared, and how that came out."""

    holds: bool
    what: str
    how: str = ""


@dataclass(frozen=True)
class Answer:
    """`kind` is good, so-far, bad, altered, another or none; `number` the entry it claims to be of."""

    kind: str
    compared: tuple[Compared, ...] = ()
    tells: str = ""  # What the entry tells, in one sentence.
    proved: str = ""  # How whoever acted proved who they are.
    number: int | None = None
    origin: str = ""  # Of another trust's: its book, or the name in its seal.
    noun: str = "receipt"


def check(data: bytes) -> Answer:
    """The answer for a file, whatever it is."""
    for beginning, read in READERS:
        if data.startswith(beginning) and len(data) <= LARGEST:
            return read(data)
    return Answer("none")


def _proof(data: bytes) -> Answer:
    origin, number = ledger.claims(data)
    log = ledger.log_of(origin)
    if origin and log is None:
        return Answer("another", origin=origin)
    try:
        held = ledger.read_proof(data)
    except NotHeld as fault:
        return Answer("bad", _of_a_bad_one(data, fault), number=number)
    return _against_the_book(held, log)


def _certificate(data: bytes) -> Answer:
    """A PDF is judged by its seal first, and only a good one by the book."""
    found = seal.check(data)
    if found is None:
        return Answer("none", noun="certificate")
    if not found.ours:
        return Answer("another", origin=found.whose, noun="certificate")
    if not found.good:
        how = "Something was added to it" if found.intact else "Not every byte is what was sealed"
        compared = Compared(False, "The file is not as the trust sealed it", how)
        return Answer("bad", (compared,), noun="certificate")
    return _sealed(found)


# What a file begins with, and who reads it.
READERS: tuple[tuple[bytes, Callable[[bytes], Answer]], ...] = (
    (b"c2sp.org/tlog-proof@v1\n", _proof),
    (b"%PDF-", _certificate),
)


def _sealed(found: seal.Seal) -> Answer:
    """The book against what a good certificate holds for machines: its entry, and that one's leaf."""
    when = f"The trust’s own seal covers every byte of it, since {_moment(found.at)}"
    as_sealed = Compared(True, "The file is as the trust sealed it", when)
    claims = dict(word.split(" ", 1) for word in found.keywords)
    event = ledger.unaltered(claims["entry"], claims["proof"])
    if event is None:
        how = f"It has not, or no longer, the proof {words.hash4(claims['proof'][:16])} …"
        differs = Compared(False, "The book does not agree with what was sealed", how)
        return Answer("altered", (as_sealed, differs), noun="certificate")
    how = f"Entry {words.number(event.number)}, with the proof that the certificate shows"
    outside = _outside(event.log, event.index)
    said = ledger.said_by(event)
    return Answer(
        "so-far" if settings.ARCHIVE and not outside else "good",
        (as_sealed, Compared(True, "The entry stands in the book", how), *outside),
        _tells(event.type, event.at, said),
        _proved(said),
        event.number,
        noun="certificate",
    )


def _of_a_bad_one(data: bytes, fault: NotHeld) -> tuple[Compared, ...]:
    where = f"line {fault.line}: {fault}" if fault.line else str(fault)
    compared = [Compared(False, "The file is not as it was written", where.capitalize())]
    if ledger.agrees_with_checkpoint_of(data):
        what = "The book agrees with the checkpoint in the file"
        compared.append(Compared(True, what, "So it is the file that has changed, not the book"))
    return tuple(compared)


def _against_the_book(held: Held, log: Log) -> Answer:
    contradiction = ledger.contradiction(log, held)
    payload = held.entry.payload
    fits = _text_fits(payload)
    size, number = held.checkpoint.size, held.index + 1
    place = (
        f"Entry {words.number(number)} of {words.number(log.size)}, where its proof says it must"
    )
    compared = [
        Compared(
            True, "The file is as it was written", "The book’s own key signed what it rests on"
        )
    ]
    if fits is not None:
        what = "The text signed is " + ("" if fits else "not ") + "the code that the board approved"
        text = words.hash4(payload["code"]["sha256"][:16])
        compared.append(Compared(fits, what, f"The number made from it is {text} …"))
    if contradiction:
        what = "The book does not agree with what was signed"
        compared.append(Compared(False, what, contradiction.capitalize()))
    else:
        agrees = f"The number signed at {words.number(size)} entries is still the book’s own"
        compared += [
            Compared(True, "The entry stands in the book", place),
            Compared(True, "The book agrees with the checkpoint in the file", agrees),
        ]
    if contradiction or fits is False:
        return Answer("altered", tuple(compared), number=number)
    outside = _outside(log, held.index)
    compared += outside
    to_come = settings.ARCHIVE and not outside
    kind = "so-far" if to_come else "good"
    header = held.entry.header
    tells = _tells(header["type"], ledger.time_of(held), payload)
    return Answer(kind, tuple(compared), tells, _proved(payload), number)


def _outside(log: Log, index: int) -> list[Compared]:
    """The first checkpoint over the entry that was sent to somebody outside, who keeps it."""
    kept = Deposit.objects.filter(checkpoint__log=log, checkpoint__size__gt=index)
    first = kept.select_related("checkpoint").order_by("checkpoint__size").first()
    if first is None:
        return []
    sent = f"That of {words.day(first.checkpoint.at)} went to the archive mailbox outside IT"
    return [Compared(True, "A checkpoint over it is held outside", sent)]


def _text_fits(payload: dict[str, Any] | None) -> bool | None:
    """Whether the words signed are those of the code; None where no code was signed."""
    if not payload or not {"code", "signature"} <= payload.keys():
        return None
    issue = Issue.objects.filter(uid=payload["signature"]["issue"])
    return issue.filter(sha256=payload["code"]["sha256"]).exists()


def _tells(type: str, when: datetime, payload: dict[str, Any] | None) -> str:
    """Only what the file says: names that the entry has not are not looked up."""
    at = f"on {_moment(when)}"
    if payload is None:
        return f"What the entry says has been erased. It was made {at}."
    if type == "conduct.signed":
        name, year = payload["signature"]["name"], payload["code"]["year"]
        return f"{name} signed the code of conduct {year} {at}."
    if type == "induction.acknowledged":
        principle = payload["acknowledgement"]["principle"]
        return f"The principle of {principle} was acknowledged {at}."
    return f"The entry, “{type}”, was made {at}."


def _moment(at: datetime) -> str:
    return f"{clock.london(at):%A} {words.day(at)} at {words.clock_time(at)}"


def _proved(payload: dict[str, Any] | None) -> str:
    return (payload or {}).get("signature", {}).get("proof", "")
