"""A page made of what people typed: always letters, always accessible, always the same."""

from datetime import UTC, datetime

import page
import pytest
import typst

from sevenfold.documents import pdf
from tests.documents.reading import text_of

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


def a_page(**changes) -> dict:
    return {
        "title": "Certificate of signature",
        "trust": "Wrenmoor Learning Trust",
        "keywords": ["entry 1"],
        "kind": "Certificate of signature",
        "name": "Amina Yusuf",
        "says": "has read the code of conduct.",
        "facts": [{"label": "When", "lines": ["Today", "now"], "style": "plain"}],
        "check": "Look closely.",
        "foot": ["Company 00000000", "Sealed today"],
    } | changes


def compiled(**changes) -> bytes:
    return pdf.compile("certificate.typ", a_page(**changes), at=NOON)


def faults(file: bytes, folder) -> list[str]:
    """What page-validation has against it, as PDF/UA-1 and as PDF/A-2a."""
    path = folder / "page.pdf"
    path.write_bytes(file)
    reports = [page.validate_pdf(str(path), profile=profile) for profile in ("ua1", "2a")]
    return [str(report) for report in reports if " 0 failed" not in str(report)]


NAMES = [
    "Siân Prŵffydd-Łukasz ŷ −",
    "#panic(1) *bold* _it_ $x^2$ `raw` @label <b>",
    '"quoted" \\ \\u{41} #read("/etc/passwd") // gone? /* no */',
    "= Heading - list + 1. ~ --- 'single'",
    "Ελένη Ιωάννου",
    "Иван Петров",
    "A" * 200,
    "Maximiliana " * 16,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_out_as_the_letters_that_were_typed(name, tmp_path):
    file = compiled(name=name)

    said = text_of(file).replace("\u200b", "")
    assert "".join(name.split()) in "".join(said.split())
    assert faults(file, tmp_path) == []


@pytest.mark.parametrize("name", ["שרה כהן", "محمد"])
def test_a_name_that_runs_from_right_to_left_is_set_in_letters_that_have_it(name, tmp_path):
    file = compiled(name=name)

    assert set(name) - set(text_of(file)) == set()
    assert faults(file, tmp_path) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "[U+738B][U+5C0F][U+660E]"),
        ("Amina \U0001f600", "Amina [U+1F600]"),
        ("Amina\u202e fusuY\u0007\u0000", "Amina fusuY"),
        ("Ami\nna\tYusuf", "Ami na Yusuf"),
    ],
)
def test_what_no_typeface_has_is_numbered_and_what_is_no_letter_is_left_out(name, shown, tmp_path):
    file = compiled(name=name)

    assert shown in text_of(file)
    assert faults(file, tmp_path) == []


def test_the_same_input_gives_the_same_bytes():
    assert compiled() == compiled()
    assert compiled() != compiled(name="Joe Malik")


def test_more_than_a_page_holds_goes_on_and_says_so(tmp_path):
    lines = [f"Governor, Academy {number}" for number in range(90)]

    file = compiled(facts=[{"label": "For", "lines": lines, "style": "plain"}])

    said = text_of(file)
    assert "Governor, Academy 89" in said
    assert ("Page 1 of 2" in said, "Page 2 of 2" in said) == (True, True)
    assert faults(file, tmp_path) == []


def test_a_fault_of_ours_is_not_taken_for_a_letter_that_is_missing():
    with pytest.raises(typst.TypstError, match="dictionary does not contain key"):
        pdf.compile("certificate.typ", {}, at=NOON)
