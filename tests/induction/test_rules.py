import pytest
from hypothesis import given
from hypothesis import strategies as st

from sevenfold.induction.rules import (
    STATEMENT,
    USUAL,
    VIRTUES,
    Listed,
    OutOfTurn,
    Progress,
    earlier,
    minutes,
    seconds_to_read,
    without,
)
from tests.factories import SEVEN


def after(*acknowledged: str) -> Progress:
    return Progress(SEVEN, frozenset(acknowledged))


def test_an_induction_begins_with_the_first_principle():
    assert after().next == "selflessness"


def test_an_induction_left_half_way_is_taken_up_where_it_was_left():
    assert after("selflessness", "integrity").next == "objectivity"


def test_only_all_seven_complete_an_induction():
    assert [after(*SEVEN[:n]).complete for n in range(8)] == [False] * 7 + [True]


def test_acknowledging_the_next_principle_moves_on_by_one():
    assert after("selflessness").acknowledge("integrity") == after("selflessness", "integrity")


@pytest.mark.parametrize("key", ["objectivity", "selflessness", "thrift"])
def test_any_principle_but_the_next_is_out_of_turn(key):
    with pytest.raises(OutOfTurn, match="where integrity is next"):
        after("selflessness").acknowledge(key)


def test_a_person_may_look_back_but_not_ahead():
    progress = after("selflessness", "integrity")

    assert [key for key in SEVEN if progress.reached(key)] == [
        "selflessness",
        "integrity",
        "objectivity",
    ]


@given(st.sets(st.sampled_from(SEVEN)))
def test_following_what_is_next_always_ends_with_every_principle_acknowledged(begun):
    progress = after(*begun)

    while not progress.complete:
        progress = progress.acknowledge(progress.next)

    assert progress.acknowledged == set(SEVEN)


COURSE = Listed("c", "course", "Safeguarding")
LIST = (*USUAL, COURSE)


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("c", [VIRTUES, "c", STATEMENT]),
        (STATEMENT, [STATEMENT, VIRTUES, "c"]),
        (VIRTUES, [VIRTUES, STATEMENT, "c"]),
        ("nothing", [VIRTUES, STATEMENT, "c"]),
    ],
)
def test_a_step_moves_up_by_one_place_and_the_first_stays(key, order):
    assert [step.key for step in earlier(LIST, key)] == order


def test_a_step_is_taken_off_and_the_others_keep_their_order():
    assert without(LIST, STATEMENT) == (USUAL[0], COURSE)


def test_our_own_titles_fit_into_a_sentence_and_a_trusts_is_quoted():
    assert [step.in_a_sentence for step in LIST] == [
        "the seven virtues",
        "our statement",
        "“Safeguarding”",
    ]


def test_reading_goes_at_two_hundred_words_a_minute():
    assert [seconds_to_read("word " * 200), seconds_to_read("one two", "three"), minutes(20)] == [
        60,
        1,
        1,
    ]
