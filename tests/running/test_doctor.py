"""`sevenfold doctor`: what is not as it should be, each with what would mend it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from sevenfold.config.mail import settings_of
from sevenfold.duties.models import Period, Requirement
from sevenfold.ledger import guards, keys
from sevenfold.outbox.models import Message
from sevenfold.running import actions, database, doctor
from sevenfold.running.doctor import Finding
from sevenfold.running.models import Chore
from tests.factories import a_duty, a_trust, an_event
from tests.outbox.certificates import certificate
from tests.outbox.smtp import Manners, SmtpServer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def server():
    with SmtpServer() as server:
        yield server


@pytest.fixture
def well(settings, tmp_path, server, monkeypatch):
    """An installation with which nothing is wrong."""
    settings.SEVENFOLD_HOME, settings.HOST = tmp_path, "sevenfold.example"
    settings.SITE = "https://sevenfold.example"
    use_mail(settings, server.url)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 3 << 30}))
    keys.make()
    (tmp_path / "keys" / "secret").write_text("secret")
    a_trust()
    an_event(at=NOW)
    actions.beat(at=NOW - MINUTE)
    with time_machine.travel(NOW, tick=False):
        yield settings


def use_mail(settings, url: str) -> None:
    settings.MAIL = url
    for name, value in settings_of(url).items() if url else ():
        setattr(settings, name, value)
    settings.DEFAULT_FROM_EMAIL = "governance@wrenmoor.example"


def wrong() -> list[Finding]:
    return [finding for finding in doctor.examine(NOW) if not finding.ok]


def test_of_each_thing_it_says_how_it_is(well, tmp_path):
    vendor = "SQLite: ok" if connection.vendor == "sqlite" else "PostgreSQL 15"
    found = doctor.examine(NOW)

    assert [(f.name, f.ok, f.says) for f in found if f.name != "database"] == [
        ("settings", True, f"https://sevenfold.example, home {tmp_path}"),
        ("disk", True, f"3.0 GiB free for {tmp_path}"),
        ("clock", True, "24\xa0November\xa02026, 9:30am in London"),
        ("worker", True, "Last heard of today, 9:29am"),
        ("mail", True, "localhost takes letters from governance@wrenmoor.example"),
        ("letters", True, "0 on their way"),
        ("evidence book", True, "wrenmoor.example/ledger/1, 1 entries"),
        ("guards", True, "All stand"),
        ("daily work", True, "Nothing failed"),
        ("requirements", True, "None stands alone"),
    ]
    (base,) = [f.says for f in found if f.name == "database"]
    assert base.startswith(vendor[:10])


def no_key(well):
    (well.SEVENFOLD_HOME / "keys" / "secret").unlink()


def no_host(well):
    well.HOST = ""


def open_key(well):
    (well.SEVENFOLD_HOME / "keys").chmod(0o755)
    (well.SEVENFOLD_HOME / "keys" / "secret").chmod(0o644)


def full_disk(well):
    doctor.shutil.disk_usage = lambda _: type("Usage", (), {"free": 0})


def clock_behind(well):
    an_event(at=NOW + 2 * MINUTE)


def silent_worker(well):
    actions.beat(at=NOW - 6 * MINUTE)


def no_worker(well):
    actions.Pulse.objects.all().delete()


def no_mail(well):
    well.MAIL = ""


def no_signing_key(well):
    keys.path().unlink()


def book_not_signed(well):
    actions.note_book("the tree does not extend the one signed")


def guards_down(well):
    with connection.cursor() as cursor:
        for statement in guards.guards()[0].take_down(connection.vendor):
            cursor.execute(statement)


def failed_duty(well):
    Chore.objects.create(name="duty 1", title="duty A", error="ValueError: no such day")


def lost_rows(well):
    duty = a_duty("code-issued")
    day = NOW.date()
    period = Period.objects.create(duty=duty, ref=1, label="2026/27", opens=day, closes=day)
    Requirement.objects.create(
        duty=duty, period=period, subject=1, person_id=999_999,
        counts_from=day, arises_on=day, due_on=day, opened=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "name", "says"),
    [
        (no_key, "settings", "There is no key in "),
        (no_host, "settings", "It is for this machine alone"),
        (open_key, "secrets", "Others may read "),
        (full_disk, "disk", "0.0 GiB free for "),
        (
            clock_behind,
            "clock",
            "The newest entry is of 24\xa0November\xa02026, 9:32am, still to come",
        ),
        (silent_worker, "worker", "It has been silent since today, 9:24am"),
        (no_worker, "worker", "It has not yet run"),
        (no_mail, "mail", "No mail server is set"),
        (no_signing_key, "evidence book", "the key that signs checkpoints cannot be read"),
        (
            book_not_signed,
            "evidence book",
            "It is not signed: the tree does not extend the one signed",
        ),
        (guards_down, "guards", "Not as they should be: guard_ledger_event_update"),
        (failed_duty, "daily work", "duty A: ValueError: no such day"),
        (lost_rows, "requirements", "1 of a person that is not there"),
    ],
)
def test_each_thing_that_is_wrong_is_named_with_what_mends_it(well, monkeypatch, spoil, name, says):
    assert wrong() == []

    spoil(well)

    (found,) = wrong()
    assert (found.name, found.says[: len(says)]) == (name, says)
    assert found.mend


def a_letter(to: str, **columns) -> None:
    Message.objects.create(
        person="0" * 32, to=to, template="t", trust="T", subject="A code", text="x",
        **{"at": NOW, "due": NOW, **columns},
    )  # fmt: skip


def test_letters_that_wait_are_lost_or_may_be_doubled_are_named(well):
    a_letter("new@wrenmoor.example")
    a_letter("old@wrenmoor.example", at=NOW - timedelta(hours=2))
    a_letter("gone@wrenmoor.example", given_up_at=NOW, error="550 nobody of that name")
    a_letter("long@wrenmoor.example", given_up_at=NOW - timedelta(days=31), error="550 no")
    a_letter("twice@wrenmoor.example", sent_at=NOW, maybe_sent=True)

    assert [(f.ok, f.says) for f in doctor.examine(NOW) if f.name == "letters"] == [
        (False, "Waiting for more than an hour: A code, to old@wrenmoor.example"),
        (
            False,
            "Given up in the last thirty days: A code, to gone@wrenmoor.example"
            " (550 nobody of that name)",
        ),
        (
            True,
            "May have arrived twice, in the last thirty days: A code, to twice@wrenmoor.example",
        ),
    ]


def test_of_many_the_first_ten_are_named(well):
    for number in range(13):
        a_letter(f"{number}@wrenmoor.example", given_up_at=NOW)

    (found,) = wrong()
    assert found.says.endswith("; and 3 more")
    assert found.says.count("@") == 10


def test_without_a_database_the_rest_is_said_all_the_same(well, monkeypatch):
    def unusable():
        raise database.Unusable("The database cannot be reached: no route")

    monkeypatch.setattr(doctor.database, "check", unusable)

    assert [(f.name, f.ok) for f in doctor.examine(NOW)] == [
        ("settings", True), ("disk", True), ("database", False),
    ]  # fmt: skip


def test_the_demonstration_sends_nothing_and_lacks_nothing(well, capsys):
    well.DEMO, well.MAIL, well.HOST = True, "", ""

    assert wrong() == []
    with pytest.raises(SystemExit):
        call_command("doctor", "--mail", "amina@wrenmoor.example")
    assert "A demonstration sends nothing" in capsys.readouterr().out


def test_one_letter_is_sent_at_once(well, server, capsys):
    call_command("doctor", "--mail", "amina@wrenmoor.example", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert answer["checks"][-1] == {
        "name": "letter",
        "ok": True,
        "says": "localhost took a letter to amina@wrenmoor.example. See that it arrives, and not as spam",
        "mend": "",
    }
    assert [letter.to for letter in server.letters] == ["amina@wrenmoor.example"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("manners", "url", "says", "mend"),
    [
        (None, "smtp://localhost:1", "Connection refused", "Nothing answers at localhost, port 1"),
        (None, "smtp+tls://nowhere.invalid", "", "There is no machine named nowhere.invalid"),
        (Manners(), "smtp+tls://localhost:{}", "STARTTLS extension", "The server offers no TLS"),
        (Manners(), "smtp+ssl://localhost:{}", "", "The server speaks otherwise on this port"),
        (
            Manners(password="right"),  # noqa: S106
            "smtp://someone:wrong@localhost:{}",
            "535 no such user",
            "User or password in EMAIL_URL is not right",
        ),
        (
            Manners(sender="553 not yours"),
            "smtp://localhost:{}",
            "553 not yours",
            "The server takes no letters from governance@wrenmoor.example",
        ),
        (
            Manners(recipients={"amina@wrenmoor.example": "550 relaying denied"}),
            "smtp://localhost:{}",
            "550 relaying denied",
            "The server does not take that address",
        ),
        (Manners(letter="554 spam"), "smtp://localhost:{}", "554 spam", "Ask whoever runs"),
    ],
)
def test_what_is_wrong_with_the_mail_says_what_to_mend(well, capsys, manners, url, says, mend):
    with SmtpServer(manners) as server:
        use_mail(well, url.format(server.port))
        with pytest.raises(SystemExit) as ended:
            call_command("doctor", "--mail", "amina@wrenmoor.example", "--json")

    letter = json.loads(capsys.readouterr().out)["checks"][-1]
    assert ended.value.code == 1
    assert letter["ok"] is False
    assert says in letter["says"]
    assert letter["mend"].startswith(mend)


def test_a_certificate_that_is_not_good_is_said_to_be_that(well, tmp_path, capsys):
    context, _ = certificate("localhost", tmp_path)
    with SmtpServer(tls=context) as server:
        use_mail(well, server.url)
        (found,) = wrong()

    assert found.name == "mail"
    assert found.mend.startswith("The certificate does not show that this is localhost")


def test_what_is_no_address_is_refused_before_anything_is_tried(well, server):
    with pytest.raises(CommandError, match="'amina' is no e-mail address") as refused:
        call_command("doctor", "--mail", "amina")

    assert (refused.value.returncode, server.connections) == (2, 0)


def test_in_words_each_finding_is_a_line_and_its_mending_another(well, capsys):
    well.HOST = ""
    with pytest.raises(SystemExit):
        call_command("doctor")

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "MEND  settings       It is for this machine alone",
        " " * 21
        + "Set SEVENFOLD_HOSTS to the name under which people reach it, and serve it with TLS",
    ]
