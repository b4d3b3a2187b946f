import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sevenfold.statement.reading import Line, read

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "sevenfold" / "demo" / "data" / "statement.txt"
REAL = ROOT.parent / "shared" / "statement" / "ethical-leadership-statement.txt"
SCREEN = ROOT.parent / "shared" / "screens" / "1-statement.html"
COUNTS = {"purpose": 1, "principle": 4, "commitment": 14, "value": 3, "clause": 13}
AREAS = {"Education": 6, "Operations": 4, "Financial": 4}
NUMBERS = "1.1 1.2 1.3 1.4 1.5 2.1 2.2 3.1 3.2 3.3 4.1 5.1 5.2".split()


def counts(reading):
    found = Counter(line.kind for line in reading.lines)
    del found["other"]
    return found


def rest(reading):
    return [(line.role, line.number, line.text) for line in reading.of("other")]


def clauses(text):
    return [(line.number, line.heading, line.text) for line in read(text).of("clause")]


def commitments(text):
    return [(line.heading, line.number, line.text) for line in read(text).of("commitment")]


@pytest.fixture
def real():
    if not REAL.exists():
        pytest.skip("../shared is absent")
    return REAL.read_text(encoding="utf-8")


def test_the_real_statement_is_read_into_its_35_lines(real):
    reading = read(real)

    assert counts(reading) == COUNTS
    assert Counter(line.heading for line in reading.of("commitment")) == AREAS
    assert [line.number for line in reading.of("clause")] == NUMBERS
    assert rest(reading) == [
        ("heading", "", "Our Vision"),
        ("lead-in", "", "We have one core purpose:"),
        ("heading", "", "How do we ensure this across our trust?"),
        ("lead-in", "", "In all we do we are:"),
        ("heading", "", "What does this look like across our trust?"),
        ("heading", "", "Education"),
        ("lead-in", "", "We are:"),
        ("heading", "", "Operations"),
        ("lead-in", "", "We are:"),
        ("heading", "", "Financial"),
        ("lead-in", "", "We are:"),
        ("heading", "", "Our values"),
        ("heading", "1", "The national context"),
        ("heading", "2", "The ATT context"),
        ("heading", "3", "Governance"),
        ("heading", "4", "Operations"),
        ("heading", "5", "Education"),
    ]
    assert (reading.unsure, reading.left_out) == ((), ())


def test_the_real_statements_words_are_untouched_but_for_the_bookmark(real):
    wanted = re.sub(r"\[bookmark: \w+\]", "", real)
    lines = [re.sub(r"^(·|[\d.]+)\s+", "", line.strip()) for line in wanted.splitlines()]

    assert [line.text for line in read(real).lines] == [line for line in lines if line]


def test_the_json_of_the_real_statement_has_sections_without_numbers_and_whole_numbers(real):
    reading = read(real).as_json()

    assert list(reading) == [
        "purpose",
        "principles",
        "commitments",
        "values",
        "clauses",
        "other",
        "unsure",
    ]
    assert reading["purpose"].endswith("for our learners. #TransformingLives")
    assert reading["commitments"][6] == {
        "area": "Operations",
        "number": 1,
        "text": "Committed to the very best people development and empowerment",
    }
    assert reading["clauses"][8] == {
        "number": "3.2",
        "section": "Governance",
        "text": "Every year members, trustees and governors sign a Code of Conduct which states "
        "the Nolan principles.",
    }
    assert reading["other"][12] == "1 The national context"


def test_the_demonstrations_own_statement_has_the_same_shape():
    reading = read(DEMO.read_text(encoding="utf-8"))

    assert counts(reading) == COUNTS
    assert Counter(line.heading for line in reading.of("commitment")) == AREAS
    assert [line.number for line in reading.of("clause")] == NUMBERS
    assert (reading.unsure, reading.left_out) == ((), ())


def test_the_demonstrations_statement_is_that_of_the_screen_word_for_word():
    if not SCREEN.exists():
        pytest.skip("../shared is absent")
    html = SCREEN.read_text(encoding="utf-8")
    drawn = re.findall(r'<p class="sf-(?:clause__words|purpose)">(.*?)</p>', html, re.DOTALL)

    lines = read(DEMO.read_text(encoding="utf-8")).lines
    assert [line.text for line in lines if line.kind != "other"] == [
        re.sub(r"<[^>]+>", "", words) for words in drawn
    ]


def test_lines_stand_in_reading_order_with_what_is_above_them():
    text = "Our values\n- Candour\n\n1 Governance\nWhat binds the board.\n1.1 Trustees sign.\n"

    assert read(text).lines == (
        Line("other", "", "", "Our values", "heading"),
        Line("value", "", "Our values", "Candour"),
        Line("other", "1", "", "Governance", "heading"),
        Line("other", "", "Governance", "What binds the board.", "text"),
        Line("clause", "1.1", "Governance", "Trustees sign."),
    )


