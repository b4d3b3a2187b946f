"""How days, times, counts and lists are written, on the screen and in letters."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sevenfold.kernel import clock

SPACE = "\u00a0"  # Within a date, so that no line ends in the middle of one.

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NUMBERS = (
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def day(on: date) -> str:
    """9 July 2026. An instant is given by its day in London."""
    return f"{day_and_month(on)}{SPACE}{_in_london(on).year}"


def day_and_month(on: date) -> str:
    """9 July."""
    on = _in_london(on)
    return f"{on.day}{SPACE}{MONTHS[on.month - 1]}"


def clock_time(at: datetime) -> str:
    """9:14am, by London's clocks."""
    at = clock.london(at)
    return f"{at.hour % 12 or 12}:{at.minute:02}{'am' if at.hour < 12 else 'pm'}"


def instant(at: datetime, now: datetime) -> str:
    """When something happened, seen from `now`: with its time for two days, then by its day."""
    on, today = clock.london_date(at), clock.london_date(now)
    if on == today:
        return f"today, {clock_time(at)}"
    if on == today - timedelta(days=1):
        return f"yesterday, {clock_time(at)}"
    return day_and_month(on) if on.year == today.year else day(on)


def number(count: int) -> str:
    """48,213, with a minus sign where it is less than nothing."""
    return f"{count:,}".replace("-", "−")


def words(count: int) -> str:
    """In words up to twelve, then in figures; none for nothing."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else number(count)


def takes(seconds: int) -> str:
    """How long reading takes: about 45 seconds, about a minute, about nine minutes."""
    if seconds < 53:
        return f"about {max(15, round(seconds / 15) * 15)} seconds"
    minutes = round(seconds / 60)
    return "about a minute" if minutes == 1 else f"about {words(minutes)} minutes"


def by_days(count: int) -> str:
    """How late something is: by 55 days."""
    return f"by {number(count)} {'day' if count == 1 else 'days'}"


def joined(parts: Sequence[str]) -> str:
    """a, b and c."""
    *most, last = parts or [""]
    return f"{', '.join(most)} and {last}" if most else last


def uncapped(text: str) -> str:
    """The same within a sentence: its first letter small, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def hash4(digest: str) -> str:
    """A digest in groups of four, as people compare them."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def _in_london(on: date) -> date:
    return clock.london_date(on) if isinstance(on, datetime) else on
