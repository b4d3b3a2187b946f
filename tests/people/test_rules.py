from datetime import date

import pytest

from sevenfold.people import rules
from sevenfold.people.rules import Refused, Span

FOUR_YEARS = Span(date(2023, 9, 1), date(2027, 8, 31))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (FOUR_YEARS, Span(date(2027, 8, 31)), True),
        (FOUR_YEARS, Span(date(2027, 9, 1)), False),
        (FOUR_YEARS, Span(date(2019, 9, 1), date(2023, 8, 31)), False),
        (FOUR_YEARS, Span(date(2019, 9, 1), date(2023, 9, 1)), True),
        (Span(date(2020, 1, 1)), Span(date(2030, 1, 1)), True),
    ],
)
def test_spans_overlap_where_they_share_a_day(one, other, overlap):
    assert (one.overlaps(other), other.overlaps(one)) == (overlap, overlap)


@pytest.mark.parametrize(
    ("last", "following"),
    [
        (FOUR_YEARS, Span(date(2027, 9, 1), date(2031, 8, 31))),
        (Span(date(2023, 9, 14), date(2027, 9, 13)), Span(date(2027, 9, 14), date(2031, 9, 13))),
        (Span(date(2020, 3, 1), date(2024, 2, 29)), Span(date(2024, 3, 1), date(2028, 2, 29))),
        (Span(date(2021, 3, 1), date(2024, 2, 29)), Span(date(2024, 3, 1), date(2027, 2, 28))),
    ],
)
def test_the_next_term_is_as_long_as_the_last(last, following):
    assert rules.next_term(last) == following


@pytest.mark.parametrize(
    ("typed", "found"),
    [("sian", True), ("PROSSER siân", True), ("pross", True), ("sian lund", False)],
)
def test_a_name_is_found_by_its_words_whatever_their_accents_and_order(typed, found):
    assert rules.matches(typed, "Siân Prosser") is found


def test_the_nearest_name_is_found_by_one_word_of_it():
    names = ["Farah Siddiqui", "Amina Yusuf"]

    assert rules.nearest("Sidiqui", names) == "Farah Siddiqui"
    assert rules.nearest("zzz", names) is None


@pytest.mark.parametrize(
    ("check", "field", "why"),
    [
        (
            lambda: rules.check_order(Span(date(2026, 9, 1), date(2026, 8, 31))),
            "ends",
            "The term ends before it starts. It starts on 1 September 2026",
        ),
        (
            lambda: rules.check_term("local", "trustee", FOUR_YEARS),
            "body",
            "Nobody sits there as trustee",
        ),
        (
            lambda: rules.check_term(
                "local", "governor", FOUR_YEARS, joined=("Kestrel Fold", date(2024, 1, 1))
            ),
            "starts",
            "Kestrel Fold joined the trust on 1 January 2024, after this day",
        ),
        (
            lambda: rules.check_term("board", "trustee", FOUR_YEARS, closed=date(2023, 1, 1)),
            "starts",
            "It was closed on 1 January 2023, before this day",
        ),
        (
            lambda: rules.check_term("board", "trustee", FOUR_YEARS, closed=date(2025, 1, 1)),
            "ends",
            "It was closed on 1 January 2025. The term ends by then",
        ),
        (
            lambda: rules.check_free(Span(date(2026, 9, 1)), [FOUR_YEARS], "Amina Yusuf"),
            "starts",
            "Amina Yusuf has this appointment already, 1 September 2023 to 31 August 2027",
        ),
        (
            lambda: rules.check_next(date(2027, 8, 31), FOUR_YEARS),
            "starts",
            "The last term runs until 31 August 2027. Start the new one after it",
        ),
        (
            lambda: rules.check_next(date(2027, 8, 31), Span(date(2023, 9, 1))),
            "starts",
            "The term goes on without an end, so there is no new one. End it first",
        ),
        (
            lambda: rules.check_ending(date(2023, 8, 31), FOUR_YEARS),
            "ends",
            "This is before it starts, on 1 September 2023",
        ),
        (
            lambda: rules.check_ending(date(2027, 9, 1), FOUR_YEARS),
            "ends",
            "It ends on 31 August 2027 already, and is not made longer",
        ),
        (
            lambda: rules.check_vacant(
                FOUR_YEARS, [("Joe Malik", Span(date(2025, 9, 1)))], "chair"
            ),
            "starts",
            "Joe Malik is chair, since 1 September 2025. End that first",
        ),
        (
            lambda: rules.check_within(Span(date(2023, 8, 31)), FOUR_YEARS),
            "starts",
            "The appointment is 1 September 2023 to 31 August 2027. Choose a day within it",
        ),
        (
            lambda: rules.check_within(Span(date(2027, 1, 1), date(2027, 9, 1)), FOUR_YEARS),
            "ends",
            "The appointment ends on 31 August 2027, and the office with it",
        ),
    ],
)
def test_each_refusal_says_why_and_in_which_field(check, field, why):
    with pytest.raises(Refused) as refusal:
        check()

    # Days have no-break spaces.
    assert (refusal.value.field, str(refusal.value).replace("\u00a0", " ")) == (field, why)
