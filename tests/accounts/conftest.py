"""What the tests of the doors share: a person, the code in their letter, and a clock that is set."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from sevenfold.outbox.models import Message
from tests import factories

NOW = datetime(2026, 11, 24, 19, 36, tzinfo=UTC)


@pytest.fixture
def clock():
    """Half past seven of an evening in November; `shift(seconds)` lets time go by."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def amina(db):
    factories.a_trust()
    return factories.a_governor("Amina Yusuf")


@pytest.fixture
def marian(db):
    factories.a_trust()
    return factories.a_clerk("Marian Okafor")


@pytest.fixture
def mailed_code():
    """The six figures in the newest letter."""

    def read() -> str:
        return re.search(r"^(\d{6})$", Message.objects.latest("pk").text, re.MULTILINE)[1]

    return read


@pytest.fixture
def sign_in(mailed_code):
    """Signs in with a code, as far as the account's factors let that go."""

    def through(client, person, **query):
        client.post("/sign-in/", {"email": person.account.email, **query})
        return client.post("/sign-in/code/", {"code": mailed_code(), **query})

    return through
