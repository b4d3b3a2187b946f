"""Queueing a letter."""

import pytest
from django.db import transaction

from sevenfold.outbox import actions as outbox
from sevenfold.outbox.models import Message
from tests.factories import a_trust
from tests.outbox.conftest import AT, Addressee

TEXT = """Dear Siân O’Neill & <sons>,

The board asks everybody who governs to read and sign this year’s code.

Read and sign:
https://sevenfold.example/link/k7f2/

The link is yours alone.

--
You get this because you are a governor."""


@pytest.mark.django_db
def test_a_letter_is_kept_as_it_will_be_read(queue, settings):
    settings.SITE = "https://sevenfold.example"

    queue(
        "sian@wrenmoor.example",
        context={
            "trust": a_trust(),
            "sender": "Marian Okafor",
            "name": "Siân O’Neill & <sons>",
            "token": "k7f2",
        },
    )

    kept = Message.objects.values(
        "person", "to", "template", "trust", "sender", "subject", "text", "at", "due", "sent_at"
    )
    assert list(kept) == [
        {
            "person": Addressee.uid,
            "to": "sian@wrenmoor.example",
            "template": "letters/code.txt",
            "trust": "Wrenmoor Learning Trust",
            "sender": "Marian Okafor",
            "subject": "Wrenmoor Learning Trust: the code of conduct",
            "text": TEXT,
            "at": AT,
            "due": AT,
            "sent_at": None,
        }
    ]


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_with_its_act_or_not_at_all(queue):
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)

    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_letter_is_queued_outside_an_act(letters):
    with pytest.raises(transaction.TransactionManagementError):
        outbox.queue("letters/code.txt", to=Addressee, address="a@b.example", context={}, at=AT)

    assert not Message.objects.exists()
