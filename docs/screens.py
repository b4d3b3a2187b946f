"""Takes the pictures of the documentation from the demonstration: `make screens`.

Makes the invented trust in a folder of its own, serves it, walks through it as some of its people,
and writes docs/pictures.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import DESKTOP, PHONE, launch  # noqa: E402 - only once its folder is known.

PICTURES = Path(__file__).with_name("pictures")
PORT = 8642
ADDRESS = f"http://localhost:{PORT}"
KINDS = {"desktop": DESKTOP, "phone": PHONE}

# Who looks, and the pages that are taken: a name, and its address or the button that leads there.
WALKS = {
    "Marian Okafor": {
        "statement": "/statement/",
        "clauses": "/statement/#c3.1",
        "induction-standing": "/induction/standing/",
    },
    "Amina Yusuf": {"asked": "/asked/", "code": "/conduct/"},
    "Joe Malik": {"induction": "Begin with selflessness"},
    "Kwame Boateng": {"receipt": "Sign the code"},
}

PARTS = {"statement", "clauses"}  # Too long to be taken whole.


@contextmanager
def demonstration() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        home = os.path.join(folder, "demo")
        command = [sys.executable, "-m", "sevenfold", "demo", "--port", str(PORT), "--home", home]
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            _wait()
            yield
        finally:
            server.terminate()
            server.wait()


def _wait() -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(ADDRESS, timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The demonstration did not start.")


def take(browser: Browser, kind: str) -> None:
    for name, pages in WALKS.items():
        context = browser.new_context(**KINDS[kind])
        page = context.new_page()
        page.goto(ADDRESS)
        look_as(page, name)
        for picture, where in pages.items():
            if where.startswith("/"):
                page.goto(ADDRESS + where)
            elif where == "Sign the code":
                sign(page, name, kind)
            else:
                page.goto(f"{ADDRESS}/induction/")
                page.locator("main .govuk-button").first.click()
            page.screenshot(path=PICTURES / f"{picture}-{kind}.png", full_page=picture not in PARTS)
        context.close()


def look_as(page: Page, name: str) -> None:
    who = page.get_by_role("button", name=name)
    if not who.is_visible():
        page.get_by_text("Everybody else").click()
    who.click()


def sign(page: Page, name: str, kind: str) -> None:
    """Sign, or go to the receipt of having signed at the other width."""
    page.goto(f"{ADDRESS}/conduct/")
    if kind == "desktop":
        page.get_by_label("Your full name").fill(name)
        page.get_by_role("button", name="Sign the code").click()
    else:
        page.get_by_role("link", name="Your receipt").click()


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with demonstration(), sync_playwright() as playwright:
        browser = launch(playwright)
        for kind in KINDS:
            take(browser, kind)
        browser.close()


if __name__ == "__main__":
    main()
