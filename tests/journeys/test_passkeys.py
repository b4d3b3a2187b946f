"""Making a passkey and coming in with it, in Chromium with an authenticator that is not there."""

import re
from datetime import date

import pytest

from sevenfold.accounts import factors
from sevenfold.accounts.models import User
from tests import axe, factories
from tests.accounts.conftest import mailed_code  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATEMENT = re.compile(r"^[^?]*/statement/$")


@pytest.fixture
def site(live_server):
    # A passkey belongs to a name, and an address in figures is none.
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def marian(live_server):
    factories.a_trust()
    factories.an_issue(date(2026, 9, 1))
    return factories.a_clerk("Marian Okafor")


@pytest.fixture
def authenticator(page):
    """A phone that knows its owner by a finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def finger(known: bool) -> None:
        told = {"authenticatorId": added["authenticatorId"], "isUserVerified": known}
        session.send("WebAuthn.setUserVerified", told)

    return finger


def by_code(page, site, person, code):
    page.goto(f"{site}/sign-in/?next=/statement/")
    page.get_by_label("Your e-mail address").fill(person.account.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code").fill(code())
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_is_made_and_opens_the_door_with_both_factors(
    page,
    site,
    marian,
    authenticator,
    mailed_code,  # noqa: F811
):
    User.objects.update(passkey_offered=True)
    by_code(page, site, marian.person, mailed_code)

    # The role needs a second factor, so this comes before anything else.
    assert page.get_by_role("heading", level=1).text_content() == "First, a second key"
    assert axe.violations(page) == []
    page.get_by_role("button", name="Make a passkey").click()
    assert axe.violations(page) == []
    page.get_by_label("What shall we call this device?").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.get_by_role("button", name="I have them on paper").click()
    page.wait_for_url(STATEMENT)
    assert str(factors.passkeys(marian.person.account).get()) == "My phone"

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(re.compile("/sign-in/"))
    page.goto(f"{site}/sign-in/?next=/statement/")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(STATEMENT)

    page.goto(f"{site}/ways-in/")
    assert axe.violations(page) == []
    assert page.get_by_text("My phone, made today").is_visible()


def test_a_finger_that_the_phone_does_not_know_opens_nothing(
    page,
    site,
    marian,
    authenticator,
    mailed_code,  # noqa: F811
):
    by_code(page, site, marian.person, mailed_code)
    page.goto(f"{site}/ways-in/passkey/")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("button", name="I have them on paper").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(re.compile("/sign-in/"))
    authenticator(False)

    page.goto(f"{site}/sign-in/?next=/statement/")
    page.get_by_role("button", name="Use my passkey").click()

    page.get_by_text("This device offered no passkey for us").wait_for()
    assert axe.violations(page) == []
    assert page.goto(f"{site}/statement/").url.startswith(f"{site}/sign-in/")


def test_an_answer_to_an_earlier_question_opens_nothing(
    page,
    site,
    marian,
    authenticator,
    mailed_code,  # noqa: F811
):
    by_code(page, site, marian.person, mailed_code)
    page.goto(f"{site}/ways-in/passkey/")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("button", name="I have them on paper").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(re.compile("/sign-in/"))
    answers = []
    page.on("request", lambda sent: sent.method == "POST" and answers.append(sent.post_data))
    page.get_by_role("button", name="Use my passkey").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(re.compile("/sign-in/"))

    page.goto(f"{site}/sign-in/")
    page.evaluate(
        """sent => {
            const form = document.querySelector("form[data-passkey]")
            form.elements.answer.value = new URLSearchParams(sent).get("answer")
            form.submit()
        }""",
        answers[0],
    )

    page.get_by_text("That passkey is not one that we know here").first.wait_for()
    assert axe.violations(page) == []


def test_it_is_proved_again_with_the_passkey(page, site, marian, authenticator, mailed_code):  # noqa: F811
    by_code(page, site, marian.person, mailed_code)
    page.goto(f"{site}/ways-in/passkey/?next=/statement/")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("button", name="I have them on paper").click()
    page.wait_for_url(STATEMENT)

    page.goto(f"{site}/prove/?next=/statement/")
    assert axe.violations(page) == []
    page.get_by_role("button", name="Use my passkey").click()

    page.wait_for_url(STATEMENT)


def test_without_scripts_the_rest_works(chromium, site, marian, mailed_code):  # noqa: F811
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    by_code(page, site, marian.person, mailed_code)

    page.goto(f"{site}/ways-in/passkey/")
    assert page.get_by_role("button", name="Make a passkey").count() == 0
    assert page.get_by_text("This browser runs no scripts").is_visible()
    page.goto(f"{site}/ways-in/app/")
    assert page.get_by_label("What the app shows now").is_visible()
    context.close()
