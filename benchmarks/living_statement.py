"""The living statement, the whole page; floor: its one grouped query alone."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sevenfold.demo.large import Size
from sevenfold.demo.story import CLERK
from sevenfold.people.models import Person

from . import trusts, visitors
from .bench import Figure, Scale, by_turns, figure, timed

PROMISE = "the living statement"
GOAL = 4


def measure(scale: Scale) -> list[Figure]:
    elsewhere = _queries(scale.small)
    with trusts.copy_of(scale.trust):
        client, page = _clerk(), reverse("assurance:statement")
        with CaptureQueriesContext(connection) as seen:
            _read(client, page)
        here = len(seen)
        grouped = next(query["sql"] for query in seen if "met_seen" in query["sql"])

        def floor() -> None:
            with connection.cursor() as cursor:
                cursor.execute(grouped)
                cursor.fetchall()

        times = by_turns(
            scale.rounds * 3, lambda: timed(lambda: _read(client, page)), lambda: timed(floor)
        )
    note = f"{here} queries; at a tenth of the size {elsewhere}"
    return [figure(PROMISE, *times, GOAL, note=note), _same(here, elsewhere)]


def _same(here: int, elsewhere: int) -> Figure:
    promise = f"{PROMISE}: as many queries at two sizes"
    return Figure(
        promise, here, elsewhere, here / elsewhere, 1, note="numbers of queries, not times"
    )


def _queries(size: Size) -> int:
    with trusts.copy_of(size):
        client = _clerk()
        with CaptureQueriesContext(connection) as seen:
            _read(client, reverse("assurance:statement"))
    return len(seen)


def _clerk() -> Client:
    client = visitors.client(Person.objects.get(name=CLERK))
    _read(client, reverse("assurance:statement"))  # The first page of a process is not like others.
    return client


def _read(client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200, answer.status_code
