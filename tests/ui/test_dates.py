from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sevenfold.ui import words
from sevenfold.ui.dates import NotADay, parse_day

HOW = "Write it like 9 July 2026 or 9/7/2026."


@pytest.mark.parametrize(
    "typed",
    [
        "3/4/26",
        "03/04/2026",
        "3.4.2026",
        "3-4-26",
        "3 4 2026",
        " 3 April 2026 ",
        "3 apr 26",
        "3rd of April, 2026",
        "03-Apr-2026",
        "2026-04-03",
        "3\u00a0April\u00a02026",
        ("3", "4", "26"),
        (" 03", "04 ", "2026"),
        ("3", "April", "2026"),
    ],
)
def test_the_day_comes_before_the_month(typed):
    assert parse_day(typed) == date(2026, 4, 3)


def test_two_figures_of_a_year_are_of_the_century_that_they_most_likely_mean():
    years = [parse_day(f"1/9/{year}").year for year in ("00", "26", "68", "69", "99")]

    assert years == [2000, 2026, 2068, 1969, 1999]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/02/2026", "31/02/2026 is not a date. February 2026 has 28 days."),
        ("29 Feb 2027", "29 Feb 2027 is not a date. February 2027 has 28 days."),
        ("30/2/2028", "30/2/2028 is not a date. February 2028 has 29 days."),
        ("0/9/2026", "0/9/2026 is not a date. September 2026 has 30 days."),
        (
            "4/13/2026",
            "4/13/2026 is not a date. The day comes first, then the month, from 1 to 12.",
        ),
        ("4/0/26", "4/0/26 is not a date. The day comes first, then the month, from 1 to 12."),
        (
            "9 Jully 2026",
            "9 Jully 2026 is not a date. There is no month called “Jully”.",
        ),
        ("9 Ju 2026", f"“9 Ju 2026” is not a date that we can read. {HOW}"),
        (("9", "Ju", "2026"), f"“9 Ju 2026” is not a date that we can read. {HOW}"),
        (("9", "7a", "2026"), f"“9 7a 2026” is not a date that we can read. {HOW}"),
        (
            "9/7/202",
            "9/7/202 is not a date. Write the year with four figures, like 2026.",
        ),
        (
            "9/7/0000",
            "9/7/0000 is not a date. Write the year with four figures, like 2026.",
        ),
        ("9/7", f"“9/7” is not a date that we can read. {HOW}"),
        ("next Tuesday", f"“next Tuesday” is not a date that we can read. {HOW}"),
        ("1" * 5000, f"“{'1' * 39}…” is not a date that we can read. {HOW}"),
        (("9", "1" * 38, "2026"), f"“9/{'1' * 37}…” is not a date that we can read. {HOW}"),
        ("", f"“” is not a date that we can read. {HOW}"),
        (("31", "02", "2026"), "31/02/2026 is not a date. February 2026 has 28 days."),
        (("31", "Feb", "2026"), "31 Feb 2026 is not a date. February 2026 has 28 days."),
        (("9", "7", ""), "Add the year"),
        (("", " ", "2026"), "Add the day and the month"),
        (("x", "7", "2026"), f"“x/7/2026” is not a date that we can read. {HOW}"),
        (("9", "7", "-5"), f"“9/7/-5” is not a date that we can read. {HOW}"),
    ],
)
def test_what_is_no_date_says_why_and_how_to_mend_it(typed, why):
    with pytest.raises(NotADay) as refused:
        parse_day(typed)

    assert str(refused.value) == why


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_back_as_it_is_written(day):
    written = [
        words.day(day),
        f"{day:%d/%m/%Y}",
        day.isoformat(),
        (str(day.day), str(day.month), str(day.year)),
    ]

    assert [parse_day(typed) for typed in written] == [day] * 4


@given(st.text() | st.tuples(st.text(), st.text(), st.text()))
def test_anything_else_is_refused_in_words(typed):
    try:
        assert isinstance(parse_day(typed), date)
    except NotADay as refused:
        said = str(refused)
        assert said.startswith("Add the ") or " is not a date" in said
