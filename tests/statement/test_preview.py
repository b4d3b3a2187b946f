import pytest

from sevenfold.duties.kinds import KINDS, suggested
from sevenfold.statement.reading import read
from sevenfold.statement.reading.preview import Part, Preview, Read, laid_out, title_of

TEXT = """Our statement

Our values
- Candour: we say so

1 Governance
1.1 Trustees sign.

Staff must too.

2 People
2.1 We are fair.
"""


def test_what_needs_an_eye_comes_apart_from_what_was_plain():
    seen = laid_out(read(TEXT), lambda text: ["A duty"] if "fair" in text else [])

    assert seen == Preview(
        "Our statement",
        ("1 value", "2 clauses"),
        (
            Part("Our values", (Read("Value", "", "Candour: we say so", place=3),)),
            Part(
                "1 Governance",
                (
                    Read("Clause", "1.1", "Trustees sign.", place=5),
                    Read(
                        "Text",
                        "",
                        "Staff must too.",
                        ("text without a number, after clause 1.1",),
                        place=6,
                    ),
                ),
            ),
            Part("2 People", (Read("Clause", "2.1", "We are fair.", (), ("a duty",), 8),)),
        ),
        (),
        (),
    )
    assert [part.heading for part in seen.to_check] == ["1 Governance", "2 People"]
    assert [part.heading for part in seen.plain] == ["Our values"]
    assert (seen.plain_lines, seen.doubts) == (1, 1)


@pytest.mark.parametrize("name", ["held_out", "seen"])
def test_every_line_and_every_doubt_of_many_layouts_stands_once(name, pytestconfig):
    folder = pytestconfig.rootpath / "tests" / "statement" / "labelled" / name
    for file in [*folder.glob("*.txt"), *folder.glob("*.md")]:
        reading = read(file.read_text("utf-8"))
        seen = laid_out(reading, lambda _: [])

        lines = [line for part in seen.parts for line in part.lines]
        headings = [line for line in reading.lines if line.role == "heading"]
        doubted = [line for line in lines if line.taken_for == "Heading"]
        assert len(lines) - len(doubted) + len(headings) == len(reading.lines)
        doubts = [why for line in lines for why in line.doubts] + [why for _, why in seen.astray]
        assert sorted(doubts) == sorted(why for _, why in reading.unsure)


@pytest.mark.parametrize(
    "text", ["", "We are honest.", "Our values\n- Candour\n", "1 Governance\n1.1 We sign.\n"]
)
def test_a_document_without_a_heading_over_everything_has_the_usual_title(text):
    assert title_of(read(text)) == "Our statement of ethical leadership"


def test_a_heading_over_another_or_over_some_text_is_the_title():
    assert title_of(read("# How we lead\n\n## Our values\n- Candour\n")) == "How we lead"
    assert title_of(read("# How we lead\n\nWe wrote this in May.\n")) == "How we lead"


@pytest.mark.parametrize(
    ("clause", "kinds"),
    [
        (
            "Every year members, trustees and governors sign a Code of Conduct which states the "
            "Nolan principles.",
            {"code-issued", "code-of-conduct"},
        ),
        (
            "We ensure that all governors are made aware of the seven principles of public life. "
            "This is done at the point of induction.",
            {"induction"},
        ),
        (
            "Everyone who joins us is taken through the seven principles of public life.",
            {"induction"},
        ),
        (
            "Every agenda opens with a reminder of the seven principles, also before a decision "
            "on which kind of school may join us.",
            set(),
        ),
        ("Contracts refer to our code of conduct.", set()),
        ("New schools may join us.", set()),
    ],
)
def test_the_words_of_a_clause_suggest_kinds_of_duty(clause, kinds):
    assert {kind.code for kind in suggested(clause)} == kinds
    assert kinds <= KINDS.keys()
