"""Several people who click at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Answer = TypeVar("Answer")


def at_once(count: int, act: Callable[[int], Answer]) -> list[Answer]:
    """The answers of act(0), act(1) …, each in a thread of its own and let go together.

    For tests marked `django_db(transaction=True)`: the threads have connections of their own and
    see only what is committed. Raises the first error, in the order of the numbers.
    """
    start = Barrier(count)

    def run(number: int) -> Answer:
        try:
            start.wait(timeout=60)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=count) as people:
        return list(people.map(run, range(count)))
