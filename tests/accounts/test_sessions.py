"""How long a session lasts, and what is left of it afterwards."""

from datetime import date, timedelta

import pytest

from sevenfold.accounts import actions as accounts
from sevenfold.accounts import sessions
from sevenfold.accounts.models import Attempt, CacheEntry, Link, User
from sevenfold.conduct.models import Signature
from tests import factories
from tests.accounts.conftest import NOW
from tests.client import ReadingClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOUR = 3600


def test_two_hours_with_nobody_there_end_it(client, amina, clock):
    client.enter(amina)

    clock.shift(2 * HOUR - 1)
    assert client.get("/asked/").status_code == 200
    clock.shift(2 * HOUR)
    assert client.get("/asked/").url == "/sign-in/?next=%2Fasked%2F"


def test_twelve_hours_end_it_whoever_is_there(client, amina, clock):
    client.enter(amina)

    answers = []
    for _ in range(12):
        clock.shift(HOUR)
        answers.append(client.get("/asked/").status_code)

    assert answers == [200] * 11 + [302]


def test_reading_writes_nothing_for_five_minutes(client, amina, clock, django_assert_num_queries):
    client.enter(amina)
    clock.shift(299)
    client.get("/accessibility/")
    before = client.session["seen"]
    clock.shift(1)
    client.get("/accessibility/")

    assert before == NOW.isoformat()
    assert client.session["seen"] == (NOW + timedelta(minutes=5)).isoformat()


def test_a_session_that_says_nothing_of_a_proof_is_none(client, amina):
    client.force_login(amina.person.account)

    assert client.get("/asked/").status_code == 302


def test_signing_out_everywhere_ends_every_session(amina):
    here, there = ReadingClient(), ReadingClient()
    here.enter(amina)
    there.enter(amina)

    here.post("/ways-in/sign-out-everywhere/")

    assert [client.get("/asked/").status_code for client in (here, there)] == [302, 302]


def test_it_leads_back_to_the_place(amina, clock, sign_in):
    User.objects.update(passkey_offered=True)
    client = ReadingClient()
    client.enter(amina)
    clock.shift(3 * HOUR)

    asked = client.get("/asked/?page=2", follow=True)
    back = sign_in(client, amina.person, next="/asked/?page=2")

    assert "You were signed out" in asked.text
    assert "Nothing was signed or changed, and nothing is lost." in asked.text
    assert f'value="{amina.person.account.email}"' in asked.text
    assert back.url == "/asked/?page=2"


def test_what_was_typed_to_sign_the_code_is_kept_and_nothing_is_signed(amina, clock, sign_in):
    User.objects.update(passkey_offered=True)
    issue = factories.an_issue(date(2026, 11, 14))
    typed = {"issue": issue.uid, "shown": issue.sha256, "name": "Amina  Yusuf"}
    client = ReadingClient()
    client.enter(amina)
    clock.shift(13 * HOUR)

    asked = client.post("/conduct/", typed, follow=True)
    back = sign_in(client, amina.person, next="/conduct/")
    page = client.get(back.url)

    assert "You were signed out before you were done" in asked.text
    assert "What you typed waits here for a day, and only for you." in asked.text
    assert not Signature.objects.exists()
    assert page.context["form"]["name"].value() == "Amina  Yusuf"
    assert client.post("/conduct/", typed).status_code == 302
    assert client.session.get(sessions.KEPT) is None


def test_what_somebody_typed_waits_for_them_alone(amina, clock, sign_in):
    colin = factories.a_governor("Colin Fairweather")
    User.objects.update(passkey_offered=True)
    issue = factories.an_issue(date(2026, 11, 14))
    client = ReadingClient()
    client.enter(amina)
    clock.shift(3 * HOUR)
    client.post("/conduct/", {"issue": issue.uid, "shown": issue.sha256, "name": "Amina Yusuf"})

    page = client.get(sign_in(client, colin.person, next="/conduct/").url)

    assert page.context["form"]["name"].value() is None


def test_what_was_typed_waits_for_a_day(amina, clock, sign_in):
    User.objects.update(passkey_offered=True)
    issue = factories.an_issue(date(2026, 11, 14))
    client = ReadingClient()
    client.enter(amina)
    clock.shift(3 * HOUR)
    client.post("/conduct/", {"issue": issue.uid, "shown": issue.sha256, "name": "Amina Yusuf"})
    clock.shift(24 * HOUR)

    page = client.get(sign_in(client, amina.person, next="/conduct/").url)

    assert page.context["form"]["name"].value() is None


def test_sweeping_takes_what_is_over_and_leaves_the_rest(client, amina):
    client.enter(amina)
    kept = NOW - timedelta(minutes=59)
    for at in (NOW - timedelta(hours=2), kept):
        Attempt.objects.create(key="a", at=at)
    for key, expires in (("old", NOW - timedelta(seconds=1)), ("new", NOW + timedelta(hours=1))):
        CacheEntry.objects.create(cache_key=key, value="", expires=expires)
    for days in (91, 89):
        at = NOW - timedelta(days=days)
        Link.objects.create(
            user=amina.person.account, act="conduct.sign", token_hash=str(days), made=at, expires=at
        )

    accounts.sweep(at=NOW)

    assert Attempt.objects.get().at == kept
    assert CacheEntry.objects.get().cache_key == "new"
    assert Link.objects.get().expires == NOW - timedelta(days=89)
    assert client.get("/asked/").status_code == 200
