from datetime import UTC, date, datetime

import pytest

from sevenfold.duties import queries
from sevenfold.duties.models import Duty, Period, Requirement
from sevenfold.duties.queries import Asking, Preview
from sevenfold.kernel.fields import new_uid
from tests.factories import a_clerk, a_governor, a_person, a_trust, an_appointment, an_issue

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
BEGINS = date(2026, 11, 24)


def a_duty_to_be(kind: str = "code-of-conduct", begins: date = BEGINS, standing: bool = True):
    return Duty(uid=new_uid(), kind=kind, begins=begins, standing=standing)


@pytest.fixture
def people():
    """Two who govern, one of them twice, one whose term is over, one who comes later."""
    a_trust()
    amina = a_person("Amina Yusuf")
    an_appointment(amina)
    an_appointment(amina, role="trustee")
    an_appointment(a_person("Colin Fairweather"))
    an_appointment(a_person("Hugh Pemberton"), ends=date(2026, 8, 31))
    an_appointment(a_person("Sunita Rao"), starts=date(2027, 1, 1))


def test_before_there_is_a_code_it_binds_and_asks_for_nothing(people):
    seen = queries.preview(a_clerk(), a_duty_to_be(), NOW)

    assert seen == Preview(4, 3, ("Amina Yusuf", "Colin Fairweather", "Sunita Rao"), ())


def test_with_a_code_it_says_of_how_many_and_by_when_and_keeps_nothing(people):
    an_issue(date(2026, 11, 14))
    before = [model.objects.count() for model in (Duty, Period, Requirement)]

    seen = queries.preview(a_clerk(), a_duty_to_be(), NOW)

    assert seen.asks == (Asking("2026/27", 4, date(2026, 12, 22), date(2027, 1, 29), 0, 0),)
    assert [model.objects.count() for model in (Duty, Period, Requirement)] == before == [0, 0, 0]


def test_only_who_comes_later_is_bound_where_that_was_chosen(people):
    seen = queries.preview(a_clerk(), a_duty_to_be(standing=False), NOW)

    assert (seen.rows, seen.people, seen.names) == (1, 1, ("Sunita Rao",))


def test_what_would_be_late_already_is_said(people):
    an_issue(date(2025, 9, 1), 2025)
    an_issue(date(2026, 9, 1), 2026)

    seen = queries.preview(a_clerk(), a_duty_to_be(begins=date(2025, 9, 1)), NOW)

    assert [(asks.period, asks.rows, asks.overdue) for asks in seen.asks] == [
        ("2025/26", 4, 0),  # It lapsed when the year was over.
        ("2026/27", 4, 3),
    ]


def test_a_duty_of_the_trust_binds_no_person(people):
    seen = queries.preview(a_clerk(), a_duty_to_be("code-issued", date(2027, 9, 1)), NOW)

    assert seen == Preview(
        1, 0, (), (Asking("2027/28", 1, date(2027, 9, 30), date(2027, 9, 30), 0, 0),)
    )


def test_names_are_shown_within_the_readers_reach_alone(people):
    governor = a_governor("Grace Oyelaran")

    seen = queries.preview(governor, a_duty_to_be(), NOW)

    assert (seen.people, seen.names) == (4, ("Grace Oyelaran",))


def test_the_first_names_are_enough(people):
    assert queries.preview(a_clerk(), a_duty_to_be(), NOW, most_names=1).names == ("Amina Yusuf",)


@pytest.mark.parametrize("more", [0, 20])
def test_as_many_queries_however_many_are_bound(people, django_assert_num_queries, more):
    for _ in range(more):
        an_appointment()
    clerk = a_clerk()

    with django_assert_num_queries(18):
        queries.preview(clerk, a_duty_to_be(), NOW)
