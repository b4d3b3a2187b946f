"""The runner's own sums."""

import pytest

from tests.run import Tally, environment, read_report

REPORT = """<testsuites><testsuite tests="5" failures="1" errors="1" skipped="{skipped}">
<testcase classname="tests.conduct.test_views" name="test_a_page">{skips}</testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path):
    def write(*reasons):
        skips = "".join(f'<skipped message="{reason}"/>' for reason in reasons)
        path = tmp_path / "report.xml"
        path.write_text(REPORT.format(skipped=len(reasons), skips=skips))
        return path

    return write


def test_the_counts_are_those_of_the_report(report):
    assert read_report(report("no reason"), strict=False) == (Tally(2, 2, 1), [])


def test_where_it_is_strict_a_test_that_skips_itself_has_failed(report):
    assert read_report(report("no PostgreSQL", "../shared is absent"), strict=True) == (
        Tally(passed=1, failed=3, skipped=1),
        ["tests.conduct.test_views.test_a_page skipped itself: no PostgreSQL"],
    )


def test_a_run_that_left_no_report_counts_nothing(tmp_path):
    assert read_report(tmp_path / "none.xml") == (Tally(), [])


def test_the_last_line_is_the_sum_in_words():
    assert str(Tally(3, 0, 1) + Tally(2, 1, 0)) == "5 passed, 1 failed, 1 skipped"


def test_no_installation_on_this_machine_is_reached_by_a_test(monkeypatch, tmp_path):
    for name in ("SEVENFOLD_HOME", "DATABASE_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "in use")
    monkeypatch.setenv("LANG", "C.UTF-8")

    env = environment(tmp_path, database="postgresql:///tests")

    assert "in use" not in env.values()
    assert (env["DATABASE_URL"], env["TMPDIR"], env["LANG"]) == (
        "postgresql:///tests",
        str(tmp_path),
        "C.UTF-8",
    )
    assert "DATABASE_URL" not in environment(tmp_path, database="")
