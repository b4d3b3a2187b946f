"""From nothing to the five steps, as whoever sets a trust up walks it."""

import re
import socket
import subprocess
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import expect

from tests import axe
from tests.run import ROOT
from tests.running.homes import installation  # noqa: F401

pytestmark = pytest.mark.browser

TOTP_PERIOD = 30  # Seconds.
PATIENCE = 60  # Seconds, for a machine with much else to do.


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def served(installation):  # noqa: F811
    """A trust that has just been begun, served; the address of the link that was printed."""
    here, port = installation(), a_free_port()
    printed = re.search(r"http://localhost:8000(/link/\S+)", here.init())[1]
    server = subprocess.Popen(  # noqa: S603
        here.command("serve", "--port", port), env=here.environment, cwd=ROOT
    )
    address = f"http://localhost:{port}"
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(f"{address}/help/"):
            assert time.monotonic() < end, "it is not served"
            time.sleep(0.1)
        yield address + printed
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _answers(address: str) -> bool:
    try:
        with urlopen(address) as page:  # noqa: S310
            return page.status == 200
    except URLError:
        return False


def test_the_printed_link_leads_by_a_second_key_to_the_five_steps(served, page, complaints):
    page.goto(served)
    assert axe.violations(page) == []
    page.get_by_role("button", name="I am Marian Okafor. Carry on").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("First, a second key")
    page.get_by_role("link", name="Set up an app").click()
    secret = "".join(page.locator(".sf-hash").inner_text().split())
    # The middle of the three periods that are let in: one may end while this is typed.
    counter = int(time.time()) // TOTP_PERIOD
    page.get_by_label("What the app shows now").fill(
        totp.format_hotp_value(totp.hotp_value(secret, counter))
    )
    page.get_by_role("button", name="Pair it").click()
    page.get_by_role("button", name="I have them on paper").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your trust")
    expect(page.locator(".govuk-task-list__link")).to_have_text(
        [
            "Name the academies and bodies",
            "Bring in the people",
            "Bring in your statement",
            "Bring in this year’s code of conduct",
            "Send the invitations",
        ]
    )
    assert axe.violations(page) == []

    page.context.clear_cookies()
    page.goto(served)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link was used")
    assert "410" in complaints.pop()
