"""The worker, as a process of its own and killed in the middle."""

import logging
import signal
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from sevenfold.kernel import clock
from sevenfold.ledger.models import Checkpoint
from sevenfold.outbox import delivery, queries
from sevenfold.outbox.models import Message
from sevenfold.running.models import Chore, Pulse
from sevenfold.running.worker import Worker
from tests.factories import an_event
from tests.outbox.smtp import SmtpServer
from tests.running.programs import program, wait_until

MINUTE = timedelta(minutes=1)


@pytest.fixture
def server():
    with SmtpServer() as server:
        yield server


def working(server: SmtpServer):
    return program("worker", EMAIL_URL=server.url)


def lease_runs_out() -> None:
    Message.objects.exclude(claimed_until=None).update(claimed_until=clock.now() - MINUTE)


@pytest.mark.django_db(transaction=True)
def test_a_worker_brings_out_what_is_due_and_ends_when_it_is_told(server, queue):
    queue("amina@wrenmoor.example", at=clock.now())
    queue("joe@wrenmoor.example", at=clock.now() + timedelta(days=1))

    with working(server) as worker:
        wait_until(Message.objects.exclude(sent_at=None).exists)
        worker.send_signal(signal.SIGTERM)
        out, errors = worker.communicate()

    assert [letter.to for letter in server.letters] == ["amina@wrenmoor.example"]
    assert (worker.returncode, out, errors) == (0, "", "")
    assert clock.now() - Pulse.objects.get().at < 5 * MINUTE


@pytest.mark.django_db(transaction=True)
def test_after_kill_9_in_the_middle_of_a_letter_it_is_named_as_a_possible_repeat(server, queue):
    for name in ("amina", "joe", "grace"):
        queue(f"{name}@wrenmoor.example", at=clock.now())
    taken, killed = threading.Event(), threading.Event()

    def in_the_middle(letter):
        if letter.to == "joe@wrenmoor.example" and not killed.is_set():
            taken.set()
            killed.wait(60)

    server.manners.on_letter = in_the_middle
    with working(server) as worker:
        assert taken.wait(60)
        worker.kill()
        worker.wait()
        killed.set()
    assert [letter.to for letter in queries.waiting().filter(maybe_sent=True)] == [
        "joe@wrenmoor.example"
    ]

    lease_runs_out()
    with working(server):
        wait_until(lambda: not queries.waiting().exists())

    assert sorted(letter.to for letter in server.letters) == [
        "amina@wrenmoor.example",
        "grace@wrenmoor.example",
        "joe@wrenmoor.example",
        "joe@wrenmoor.example",
    ]
    assert [letter.to for letter in queries.possible_repeats()] == ["joe@wrenmoor.example"]


@pytest.mark.django_db(transaction=True)
def test_after_kill_9_before_a_letter_was_offered_it_leaves_once(server, queue):
    queue("amina@wrenmoor.example", at=clock.now())
    server.stop()
    with working(server) as worker:
        wait_until(Pulse.objects.exclude(mail_error="").exists)
        worker.kill()
        worker.wait()
    server.start()

    with working(server):
        wait_until(Message.objects.exclude(sent_at=None).exists)

    assert len(server.letters) == 1
    assert not queries.possible_repeats()


@pytest.mark.django_db(transaction=True)
def test_letters_leave_once_the_mail_server_is_back(server, queue):
    server.stop()
    queue("amina@wrenmoor.example", at=clock.now())

    with working(server):
        wait_until(Pulse.objects.exclude(mail_error="").exists)
        pulse = Pulse.objects.get()
        assert "Connection refused" in pulse.mail_error
        server.start()
        wait_until(Pulse.objects.filter(mail_error="", mail_since=None).exists)

    assert [letter.to for letter in server.letters] == ["amina@wrenmoor.example"]
    assert pulse.mail_since is not None


@pytest.mark.django_db
@pytest.mark.parametrize("unset", ["no mail server", "the demonstration"])
def test_nothing_leaves_without_a_mail_server_or_from_the_demonstration(
    queue, settings, monkeypatch, unset
):
    settings.MAIL, settings.DEMO = "smtp://localhost", unset == "the demonstration"
    if unset == "no mail server":
        settings.MAIL = ""
    monkeypatch.setattr(delivery, "deliver", lambda *_: pytest.fail("it was sent"))
    queue(at=clock.now())

    Worker().round()

    assert queries.waiting().count() == 1


@pytest.mark.django_db
def test_the_daily_work_is_done_once_a_day_from_three_in_the_morning():
    worker, days = Worker(), []
    with time_machine.travel(datetime(2026, 7, 9, 1, 30, tzinfo=UTC), tick=False) as now:
        for _ in range(60):  # Every hour, from half past two in London's summer.
            worker.round()
            days.append(Chore.objects.values_list("day", flat=True).first())
            now.shift(timedelta(hours=1))

    assert (
        days
        == [None] + [date(2026, 7, 9)] * 24 + [date(2026, 7, 10)] * 24 + [date(2026, 7, 11)] * 11
    )


def test_the_worker_outlasts_a_database_that_is_away(monkeypatch, caplog):
    worker = Worker()
    pauses = []

    def away():
        raise ConnectionError("no database")

    def wait(seconds):
        pauses.append(seconds)
        if len(pauses) == 9:
            worker.stop()

    monkeypatch.setattr(worker, "round", away)
    monkeypatch.setattr(worker._stopped, "wait", wait)
    with caplog.at_level(logging.CRITICAL, "sevenfold.worker"):
        worker.run()

    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60, 60]


@pytest.mark.django_db
def test_the_book_is_signed_as_it_grows_and_why_it_cannot_be_is_noted(settings, tmp_path):
    an_event()
    with time_machine.travel(datetime(2026, 11, 24, 1, tzinfo=UTC), tick=False) as now:
        Worker().round()
        assert [point.size for point in Checkpoint.objects.all()] == [1]

        settings.SEVENFOLD_HOME = tmp_path  # Where no key is.
        an_event()
        now.shift(timedelta(minutes=2))
        Worker().round()

    assert Pulse.objects.get().book_error == (
        "the key that signs checkpoints cannot be read: keys/ledger"
    )
