"""Reading a day as people in this country write it: the day first, then the month, then the year."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from .words import MONTHS

EXAMPLE = "Write it like 9 July 2026 or 9/7/2026."

_PART = r"[\s./,-]+"
_DAY_FIRST = re.compile(
    rf"(?P<day>\d\d?)(?:st|nd|rd|th)?{_PART}(?:of\s+)?(?P<month>\d\d?|[^\W\d]{{3,9}}){_PART}(?P<year>\d{{1,4}})",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")


class NotADay(ValueError):
    """Says in a sentence or two what is wrong with a date, and how to mend it."""


def parse_day(typed: str | Sequence[str]) -> date:
    """The day that was typed, in one box or in three (day, month, year).

    Takes months by number or name (three letters are enough) and years with two figures: 69 to 99
    are of the last century, as computers have it. Raises NotADay.
    """
    if isinstance(typed, str):
        return _from_text(typed.strip())
    return _from_parts([part.strip() for part in typed])


def _from_text(text: str) -> date:
    found = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if not found:
        raise _unreadable(text)
    return _day(found["day"], found["month"], found["year"], typed=text)


def _from_parts(parts: Sequence[str]) -> date:
    missing = [name for name, part in zip(("day", "month", "year"), parts, strict=True) if not part]
    if missing:
        raise NotADay(f"Add the {' and the '.join(missing)}")
    day, month, year = parts
    typed = "/".join(parts) if month.isdecimal() else " ".join(parts)
    if not (_figures(day, 2) and _figures(year, 4) and _is_month(month)):
        raise _unreadable(typed)
    return _day(day, month, year, typed=typed)


def _figures(part: str, most: int) -> bool:
    return part.isdecimal() and len(part) <= most


def _is_month(part: str) -> bool:
    return _figures(part, 2) or (part.isalpha() and 3 <= len(part) <= 9)


def _unreadable(typed: str) -> NotADay:
    shown = typed if len(typed) <= 40 else f"{typed[:39]}…"
    return NotADay(f"“{shown}” is not a date that we can read. {EXAMPLE}")


def _day(day: str, month: str, year: str, typed: str) -> date:
    at = _year(year, typed), _month(month, typed)
    longest = monthrange(*at)[1]
    if not 1 <= int(day) <= longest:
        raise NotADay(f"{typed} is not a date. {MONTHS[at[1] - 1]} {at[0]} has {longest} days.")
    return date(*at, int(day))


def _year(year: str, typed: str) -> int:
    if len(year) == 2:
        return int(year) + (1900 if int(year) >= 69 else 2000)
    if len(year) != 4 or int(year) == 0:
        raise NotADay(f"{typed} is not a date. Write the year with four figures, like 2026.")
    return int(year)


def _month(month: str, typed: str) -> int:
    if month.isdecimal():
        if 1 <= int(month) <= 12:
            return int(month)
        raise NotADay(f"{typed} is not a date. The day comes first, then the month, from 1 to 12.")
    for number, name in enumerate(MONTHS, start=1):
        if name.lower().startswith(month.lower()):
            return number
    raise NotADay(f"{typed} is not a date. There is no month called “{month}”.")
