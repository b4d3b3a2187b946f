"""The proof of one receipt at half a million entries; floor: one indexed read of the event."""

from random import Random

from sevenfold.kernel import clock
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import queries
from sevenfold.ledger.models import Event

from . import trusts
from .bench import Figure, Scale, by_turns, figure, timed

PROMISE = "proof for one receipt"
GOAL = 20
ENTRIES = 100  # In each round; the figures are for one.


def measure(scale: Scale) -> list[Figure]:
    with trusts.copy_of(scale.twice):
        ledger.checkpoint(clock.now())
        signed = list(Event.objects.filter(type="conduct.signed").values_list("pk", flat=True))
        chosen = Random(7).choices(signed, k=ENTRIES)

        def ours() -> float:
            return timed(lambda: [_prove(id) for id in chosen]) / ENTRIES

        def floor() -> float:
            return timed(lambda: [Event.objects.get(pk=id) for id in chosen]) / ENTRIES

        times = by_turns(scale.rounds, ours, floor)
        return [figure(PROMISE, *times, GOAL, note=f"among {Event.objects.count():,} entries")]


def _prove(id: str) -> bytes:
    event = queries.find(id)
    return queries.proof_file(event, queries.covering(event))
