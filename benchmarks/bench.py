"""How a promise is measured: ours and its floor by turns, and what is printed of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.db import connection

from sevenfold.demo.large import Size


@dataclass(frozen=True)
class Scale:
    """How large and how often. The promises are made at FULL; QUICK keeps the code from rotting."""

    rounds: int
    trust: Size
    small: Size  # Another size, at which a page costs as many queries.
    twice: Size  # Twice the entries of `trust`.
    signers: int  # People who sign one after another in a round.
    clickers: int  # People who click Sign twice at once ...
    connections: int  # ... over so many connections.


FULL = Scale(
    rounds=7,
    trust=Size(staff=15_000),
    small=Size(academies=10, govern=150, staff=1_500, years=3),
    twice=Size(staff=33_000),
    signers=20,
    clickers=500,
    connections=200,
)
QUICK = Scale(
    rounds=2,
    trust=Size(academies=2, govern=40, staff=120, years=2),
    small=Size(academies=2, govern=20, years=2),
    twice=Size(academies=2, govern=40, staff=240, years=2),
    signers=2,
    clickers=6,
    connections=3,
)


@dataclass(frozen=True)
class Figure:
    """One promise with what it came to. The ratio is the promise; the time depends on the machine."""

    promise: str
    median_ms: float
    floor_ms: float
    ratio: float
    goal: float
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def as_json(self) -> dict:
        return {
            "promise": self.promise,
            "database": connection.vendor,
            "median_ms": round(self.median_ms, 3),
            "floor_ms": round(self.floor_ms, 3),
            "ratio": round(self.ratio, 2),
            "goal": self.goal,
            "met": self.met,
            "note": self.note,
        }


def figure(promise: str, ours: list[float], floor: list[float], goal: float, note="") -> Figure:
    """The medians of the rounds, and their ratio."""
    mine, least = median(ours), median(floor)
    return Figure(promise, mine, least, mine / least, goal, note=note)


def by_turns(
    rounds: int, ours: Callable[[], float], floor: Callable[[], float]
) -> tuple[list[float], list[float]]:
    """Both by turns, each once beforehand. Each call returns its own milliseconds."""
    ours(), floor()
    pairs = [(ours(), floor()) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def timed(act: Callable[[], object]) -> float:
    """The milliseconds that it takes."""
    before = time.perf_counter()
    act()
    return (time.perf_counter() - before) * 1_000
