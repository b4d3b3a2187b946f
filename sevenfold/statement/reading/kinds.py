"""From blocks to lines: what each one is, by its mark, its words and what stands above it.

1. Numbered or lettered text is a clause, with the heading above it as its section, unless its list
   is one of commitments, values or how-lines. Text numbered within a numbered section (1.1) always
   is one.
2. What stands under a numbered heading without numbered text is the clause of that number.
3. A list under "We will", "We are", "We promise" or the like is commitments; under a heading of
   values or principles each point, or each short heading with its text, is one of those.
4. Letters, signatures, approval, document control and their like are never a clause.
"""

from dataclasses import dataclass, replace

from . import words
from .blocks import Block
from .shape import Shape, shapes
from .words import COMMITMENTS, PRINCIPLES, PURPOSE, VALUES

CLAUSE, OTHER = "clause", "other"


@dataclass(frozen=True)
class Line:
    """One line of a statement, in reading order.

    `kind` is purpose, principle, commitment, value, clause or other; `number` as it is shown, or
    its place in its list; `heading` the one above it, without its number. A line that is other has
    a `role`: heading, lead-in or text.
    """

    kind: str
    number: str
    heading: str
    text: str
    role: str = ""


def lines_of(blocks: list[Block]) -> tuple[tuple[Line, ...], tuple[tuple[str, str], ...]]:
    """The lines of a statement, and what was unsure about them: pairs of a text and the reason."""
    walk = _Walk(blocks, shapes(blocks))
    for at in range(len(blocks)):
        walk.step(at)
    walk.choose_purpose()
    return tuple(walk.lines), tuple(walk.unsure)


@dataclass
class _Part:
    """A heading that says what its lists are; whether it had points directly beneath it, and
    whether lesser headings."""

    kinds: tuple[str, ...]
    shape: Shape
    points: bool = False
    lesser: bool = False

    @property
    def of_points(self) -> str | None:
        return next((kind for kind in self.kinds if kind != PURPOSE), None)


