"""The command line: our commands alone, and one line for whatever goes wrong."""

import errno

import pytest
from django.core.management import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

import sevenfold
from sevenfold.config import entry, runner
from sevenfold.running import database
from tests.running.programs import run


def answers(capsys, *arguments) -> tuple[int, str, str]:
    """The exit status of a command that is run here, what it says, and what it complains of."""
    try:
        status = entry.main(["sevenfold", *arguments])
    except SystemExit as ended:
        status = ended.code or 0
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture
def elsewhere(monkeypatch):
    """As it is where only what Sevenfold runs on is installed."""
    monkeypatch.setattr(runner, "is_development", lambda: False)


def test_our_commands_alone_are_shown_and_run(capsys, elsewhere):
    _, shown, _ = answers(capsys, "help")

    assert "  verify     Check that nothing in the evidence book" in shown
    assert "migrate" not in shown
    unknown = "sevenfold: there is no command migrate; “sevenfold help” lists them\n"
    assert answers(capsys, "migrate", "--check") == (2, "", unknown)
    assert answers(capsys, "help", "migrate") == (2, "", unknown)


def test_a_development_checkout_has_all_of_them(capsys):
    assert "For development: " in answers(capsys)[1]
    assert answers(capsys, "migrate", "--help")[0] == 0


@pytest.mark.parametrize(
    "name", sorted(n for n, a in runner.commands().items() if "sevenfold" in a)
)
def test_each_command_has_help_without_the_options_of_the_machinery(capsys, elsewhere, name):
    status, shown, complaint = answers(capsys, name, "--help")

    assert (status, complaint) == (0, "")
    assert shown.startswith(f"usage: sevenfold {name} ")
    assert "--pythonpath" not in shown


def test_the_version_is_ours(capsys):
    assert answers(capsys, "--version") == (0, f"{sevenfold.__version__}\n", "")


@pytest.mark.parametrize(
    ("raised", "status", "said"),
    [
        (CommandError("There is no entry 7"), 1, "sevenfold: There is no entry 7\n"),
        (CommandError("x is not a date", returncode=2), 2, "sevenfold: x is not a date\n"),
        (
            OperationalError("database or disk is full"),
            2,
            "sevenfold: The database failed: database or disk is full\n",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", "/home/files"),
            2,
            "sevenfold: No space left on device: /home/files\n",
        ),
        (KeyboardInterrupt(), 130, ""),
    ],
)
@pytest.mark.django_db
def test_what_goes_wrong_is_one_line(capsys, monkeypatch, raised, status, said):
    class Failing(BaseCommand):
        def handle(self, **_options):
            raise raised

    monkeypatch.setitem(runner.NEEDS, "fail", runner.NONE)
    monkeypatch.setattr(runner, "commands", lambda: {"fail": "sevenfold.running"})
    monkeypatch.setattr(runner, "load_command_class", lambda *_: Failing())
    monkeypatch.setattr(runner.connections, "close_all", lambda: None)

    assert answers(capsys, "fail") == (status, "", said)


def test_a_fault_of_ours_is_not_hidden(capsys, monkeypatch):
    class Faulty(BaseCommand):
        def handle(self, **_options):
            raise KeyError("ours")

    monkeypatch.setitem(runner.NEEDS, "fail", runner.NONE)
    monkeypatch.setattr(runner, "commands", lambda: {"fail": "sevenfold.running"})
    monkeypatch.setattr(runner, "load_command_class", lambda *_: Faulty())
    monkeypatch.setattr(runner.connections, "close_all", lambda: None)

    with pytest.raises(KeyError, match="ours"):
        entry.main(["sevenfold", "fail"])


@pytest.mark.django_db
def test_a_database_of_an_older_or_a_newer_version_is_refused(capsys):
    database.check()
    rows = MigrationRecorder(connection).migration_qs

    rows.create(app="people", name="9999_to_come")
    with pytest.raises(database.Unusable, match="newer Sevenfold than this one"):
        database.check()

    rows.filter(app="people", name="9999_to_come").delete()
    rows.filter(app="people").order_by("-pk").first().delete()
    with pytest.raises(database.Unusable, match="“sevenfold upgrade” brings it up to date"):
        database.check()
    database.check(current=False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "postgresql://nobody@127.0.0.1:1/none",
            "The database cannot be reached: connection failed",
        ),
        ("mysql://root@localhost/none", "DATABASE_URL begins with postgresql://"),
        ("postgresql://nobody@localhost:many/none", "DATABASE_URL cannot be read: Port could not"),
        ("postgresql://nobody@localhost", "DATABASE_URL names no database"),
    ],
)
def test_a_wrong_database_is_one_line_and_makes_nothing(tmp_path, url, said):
    home = tmp_path / "home"
    done = run("verify", "--json", DATABASE_URL=url, SEVENFOLD_HOME=str(home))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"sevenfold: {said}")
    assert done.stderr.count("\n") == 1
    assert not home.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["verify"], 2), (["statement", "parse", "nowhere.txt"], 2), (["help"], 0)],
)
def test_a_command_makes_no_home_no_key_and_no_database(tmp_path, arguments, status):
    home = tmp_path / "home"
    done = run(*arguments, DATABASE_URL="", SEVENFOLD_HOME=str(home))

    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert not home.exists()
