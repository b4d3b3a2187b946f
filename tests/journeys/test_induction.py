"""A governor who has joined is taken through the seven principles on a phone, in one go."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from sevenfold.access.policy import SEVENFOLD
from sevenfold.induction.models import Acknowledgement
from sevenfold.induction.rules import WORDS_A_MINUTE
from sevenfold.kernel import clock
from sevenfold.ledger import actions as ledger
from sevenfold.statement import actions as statements
from sevenfold.statement.reading import read
from tests import axe
from tests.architecture.rooms import ROOT
from tests.factories import SEVEN, a_body, a_governor, a_trust

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATEMENT = ROOT / "sevenfold" / "demo" / "data" / "statement.txt"


@pytest.fixture
def amina():
    """A governor of a week's standing, in a trust with a statement as long as a real one's."""
    now = clock.now()
    today = clock.london_date(now)
    a_trust()
    ledger.begin("wrenmoor.example", at=now)
    source = STATEMENT.read_bytes()
    draft = statements.keep(SEVENFOLD, "Our statement", read(source.decode()), source, at=now)
    statements.adopt(SEVENFOLD, draft, a_body("board"), today, "8.1", at=now)
    joined = today - timedelta(days=7)
    actor = a_governor("Amina Yusuf", starts=joined)
    clause = draft.lines.get(kind="clause", number="3.1")
    statements.ask(SEVENFOLD, clause, "induction", joined, standing=False, at=now)
    return actor


@pytest.fixture
def looked(phone):
    """Looks at the page that is open: nothing wrong with it, and how many words it holds."""

    def look() -> int:
        assert axe.violations(phone) == []
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
        # What is pressed is not read: it is the same on each page.
        pressed = phone.locator("main .sf-row__text :is(.sf-back, .sf-actions)")
        shown = phone.locator("main .sf-row__text").all_inner_texts()
        return sum(map(_words, shown)) - sum(map(_words, pressed.all_inner_texts()))

    return look


def _words(text: str) -> int:
    return len(text.split())


def test_all_seven_the_virtues_and_the_statement_in_less_than_ten_minutes(
    phone, enter, amina, looked
):
    enter(phone, amina, "/asked/")
    looked()
    phone.get_by_role("button", name="Begin with selflessness").click()
    words = looked()
    phone.get_by_role("button", name="Begin with selflessness").click()
    for name in SEVEN:
        expect(phone.get_by_role("heading", level=1)).to_have_text(name.capitalize())
        expect(phone.get_by_role("checkbox")).not_to_be_checked()
        words += looked()
        phone.get_by_role("checkbox").check()
        phone.get_by_role("button", name=f"Acknowledge {name}").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Thank you, Amina. You have acknowledged each of the seven."
    )
    looked()
    phone.get_by_role("button", name="Go on: the seven virtues").click()
    for title in ("The seven virtues", "Our statement"):
        expect(phone.get_by_role("heading", level=1)).to_have_text(title)
        words += looked()
        phone.get_by_role("checkbox").check()
        phone.get_by_role("button", name="Confirm that I have read it").click()

    expect(phone.get_by_text("There is nothing left to do.")).to_be_visible()
    looked()
    assert 8 < words / WORDS_A_MINUTE < 10
    phone.goto(phone.url.replace("/induction/", "/asked/"))
    expect(phone.get_by_text("Induction in the seven principles, today")).to_be_visible()


def test_left_after_three_and_taken_up_again_in_another_session(phone, enter, amina, looked):
    enter(phone, amina, "/induction/")
    phone.get_by_role("button", name="Begin with selflessness").click()
    for name in SEVEN[:3]:
        phone.get_by_role("checkbox").check()
        phone.get_by_role("button", name=f"Acknowledge {name}").click()
    phone.get_by_role("checkbox").check()
    phone.context.clear_cookies()

    phone.get_by_role("link", name="Leave it here for now").click()
    enter(phone, amina, "/asked/")

    expect(phone.get_by_text("3 of 7 principles done")).to_be_visible()
    looked()
    phone.get_by_role("button", name="Carry on with accountability").click()
    expect(phone.get_by_role("checkbox")).not_to_be_checked()
    assert Acknowledgement.objects.count() == 3