class _Walk:
    """Goes through the blocks in reading order and remembers what stands above."""

    def __init__(self, blocks: list[Block], shapes: list[Shape]):
        self.blocks, self.shapes = blocks, shapes
        self.lines: list[Line] = []
        self.unsure: list[tuple[str, str]] = []
        self.purposes: list[tuple[int, int]] = []  # Rank and line of each text that may be it.
        self.heading = ""
        self.above = ""  # The heading above a value that is a heading itself.
        self.part: _Part | None = None
        self.aside: Shape | None = None  # The heading under which nothing is a clause.
        self.columns: str | None = None  # What the header of the table in hand says of its rows.
        self.by_area = False
        self.area = ""
        self._begin_list()

    def _begin_list(self, lead: str | None = None) -> None:
        self.lead = lead  # What the list is of, if a lead-in says so.
        self.count = 0
        self.item: int | None = None  # The line that what follows may hang on, and its block.
        self.item_block: Block | None = None
        self.named = False  # Whether that line is the name of a value, whose text is still to come.
        self.pending: str | None = None  # The number of a heading that has no numbered text.
        self.rank = 0  # Above 0 where a purpose is expected.

    def step(self, at: int) -> None:
        block, shape = self.blocks[at], self.shapes[at]
        if not block.cells:
            self.columns, self.by_area, self.area = None, False, ""
        getattr(self, f"_{shape.role.replace('-', '_')}")(at, block, shape)

    # One method for each role of a block.

    def _heading(self, at: int, block: Block, shape: Shape) -> None:
        if self.aside and not shape.ends(self.aside, points=True):
            self._other(block, "heading")
            return
        self._begin_list()
        self.aside = shape if shape.aside else None
        if self._begins_entry(at, block, shape):
            self.named, self.heading = True, shape.title
            return
        self._other(block, "heading")
        self._begin_part(shape)
        if block.text:
            self.heading = self.above = shape.title
        if block.mark and shape.alone and not shape.aside and not _is_named_heading(block):
            self.pending = block.mark.shown

    def _begins_entry(self, at: int, block: Block, shape: Shape) -> bool:
        """Whether the heading is itself a value or principle, whose text then follows."""
        if block.mark and block.text and (kind := words.NAMED_KINDS.get(block.mark.word)):
            self._emit(kind, block, heading=self.above)
            return True
        if not self._names_entry(at, block, shape):
            return False
        self._emit(self.part.of_points, block, heading=self.part.shape.title)
        self.part.lesser = self.part.lesser or shape.style > self.part.shape.style
        return True

    def _begin_part(self, shape: Shape) -> None:
        self.rank = shape.rank
        if shape.kinds:
            self.part = _Part(shape.kinds, shape)
        elif self.part and (
            self.part.of_points != COMMITMENTS
            or shape.aside
            or shape.ends(self.part.shape, points=self.part.points or self.part.lesser)
        ):
            self.part = None
        elif self.part:
            self.part.lesser = self.part.lesser or shape.style > self.part.shape.style

    def _lead_in(self, at: int, block: Block, shape: Shape) -> None:
        if self.aside:
            self._other(block, "text")
        elif shape.lead is None and not block.gap and self._hangs(at, block):
            self._hang(block)
        else:
            rank, pending = self.rank, self.pending
            self._other(block, "lead-in")
            self._begin_list(shape.lead)
            self.pending, self.rank = pending, shape.rank or rank

    def _point(self, at: int, block: Block, _shape: Shape) -> None:
        if block.mark.word:  # It says itself what it is, so it is no part of a value above it.
            self.heading = self.above
        if self.aside:
            self._other(block, "text")
        elif len(block.mark.path) > 1:
            self._emit(CLAUSE, block)
        elif self._hangs(at, block):
            self._hang(block)
        elif kind := self._kind_of_list(block):
            self._emit(kind, block)
        elif block.mark.style != "bullet":
            self._emit(CLAUSE, block)
        elif self.pending:
            self._to_pending(block)
        elif words.OWN_PROMISE.match(block.text):
            self._emit(COMMITMENTS, block)
        else:
            self._other(block, "text")
            self._doubt(
                block.text, "a point without a number, and nothing says what its list is of"
            )

    def _bare(self, _at: int, block: Block, _shape: Shape) -> None:
        if self.aside or not (kind := self._kind_of_list(block)):
            self._other(block, "text")
        else:
            self._emit(kind, block)

    def _row(self, at: int, block: Block, shape: Shape) -> None:
        first = not (at and self.blocks[at - 1].cells and not block.gap)
        if block.header or (first and shape.columns):
            self.columns, self.by_area, self.area = shape.columns, shape.area_first, ""
            self.count = 0
            self._other(block, "text")
            return
        kind = self.columns or self._kind_of_list(block) or (block.mark and CLAUSE)
        if self.aside or kind in (None, "aside"):
            self._other(block, "text")
        else:
            self._entry_of_row(kind, block)

    def _entry_of_row(self, kind: str, block: Block) -> None:
        cells = list(block.cells)
        if self.by_area and len(cells) > 1:
            area = cells.pop(0)
            if area and area != self.area:  # An empty cell is one merged with the cell above.
                self.area, self.count = area, 0
        deep = block.mark and len(block.mark.path) > 1
        row = replace(block, text="\n".join(filter(None, cells)))
        self._emit(CLAUSE if deep else kind, row, heading=self.area or self.heading)

    def _aside(self, _at: int, block: Block, _shape: Shape) -> None:
        """A letter, a signature, what a web page adds: it ends whatever part came before."""
        self._begin_list()
        self.part = None
        self._other(block, "text")

    def _note(self, _at: int, block: Block, _shape: Shape) -> None:
        self._other(block, "text")

    def _text(self, at: int, block: Block, _shape: Shape) -> None:
        if self.aside:
            self._other(block, "text")
        elif words.PURPOSE_SENTENCE.search(block.text):
            self._purpose(block, 2 if words.SOLE_PURPOSE.search(block.text) else 1)
        elif self.rank and not words.OF_THE_DOCUMENT.search(block.text):
            self._purpose(block, self.rank)
        elif self.pending:
            self._to_pending(block)
        elif self._hangs(at, block):
            self._hang(block)
        elif self._is_entry(at, block):
            self._emit(self.part.of_points, block)
        else:
            self._plain_text(block)

    # What a block is, by its place.

    def _names_entry(self, at: int, block: Block, shape: Shape) -> bool:
        """Whether a heading is the name of a value or principle in the part it stands in."""
        part = self.part
        if not part or part.of_points not in (VALUES, PRINCIPLES) or part.points:
            return False
        if shape.kinds or shape.aside or shape.ends(part.shape, points=part.lesser):
            return False
        after = self.blocks[at + 1].mark if at + 1 < len(self.blocks) else None
        numbered = after is not None and after.style != "bullet"
        return (
            not numbered
            and len(shape.title.split()) <= 6
            and not words.NO_VALUE.search(shape.title)
        )

    def _kind_of_list(self, block: Block) -> str | None:
        """What the list is of, by its lead-in or else by the heading that it stands under."""
        if block.mark and block.mark.style == "named":
            return words.NAMED_KINDS.get(block.mark.word)
        of_part = self.part.of_points if self.part else None
        if self.lead in (VALUES, PRINCIPLES):
            return self.lead
        if self.lead != COMMITMENTS:
            return of_part
        if of_part in (VALUES, PRINCIPLES) and self.heading == self.part.shape.title:
            return of_part
        return COMMITMENTS

    def _hangs(self, at: int, block: Block) -> bool:
        """Whether this goes with the line before it and is none of its own."""
        if self.item is None:
            return False
        line, item = self.lines[self.item], self.item_block
        indented = block.indent > item.indent
        if block.mark is None:
            after = self.blocks[at + 1].mark if at + 1 < len(self.blocks) else None
            between = item.mark is not None and item.mark.before(after)
            return self.named or indented or not block.gap or between or line.text.endswith(":")
        if item.mark is None:
            return False
        under_clause = line.kind == CLAUSE and not self.lead
        if block.mark.style == "bullet":
            return (
                under_clause
                or (indented and item.mark.style != "bullet")
                or (block.indent > item.indent + 1)
            )
        lettered = block.mark.style in ("letter", "roman") and block.mark.style != item.mark.style
        return lettered and (under_clause or indented)

    def _is_entry(self, at: int, block: Block) -> bool:
        """Whether a paragraph is a promise, or one of several that are all a part consists of."""
        part = self.part
        if not part or self.lead:
            return False
        if part.of_points == COMMITMENTS:
            return bool(words.OWN_PROMISE.match(block.text))
        if part.of_points not in (VALUES, PRINCIPLES) or self.heading != part.shape.title:
            return False
        if part.points:
            return False
        near = [self.shapes[place].role for place in (at - 1, at + 1) if place < len(self.shapes)]
        return "text" in near and "heading" in (near[0], self.shapes[at - 2].role)

    # Keeping what was read.

    def _emit(self, kind: str, block: Block, *, heading: str | None = None) -> None:
        self.count += 1
        heading = self.heading if heading is None else heading
        self.lines.append(Line(kind, _number(kind, block, self.count), heading, block.text))
        self.item, self.item_block, self.named = len(self.lines) - 1, block, False
        if self.part and kind == self.part.of_points and self.heading == self.part.shape.title:
            self.part.points = self.part.points or bool(block.mark or block.cells)

    def _hang(self, block: Block) -> None:
        line = self.lines[self.item]
        shown = block.mark.shown + " " if block.mark and block.mark.style != "bullet" else ""
        self.lines[self.item] = replace(line, text=f"{line.text}\n{shown}{block.text}")

    def _to_pending(self, block: Block) -> None:
        """The clause of a heading's number: begun with its first text, longer with each more."""
        if self.item is None:
            numbered = replace(block, mark=None)
            self._emit(CLAUSE, numbered)
            self.lines[-1] = replace(self.lines[-1], number=self.pending)
        else:
            self._hang(block)

    def _other(self, block: Block, role: str) -> None:
        marked = block.mark is not None and block.mark.style != "bullet"
        number = block.mark.shown if marked else ""
        text = block.text
        if not text:
            number, text = "", number
        above = "" if role == "heading" else self.heading
        self.lines.append(Line(OTHER, number, above, text, role))

    def _purpose(self, block: Block, rank: int) -> None:
        if self.pending:
            self._to_pending(block)
        else:
            self._other(block, "text")
        self.purposes.append((rank, len(self.lines) - 1))
        self._begin_list()

    def _plain_text(self, block: Block) -> None:
        after = self.lines[self.item] if self.item is not None else None
        self._begin_list()
        self._other(block, "text")
        if after and after.kind == CLAUSE:
            self._doubt(block.text, f"text without a number, after clause {after.number}")
        elif words.LIKE_A_RULE.search(block.text):
            self._doubt(block.text, "sounds like a rule, but has no number")

    def _doubt(self, text: str, why: str) -> None:
        self.unsure.append((text, why))

    def choose_purpose(self) -> None:
        """Of what may be the purpose, the first that is called one, else the first."""
        if not self.purposes:
            return
        rank, at = max(self.purposes, key=lambda found: (found[0], -found[1]))
        self.lines[at] = replace(self.lines[at], kind=PURPOSE, number="", role="")
        for other_rank, other in self.purposes:
            if other_rank == rank and other != at:
                self._doubt(self.lines[other].text, "may be the purpose too; the first was taken")


def _is_named_heading(block: Block) -> bool:
    return block.mark.word in words.NAMED_HEADINGS


def _number(kind: str, block: Block, count: int) -> str:
    """The number as it is shown, or for a commitment without one its place in the list."""
    mark = block.mark
    if kind == COMMITMENTS:
        return str(mark.path[-1] if mark and mark.path else count)
    return mark.shown if mark and mark.style != "bullet" else ""
