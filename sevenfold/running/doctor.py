"""What is not as it should be with this installation, and how to mend it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from sevenfold.duties.models import Requirement
from sevenfold.ledger import guards, keys
from sevenfold.ledger import queries as ledger
from sevenfold.ledger.models import Log
from sevenfold.outbox import queries as outbox
from sevenfold.ui import words

from . import database, post, queries, rules
from .models import Pulse

ROOM = 1 << 30  # Bytes that should be free: a backup and a migration each write a whole copy.
STUCK = timedelta(hours=1)
RECENT = timedelta(days=30)
NAMED = 10  # So many of a kind are named; the rest are counted.


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, what is so, and what would mend it."""

    name: str
    ok: bool
    says: str
    mend: str = ""


def examine(now: datetime) -> list[Finding]:
    """Everything, each part by itself. Makes nothing and changes nothing."""
    findings = [*_settings(), *_disk()]
    try:
        database.check()
    except database.Unusable as trouble:
        return [*findings, Finding("database", False, str(trouble))]
    parts: list[Callable[[datetime], Iterator[Finding]]] = [
        _database, _clock, _worker, _mail, _letters, _book, _guards, _chores, _requirements,
    ]  # fmt: skip
    return [*findings, *(finding for part in parts for finding in part(now))]


def _settings() -> Iterator[Finding]:
    home = settings.SEVENFOLD_HOME
    if not (home / "keys" / "secret").is_file():
        mend = "“sevenfold init” makes it. Where it was lost, put it back from a backup"
        yield Finding("settings", False, f"There is no key in {home}/keys", mend)
    elif not settings.HOST and not settings.DEMO:
        mend = "Set SEVENFOLD_HOSTS to the name under which people reach it, and serve it with TLS"
        yield Finding("settings", False, "It is for this machine alone", mend)
    else:
        yield Finding("settings", True, f"{settings.SITE}, home {home}")
    open_to_others = [path for path in _secrets(home) if _is_open(path) and _is_open(path.parent)]
    if open_to_others:
        paths = " ".join(str(path) for path in open_to_others)
        yield Finding("secrets", False, f"Others may read {paths}", f"chmod go= {paths}")


def _secrets(home: Path) -> Iterator[Path]:
    for path in [home / "settings.env", *(home / "keys").glob("*")]:
        if path.is_file():
            yield path


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def _disk() -> Iterator[Finding]:
    home = settings.SEVENFOLD_HOME
    if not home.is_dir():
        return
    free = shutil.disk_usage(home).free
    needed = ROOM + 2 * sum(path.stat().st_size for path in home.glob("*.sqlite3"))
    says = f"{_size(free)} free for {home}"
    mend = f"Keep {_size(needed)} free: backups and upgrades need room for a whole copy"
    yield Finding("disk", free >= needed, says, "" if free >= needed else mend)


def _size(size: int) -> str:
    return f"{size / (1 << 30):.1f} GiB"


def _database(_now: datetime) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        yield Finding("database", True, f"PostgreSQL {connection.pg_version // 10000}")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        (found,) = cursor.fetchone()
    mend = "Stop Sevenfold, and restore the newest backup into an empty home"
    yield Finding("database", found == "ok", f"SQLite: {found}", "" if found == "ok" else mend)


def _clock(now: datetime) -> Iterator[Finding]:
    newest = ledger.latest()
    ahead = newest and newest.at - now > timedelta(minutes=1)
    if ahead:
        says = f"The newest entry is of {words.day(newest.at)}, {words.clock_time(newest.at)}, still to come"
        yield Finding("clock", False, says, "Set this machine’s clock, and have it kept (NTP)")
    else:
        yield Finding("clock", True, f"{words.day(now)}, {words.clock_time(now)} in London")


def _worker(now: datetime) -> Iterator[Finding]:
    pulse = Pulse.objects.first()
    if pulse is None:
        yield Finding("worker", False, "It has not yet run", "Start “sevenfold serve”")
    elif now - pulse.at > rules.SILENT:
        says = f"It has been silent since {words.instant(pulse.at, now)}"
        yield Finding(
            "worker", False, says, "Start “sevenfold serve”, or look at what it said last"
        )
    else:
        yield Finding("worker", True, f"Last heard of {words.instant(pulse.at, now)}")


