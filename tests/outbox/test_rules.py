"""How a letter is read, and how long it waits."""

from datetime import timedelta

import pytest

from sevenfold.outbox.rules import NotALetter, Part, Words, parts, pause_after, words

LETTER = """Dear Amina,

The board asks everybody who governs to read and sign this year’s code by 30 September.

Read and sign:
https://sevenfold.example/link/k7f2/

The link is yours alone, and works until 27 July.

Also asked of you
- Say what interests you have, by 30 September.
- Tell us of a change.

“Every year our trustees sign a Code of Conduct.” Our statement, clause 3.2

Marian Okafor
Governance professional

--
You get this because you are a governor."""


def test_the_first_line_is_the_subject_and_empty_lines_are_gathered():
    assert words("\n A code  to sign \n\n\n\nDear Amina,\n \n\nRead it.\n\n") == Words(
        "A code to sign", "Dear Amina,\n\nRead it."
    )


@pytest.mark.parametrize("rendered", ["", "   \n\n", "A subject alone\n\n"])
def test_a_letter_without_subject_or_text_is_none(rendered):
    with pytest.raises(NotALetter):
        words(rendered)


def test_one_text_has_all_the_parts_of_the_page():
    assert parts(LETTER) == [
        Part("text", ("Dear Amina,",)),
        Part(
            "text",
            (
                "The board asks everybody who governs to read and sign this year’s code by"
                " 30 September.",
            ),
        ),
        Part("button", ("Read and sign", "https://sevenfold.example/link/k7f2/")),
        Part("aside", ("The link is yours alone, and works until 27 July.",)),
        Part(
            "box",
            (
                "Also asked of you",
                "Say what interests you have, by 30 September.",
                "Tell us of a change.",
            ),
        ),
        Part(
            "quote",
            ("“Every year our trustees sign a Code of Conduct.”", "Our statement, clause 3.2"),
        ),
        Part("text", ("Marian Okafor", "Governance professional")),
        Part("foot", ("You get this because you are a governor.",)),
    ]


@pytest.mark.parametrize(
    "paragraph",
    [
        "See here:\nnot an address",
        "See here:\njavascript:go()",
        "Two addresses:\nhttps://a.example/\nhttps://b.example/",
        "- a dash alone",
        "“Said without an end",
    ],
)
def test_what_only_looks_like_a_part_is_plain_text(paragraph):
    assert parts(paragraph) == [Part("text", tuple(paragraph.split("\n")))]


def test_the_pauses_grow_and_end_after_five_days():
    pauses = [pause_after(attempts) for attempts in range(1, 25)]

    assert [pause and pause / timedelta(minutes=1) for pause in pauses[:7]] == [
        1, 5, 15, 60, 180, 360, 360,
    ]  # fmt: skip
    assert pauses[-1] is None
    assert timedelta(days=4) < sum(pauses[:-1], timedelta()) < timedelta(days=5)
