"""After one signature; floor: the same rows updated by primary key in one transaction."""

from django.db import connection, transaction

from sevenfold.conduct import queries as conduct
from sevenfold.conduct.models import Signature
from sevenfold.duties import actions as duties
from sevenfold.duties.models import Requirement
from sevenfold.kernel import clock, sql
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import records
from sevenfold.people.models import Person

from . import trusts
from .bench import Figure, Scale, by_turns, figure, timed

PROMISE = "after one signature"
GOAL = 5


def measure(scale: Scale) -> list[Figure]:
    with trusts.copy_of(scale.trust):
        unsigned = iter(_unsigned())
        signed: list[Signature] = []

        def ours() -> float:
            signed[:] = [_sign(next(unsigned)) for _ in range(scale.signers)]
            return timed(lambda: [_synchronise(each) for each in signed]) / scale.signers

        def floor() -> float:
            rows = [_undone(each) for each in signed]
            return timed(lambda: [_update(*row) for row in rows]) / scale.signers

        times = by_turns(scale.rounds, ours, floor)
        return [figure(PROMISE, *times, GOAL, note="two duties of the kind; commit included")]


def _unsigned() -> list[Person]:
    """Whoever still has this year's code to sign."""
    today = clock.today()
    open_ones = Requirement.objects.filter(duty__kind="code-of-conduct", met_on=None)
    owing = open_ones.filter(arises_on__lte=today, lapses_on__gte=today).values("person")
    return list(Person.objects.filter(pk__in=owing).order_by("pk"))


def _sign(person: Person) -> Signature:
    """The record of a signature, with its entry and without what follows from it."""
    now = clock.now()
    issue = conduct.in_force(clock.today())
    with transaction.atomic():
        signature = Signature.objects.create(
            person=person,
            issue=issue,
            name=person.name,
            consent=conduct.consent(issue),
            proof="a benchmark",
            at=now,
            on=clock.london_date(now),
            event_id=ledger.new_id(),
        )
        ledger.append(
            "conduct.signed",
            id=signature.event_id,
            actor=person,
            subject=person,
            at=now,
            payload={"signature": records.state("signature", signature)},
        )
    return signature


def _synchronise(signature: Signature) -> None:
    with transaction.atomic():
        found = duties.sync("code-of-conduct", people=[signature.person], at=signature.at)
    assert found.filled, "the signature met nothing"


def _undone(signature: Signature) -> tuple[list[int], Signature]:
    """The rows that it met, as if it had not."""
    met = Requirement.objects.filter(event=signature.event_id)
    keys = list(met.values_list("pk", flat=True))
    Requirement.objects.filter(pk__in=keys).update(met_on=None, met_seen=None, event=None)
    return keys, signature


def _update(keys: list[int], signature: Signature) -> None:
    day, instant = sql.adapt(signature.on), sql.adapt(signature.at)
    with transaction.atomic(), connection.cursor() as cursor:
        for key in keys:
            cursor.execute(
                "UPDATE duties_requirement SET met_on = %s, met_seen = %s, event_id = %s WHERE id = %s",
                [day, instant, signature.event_id, key],
            )
