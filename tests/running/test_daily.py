"""The daily work: once a day, each part by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sevenfold.duties import actions as duties
from sevenfold.duties.models import Duty
from sevenfold.running import daily, queries
from sevenfold.running.models import Chore
from tests.factories import a_duty

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
OTHERS = ["sweeping up at the doors", "the checkpoint for the archive"]


@pytest.fixture
def synced(monkeypatch):
    """What was brought into line, in order: the duty's kind and from when on."""
    calls = []

    def sync_duty(duty, *, since, at):
        if duty.kind in failing:
            raise ValueError("the calendar\nhas no such day")
        calls.append((duty.kind, since, at))

    failing: set[str] = set()
    monkeypatch.setattr(duties, "sync_duty", sync_duty)
    calls_and_failing = type("Synced", (), {"calls": calls, "failing": failing})
    a_duty("code-issued")
    a_duty("code-of-conduct")
    return calls_and_failing


def titles():
    return [f"duty {duty}" for duty in Duty.objects.order_by("pk")]


def test_running_it_twice_does_nothing_the_second_time(synced):
    first = daily.tick(DAY, at=AT)
    second = daily.tick(DAY, at=AT + timedelta(hours=5), again=True)

    assert first == daily.Outcome(done=[*titles(), *OTHERS])
    assert second == daily.Outcome()
    assert len(synced.calls) == 2


def test_a_year_back_each_night_and_everything_once_a_week(synced):
    nights = range(15)
    for night in nights:
        daily.tick(DAY + timedelta(days=night), at=AT + timedelta(days=night))

    since = [since for kind, since, _ in synced.calls if kind == "code-issued"]
    assert [night for night in nights if since[night] is None] == [0, 7, 14]
    assert since[1] == date(2025, 11, 24)


def test_one_duty_that_fails_is_set_aside_and_the_rest_goes_on(synced):
    synced.failing.add("code-issued")
    issued, signed = titles()

    outcome = daily.tick(DAY, at=AT)

    assert outcome == daily.Outcome(done=[signed, *OTHERS], failed=[issued])
    assert list(queries.failed_chores().values_list("title", "error")) == [
        (issued, "ValueError: the calendar has no such day")
    ]
    assert daily.tick(DAY, at=AT) == daily.Outcome()  # Not again and again all day.

    synced.failing.clear()
    assert daily.tick(DAY, at=AT, again=True) == daily.Outcome(done=[issued])
    assert not queries.failed_chores()


def test_a_week_is_made_up_for_by_the_next_night_that_succeeds(synced):
    synced.failing.add("code-issued")
    daily.tick(DAY, at=AT)
    synced.failing.clear()
    daily.tick(DAY + timedelta(days=1), at=AT + timedelta(days=1))

    assert synced.calls[-2:] == [
        ("code-issued", None, AT + timedelta(days=1)),
        ("code-of-conduct", date(2025, 11, 24), AT + timedelta(days=1)),
    ]


def test_a_duty_whose_kind_is_not_there_any_more_is_named(synced, monkeypatch):
    monkeypatch.undo()
    Duty.objects.filter(kind="code-issued").update(kind="bygone")

    outcome = daily.tick(DAY, at=AT)

    assert outcome.failed == ["duty bygone from 2018-09-01"]
    assert queries.failed_chores().get().error == "KeyError: 'bygone'"


def test_what_another_process_is_at_is_left_to_it_until_its_lease_runs_out(synced):
    issued, signed = titles()
    duty = Duty.objects.get(kind="code-issued")
    Chore.objects.create(name=f"duty {duty.uid}", title=issued, claimed_until=AT + daily.LEASE)

    assert daily.tick(DAY, at=AT) == daily.Outcome(done=[signed, *OTHERS], held=[issued])
    assert daily.tick(DAY, at=AT + daily.LEASE) == daily.Outcome(done=[issued])


def test_many_at_once_do_each_part_once(synced, at_once):
    at_once(4, lambda _: daily.tick(DAY, at=AT))

    assert sorted(kind for kind, *_ in synced.calls) == ["code-issued", "code-of-conduct"]


def test_what_is_no_part_any_more_is_forgotten(synced):
    daily.tick(DAY, at=AT)
    Chore.objects.create(name="duty gone", title="a duty that is gone", error="ValueError")

    daily.tick(DAY, at=AT)

    assert not queries.failed_chores()
