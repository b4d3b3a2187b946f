from datetime import date, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sevenfold.ledger import entry, records
from tests.ledger.conftest import NOON
from tests.ledger.promises import Keeper, Promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(promised):
    return Keeper.objects.create(number=1, name="Amira Khan")


def test_a_state_holds_the_uid_and_each_declared_column_in_payload_form(keeper):
    summer = timezone(timedelta(hours=1))
    promise = Promise.objects.create(
        number=7,
        keeper=keeper,
        text="I will be open",
        days=3,
        kept=True,
        due=date(2026, 9, 30),
        at=datetime(2026, 7, 1, 0, 30, tzinfo=summer),
        note="not declared",
    )
    expected = {
        "uid": promise.uid,
        "keeper": keeper.uid,
        "text": "I will be open",
        "days": 3,
        "kept": True,
        "due": "2026-09-30",
        "at": "2026-06-30T23:30:00.000000Z",
    }

    assert records.state("promise", promise) == expected
    assert records.states("promise", Promise.objects.all()) == [expected]


def test_what_a_row_does_not_have_is_null(promised):
    promise = Promise.objects.create(number=7, text="")

    expected = {"uid": promise.uid, "keeper": None, "text": "", "days": 0}
    expected |= {"kept": None, "due": None, "at": None}
    assert records.state("promise", promise) == expected
    assert records.states("promise", Promise.objects.all()) == [expected]


@pytest.mark.parametrize("size", [2, 20])
def test_the_states_of_many_rows_come_in_order_by_one_query(keeper, size):
    Promise.objects.bulk_create(
        Promise(number=n, keeper=keeper, text=f"{n}", at=NOON) for n in range(size)
    )

    with CaptureQueriesContext(connection) as captured:
        states = records.states("promise", Promise.objects.order_by("-number"))

    assert [state["text"] for state in states] == [f"{n}" for n in range(size)][::-1]
    assert len(captured) == 1


@pytest.mark.parametrize("wrong", [{"text": "half"}, {"uid": "1", "text": "half"}, "text", [7]])
def test_an_entry_that_tells_half_a_state_is_refused(keeper, enter, wrong):
    enter(promise=[])

    with pytest.raises(entry.NotAnEntry, match="promise"):
        enter(promise=wrong)


def test_what_is_not_the_name_of_a_record_is_context(keeper, enter):
    event = enter(minute="12", keeper=records.state("keeper", keeper))

    assert event.payload.content == {
        "minute": "12",
        "keeper": {"uid": keeper.uid, "name": "Amira Khan"},
    }