def _mail(_now: datetime) -> Iterator[Finding]:
    if settings.DEMO:
        yield Finding("mail", True, "A demonstration sends nothing")
        return
    trouble = post.trouble()
    if trouble:
        yield Finding("mail", False, trouble.says, trouble.mend)
    else:
        yield Finding(
            "mail", True, f"{settings.EMAIL_HOST} takes letters from {settings.DEFAULT_FROM_EMAIL}"
        )


def _letters(now: datetime) -> Iterator[Finding]:
    if settings.DEMO:
        return
    stuck = outbox.waiting().filter(at__lt=now - STUCK).order_by("at", "pk")
    lost = outbox.given_up().filter(given_up_at__gte=now - RECENT)
    twice = outbox.possible_repeats().filter(sent_at__gte=now - RECENT)
    if stuck:
        mend = "See what is said here of mail and worker"
        yield Finding("letters", False, f"Waiting for more than an hour: {_named(stuck)}", mend)
    if lost:
        mend = "Correct the address, and write again"
        yield Finding("letters", False, f"Given up in the last thirty days: {_named(lost)}", mend)
    if twice:
        says = f"May have arrived twice, in the last thirty days: {_named(twice)}"
        yield Finding("letters", True, says)
    if not stuck and not lost:
        yield Finding("letters", True, f"{outbox.waiting().count()} on their way")


def _named(letters: QuerySet) -> str:
    named = [
        f"{letter}{f' ({letter.error})' if letter.error else ''}" for letter in letters[:NAMED]
    ]
    return _some(named, letters.count())


def _book(_now: datetime) -> Iterator[Finding]:
    head = Log.objects.order_by("number").last()
    if head is None:
        yield Finding("evidence book", False, "It has not been begun", "Restore a backup")
        return
    try:
        keys.signer(head)
    except keys.NoKey as trouble:
        yield Finding("evidence book", False, str(trouble), "Put keys/ledger back from a backup")
        return
    error = Pulse.objects.values_list("book_error", flat=True).first()
    if error:
        yield Finding(
            "evidence book", False, f"It is not signed: {error}", "“sevenfold verify” says where"
        )
    else:
        yield Finding("evidence book", True, f"{head}, {head.size:,} entries")


def _guards(_now: datetime) -> Iterator[Finding]:
    missing = [guard.name for guard in guards.missing()]
    mend = (
        "“sevenfold upgrade” puts them up again; ask who took them down, and run “sevenfold verify”"
    )
    says = (
        f"Not as they should be: {_some(missing[:NAMED], len(missing))}" if missing else "All stand"
    )
    yield Finding("guards", not missing, says, mend if missing else "")


def _chores(_now: datetime) -> Iterator[Finding]:
    failed = queries.failed_chores()
    for chore in failed:
        yield Finding(
            "daily work", False, f"{chore.title}: {chore.error}", "“sevenfold tick” tries it again"
        )
    if not failed:
        yield Finding("daily work", True, "Nothing failed")


def _requirements(_now: datetime) -> Iterator[Finding]:
    """The table has no foreign keys in the database, so what they would hold is asked here."""
    lost = {}
    for field in Requirement._meta.fields:
        if field.is_relation:
            there = field.related_model.objects.filter(pk=OuterRef(field.attname))
            rows = Requirement.objects.filter(~Exists(there), ~Q(**{field.attname: None}))
            if count := rows.count():
                lost[field.name] = count
    says = ", ".join(f"{count} of a {name} that is not there" for name, count in lost.items())
    mend = "“sevenfold verify” says what was removed"
    yield Finding("requirements", not lost, says or "None stands alone", mend if lost else "")


def _some(named: list[str], count: int) -> str:
    more = f"; and {count - len(named)} more" if count > len(named) else ""
    return "; ".join(named) + more
