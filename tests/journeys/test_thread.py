"""The thread by hand: a governor signs on a phone, and the clerk sees the figures move."""

import re

import pytest
from playwright.sync_api import expect

from sevenfold.demo import story
from sevenfold.kernel import clock
from sevenfold.people.models import Person
from sevenfold.people.queries import actor_for
from tests import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def told():
    story.tell(clock.now())


def actor(name: str):
    return actor_for(Person.objects.get(name=name))


def is_sound(page) -> None:
    assert axe.violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == page.viewport_size["width"]


def test_a_governor_signs_on_a_phone_and_the_clerk_sees_the_figures_move(enter, page, phone):
    enter(page, actor(story.CLERK), "/statement/")
    clause = page.locator('[id="c3.2"]')
    expect(clause).to_contain_text(re.compile(r"0\s+of 14 signed"))
    is_sound(page)

    enter(phone, actor("Colin Fairweather"), "/")
    is_sound(phone)
    phone.get_by_role("button", name="Read and sign").click()
    is_sound(phone)
    phone.get_by_role("button", name="Sign the code").click()
    expect(phone.get_by_role("alert")).to_contain_text("Type your full name to sign")
    is_sound(phone)
    phone.get_by_label("Your full name").fill("Colin Fairweather")
    phone.get_by_role("button", name="Sign the code").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you, Colin. You have signed.")
    is_sound(phone)

    page.reload()
    expect(clause).to_contain_text(re.compile(r"1\s+of 14 signed"))
    clause.get_by_role("link", name="of 14 signed").click()
    expect(page.get_by_role("row", name="Colin Fairweather")).to_be_visible()
    is_sound(page)


def test_the_keyboard_alone_signs(enter, page):
    enter(page, actor("Sunita Rao"), "/conduct/")

    page.get_by_label("Your full name").focus()
    page.keyboard.type("Sunita Rao")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("You have signed")


def test_without_scripts_everything_works(chromium, enter):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, actor("Hugh Pemberton"), "/asked/")

    page.get_by_role("button", name="Read and sign").click()
    page.get_by_label("Your full name").fill("Hugh Pemberton")
    page.get_by_role("button", name="Sign the code").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("You have signed")
    context.close()
