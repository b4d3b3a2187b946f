from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from sevenfold.outbox import actions as outbox
from tests.factories import a_trust

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Addressee:
    uid = "0" * 32


@pytest.fixture
def letters(settings):
    """Letters of the tests' own, beside those of the rooms."""
    folder = Path(__file__).with_name("templates")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]


@pytest.fixture
def queue(letters):
    """Queues one letter to an address; options go to the outbox."""

    def one(address: str = "amina.yusuf@wrenmoor.example", *, at: datetime = AT, **options):
        context = options.pop("context", {"trust": a_trust(), "name": "Amina", "token": "k7f2"})
        with transaction.atomic():
            return outbox.queue(
                options.pop("template", "letters/code.txt"),
                to=Addressee,
                address=address,
                context=context,
                at=at,
                **options,
            )

    return one
