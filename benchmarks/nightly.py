"""The nightly synchronisation with nothing to do; floor: each kind's two queries as count(*)."""

from django.db import connection, transaction

from sevenfold.duties import actions as duties
from sevenfold.duties import engine
from sevenfold.duties.models import Duty
from sevenfold.kernel import clock

from . import trusts
from .bench import Figure, Scale, by_turns, figure, timed

PROMISE = "nightly, nothing to do"
GOAL = 5


def measure(scale: Scale) -> list[Figure]:
    with trusts.copy_of(scale.trust):
        now = clock.now()
        queries = [query for duty in Duty.objects.order_by("pk") for query in _asked(duty)]

        def night() -> None:
            with transaction.atomic():
                found = duties.sync(since=duties.a_year_before(now), at=now)
            assert found == engine.Changes(), "there was something to do"

        def count() -> None:
            with connection.cursor() as cursor:
                for query in queries:
                    cursor.execute(f"SELECT COUNT(*) FROM ({query[0]}) q", query[1])

        times = by_turns(scale.rounds, lambda: timed(night), lambda: timed(count))
        return [figure(PROMISE, *times, GOAL, note=f"{len(queries) // 2} duties")]


def _asked(duty: Duty) -> list[tuple[str, tuple]]:
    """Who is bound and what was done, as the engine compiles them."""
    compiled = engine.compiled(duty.uid)
    return [(compiled.bound, compiled.bound_args), (compiled.done, compiled.done_args)]
