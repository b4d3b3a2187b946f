"""From text to blocks: headings, paragraphs, points and rows, each whole however it was broken."""

import itertools
import re
from dataclasses import dataclass, replace

from . import words
from .marks import Mark, mark_of, sections_of
from .pages import Raw, lines_of

_HEADING = re.compile(r"(#{1,6})\s+(.*?)[\s#]*$")
_STRONG = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_]+?)_(?!\w)"
)
_LINK = re.compile(r"!?\[([^\]^]+)\]\(([^)\s]*)\)")
_RULE = re.compile(r"[\W_]*$")
_CELLS = re.compile(r"\s*\|\s*|\s*\t\s*")
_SHORTEST_BROKEN = 40  # Columns: a shorter line was hardly broken by its editor,
_LONGEST_BROKEN = 130  # and a longer one was not broken at all.
_WEIGHT_STRONG = 7  # A heading that is only bold ranks below ######.


@dataclass(frozen=True)
class Block:
    """A heading, paragraph or point. `level` is that of a heading marked as one, else 0."""

    text: str
    mark: Mark | None = None
    level: int = 0
    cells: tuple[str, ...] = ()
    header: bool = False
    indent: int = 0
    gap: bool = False


def blocks_of(text: str) -> tuple[list[Block], list[str]]:
    """The blocks of a text, and the lines left out of them (contents, running heads, numbers)."""
    raw, left_out = lines_of(text)
    builder = _Builder(_width(raw), sections_of(line.text for line in raw))
    for at, line in enumerate(raw):
        builder.take(line, beside_row=_is_row(raw, at))
    return builder.blocks, left_out


def _width(raw: list[Raw]) -> int | None:
    """The column at which this text was broken, judged by the lines that surely were."""
    broken = [
        len(line.text) + line.indent
        for line, after in itertools.pairwise(raw)
        if _SHORTEST_BROKEN <= len(line.text) <= _LONGEST_BROKEN
        and after.text[:1].islower()
        and line.text[-1] not in ".?!:;"
        and mark_of(after.text, {}, open_line=True)[0] is None
    ]
    return max(broken, default=None)


def _is_row(raw: list[Raw], at: int) -> bool:
    """Whether the line is a row of a table: more than one of them, each with cells."""
    if raw[at].text.startswith("|"):
        return True
    near = [raw[place].text for place in (at - 1, at + 1) if 0 <= place < len(raw)]
    return any(parts(raw[at].text) and any(map(parts, near)) for parts in (_by_pipes, _by_tabs))


def _by_pipes(text: str) -> bool:
    return " | " in text


def _by_tabs(text: str) -> bool:
    return "\t" in text and mark_of(text, {})[0] is None


class _Builder:
    """Takes line after line, and joins to the block in hand what belongs to it."""

    def __init__(self, width: int | None, sections: frozenset[int]):
        self.width, self.sections = width, sections
        self.blocks: list[Block] = []
        self.marks: dict[str, Mark] = {}
        self.line = Raw("")  # The latest line of the block in hand.
        self.gap = True

    def take(self, line: Raw, *, beside_row: bool) -> None:
        line = replace(line, text=re.sub(r"^(>\s?)+", "", line.text))
        if not line.text:
            self.gap = True
        elif _RULE.match(line.text) and "_" * 4 not in line.text and "...." not in line.text:
            self._rule(line)
        elif beside_row:
            self._row(line)
        elif found := _HEADING.match(line.text):
            self._heading(line, found[2], len(found[1]))
        else:
            self._words(line)

    def _rule(self, line: Raw) -> None:
        """A line without words: it underlines a heading or a table's header, or parts the text."""
        last = self.blocks[-1] if self.blocks else None
        if last and last.cells and not self.gap:
            self.blocks[-1] = replace(last, header=True)
        elif last and not last.mark and not self.gap and set(line.text) in ({"="}, {"-"}):
            self.blocks[-1] = replace(last, level=1 if "=" in line.text else 2)
        else:
            self.gap = True

    def _row(self, line: Raw) -> None:
        cells = tuple(_plain(cell) for cell in _CELLS.split(line.text.strip("| \t")))
        if line.text.startswith("|") and re.match(r"\|\s*\|", line.text):
            cells = ("", *cells)
        mark, rest = mark_of(f"{cells[0]} \t", {})
        if cells[0].isdigit() and len(cells[0]) < 3:
            mark, rest = Mark("number", cells[0], (int(cells[0]),)), ""
        if mark and not rest.strip():
            cells = cells[1:]
        else:
            mark = None
        self._add(Block(" ".join(filter(None, cells)), mark, cells=cells or ("",)), line)

    def _heading(self, line: Raw, text: str, level: int) -> None:
        mark, rest = self._mark_of(_plain(text), open_line=False)
        self._add(Block(rest, mark, level), line)

    def _words(self, line: Raw) -> None:
        strong = _STRONG.fullmatch(line.text.rstrip(":"))
        text = _plain(line.text)
        mark, rest = self._mark_of(text, open_line=self._breaks_off())
        if mark is None and self._goes_on(line):
            last = self.blocks[-1]
            self.blocks[-1] = replace(last, text=f"{last.text} {text}".strip())
            self.line, self.gap = line, False
            return
        short = len(text) <= _LONGEST_BROKEN and text[-1] not in ".;,"
        level = _WEIGHT_STRONG if strong and short else 0
        self._add(Block(rest.strip(), mark, level), line)

    def _mark_of(self, text: str, *, open_line: bool) -> tuple[Mark | None, str]:
        sections = frozenset() if open_line else self.sections
        return mark_of(text, self.marks, open_line, sections)

    def _add(self, block: Block, line: Raw) -> None:
        self.blocks.append(replace(block, indent=line.indent, gap=self.gap))
        if block.mark:
            self.marks[block.mark.style] = block.mark
        self.line, self.gap = line, False

    def _breaks_off(self) -> bool:
        """Whether the line above may stop in the middle of a sentence."""
        return (
            not self.gap
            and len(self.line.text) >= _SHORTEST_BROKEN
            and (self.line.text[-1] not in ".?!:;")
        )

    def _goes_on(self, line: Raw) -> bool:
        """Whether this line, which has no mark, belongs to the sentence of the one above."""
        if not self.blocks:
            return False
        last = self.blocks[-1]
        if last.mark and not last.text and last.mark.style != "named":
            return True
        if line.goes_on:
            return not (last.level or last.cells)
        if self.gap or last.level or last.cells:
            return False
        lower = line.text[0].islower() and self.line.text[-1] not in ".?!:"
        if lower and last.mark and line.indent > last.indent:
            return True
        length = len(self.line.text)
        if not _SHORTEST_BROKEN <= length <= _LONGEST_BROKEN:
            return False
        next_word = line.text.split(maxsplit=1)[0]
        full = self.width and length + self.line.indent + 1 + len(next_word) > self.width
        return bool(lower or full or words.NEEDS_MORE.search(self.line.text))


def _plain(text: str) -> str:
    """The words without the signs that markdown dresses them in."""
    text = _LINK.sub(lambda link: _linked(link[1], link[2]), text)
    text = _STRONG.sub(r"\2", text)
    return _EMPHASIS.sub(lambda found: found[1] or found[2], text).strip()


def _linked(text: str, address: str) -> str:
    return text if address.startswith("#") or address in text else f"{text} ({address})"
