"""The shape and the word of every state. A state is never told by its colour alone."""

from dataclasses import dataclass

_DISC = '<circle cx="10" cy="10" r="9" stroke="none"/>'
_RING = '<circle cx="10" cy="10" r="8" fill="none" stroke-width="2"/>'
_SQUARE = '<rect x="2" y="2" width="16" height="16" fill="none" stroke-width="2"/>'

# Drawn in a square of 20 by 20. What is cut out of a full shape shows the paper under it.
TICKED_DISC = f'{_DISC}<path class="sf-cut" stroke-width="2.4" d="M5.6 10.4l3 3 5.8-6.4"/>'
TICKED_RING = f'{_RING}<path fill="none" stroke-width="2.2" d="M6 10.4l2.8 2.8 5.2-5.8"/>'
HALF_DISC = f'{_RING}<path stroke="none" d="M10 2a8 8 0 0 0 0 16z"/>'
RING = _RING
BROKEN_RING = _RING.replace("/>", ' stroke-dasharray="3.4 2.9"/>')
TRIANGLE = (
    '<path stroke-width="1.6" stroke-linejoin="round" d="M10 2l8.8 15.6H1.2z"/>'
    '<path class="sf-cut" stroke-width="2.2" d="M10 7.2v5M10 14v2.2"/>'
)
BARRED_SQUARE = f'{_SQUARE}<path fill="none" stroke-width="2.2" d="M6 10h8"/>'
CROSSED_SQUARE = (
    f'{_SQUARE}<path fill="none" stroke-width="2.2" d="M6.4 6.4l7.2 7.2M13.6 6.4l-7.2 7.2"/>'
)
DASH = '<path fill="none" stroke-width="2" d="M4 10h12"/>'
TURNED_SHEET = (
    '<path fill="none" stroke-width="2" stroke-linejoin="round" d="M3.5 2h8.5l4.5 4.5V18h-13z"/>'
    '<path stroke="none" d="M11.5 2l5 5h-5z"/>'
)
DIAMOND = (
    '<path fill="none" stroke-width="2" stroke-linejoin="round"'
    ' d="M10 1.5l8.5 8.5-8.5 8.5L1.5 10z"/>'
    '<path fill="none" stroke-width="1.8"'
    ' d="M7.6 8.2c0-3 4.8-3 4.8-.2 0 1.8-2.4 1.7-2.4 3.6M10 13v1.8"/>'
)
PADLOCK = (
    '<rect x="3.5" y="9" width="13" height="9" stroke="none"/>'
    '<path fill="none" stroke-width="2" d="M6.5 9V6.2a3.5 3.5 0 0 1 7 0V9"/>'
)
CLOCK = f'{_RING}<path fill="none" stroke-width="2" d="M10 5v5.4l-3.4 2"/>'
BENT_ARROW = (
    '<path fill="none" stroke-width="2.2" d="M8.5 2.5L3 8l5.5 5.5M3.5 8H12a4.7 4.7 0 0 1 0 9.4H8"/>'
)
CUT_LINE = (
    '<path fill="none" stroke-width="2.2" d="M1 10h4.5M14.5 10H19"/>'
    '<path fill="none" stroke-width="2.2" d="M7.5 5v10M12.5 5v10"/>'
)


@dataclass(frozen=True)
class Mark:
    """A state as it is drawn: its shape, the class that gives its colour, its usual words."""

    shape: str
    colour: str
    words: str


MARKS = {
    # What is asked of somebody
    "met": Mark(TICKED_DISC, "is-met", "Met"),
    "late": Mark(TICKED_RING, "is-late", "Met late"),
    "paper": Mark(TICKED_DISC, "is-met", "Met, on paper"),
    "due": Mark(RING, "is-due", "Due"),
    "overdue": Mark(TRIANGLE, "is-overdue", "Overdue"),
    "excused": Mark(BARRED_SQUARE, "is-excused", "Excused"),
    "declined": Mark(CROSSED_SQUARE, "is-declined", "Declined"),
    # A clause
    "holds": Mark(TICKED_DISC, "is-met", "Holds"),
    "sofar": Mark(HALF_DISC, "is-sofar", "Holds so far"),
    "doesnothold": Mark(TRIANGLE, "is-overdue", "Does not hold"),
    "unasked": Mark(DASH, "is-none", "Nothing is asked yet"),
    "none": Mark(DASH, "is-none", "Asks nothing of anyone"),
    "dated": Mark(TURNED_SHEET, "is-dated", "Cites a replaced standard"),
    # A commitment
    "kept": Mark(TICKED_DISC, "is-met", "Kept"),
    "partlykept": Mark(HALF_DISC, "is-part", "Partly kept"),
    "notkept": Mark(TRIANGLE, "is-overdue", "Not kept"),
    "notjudged": Mark(RING, "is-due", "Not judged yet"),
    # Anything else
    "unsure": Mark(DIAMOND, "is-unsure", "Unsure"),
    "locked": Mark(PADLOCK, "is-lock", "Locked"),
    "past": Mark(CLOCK, "is-past", "Looking back"),
    "back": Mark(BENT_ARROW, "is-back", "Came back"),
    "vacant": Mark(BROKEN_RING, "is-vacant", "Vacant"),
    "cut": Mark(CUT_LINE, "is-cut", "No connection"),
}
