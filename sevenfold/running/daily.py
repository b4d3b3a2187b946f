"""The daily work. One part that fails is set aside and named, and the rest goes on."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from sevenfold.accounts import actions as accounts
from sevenfold.duties import actions as duties
from sevenfold.duties.kinds import KINDS
from sevenfold.duties.models import Duty

from . import actions
from .evidence import actions as evidence
from .models import Chore

LEASE = timedelta(minutes=30)  # Of one chore. Should it run out, doing one twice does no harm.
WEEK = timedelta(days=7)

log = logging.getLogger("sevenfold.daily")


@dataclass(frozen=True)
class Part:
    """One part of the daily work. `do` takes the instant, and whether to leave nothing out."""

    name: str
    title: str
    do: Callable[[datetime, bool], None]


@dataclass
class Outcome:
    """The titles of what was done, of what failed, and of what another process is at."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def parts() -> Iterator[Part]:
    for duty in Duty.objects.order_by("pk"):
        yield Part(f"duty {duty.uid}", f"duty {_title(duty)}", _bring_into_line(duty))
    yield Part("doors", "sweeping up at the doors", lambda at, whole: accounts.sweep(at=at))
    yield Part(
        "archive", "the checkpoint for the archive", lambda at, whole: evidence.deposit(at=at)
    )


def tick(day: date, *, at: datetime, again: bool = False) -> Outcome:
    """Do what has not been done for this London day; with `again` also what failed for it."""
    outcome = Outcome()
    for part in parts():
        chore, _ = Chore.objects.get_or_create(name=part.name, defaults={"title": part.title})
        if _claim(chore, day, at, again):
            succeeded = _do(part, chore, day, at)
            (outcome.done if succeeded else outcome.failed).append(part.title)
        elif chore.day != day:
            outcome.held.append(part.title)
    Chore.objects.exclude(name__in=[part.name for part in parts()]).delete()
    return outcome


def _claim(chore: Chore, day: date, at: datetime, again: bool) -> bool:
    undone = Q(day=None) | ~Q(day=day)
    if again:
        undone |= ~Q(error="")
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    mine = Chore.objects.filter(undone, free, pk=chore.pk)
    return bool(mine.update(claimed_until=at + LEASE))


def _do(part: Part, chore: Chore, day: date, at: datetime) -> bool:
    whole = chore.whole is None or day - chore.whole >= WEEK
    result = {"title": part.title, "day": day, "claimed_until": None, "error": ""}
    try:
        part.do(at, whole)
    except Exception as error:  # Whatever is wrong with one part never stops the rest.
        log.exception("The daily work failed at: %s", part.title)
        result["error"] = " ".join(f"{type(error).__name__}: {error}".split())
    else:
        result["whole"] = day if whole else chore.whole
    Chore.objects.filter(pk=chore.pk).update(**result)
    return not result["error"]


def _bring_into_line(duty: Duty) -> Callable[[datetime, bool], None]:
    def bring_into_line(at: datetime, whole: bool) -> None:
        actions.bring_into_line(duty, None if whole else duties.a_year_before(at), at=at)

    return bring_into_line


def _title(duty: Duty) -> str:
    """Also of a duty whose kind is not there any more, which is what fails."""
    return f"{duty.kind} from {duty.begins}" if duty.kind not in KINDS else str(duty)
