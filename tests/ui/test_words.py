from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sevenfold.ui import words

NOW = datetime(2026, 7, 9, 19, 48, tzinfo=UTC)  # A quarter to nine in the evening, in summer time.


def plain(text: str) -> str:
    return text.replace(words.SPACE, " ")


def test_a_day_is_written_out_and_never_broken_over_two_lines():
    assert words.day(date(2026, 7, 9)) == "9\u00a0July\u00a02026"
    assert words.day_and_month(date(2026, 12, 31)) == "31\u00a0December"


def test_an_instant_belongs_to_its_day_in_london():
    assert plain(words.day(datetime(2026, 7, 8, 23, 30, tzinfo=UTC))) == "9 July 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "written"),
    [(23, 5, "12:05am"), (8, 14, "9:14am"), (11, 0, "12:00pm"), (17, 30, "6:30pm")],
)
def test_a_time_is_that_of_londons_clocks(hour, minute, written):
    assert words.clock_time(datetime(2026, 7, 9, hour, minute, tzinfo=UTC)) == written


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 7, 9, 8, 14, tzinfo=UTC), "today, 9:14am"),
        (datetime(2026, 7, 8, 23, 0, tzinfo=UTC), "today, 12:00am"),
        (datetime(2026, 7, 8, 22, 59, tzinfo=UTC), "yesterday, 11:59pm"),
        (datetime(2026, 7, 7, 12, 0, tzinfo=UTC), "7 July"),
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), "1 January"),
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), "31 December 2025"),
    ],
)
def test_an_instant_is_told_by_how_far_back_it_lies(at, written):
    assert plain(words.instant(at, NOW)) == written


@pytest.mark.parametrize(
    ("count", "figures", "in_words"),
    [
        (0, "0", "none"),
        (1, "1", "one"),
        (12, "12", "twelve"),
        (13, "13", "13"),
        (48213, "48,213", "48,213"),
        (-10, "−10", "−10"),
    ],
)
def test_a_count_is_in_words_up_to_twelve(count, figures, in_words):
    assert (words.number(count), words.words(count)) == (figures, in_words)


def test_lateness_is_given_in_days():
    assert [words.by_days(n) for n in (1, 55, 1200)] == ["by 1 day", "by 55 days", "by 1,200 days"]


@pytest.mark.parametrize(
    ("parts", "written"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_ends_with_and(parts, written):
    assert words.joined(parts) == written


@given(st.binary(min_size=32, max_size=32))
def test_a_digest_in_groups_of_four_is_the_same_digest(digest):
    groups = words.hash4(digest.hex()).split(" ")

    assert [len(group) for group in groups] == [4] * 16
    assert "".join(groups) == digest.hex()


@pytest.mark.parametrize(
    ("alone", "within"), [("Governor, Elm Park", "governor, Elm Park"), ("HR", "HR"), ("", "")]
)
def test_what_comes_within_a_sentence_begins_with_a_small_letter(alone, within):
    assert words.uncapped(alone) == within
