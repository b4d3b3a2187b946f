"""What is asked, held to what the records ask for: each fault is named, and nothing is written."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from sevenfold.duties import actions as duties
from sevenfold.duties import verify
from sevenfold.duties.models import Duty, PastRequirement, Period, Requirement
from sevenfold.people.models import Appointment
from tests.factories import a_duty, a_signature, a_trust, an_appointment, an_issue

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
GOVERNOR = "The code of conduct signed each year from 2018-09-01"


def sync() -> None:
    with transaction.atomic():
        duties.sync(at=NOW)


def found() -> list[tuple[str, str]]:
    return [(problem.where, problem.what) for problem in verify.problems()]


@pytest.fixture
def asked() -> Requirement:
    """What one governor is asked and has done, beside another who has not signed."""
    a_trust()
    a_duty("code-issued", date(2025, 9, 1))
    a_duty("code-of-conduct")
    issue = an_issue(date(2026, 9, 9))
    governor = an_appointment()
    an_appointment()
    a_signature(governor.person, issue, NOW)
    sync()
    assert found() == []
    return Requirement.objects.get(duty__kind="code-of-conduct", subject=governor.pk)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("person_id", None),
        ("body_id", None),
        ("academy_id", 1),
        ("counts_from", date(2026, 1, 1)),
        ("arises_on", date(2026, 9, 10)),
        ("due_on", date(2026, 12, 31)),
        ("lapses_on", date(2026, 12, 31)),
        ("met_on", date(2026, 9, 9)),
        ("event_id", "0" * 32),
    ],
)
def test_a_requirement_that_was_altered_is_named_with_what_changed(asked, column, value):
    Requirement.objects.filter(pk=asked.pk).update(**{column: value})

    says = f"it is not what the records ask for: {column}"
    assert found() == [(f"duties_requirement, row {asked.pk}", says)]


def test_one_that_is_gone_one_put_in_and_one_that_stands_twice_are_named(asked):
    key = f"duties_requirement, {GOVERNOR}, subject {asked.subject}, period {asked.period_id}"
    Requirement.objects.filter(pk=asked.pk).delete()
    assert found() == [(key, "what the records ask for is not there")]

    asked.save(force_insert=True)
    asked.pk, asked.subject = None, 999
    asked.save(force_insert=True)
    assert found() == [(f"duties_requirement, row {asked.pk}", "the records do not ask for this")]


def test_a_requirement_that_stands_twice_is_named(asked):
    if connection.vendor == "sqlite":
        return  # Its constraint goes with the table alone.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE duties_requirement DROP CONSTRAINT one_requirement_a_period")
    key = f"duties_requirement, {GOVERNOR}, subject {asked.subject}, period {asked.period_id}"
    asked.pk = None
    asked.save(force_insert=True)

    assert found() == [(key, "it stands there twice")]


def test_of_many_that_differ_some_are_named_and_all_are_counted(asked, monkeypatch):
    monkeypatch.setattr(verify, "AT_MOST", 1)
    Requirement.objects.filter(duty=asked.duty).update(due_on=date(2026, 12, 31))

    assert [what for _, what in found()] == [
        "it is not what the records ask for: due_on",
        "2 rows differ",
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("label", "2025/26"),
        ("opens", date(2026, 9, 10)),
        ("closes", date(2027, 8, 30)),
        ("due", date(2026, 12, 31)),
    ],
)
def test_a_period_that_was_altered_is_named_with_what_changed(asked, column, value):
    Period.objects.filter(pk=asked.period_id).update(**{column: value})

    says = f"it is not what the records ask for: {column}"
    assert found()[0] == (f"duties_period, row {asked.period_id}", says)


def test_a_period_cut_off_is_missed_and_one_put_in_is_named(asked):
    newest = Period.objects.filter(duty__kind="code-issued").latest("opens")
    Period.objects.filter(pk=newest.pk).delete()
    Requirement.objects.filter(period=newest.pk).delete()
    where = "duties_period, A code of conduct issued each year from 2025-09-01"
    assert found() == [(f"{where}, 2026/27", "the period is not there")]

    newest.save(force_insert=True)
    put_in = Period.objects.create(
        duty=newest.duty,
        ref=2027,
        label="2027/28",
        opens=date(2027, 9, 1),
        closes=date(2028, 8, 31),
    )
    what = "A code of conduct issued each year from 2025-09-01 has no such period"
    assert (f"duties_period, row {put_in.pk}", what) in found()


def test_a_year_that_has_begun_since_the_last_synchronisation_is_not_missed(asked):
    Duty.objects.update(horizon=date(2026, 8, 31))
    Period.objects.filter(opens__gt=date(2026, 8, 31), duty__kind="code-issued").delete()
    Requirement.objects.filter(duty__kind="code-issued", arises_on__gt=date(2026, 8, 31)).delete()

    assert found() == []


def test_what_belongs_to_a_duty_that_is_not_there_is_named(asked):
    asked.pk, asked.duty_id = None, 999
    asked.save(force_insert=True)

    assert found() == [(f"duties_requirement, row {asked.pk}", "its duty is not there")]


def test_what_the_records_no_longer_say_is_named_until_it_is_brought_into_line(asked):
    Appointment.objects.filter(pk=asked.subject).update(ends=date(2026, 12, 31))
    assert [what for _, what in found()] == ["it is not what the records ask for: lapses_on"]
    assert not PastRequirement.objects.exists()

    sync()

    assert found() == []
    assert list(PastRequirement.objects.values_list("subject", "label")) == [
        (asked.subject, "2026/27")
    ]
