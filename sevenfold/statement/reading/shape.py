"""What each block looks like before its place is known: heading, lead-in, point, row or text."""

from dataclasses import dataclass, replace

from . import words
from .blocks import Block
from .words import COMMITMENTS, PRINCIPLES, PURPOSE, VALUES

# How headings rank over one another where their looks differ: # over 1. over CAPITALS and so on.
_HASHED, _NUMBERED, _CAPITALS, _BOLD, _PLAIN = range(5)
_LONGEST = 300  # Characters: a longer text is neither a lead-in nor a line to sign.
_LETTER_ENDS = 5  # Blocks after "Yours sincerely" that may be a name and a post.


@dataclass(frozen=True)
class Shape:
    """A block's role and what its words give away.

    `kinds` are those of the part that a heading begins, `lead` that of the list a lead-in begins;
    `rank` is 2 where a purpose is announced, 1 for a vision or mission; `alone` says that a
    heading has no numbered text of its own; `columns` is what a table's header says of its rows.
    """

    role: str
    title: str = ""
    style: int = _PLAIN
    level: int = 0
    kinds: tuple[str, ...] = ()
    lead: str | None = None
    rank: int = 0
    aside: bool = False
    alone: bool = True
    columns: str | None = None
    area_first: bool = False

    def ends(self, other: "Shape", *, points: bool) -> bool:
        """Whether this heading ends the part of the other, which has had points of its own or not."""
        if self.style > other.style:
            return False
        if self.style == other.style:
            by_level = self.style in (_HASHED, _NUMBERED)
            return self.level <= other.level if by_level else points
        return self.style in (_HASHED, _CAPITALS) or points or not self.alone


def shapes(blocks: list[Block]) -> list[Shape]:
    """The shape of each block, in the same order."""
    letter = _letters(blocks)
    found: list[Shape] = []
    top = True  # So far only headings: where the titles stand.
    for at, block in enumerate(blocks):
        last = found[-1] if found else Shape("text")
        shape = Shape("aside") if at in letter else _shape(blocks, at, block, last, top=top)
        top = top and shape.role in ("heading", "aside")
        found.append(shape)
    return _with_alone(blocks, found)


def _shape(blocks: list[Block], at: int, block: Block, last: Shape, *, top: bool) -> Shape:
    if block.cells:
        return _row(block)
    deep = block.mark is not None and len(block.mark.path) > 1
    if last.role == "note" and not (block.mark or block.gap or block.level):
        return Shape("note")
    if not deep and words.FOOTNOTE.search(block.text):
        return Shape("note")
    if _is_aside(block):
        return Shape("aside")
    if _is_bare_point(block, last):
        return Shape("bare")
    if _is_lead_in(blocks, at):
        lead = _lead(block.text)
        return Shape("lead-in", lead=lead, rank=_rank(block.text) if lead == PURPOSE else 0)
    if _is_heading(blocks, at) and not _is_announced_purpose(block, last):
        return _heading(blocks, at, top=top)
    return Shape("point" if block.mark else "text")


def _letters(blocks: list[Block]) -> set[int]:
    """The blocks of letters: from the address above "Dear" to the name below "Yours"."""
    found: set[int] = set()
    start = None
    for at, block in enumerate(blocks):
        if words.DEAR.match(block.text) and not block.mark:
            start = at
        elif start is not None and words.YOURS.match(block.text):
            first, last = _address(blocks, start), _sender(blocks, at)
            found.update(range(first, last + 1))
            start = None
    return found


def _address(blocks: list[Block], at: int) -> int:
    first = at
    while first and at - first < 10 and _is_short(blocks[first - 1]):
        first -= 1
    return first


def _sender(blocks: list[Block], at: int) -> int:
    last = at
    while (
        last + 1 < len(blocks)
        and last - at < _LETTER_ENDS
        and _is_short(blocks[last + 1])
        and (last == at or not blocks[last + 1].gap)
    ):
        last += 1
    return last


def _is_short(block: Block) -> bool:
    return len(block.text.split()) <= 8 and not block.level and not block.text.endswith(".")


def _is_aside(block: Block) -> bool:
    if len(block.text) > _LONGEST:
        return False
    adopted = words.ADOPTED_LINE.search(block.text)
    return bool(adopted or (block.mark is None and words.ASIDE.search(block.text)))


def _is_bare_point(block: Block, last: Shape) -> bool:
    """Whether this is a line of a list that has lost its bullets, right below its lead-in."""
    if block.mark or block.gap or block.level:
        return False
    return last.role == "bare" or last.lead in (COMMITMENTS, PRINCIPLES, VALUES)


def _is_lead_in(blocks: list[Block], at: int) -> bool:
    block = blocks[at]
    if len(block.text) > _LONGEST:
        return False
    if words.BARE_LEAD.match(block.text) and not block.mark:
        points = at + 1 < len(blocks) and blocks[at + 1].mark is not None
        return points or not (block.level or block.text.isupper())
    if not block.text.endswith(":"):
        return False
    lead = _lead(block.text)
    if block.mark is None:
        named = len(block.text.split()) <= 4 and not words.ENDS_IN_VERB.search(block.text)
        return lead == COMMITMENTS or not (named or block.level)
    after = blocks[at + 1].mark if at + 1 < len(blocks) else None
    return (
        len(block.mark.path) == 1
        and block.mark.style == "number"
        and lead == COMMITMENTS
        and after is not None
        and after.style == "bullet"
    )