@pytest.mark.parametrize(
    ("text", "number", "section", "words"),
    [
        ("Governance\n1.2 Trustees sign.", "1.2", "Governance", "Trustees sign."),
        ("Governance\n1.1.3. Trustees sign.", "1.1.3", "Governance", "Trustees sign."),
        ("Governance\n(b) Trustees sign.", "(b)", "Governance", "Trustees sign."),
        ("Governance\na) Trustees sign.", "a", "Governance", "Trustees sign."),
        ("Governance\nii) Trustees sign.", "ii", "Governance", "Trustees sign."),
        ("Governance\n(iv) Trustees sign.", "(iv)", "Governance", "Trustees sign."),
        ("Governance\n3) Trustees sign.", "3", "Governance", "Trustees sign."),
        ("Governance\nArticle 3\nTrustees sign.", "Article 3", "Governance", "Trustees sign."),
        ("Article 3: Signing\nTrustees sign.", "Article 3", "Signing", "Trustees sign."),
        ("4. Signing\nTrustees sign.", "4", "Signing", "Trustees sign."),
        ("4. Who signs?\nTrustees sign.", "4", "Who signs?", "Trustees sign."),
        ("## 4. Signing\n\nTrustees sign.", "4", "Signing", "Trustees sign."),
        ("2 Our values\n2.1 Trustees sign.", "2.1", "Our values", "Trustees sign."),
        ("4. Signing\nSign.\n\nRead.", "4", "Signing", "Sign.\nRead."),
    ],
)
def test_what_the_document_numbers_is_a_clause_with_the_number_shown(text, number, section, words):
    assert clauses(text) == [(number, section, words)]


def test_numbering_may_start_again_under_each_heading():
    text = "Governance\n1. Trustees sign.\n2. Trustees read.\n\nFinance\n1. Buyers tender.\n"

    assert clauses(text) == [
        ("1", "Governance", "Trustees sign."),
        ("2", "Governance", "Trustees read."),
        ("1", "Finance", "Buyers tender."),
    ]


def test_points_without_a_number_stay_in_the_clause_that_they_hang_on():
    text = (
        "1 Meetings\n1.1 The chair asks:\n(a) who has an interest;\n• who has a gift.\n1.2 End.\n"
    )

    assert clauses(text) == [
        ("1.1", "Meetings", "The chair asks:\n(a) who has an interest;\nwho has a gift."),
        ("1.2", "Meetings", "End."),
    ]


def test_a_text_between_two_clauses_belongs_to_the_first_and_one_after_the_last_is_doubted():
    text = "1 Meetings\n\n1.1 First.\n\nMore of it.\n\n1.2 Second.\n\nQuite another matter.\n"

    reading = read(text)
    assert clauses(text) == [
        ("1.1", "Meetings", "First.\nMore of it."),
        ("1.2", "Meetings", "Second."),
    ]
    assert reading.unsure == (("Quite another matter.", "text without a number, after clause 1.2"),)


@pytest.mark.parametrize(
    "lead",
    ["We will:", "We are:", "We promise to:", "Our leaders will:", "We will", "We commit to:"],
)
@pytest.mark.parametrize("mark", ["- ", "• ", "1. ", "a) ", ""])
def test_a_list_under_we_will_is_commitments(lead, mark):
    second = {"1. ": "2. ", "a) ": "b) "}.get(mark, mark)
    text = f"Pupils\n{lead}\n{mark}Listen\n{second}Act\n\nFinance\n"

    assert commitments(text) == [("Pupils", "1", "Listen"), ("Pupils", "2", "Act")]


def test_the_name_of_a_value_is_a_value_and_the_area_of_its_promises():
    text = (
        "## Our values\n\n### Candour\n\nWe will:\n\n- say so\n\n### Thrift\n\nWe will:\n\n- save\n"
    )

    assert [line.text for line in read(text).of("value")] == ["Candour", "Thrift"]
    assert commitments(text) == [("Candour", "1", "say so"), ("Thrift", "1", "save")]


def test_where_a_vision_stands_beside_a_purpose_the_purpose_is_the_purpose():
    vision = "Our vision\nA trust that others copy.\n"
    purpose = "Our purpose\nTo teach.\n"

    assert read(vision + purpose).as_json()["purpose"] == "To teach."
    assert read(purpose + vision).as_json()["purpose"] == "To teach."
    assert read(vision).as_json()["purpose"] == "A trust that others copy."
    assert read("Purpose\nThis statement sets out how we act.\n").as_json()["purpose"] is None


def test_a_merged_cell_counts_for_all_its_rows():
    text = "| Area | We will |\n|---|---|\n| Pupils | listen |\n| | act |\n| Staff | pay fairly |\n"

    assert commitments(text) == [
        ("Pupils", "1", "listen"),
        ("Pupils", "2", "act"),
        ("Staff", "1", "pay fairly"),
    ]


