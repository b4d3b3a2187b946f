"""`sevenfold tick`: the daily work, by hand or from cron."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from sevenfold.duties.models import Duty, Requirement
from sevenfold.running.models import Chore
from tests.factories import a_duty, a_trust

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def tick(*arguments):
    out = StringIO()
    call_command("tick", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_the_second_time_there_is_nothing_to_do():
    a_trust()
    duty = a_duty("code-issued", begins=date(2026, 9, 1))

    assert tick() == (
        f"Done: duty {duty}\nDone: sweeping up at the doors\nDone: the checkpoint for the archive\n"
    )
    asked = list(Requirement.objects.values())
    assert len(asked) == 1
    assert tick() == "Nothing to do\n"
    assert list(Requirement.objects.values()) == asked


def test_a_day_to_come_is_done_as_if_it_were_that_day():
    a_trust()
    a_duty("code-issued", begins=date(2026, 9, 1))

    tick("--at", "2027-09-02")

    years = Requirement.objects.order_by("due_on").values_list("period__label", "opened")
    assert list(years) == [
        ("2026/27", datetime(2027, 9, 2, 2, tzinfo=UTC)),
        ("2027/28", datetime(2027, 9, 2, 2, tzinfo=UTC)),
    ]
    assert tick("--at", "2027-09-02") == "Nothing to do\n"


def test_a_day_that_has_passed_is_left_alone():
    a_duty("code-issued")

    assert tick("--at", "2026-11-23") == "2026-11-23 has passed: nothing to do\n"
    assert not Chore.objects.exists()


def test_what_failed_is_said_and_the_answer_is_no(capsys):
    a_duty("code-issued")
    Duty.objects.update(kind="bygone")

    with pytest.raises(SystemExit) as ended:
        call_command("tick")

    assert ended.value.code == 1
    assert "Failed: duty bygone from 2018-09-01\n" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["31/12/2026", "2026-02-30", "tomorrow"])
def test_what_is_no_date_is_refused(day):
    with pytest.raises(CommandError, match="is not a date, as in 2026-11-24") as refused:
        tick("--at", day)

    assert refused.value.returncode == 2
