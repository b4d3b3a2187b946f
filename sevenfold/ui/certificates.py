"""The certificate of something that a person did: one sealed A4 page, made when first asked for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from sevenfold.documents import actions as documents
from sevenfold.documents import pdf, seal
from sevenfold.documents import queries as copies
from sevenfold.kernel import clock
from sevenfold.ledger import queries as ledger
from sevenfold.ledger.models import Event

from . import words

CHECK = (
    "Give this file to anybody, with the proof file that belongs to it. The trust’s own page checks"
    " either; the small checker from the trust’s evidence bundle checks the proof file, and needs"
    " nothing from us. {nature} Adobe Reader will say that the file is unaltered and that it does"
    " not know the trust’s seal: both are as they should be."
)
PLAIN, SPOKEN, CODE = "plain", "words", "code"
KEY_LINE = 40  # Signs of the book's key in one line.


class Trust(Protocol):
    name: str
    company_number: str


@dataclass(frozen=True)
class Fact:
    """One line of the list: what it says, in lines, and in which hand."""

    label: str
    lines: Sequence[str]
    style: str = PLAIN


@dataclass(frozen=True)
class Certificate:
    """What a certificate says, but for what stands in the evidence book."""

    kind: str
    name: str
    says: str  # What goes on from the name, in a sentence.
    facts: Sequence[Fact]
    text_label: str
    text_sha256: str  # Of the exact bytes that were shown.
    nature: str  # What it is in law, or how it comes to be evidence.


def sealed(event: Event, write: Callable[[], Certificate], trust: Trust, *, at: datetime) -> bytes:
    """The sealed PDF of an entry; whoever asks again gets the same bytes. Raises seal.NoKey."""
    kept = copies.sealed_copy(event.pk)
    if kept:
        return kept
    seal.make(trust.name, at=at)
    page = pdf.compile("certificate.typ", page_of(event, write(), trust, at), at=at)
    reason = f"Copy of entry {event.number} of {event.log.origin}"
    return documents.keep_sealed(event.pk, seal.seal(page, reason=reason, at=at), at=at)


def page_of(event: Event, certificate: Certificate, trust: Trust, at: datetime) -> dict:
    company = [f"Company {trust.company_number}"] if trust.company_number else []
    facts = [*certificate.facts, *_in_the_book(event, certificate)]
    return {
        "title": f"{certificate.kind}, {certificate.name}",
        "trust": trust.name,
        # By these the page that checks a certificate finds its entry.
        "keywords": [f"entry {event.pk}", f"proof {event.leaf.hex()}"],
        "kind": certificate.kind,
        "name": certificate.name,
        "says": certificate.says,
        "facts": [asdict(fact) for fact in facts],
        "check": CHECK.format(nature=certificate.nature),
        "foot": [*company, f"Sealed {words.day(at)}, {words.clock_time(at)}"],
    }


def _in_the_book(event: Event, certificate: Certificate) -> list[Fact]:
    """What a stranger needs beside who, what and when."""
    key = ledger.vkey_of(event.log)
    facts = [
        Fact("Entry", [f"{words.number(event.number)} in the trust’s evidence book"]),
        Fact("Proof", _two_lines(ledger.leaf_in_groups(event)), CODE),
        Fact(certificate.text_label, _two_lines(words.hash4(certificate.text_sha256)), CODE),
    ]
    if key:
        lines = [key[at : at + KEY_LINE] for at in range(0, len(key), KEY_LINE)]
        facts.append(Fact("Book’s key", lines, CODE))
    if ledger.said_by(event) is None:
        gone = "What the entry said is gone. The entry and its proof stay as they are."
        facts.append(Fact("Erased", [gone]))
    return facts


def _two_lines(groups: str) -> list[str]:
    parts = groups.split(" ")
    half = len(parts) // 2
    return [" ".join(parts[:half]), " ".join(parts[half:])]


def moment(at: datetime) -> str:
    """Tuesday 24 November 2026, 7:48pm and 12 seconds; by London's clocks."""
    return f"{clock.london(at):%A} {words.day(at)}, {words.clock_time(at)} and {at:%S} seconds"


def of_them(proof: str) -> str:
    """How somebody proved who they are, told to others: a code sent to their e-mail."""
    told = re.sub(r"\byour\b", "their", proof)
    return told[:1].upper() + told[1:]
