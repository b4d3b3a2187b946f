from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sevenfold.conduct.rules import (
    SEVEN,
    Block,
    blocks,
    minutes_to_read,
    missing_principles,
    same_name,
    terms_of,
)
from sevenfold.kernel.clock import AcademicYear
from tests.factories import CODE


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        "\n".join(SEVEN),
        "\n".join(f"{n}. {name.upper()} – what it means" for n, name in enumerate(SEVEN, 1)),
        "\n".join(f"## {name}\nWhat it means." for name in SEVEN),
        "\n".join(f"* **{name}.** What it means." for name in SEVEN),
        "\n".join(f"({letter}) {name}: it" for letter, name in zip("abcdefg", SEVEN, strict=True)),
        "We uphold the seven principles of public life: selflessness, integrity, objectivity, "
        "accountability, openness, honesty and leadership. Each of us signs.",
    ],
)
def test_a_code_that_sets_the_seven_out_states_them(text):
    assert missing_principles(text) == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (CODE.replace("Openness: in the open.\n", ""), ["Openness"]),
        ("We follow the Nolan principles.", list(SEVEN)),
        ("Honesty and integrity are valued by the leadership team.", list(SEVEN)),
        (CODE.replace("Leadership:", "Leaders:"), ["Leadership"]),
        ("", list(SEVEN)),
    ],
)
def test_a_principle_in_passing_or_not_at_all_is_named_as_missing(text, missing):
    assert missing_principles(text) == missing


def test_the_code_is_laid_out_in_its_own_words():
    text = "1. What we hold to\n\nWe hold to these.\n\nHonesty: We tell\nOpenness: In the open\n"

    assert blocks(text) == [
        Block("heading", "1. What we hold to"),
        Block("paragraph", "We hold to these."),
        Block("terms", terms=(("Honesty", "We tell"), ("Openness", "In the open"))),
    ]


@given(st.text())
def test_every_word_of_a_code_is_on_the_page(text):
    shown = " ".join(
        f"{block.text} {' '.join(f'{term}: {meaning}' for term, meaning in block.terms)}"
        for block in blocks(text)
    )
    assert [word.strip("#") for word in shown.split() if word.strip("#")] == [
        word.strip("#") for word in text.split() if word.strip("#")
    ]


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (170, 1), (300, 2), (720, 6)])
def test_reading_takes_a_minute_for_120_words_and_one_at_least(words, minutes):
    assert minutes_to_read("word " * words) == minutes


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Siân O’Prosser", True),
        ("  sian   o'prosser ", True),
        ("Sian Prosser", False),
        ("", False),
    ],
)
def test_case_accents_and_blanks_make_no_other_name(typed, same):
    assert same_name(typed, "Siân O’Prosser") is same


@dataclass(frozen=True)
class Approval:
    approved_on: date
    starts: int = 2026

    @property
    def year(self) -> AcademicYear:
        return AcademicYear(self.starts)


def terms(*approvals: Approval) -> list[tuple]:
    return [(term.opens, term.closes, term.due) for term in terms_of(approvals, after=21)]


def test_an_issue_is_in_force_from_its_approval_to_the_day_before_the_next():
    assert terms(Approval(date(2026, 7, 9)), Approval(date(2026, 11, 14))) == [
        (date(2026, 9, 1), date(2026, 11, 13), date(2026, 9, 30)),
        (date(2026, 11, 14), date(2027, 8, 31), date(2026, 12, 5)),
    ]


def test_of_two_issues_approved_on_one_day_the_later_stands():
    day = date(2026, 11, 14)
    assert terms(Approval(day), Approval(day)) == [(day, date(2027, 8, 31), date(2026, 12, 5))]


@given(st.lists(st.dates(date(2024, 1, 1), date(2027, 8, 31)), max_size=8))
def test_the_terms_of_a_year_neither_overlap_nor_leave_a_gap(days):
    approvals = [Approval(day) for day in sorted(days)]
    found = terms_of(approvals, after=21)

    for before, after in pairwise(found):
        assert (after.opens - before.closes).days == 1
    if found:
        assert found[-1].closes == date(2027, 8, 31)
