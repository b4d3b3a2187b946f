"""A burst: people who click Sign twice over many connections; floor: a bare view, same server.

The bare view runs as many statements and writes as many rows as the clicks do, counted beforehand,
and knows neither sessions nor templates nor anybody's rights.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sevenfold.access.policy import SEVENFOLD
from sevenfold.conduct import actions as conduct
from sevenfold.conduct.models import Issue, Signature
from sevenfold.demo import story
from sevenfold.kernel import clock
from sevenfold.people.models import Appointment, Body, Person

from . import trusts, visitors
from .bench import Figure, Scale
from .clicks import Answer, clicks

PROMISE = "burst"
RATE, LATE = 0.5, 2.5
TOKEN = "b" * 32
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Clicker:
    """One person with their session."""

    person: Person
    client: Client

    @property
    def cookies(self) -> str:
        held = {settings.CSRF_COOKIE_NAME: TOKEN}
        held |= {name: cookie.value for name, cookie in self.client.cookies.items()}
        return "; ".join(f"{name}={value}" for name, value in held.items())

    def fields(self, issue: Issue) -> dict[str, str]:
        return {"issue": issue.uid, "shown": issue.sha256, "name": self.person.name}

    def request(self, issue: Issue, page: str) -> bytes:
        body = urlencode(self.fields(issue) | {"csrfmiddlewaretoken": TOKEN})
        return _post(page, body, f"Cookie: {self.cookies}\r\n")


def measure(scale: Scale) -> list[Figure]:
    with trusts.copy_of(scale.trust):
        *people, one = [Clicker(each, visitors.client(each)) for each in _who(scale.clickers + 1)]
        page = reverse("conduct:code")
        cost = _cost(one, page)
        _make_floor_table()
        ours, floor = [], []
        with served("sevenfold.config.settings") as port, served("benchmarks.bare") as bare:
            for number in range(scale.rounds + 1):
                mine = _ours(port, people, page, scale.connections)
                least = _floor(bare, cost, len(people), scale.connections)
                if number:  # The first is for warming up.
                    ours.append(mine)
                    floor.append(least)
    return _figures(ours, floor, len(people), cost)


def _figures(ours, floor, people: int, cost) -> list[Figure]:
    mine, least = (median(rate for rate, _ in rounds) for rounds in (ours, floor))
    late, least_late = (median(p95 for _, p95 in rounds) for rounds in (ours, floor))
    (reads, writes), (again, _) = cost
    note = f"{mine:.0f} against {least:.0f} clicks/s; 0 errors, {people} signatures each round"
    statements = f"first click {reads} reads and {writes} writes, second {again} reads"
    return [
        Figure(f"{PROMISE}, rate", 1e3 / mine, 1e3 / least, mine / least, RATE, True, note),
        Figure(f"{PROMISE}, p95", late, least_late, late / least_late, LATE, note=statements),
    ]


def _who(number: int) -> list[Person]:
    sitting = Appointment.objects.held_on(clock.today()).exclude(role="committee-member")
    govern = Person.objects.filter(pk__in=sitting.values("person")).exclude(account=None)
    return list(govern.select_related("account").order_by("pk")[:number])


def _reissue() -> Issue:
    """The board approves the code once more, so that everybody has it to sign again."""
    return conduct.approve(
        SEVENFOLD,
        clock.AcademicYear.of(clock.today()),
        "Code of conduct for those who govern",
        story.words("code.txt").decode(),
        body=Body.objects.get(kind="board"),
        on=clock.today(),
        minute="8.2",
        at=clock.now(),
    )


def _cost(one: Clicker, page: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Reading and writing statements of the first click and of the second."""
    issue = _reissue()
    found = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            answer = one.client.post(page, one.fields(issue))
        assert answer.status_code == 302, answer.content
        words = [query["sql"].split(None, 1)[0].upper() for query in seen]
        writes = sum(word in WRITES for word in words)
        found.append((sum(word in ("SELECT", "WITH") for word in words), writes))
    return found[0], found[1]


def _ours(port: int, people: list[Clicker], page: str, connections: int) -> tuple[float, float]:
    issue = _reissue()
    requests = [request for each in people for request in [each.request(issue, page)] * 2]
    connection.close()
    answers, seconds = asyncio.run(clicks(port, requests, connections))
    wrong = [answer for answer in answers if not _is_receipt(answer)]
    assert not wrong, f"{len(wrong)} errors, the first {wrong[0]}"
    signatures = Signature.objects.filter(issue=issue).count()
    assert signatures == len(people), f"{signatures} signatures"
    return _rate_and_p95(answers, seconds)


def _is_receipt(answer: Answer) -> bool:
    return answer.status == 302 and "/receipts/" in answer.location


def _floor(port: int, cost, people: int, connections: int) -> tuple[float, float]:
    pages = [f"/{reads}/{writes}/" for reads, writes in cost]
    requests = [_post(page, "") for _ in range(people) for page in pages]
    answers, seconds = asyncio.run(clicks(port, requests, connections))
    assert {answer.status for answer in answers} == {302}
    return _rate_and_p95(answers, seconds)


def _rate_and_p95(answers: list[Answer], seconds: float) -> tuple[float, float]:
    """Clicks a second, and the milliseconds within which 95 in a hundred were answered."""
    return len(answers) / seconds, quantiles([answer.ms for answer in answers], n=20)[-1]


def _post(page: str, body: str, head: str = "") -> bytes:
    return (
        f"POST {page} HTTP/1.1\r\nHost: localhost\r\n{head}"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _make_floor_table() -> None:
    with connection.cursor() as cursor:
        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        cursor.execute(f"CREATE TABLE floor_row (id {key} PRIMARY KEY, said text)")


@contextmanager
def served(settings_module: str) -> Iterator[int]:
    """Our own server, as `sevenfold serve` runs it, with these settings; its port."""
    port = _free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings_module,
        "DATABASE_URL": trusts.address(),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server", str(port)], env=environment
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(port: int, server: subprocess.Popen) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "the server did not start"
        time.sleep(0.1)
    raise TimeoutError("the server did not start")
