import io
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import connection

from sevenfold.assurance import queries as assurance
from sevenfold.conduct import actions as conduct
from sevenfold.conduct import queries as codes
from sevenfold.demo import home, story
from sevenfold.kernel import clock
from sevenfold.ledger import guards
from sevenfold.ledger.models import Event
from sevenfold.people.models import Person
from sevenfold.people.queries import actor_for

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)


@pytest.fixture
def told(time_machine):
    time_machine.move_to(NOW, tick=False)
    story.tell(NOW)


def actor(name: str):
    return actor_for(Person.objects.get(name=name), on=clock.london_date(NOW))


def beside(number: str):
    """What stands beside a clause: the verdict and the counts."""
    standing = assurance.standing(actor(story.CLERK), clock.london_date(NOW))
    note = next(note for line, note in standing.rows if line.number == number and note)
    return note.verdict, [(c.number, c.words) for t in note.tallies for c in t.counts]


def verify(*options: str) -> tuple[dict, int]:
    out = io.StringIO()
    try:
        call_command("verify", "--json", *options, stdout=out)
    except SystemExit as end:
        return json.loads(out.getvalue()), end.code
    return json.loads(out.getvalue()), 0


def test_the_trust_has_twelve_people_who_govern_and_a_clerk_who_is_not_bound(told):
    govern = Person.objects.filter(appointments__isnull=False).distinct()

    assert (govern.count(), Person.objects.count()) == (12, 13)
    assert len(story.GOVERN) + len(story.ALSO) == 14
    assert {event.actor for event in Event.objects.exclude(type__startswith="induction.")} == {None}


def test_a_signature_moves_the_figures_and_verify_agrees(told):
    before = [(1, "of 1 approved"), (0, "of 14 signed"), (14, "due by 5\N{NO-BREAK SPACE}December")]
    assert beside("3.2") == ("sofar", before)
    colin = actor("Colin Fairweather")
    issue = codes.in_force(clock.london_date(NOW))

    conduct.sign(colin, issue.uid, issue.sha256, "Colin Fairweather", at=NOW)

    assert beside("3.2")[1][1:] == [
        (1, "of 14 signed"),
        (13, "due by 5\N{NO-BREAK SPACE}December"),
    ]
    report, code = verify()
    assert (report["ok"], report["problems"], code) == (True, [], 0)


def test_with_the_guard_dropped_and_a_row_altered_verify_names_the_entry_and_exits_1(told):
    colin = actor("Colin Fairweather")
    issue = codes.in_force(clock.london_date(NOW))
    signature = conduct.sign(colin, issue.uid, issue.sha256, "Colin Fairweather", at=NOW)
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conduct_signature SET name = 'Somebody Else'")
    guards.install()

    report, code = verify()

    assert (report["ok"], code) == (False, 1)
    assert report["problems"] == [
        {
            "where": f"entry {signature.event.number}, conduct_signature",
            "what": "the row no longer has what this entry says: name",
        }
    ]


@pytest.mark.parametrize(
    ("today", "approved", "due"),
    [
        (date(2026, 11, 24), date(2026, 11, 14), date(2026, 12, 5)),
        (date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 9, 5), date(2026, 9, 1), date(2026, 9, 30)),
        (date(2027, 8, 31), date(2027, 8, 21), date(2027, 9, 11)),
    ],
)
def test_its_dates_hang_on_today_and_nobody_is_late(time_machine, today, approved, due):
    now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
    time_machine.move_to(now, tick=False)

    story.tell(now)

    amina = actor_for(Person.objects.get(name="Amina Yusuf"), on=today)
    rows = assurance.asked_of(amina, today)
    assert {(row.due_on, row.state) for row in rows} == {(due, "due")}
    assert codes.in_force(today).approved_on == approved


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path):
    (tmp_path / "sevenfold.sqlite3").write_text("a real trust's")

    with pytest.raises(home.NotOurs, match="nothing was changed"):
        home.prepare(tmp_path)

    assert (tmp_path / "sevenfold.sqlite3").read_text() == "a real trust's"


def test_the_demonstrations_own_folder_is_made_afresh(tmp_path):
    home.prepare(tmp_path / "demo")
    (tmp_path / "demo" / "sevenfold.sqlite3").write_text("yesterday's")

    home.prepare(tmp_path / "demo")

    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == ["demo", "keys"]


def test_the_demonstration_reads_neither_a_real_database_nor_real_mail(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": "postgresql://nobody@nowhere.invalid/none",
        "EMAIL_URL": "smtp://nowhere.invalid",
    }
    command = [sys.executable, "-m", "sevenfold", "demo", "--no-serve", "--home"]

    subprocess.run([*command, str(tmp_path / "demo")], env=environment, check=True, timeout=120)  # noqa: S603 - our own command

    assert (tmp_path / "demo" / "sevenfold.sqlite3").stat().st_size > 0
