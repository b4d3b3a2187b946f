"""The second factor that some roles need, and how it is set up, used, and used only once."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import caches
from django.db import connection

from sevenfold.accounts import factors
from sevenfold.accounts.models import User
from tests import factories
from tests.accounts.conftest import NOW
from tests.client import ReadingClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 An invented app's.


def figures(secret: str = SECRET, shift: int = 0) -> str:
    """What the app shows so many periods from now."""
    counter = int(NOW.timestamp()) // 30 + shift
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def with_app(marian):
    """Marian Okafor, whose app is paired already."""
    totp.TOTP.activate(marian.person.account, SECRET)
    User.objects.update(passkey_offered=True)
    return marian


@pytest.mark.parametrize(
    ("role", "led"),
    [
        ("governance-professional", True),
        ("auditor", True),
        ("technical-administrator", True),
        ("hr", False),
    ],
)
def test_who_needs_a_second_factor_and_has_none_is_led_to_it_first(client, role, led, sign_in):
    factories.a_trust()
    actor = factories.with_grant(role)
    User.objects.update(passkey_offered=True)
    sign_in(client, actor.person)

    for address in ("/statement/", "/ways-in/"):
        answer = client.get(address)
        assert answer.status_code == 302 if led else answer.status_code in (200, 404)
        assert answer.url.startswith("/second-factor/?next=") if led else True


def test_a_passkey_is_no_mere_offer_to_who_needs_a_second_factor(client, marian, sign_in):
    offered = sign_in(client, marian.person, next="/statement/")

    assert offered.url == "/ways-in/passkey/?offered=yes&next=%2Fstatement%2F"
    assert client.get(offered.url).url == "/second-factor/?next=%2Fstatement%2F"


def test_an_app_is_paired_and_then_everything_is_open(client, marian, sign_in):
    User.objects.update(passkey_offered=True)
    sign_in(client, marian.person)
    choice = client.get(client.get("/statement/").url)
    page = client.get("/ways-in/app/?next=/statement/")
    secret = re.search(r"sf-hash[^>]*>([A-Z2-7 ]+)<", page.text)[1].replace(" ", "")

    wrong = client.post("/ways-in/app/", {"code": "000000", "next": "/statement/"})
    paired = client.post("/ways-in/app/", {"code": figures(secret), "next": "/statement/"})
    codes = client.get(paired.url)
    statement = client.get("/statement/")

    assert "First, a second key" in choice.text
    assert "That is not the code that the app shows now" in wrong.text
    assert len(re.findall(r"<li[^>]*>\d{4} \d{4}</li>", codes.text)) == 10
    assert "no-store" in codes["Cache-Control"]
    assert client.get(paired.url).url == "/ways-in/"  # They are shown once.
    assert statement.status_code == 200
    assert statement.wsgi_request.actor.second_factor


def test_signing_in_takes_both(client, with_app, sign_in):
    half = sign_in(client, with_app.person, next="/statement/")
    nothing_yet = client.get("/statement/").wsgi_request.actor
    wrong = client.post("/sign-in/second-step/", {"code": "000000"})
    whole = client.post("/sign-in/second-step/", {"code": figures()})
    actor = client.get("/statement/").wsgi_request.actor

    assert (half.url, nothing_yet) == ("/sign-in/second-step/", None)
    assert "That code is not right" in wrong.text
    assert whole.url == "/statement/"
    assert actor.proof == ("a code sent to your e-mail, and a code from your authenticator app")
    assert actor.second_factor


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_used_code_is_refused_on_another_process_as_long_as_it_would_be_good(
    with_app, sign_in, clock, shift
):
    here, there = ReadingClient(), ReadingClient()
    sign_in(here, with_app.person)
    sign_in(there, with_app.person)
    code = figures(shift=shift)
    here.post("/sign-in/second-step/", {"code": code})
    for name in caches:  # Another process holds nothing of this one's memory.
        vars(caches[name]).pop("_cache", None)

    answers = []
    for _ in range(3):
        answers.append(there.post("/sign-in/second-step/", {"code": code}).status_code)
        clock.shift(29)

    assert here.get("/statement/").status_code == 200
    assert answers == [200] * 3
    assert there.get("/statement/").status_code == 302


def test_used_codes_are_remembered_in_the_database(with_app):
    factors.check_code(with_app.person.account, figures())

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accounts_cache WHERE cache_key LIKE %s", ["%used-code:%"]
        )
        assert cursor.fetchone() == (1,)


def test_whoever_reads_the_database_alone_reads_no_secret(with_app):
    codes = factors.new_recovery_codes(with_app.person.account)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert factors.check_code(with_app.person.account, figures())
    assert not [secret for secret in (SECRET, *codes) if secret in kept]


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_send_the_same_code_at_once_one_gets_in(with_app, at_once):
    user, code = with_app.person.account, figures()

    def outcome(_):
        try:
            return factors.check_code(user, code)
        except factors.Refused:
            return None

    assert at_once(8, outcome).count("a code from your authenticator app") == 1


def test_a_recovery_code_opens_once(with_app, sign_in):
    codes = factors.new_recovery_codes(with_app.person.account)
    typed = f"{codes[0][:4]} {codes[0][4:]}"
    first, second = ReadingClient(), ReadingClient()
    sign_in(first, with_app.person)
    sign_in(second, with_app.person)

    assert first.post("/sign-in/second-step/", {"code": typed}).status_code == 302
    assert second.post("/sign-in/second-step/", {"code": typed}).status_code == 200
    assert first.get("/statement/").wsgi_request.actor.proof == (
        "a code sent to your e-mail, and one of your recovery codes"
    )
    assert factors.recovery_codes_left(with_app.person.account) == 9


def test_the_second_step_waits_for_a_quarter_of_an_hour(client, with_app, sign_in, clock):
    sign_in(client, with_app.person)
    clock.shift(15 * 60)

    late = client.post("/sign-in/second-step/", {"code": figures(shift=30)})

    assert "That code no longer works" in late.text


def test_figures_are_tried_ten_times_an_hour(client, with_app, sign_in):
    sign_in(client, with_app.person)

    answers = [client.post("/sign-in/second-step/", {"code": "000000"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]


def test_whose_mail_is_read_by_another_does_not_give_them_a_new_factor(client, marian):
    """A passkey is there: a session opened by a code alone cannot set up an app beside it."""
    Authenticator.objects.create(
        user=marian.person.account, type="webauthn", data={"name": "My phone"}
    )
    client.enter(marian, second_factor=False)

    for address in ("/ways-in/app/", "/ways-in/passkey/"):
        assert client.get(address).url.startswith("/second-factor/?next=")
    removed = client.post("/ways-in/app/remove/")

    assert removed.url.startswith("/second-factor/?next=")
    assert "the one that you set up" in client.get(removed.url).text
    assert "Send me a code" not in client.get(removed.url).text


def test_ways_in_can_be_taken_off_and_made_anew(client, with_app):
    user = with_app.person.account
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "My phone"})
    factors.new_recovery_codes(user)
    client.enter(with_app)

    page = client.get("/ways-in/")
    renewed = client.get(client.post("/ways-in/recovery-codes/new/").url)
    pk = factors.passkeys(user).get().pk
    client.post(f"/ways-in/passkeys/{pk}/remove/")
    left = factors.held(user)
    client.post("/ways-in/app/remove/")

    assert "My phone" in page.text
    assert "Your recovery codes" in renewed.text
    assert left == {"totp"}
    assert not Authenticator.objects.exists()


def test_nobody_takes_off_another_s_passkey(client, with_app, amina):
    theirs = Authenticator.objects.create(
        user=with_app.person.account, type="webauthn", data={"name": "My phone"}
    )
    client.enter(amina)

    client.post(f"/ways-in/passkeys/{theirs.pk}/remove/")

    assert factors.passkeys(with_app.person.account).get() == theirs


def test_recovery_codes_belong_to_a_factor(client, amina):
    client.enter(amina)

    client.post("/ways-in/recovery-codes/new/")

    assert not Authenticator.objects.exists()


def test_an_answer_that_is_no_passkey_opens_nothing(client, amina):
    client.get("/sign-in/passkey/")

    for answer in ("", "[]", "{}", "no", '{"id": "x", "rawId": "x", "type": "public-key"}'):
        page = client.post("/sign-in/passkey/", {"answer": answer})
        assert "That passkey is not one that we know here" in page.text

    assert client.get("/asked/").status_code == 302
