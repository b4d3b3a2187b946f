"""The letter as a page: the same words, one button, nothing to load."""

import re

from sevenfold.outbox import letter
from sevenfold.outbox.models import Message
from tests import pages
from tests.outbox.conftest import AT
from tests.outbox.test_rules import LETTER


def page(text: str) -> pages.Page:
    return pages.read(
        letter.page(Message(trust="Wrenmoor & Learning", subject="A code", text=text, at=AT))
    )


def words_of(text: str) -> str:
    """A letter's words without what only the one shape or the other needs."""
    plain = re.sub(r"^(.+):\nhttps?://\S+$", r"\1", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"^(-- *$|- )", "", plain, flags=re.MULTILINE).split())


def test_text_and_page_say_the_same():
    body = page(LETTER).all("body")[0].text()

    assert body.replace("\xa0", "").split(maxsplit=3)[:3] == ["Wrenmoor", "&", "Learning"]
    assert body.partition("Learning ")[2] == words_of(LETTER)


def test_the_button_leads_where_the_text_says():
    (button,) = page(LETTER).all("a")

    assert (button.text(), button.attrs["href"]) == (
        "Read and sign",
        "https://sevenfold.example/link/k7f2/",
    )


def test_nothing_is_loaded_and_nothing_reports_that_it_was_read():
    found = page(LETTER)

    assert found.all("img", "script", "link", "iframe") == []
    assert "url(" not in letter.page(Message(text=LETTER, at=AT))


def test_words_are_never_markup():
    (paragraph,) = page("<b>Dear</b> & <script>Amina</script>").all("p")

    assert paragraph.text() == "<b>Dear</b> & <script>Amina</script>"