def _lead(text: str) -> str | None:
    if words.OF_THE_DOCUMENT.search(text):
        return None
    return next((kind for kind, fits in words.LEADS.items() if fits.search(text)), None)


def _rank(text: str) -> int:
    return 2 if words.SOLE_PURPOSE.search(text) else 1


def _is_announced_purpose(block: Block, last: Shape) -> bool:
    """Whether this short line is no heading but the purpose that the line above announces."""
    sole = last.lead == PURPOSE or last.kinds == (PURPOSE,)
    known = (
        block.level or block.mark or _kinds(block.text) or words.ASIDE_HEADING.search(block.text)
    )
    return sole and not known


def _kinds(text: str) -> tuple[str, ...]:
    if words.OF_THE_DOCUMENT.search(text):
        return ()
    return tuple(kind for kind, fits in words.PARTS.items() if fits.search(text))


def _is_heading(blocks: list[Block], at: int) -> bool:
    block = blocks[at]
    if block.level:
        return True
    if block.mark:
        return block.mark.style != "bullet" and _is_numbered_heading(blocks, at)
    return _is_plain_heading(blocks, at)


def _is_plain_heading(blocks: list[Block], at: int) -> bool:
    text = blocks[at].text
    number = len(text.split())
    if at + 1 == len(blocks) or number > 15 or len(text) > 100:
        return False
    if text.isupper() and number > 1:
        return True
    first = next((letter for letter in text if letter.isalnum()), "a")
    if (
        first.islower()
        or words.ENDS_SENTENCE.search(text)
        or any(sign in text for sign in ("|", "@", "://"))
    ):
        return False
    if text.endswith(":"):
        return number <= 4
    return number <= 12 and not (words.OPENS_SENTENCE.search(text) and not text.endswith("?"))


def _is_numbered_heading(blocks: list[Block], at: int) -> bool:
    """Whether numbered text is a title: text or deeper numbers follow it, not its neighbour."""
    block = blocks[at]
    if not block.text:
        return True
    if len(block.text.split()) > 14 or block.text[-1] in ".;:,!" or block.mark.shown[0] == "(":
        return False
    if at + 1 == len(blocks):
        return False
    after = blocks[at + 1]
    if block.mark.over(after.mark):
        return True
    in_list = block.mark.before(after.mark) or (
        at > 0 and blocks[at - 1].mark is not None and blocks[at - 1].mark.before(block.mark)
    )
    if in_list or (words.SENTENCE.search(block.text) and not block.text.endswith("?")):
        return False
    if len(block.mark.path) > 1:
        return after.mark.style == "bullet" if after.mark else not _is_plain_heading(blocks, at + 1)
    beside = after.mark and (after.mark.style, after.mark.word) == (
        block.mark.style,
        block.mark.word,
    )
    return not beside or after.mark.path == (1,)


def _heading(blocks: list[Block], at: int, *, top: bool) -> Shape:
    block = blocks[at]
    style, level = _style(block)
    title = block.text.removesuffix(":").rstrip()
    shape = Shape("heading", title, style, level, aside=bool(words.ASIDE_HEADING.search(title)))
    named = block.mark and block.mark.style == "named"
    if shape.aside or named or (top and _is_title(blocks, at, shape)):
        return shape
    kinds = _kinds(title)
    return replace(shape, kinds=kinds, rank=_rank(title) if PURPOSE in kinds else 0)


def _style(block: Block) -> tuple[int, int]:
    if 0 < block.level < 7:
        return _HASHED, block.level
    if block.mark:
        return _NUMBERED, len(block.mark.path)
    if block.text.isupper():
        return _CAPITALS, 0
    return (_BOLD, 0) if block.level else (_PLAIN, 0)


def _is_title(blocks: list[Block], at: int, shape: Shape) -> bool:
    """Whether this heading is the title of the whole, which says nothing of what stands below."""
    if words.OF_A_TITLE.search(shape.title):
        return True
    same = at + 1 < len(blocks) and _style(blocks[at + 1]) == _style(blocks[at])
    return shape.style in (_CAPITALS, _PLAIN) and same and _is_heading(blocks, at + 1)


def _row(block: Block) -> Shape:
    columns = next(
        (kind for cell in block.cells for kind, fits in words.COLUMNS.items() if fits.search(cell)),
        None,
    )
    return Shape("row", columns=columns, area_first=bool(words.AREA_COLUMN.search(block.cells[0])))


def _with_alone(blocks: list[Block], found: list[Shape]) -> list[Shape]:
    """The same shapes, each heading knowing whether numbered text of its own stands below it."""
    done = list(found)
    for at in range(len(found) - 1, -1, -1):
        if found[at].role == "heading":
            done[at] = replace(found[at], alone=not _has_numbered_text(blocks, found, at))
    return done


def _has_numbered_text(blocks: list[Block], found: list[Shape], at: int) -> bool:
    for below in range(at + 1, len(blocks)):
        mark, shape = blocks[below].mark, found[below]
        if shape.role == "heading" and shape.style <= found[at].style:
            return bool(blocks[at].mark and blocks[at].mark.over(mark))
        if mark and mark.style != "bullet" and shape.role != "aside":
            return True
    return False
