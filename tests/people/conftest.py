import json
from datetime import UTC, datetime

import pytest
from django.db import transaction

from sevenfold.ledger import actions as ledger
from sevenfold.ledger.models import Event
from tests.factories import EARLY, a_clerk, a_trust

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)


@pytest.fixture
def clerk(db):
    """A governance professional of a trust whose evidence book has begun."""
    a_trust()
    with transaction.atomic():
        ledger.begin("wrenmoor.example", at=EARLY)
    return a_clerk("Marian Okafor")


@pytest.fixture
def said():
    """What the newest entry says, with its type and the uid of whom or what it is about."""

    def newest() -> tuple[str, str, dict]:
        event = Event.objects.select_related("payload").order_by("-index").first()
        return event.type, event.subject, json.loads(event.payload.body)

    return newest
