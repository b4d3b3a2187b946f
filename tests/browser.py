"""Fixtures for tests marked `browser`: Debian's Chromium, and a page that must not complain."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",  # Chromium does not start as root without it.
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def program() -> str | None:
    """Where Chromium is, if it is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=program(), args=FLAGS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, and Django then takes every query for one
    # made from asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser's console called an error. A test that means one takes it off the list."""
    said = []
    yield said
    assert said == []


@pytest.fixture
def page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    """An empty page at desktop width."""
    yield from _page(chromium, complaints, DESKTOP)


@pytest.fixture
def phone(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    """An empty page on a phone, 390 wide."""
    yield from _page(chromium, complaints, PHONE)


def _page(browser: Browser, complaints: list[str], device: dict) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **device)
    page = context.new_page()
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
