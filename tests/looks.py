"""Takes pictures of pages of a running server, for people to look at:

    python -m tests.looks FOLDER URL... [--cookie NAME=VALUE]

Each page is taken whole at 1280 and at 390 wide; what axe finds on it is printed.
"""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests import axe
from tests.browser import launch

WIDTHS = {"desktop": 1280, "phone": 390}


def take(folder: Path, urls: list[str], cookie: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for kind, width in WIDTHS.items():
            context = browser.new_context(viewport={"width": width, "height": 900})
            if cookie:
                name, _, value = cookie.partition("=")
                context.add_cookies([{"name": name, "value": value, "url": urls[0]}])
            page = context.new_page()
            for url in urls:
                page.goto(url)
                page.screenshot(path=folder / f"{_name(url)}-{kind}.png", full_page=True)
                for violation in axe.violations(page):
                    sys.stdout.write(f"{url} at {width}: {violation}\n")
        browser.close()


def _name(url: str) -> str:
    return re.sub(r"\W+", "-", urlsplit(url).path).strip("-") or "first"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("urls", nargs="+", metavar="URL")
    parser.add_argument("--cookie", default="", metavar="NAME=VALUE")
    given = parser.parse_args()
    take(given.folder, given.urls, given.cookie)
