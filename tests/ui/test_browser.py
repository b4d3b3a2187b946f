"""The gallery in a real browser: narrow, wide, on paper, and read by axe."""

import pytest
from django.contrib.staticfiles import finders

from tests import axe

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(chromium, gallery, tmp_path):
    """The gallery as a file, sent and refused so that errors show, at the width given."""
    file = tmp_path / "gallery.html"
    style = finders.find("ui/sevenfold.css")
    file.write_text(gallery({}).replace("/static/ui/sevenfold.css", f"file://{style}"))

    def open_at(width: int):
        page = chromium.new_page(viewport={"width": width, "height": 800})
        page.goto(f"file://{file}")
        return page

    return open_at


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(opened, width):
    page = opened(width)

    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_error_summary_is_where_the_keyboard_is(opened):
    page = opened(390)

    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"


def test_our_own_typefaces_are_there(opened):
    page = opened(1280)

    loaded = "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status == 'loaded').map(f => f.family))"
    assert {name.strip('"') for name in page.evaluate(loaded)} == {"Literata", "Public Sans"}


def test_the_margin_stands_beside_its_text_on_paper_and_controls_go(opened):
    page = opened(1280)
    page.emulate_media(media="print")

    text = page.locator(".sf-row__text").first.bounding_box()
    margin = page.locator(".sf-row__margin").first.bounding_box()
    assert margin["x"] >= text["x"] + text["width"]
    assert page.locator(".sf-note").first.is_visible()
    assert (
        not page.locator(".sf-bar, .sf-actions, .sf-foot, .sf-mini").locator("visible=true").count()
    )


def test_axe_is_not_blind(opened):
    page = opened(1280)
    page.evaluate("document.documentElement.removeAttribute('lang')")

    assert axe.violations(page) == [
        "html-has-lang: <html> element must have a lang attribute: html"
    ]
