"""The large trust at a size that is made at once: as true as the small one."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from sevenfold.assurance import queries
from sevenfold.conduct.models import Issue, Signature
from sevenfold.demo import large
from sevenfold.duties.models import Duty
from sevenfold.duties.verify import differences
from sevenfold.ledger.verify import verify
from sevenfold.people.models import Academy, Appointment, Person
from sevenfold.people.queries import actor_for

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SIZE = large.Size(academies=3, govern=40, staff=30, years=3)

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust():
    large.tell(NOW, SIZE)


def test_the_evidence_book_and_the_records_of_a_large_trust_agree(trust):
    assert verify().problems == []


def test_what_a_large_trust_asks_is_what_its_records_add_up_to(trust):
    with transaction.atomic():
        assert [differences(duty, 1) for duty in Duty.objects.all()] == 4 * [([], 0)]


def test_a_large_trust_has_the_size_that_was_asked_for(trust):
    sitting = Appointment.objects.held_on(NOW.date())
    govern = sitting.exclude(role="committee-member").values("person").distinct().count()

    assert (Academy.objects.count(), Issue.objects.count()) == (3, 3)
    # Seats fall vacant, and are filled weeks later.
    assert 36 <= govern <= 40
    assert 24 <= sitting.filter(role="committee-member").count() <= 30


def test_the_statement_of_a_large_trust_has_its_figures(trust):
    clerk = actor_for(Person.objects.get(name="Marian Okafor"), on=NOW.date())

    notes = dict(queries.standing(clerk, NOW.date()).rows)

    said = {line.number: note.verdict for line, note in notes.items() if note and note.tallies}
    assert said == {"3.1": "sofar", "3.2": "doesnothold"}


def test_the_same_seed_makes_the_same_trust():
    assert _told(seed=3) == _told(seed=3) != _told(seed=4)


def _told(seed):
    """Who sat where and who signed when, in a trust that is undone again."""
    before = transaction.savepoint()
    large.tell(NOW, SIZE, seed)
    held = Appointment.objects.order_by("pk")
    told = (
        list(held.values_list("uid", "person__name", "body__name", "starts", "ends")),
        list(Signature.objects.order_by("pk").values_list("event", "person__uid", "at")),
    )
    transaction.savepoint_rollback(before)
    return told
