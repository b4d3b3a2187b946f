"""A book that is held: nothing is entered and nothing signed until it is let go on."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from sevenfold.ledger import actions as ledger
from sevenfold.ledger.models import Checkpoint, Event
from tests.factories import an_event

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_nothing_is_entered_and_nothing_signed_while_the_book_is_held():
    an_event()
    ledger.checkpoint(AT)
    an_event()
    ledger.hold("it may end too early", at=AT)

    with pytest.raises(ledger.Held, match="it may end too early"), transaction.atomic():
        an_event()
    with pytest.raises(ledger.Held):
        ledger.checkpoint(AT)
    assert (Event.objects.count(), Checkpoint.objects.count()) == (2, 1)

    ledger.release()
    an_event()
    assert ledger.checkpoint(AT).size == 3


def test_a_second_hold_says_the_newer_reason():
    an_event()
    ledger.hold("first", at=AT)
    ledger.hold("second", at=AT)

    with pytest.raises(ledger.Held, match="second"):
        ledger.checkpoint(AT)
