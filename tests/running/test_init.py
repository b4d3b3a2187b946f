"""`sevenfold init`: from an empty machine to a way in, whole or not at all."""

import re
import resource
import subprocess

import pytest

from sevenfold.running.founding import name_from
from tests.run import ROOT
from tests.running.homes import EMAIL, TRUST, Installation, installation  # noqa: F401

WORDS = ("init", "--trust", TRUST, "--admin", EMAIL)
LINK = re.compile(r"^http://localhost:8000/link/[\w-]{43}/$", re.MULTILINE)


@pytest.fixture
def here(installation) -> Installation:  # noqa: F811
    return installation()


def entries(here: Installation) -> list[str]:
    rows = here.rows('SELECT type FROM ledger_event ORDER BY log_id, "index"')
    return [type for (type,) in rows]


def test_it_makes_a_trust_with_two_bodies_and_one_way_in_and_nothing_else(here):
    out = here.init()

    assert LINK.search(out)
    assert "Marian Okafor signs in here, once and within the hour" in out
    assert entries(here) == [
        "people.founded",
        "people.body_added",
        "people.body_added",
        "people.person_added",
        "people.granted",
    ]
    assert here.rows("SELECT kind, name FROM people_body ORDER BY id") == [
        ("members", "Members"),
        ("board", "Trust board"),
    ]
    assert here.rows("SELECT name FROM people_trust") == [(TRUST,)]
    assert here.rows("SELECT email FROM accounts_user") == [(EMAIL,)]
    assert here.rows("SELECT COUNT(*) FROM people_academy") == [(0,)]
    assert sorted(here.files()) == ["keys/ledger", "keys/secret"]
    assert {path.stat().st_mode & 0o077 for path in (here.home / "keys").iterdir()} == {0}
    assert (here.verified()["ok"], here.verified()["events"]) == (True, 5)


def test_the_book_is_named_by_the_site_or_else_by_the_trust(installation):  # noqa: F811
    known, unknown = installation(SEVENFOLD_HOSTS="localhost,wrenmoor.example"), installation()

    out = known.init()
    unknown.init()

    assert "\nhttps://wrenmoor.example/link/" in out
    assert known.rows("SELECT number, name FROM ledger_log") == [(1, "wrenmoor.example")]
    [(uid,)] = unknown.rows("SELECT uid FROM people_trust")
    assert unknown.rows("SELECT number, name FROM ledger_log") == [(1, f"{uid}.invalid")]


def test_a_second_one_changes_nothing(here):
    here.init()
    before = here.files(), entries(here), here.rows("SELECT token_hash FROM accounts_link")

    status, out, err = here.run("init", "--trust", "Another", "--admin", "somebody@else.example")

    assert (status, out) == (1, "")
    assert f"There is a trust here already: {TRUST}. Nothing was changed" in err
    after = here.files(), entries(here), here.rows("SELECT token_hash FROM accounts_link")
    assert after == before


def test_settings_that_were_written_beforehand_stay(here):
    here.home.mkdir()
    (here.home / "settings.env").write_text("SEVENFOLD_HOSTS=wrenmoor.example\n")

    assert "https://wrenmoor.example/link/" in here.init()
    assert here.files()["settings.env"] == b"SEVENFOLD_HOSTS=wrenmoor.example\n"


def test_at_a_terminal_it_asks_for_what_is_missing(here):
    status, said = here.at_terminal(f"{TRUST}\n{EMAIL}\n", "init")

    assert status == 0, said
    assert here.rows("SELECT name FROM people_trust") == [(TRUST,)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--trust", TRUST), "--admin is missing, and there is no terminal to ask at"),
        (("--admin", EMAIL), "--trust is missing, and there is no terminal to ask at"),
        (("--trust", " ", "--admin", EMAIL), "one line of 1 to 200 letters"),
        (("--trust", "T" * 201, "--admin", EMAIL), "one line of 1 to 200 letters"),
        (("--trust", TRUST, "--admin", "marian"), "'marian' is no e-mail address"),
    ],
)
def test_what_is_missing_or_no_name_is_wrong_use(here, words, says):
    status, out, err = here.run("init", *words)

    assert (status, out, says in err, "Traceback" in err) == (2, "", True, False)
    assert not here.home.exists()


def full_disk() -> None:
    """No file grows past 100 kB: the database cannot be made."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_on_a_full_disk_nothing_is_left_and_a_second_try_works(tmp_path):
    here = Installation(tmp_path / "new" / "home", "")
    here.home.parent.mkdir()

    status, out, err = here.run(*WORDS, preexec_fn=full_disk)

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "The database failed: " in err
    assert not here.home.exists()
    here.init()
    assert here.verified()["ok"]


def test_without_the_database_that_is_named_nothing_is_left(here):
    away = Installation(here.home, "postgresql://nobody@127.0.0.1:1/none")

    status, out, err = away.run(*WORDS)

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "The database cannot be reached: " in err
    assert not here.home.exists()


def test_a_home_that_cannot_be_made_is_said_in_one_line(here):
    (here.home.parent / "file").write_text("")
    nowhere = Installation(here.home.parent / "file" / "home", here.database)

    status, out, err = nowhere.run(*WORDS)

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "cannot be made: Not a directory" in err


def test_of_two_at_once_one_makes_the_trust(here):
    running = [
        subprocess.Popen(  # noqa: S603
            here.command(*WORDS),
            env=here.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    statuses = [process.wait() for process in running]

    assert statuses.count(0) == 1
    assert set(statuses) <= {0, 1, 2}
    assert here.verified()["events"] == 5


def test_the_demonstration_and_a_real_trust_refuse_one_another_s_home(tmp_path):
    here = Installation(tmp_path / "home", "")
    here.run("demo", "--no-serve", "--home", here.home)
    before = here.files()

    status, _, err = here.run(*WORDS)

    assert (status, "is the home of a demonstration" in err) == (2, True)
    assert here.files() == before
    real = Installation(tmp_path / "real", "")
    real.init()
    assert real.run("demo", "--no-serve", "--home", real.home)[0] == 2
    assert real.verified()["events"] == 5


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("marian.okafor@wrenmoor.example", "Marian Okafor"),
        ("m_okafor2@wrenmoor.example", "M Okafor"),
        ("siân-prosser@wrenmoor.example", "Siân Prosser"),
        ("2026@wrenmoor.example", "Governance professional"),
    ],
)
def test_a_name_is_guessed_from_the_address_until_it_is_corrected(email, name):
    assert name_from(email) == name
