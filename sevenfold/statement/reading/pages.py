"""The lines of a text, without what its pages put between them."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace

from . import words

_LONGEST = 300  # Characters: a longer line is neither contents nor a running head.


@dataclass(frozen=True)
class Raw:
    """One line as it stands. Blank lines have no text; `goes_on` after the page parted a sentence."""

    text: str
    indent: int = 0
    goes_on: bool = False


def lines_of(text: str) -> tuple[list[Raw], list[str]]:
    """The lines that make up the statement, and those left out: contents, running heads, page
    numbers. A sentence that ran over a page is closed up."""
    raw = [_raw(line) for line in words.LINE_ENDS.split(words.ARTEFACTS.sub("", text))]
    furniture = _furniture(raw)
    contents = _contents(raw, furniture)
    left_out = [line.text for at, line in enumerate(raw) if at in contents or at in furniture]
    return _closed_up(raw, contents, furniture), left_out


def _raw(line: str) -> Raw:
    text = line.strip(" \t\u00a0\u200b")
    indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    return Raw(text, indent)


def _key(text: str) -> str:
    """What two lines of one heading have in common: their words, without marks and page numbers."""
    bare = re.sub(r"^[\W_]*(\d+(\.\d+)*[.)]?\s+)?", "", text.casefold())
    return " ".join(re.sub(r"[\s.…]*\d{1,3}$", "", bare).split())


def _contents(raw: list[Raw], furniture: set[int]) -> set[int]:
    """The lines of a table of contents, its heading included."""
    keys = [_key(line.text) if len(line.text) <= _LONGEST else "" for line in raw]
    left = Counter(keys)
    found: set[int] = set()
    within = False
    for at, line in enumerate(raw):
        if not line.text or at in furniture:
            continue
        left[keys[at]] -= 1
        if len(line.text) > _LONGEST:
            within = False
        elif words.CONTENTS.match(line.text):
            within = True
            found.add(at)
        elif words.CONTENTS_LINE.search(line.text) or (
            within and (words.ENDS_IN_PAGE.search(line.text) or (keys[at] and left[keys[at]]))
        ):
            found.add(at)
        else:
            within = False
    return found


def _furniture(raw: list[Raw]) -> set[int]:
    """Page numbers, and lines that come again on every page."""
    written = [at for at, line in enumerate(raw) if 0 < len(line.text) <= _LONGEST]
    numbers = {at for at in written if words.PAGE_NUMBER.match(raw[at].text)}
    beside = {
        near
        for before, at in itertools.pairwise(written)
        for near, number in ((before, at), (at, before))
        if number in numbers
    }
    alike: dict[str, list[int]] = {}
    for at in written:
        if at not in numbers and not raw[at].text.endswith((":", ".")):
            alike.setdefault(re.sub(r"\d+", "#", raw[at].text.casefold()), []).append(at)
    for places in alike.values():
        numbers.update(_running(raw, places, beside))
    return numbers


def _running(raw: list[Raw], places: list[int], beside: set[int]) -> list[int]:
    if len(places) < 2:
        return []
    text = raw[places[0]].text
    if words.NUMBERED_PAGE.search(text) and len({raw[at].text for at in places}) > 1:
        return places
    everywhere = len(places) > 2 and len(text.split()) > 2 and words.OF_A_DOCUMENT.search(text)
    if everywhere or len(beside.intersection(places)) > 1:
        return places[1:]  # The first may be the title.
    return []


def _closed_up(raw: list[Raw], contents: set[int], furniture: set[int]) -> list[Raw]:
    """The lines that stay. Where furniture stood there is a blank line, or nothing at all where it
    parted a sentence."""
    kept: list[Raw] = []
    parted = False
    for at, line in enumerate(raw):
        if at in contents or at in furniture:
            parted = parted or at in furniture
            kept.append(Raw(""))
            continue
        if line.text:
            if parted and line.text[0].islower() and _close_up(kept):
                line = replace(line, goes_on=True)
            parted = False
        kept.append(line)
    return kept


def _close_up(kept: list[Raw]) -> bool:
    """Take away the blank lines at the end, if the text before them stops in a sentence."""
    last = next((at for at in range(len(kept) - 1, -1, -1) if kept[at].text), None)
    stops = last is not None and kept[last].text[-1] not in ".?!:;"
    if stops:
        del kept[last + 1 :]
    return stops