@pytest.mark.parametrize(
    "aside",
    [
        "Related documents\n1. Code of conduct\n2. Gifts policy",
        "Version history\n1.0 First issue\n1.1 Second issue",
        "Signed by the chair on 3 May 2024",
        "Signed ______________",
        "[1] Committee on Standards in Public Life, 1995.",
        "Dear colleague,\n1. Read this.\n2. Keep it.\nYours sincerely\nThe Chair",
        "© 2026 Wrenmoor Learning Trust. All rights reserved.",
    ],
)
def test_what_stands_outside_the_statement_is_kept_and_never_a_clause(aside):
    text = f"1 Governance\n\n1.1 Trustees sign.\n\n{aside}\n"

    assert clauses(text) == [("1.1", "Governance", "Trustees sign.")]
    assert kept(text) >= words(aside)


def test_contents_running_heads_and_page_numbers_are_left_out_and_their_sentence_closed_up():
    text = (
        "Wrenmoor statement\n\nContents\n1 Governance ..... 2\n2 Finance ........ 3\n\n"
        "Wrenmoor statement  Page 1\n1 Governance\n1.1 Trustees sign the code\n\n"
        "Wrenmoor statement  Page 2\n\nof conduct.\n2 Finance\n2.1 Buyers tender.\n"
    )

    assert clauses(text) == [
        ("1.1", "Governance", "Trustees sign the code of conduct."),
        ("2.1", "Finance", "Buyers tender."),
    ]
    assert read(text).left_out == (
        "Contents",
        "1 Governance ..... 2",
        "2 Finance ........ 3",
        "Wrenmoor statement  Page 1",
        "Wrenmoor statement  Page 2",
    )


def test_what_nothing_explains_is_kept_and_doubted():
    reading = read("Governance\n• Trustees sign.\n\nStaff must sign too.\n\nFinance\nSound.\n")

    assert counts(reading) == {}
    assert reading.unsure == (
        ("Trustees sign.", "a point without a number, and nothing says what its list is of"),
        ("Staff must sign too.", "sounds like a rule, but has no number"),
    )


def test_two_clauses_that_nobody_could_tell_apart_are_doubted():
    text = "1 Governance\n1.1 Trustees sign.\n1.1 Trustees read.\n"

    why = "the number 1.1 comes more than once in its section"
    assert read(text).unsure == (("Trustees sign.", why), ("Trustees read.", why))


def words(text: str) -> Counter:
    return Counter(re.findall(r"[^\W_]+", text))


def kept(text: str) -> Counter:
    reading = read(text)
    lines = [f"{line.number} {line.text}" for line in reading.lines]
    return words("\n".join([*lines, *reading.left_out]))


PIECES = st.sampled_from(
    [
        *(
            "Our values",
            "1 Governance",
            "## Our purpose",
            "**Candour**",
            "OUR PROMISES",
            "Contents",
        ),
        *(
            "1.1 Trustees sign the code.",
            "(a) the board;",
            "ii. Read it",
            "• Kind",
            "- Fair",
            "o\tTrue",
        ),
        *(
            "We will:",
            "In all we do we are:",
            "We have one core purpose:",
            "Article 3",
            "Part B: Money",
        ),
        *(
            "| Principle | Rule |",
            "|---|---|",
            "| 1 | Sign |",
            "Home | About",
            "a\tb",
            "___",
            "=====",
        ),
        *(
            "Page 2 of 3",
            "7",
            "Signed: ____",
            "[1] A note",
            "Dear all,",
            "Yours, A",
            "2) Act",
            "1.",
            "> so",
        ),
        *(
            "a long line of plain words that an editor once broke somewhere near",
            "the end",
            "*so* _it_ is",
        ),
        *(
            "[Finance](#finance)",
            "[the code](https://wrenmoor.example/code)",
            "",
            "",
            "\f",
            "[bookmark: _T1]",
        ),
    ]
)


@given(st.lists(PIECES, max_size=25))
def test_every_word_of_a_statement_is_kept_somewhere(pieces):
    text = "\n".join(pieces)
    written = words(text.replace("[bookmark: _T1]", "").replace("(#finance)", ""))
    # Marks are kept as numbers only where they are the document's own: a commitment has its place.
    lost = {word for word in written - kept(text) if not re.fullmatch(r"\d+|[a-z]|i+|o", word)}

    assert lost == set()


@given(st.text())
def test_no_text_makes_the_reading_fail(text):
    reading = read(text).as_json()

    assert all(isinstance(entry["number"], int) for entry in reading["commitments"])


@given(st.text(alphabet=" \n\t.:)(|*_-#•1iaAB[]"))
def test_no_heap_of_signs_makes_the_reading_fail(text):
    assert isinstance(read(text).as_json()["other"], list)
