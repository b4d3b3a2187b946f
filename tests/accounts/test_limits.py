"""How often something may be tried: counted in the database, so over every process."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from sevenfold.accounts import limits
from sevenfold.accounts.models import Attempt, User
from tests.accounts.conftest import NOW
from tests.client import ReadingClient

pytestmark = pytest.mark.django_db


def ask(whose: str, minutes: float = 0, ip: str = "192.0.2.1", what: str = "ask-code") -> bool:
    """Whether the try was let through."""
    request = RequestFactory().post("/sign-in/", REMOTE_ADDR=ip)
    try:
        limits.count(request, what, whose, at=NOW + timedelta(minutes=minutes))
    except limits.TooOften:
        return False
    return True


def test_five_codes_in_a_quarter_of_an_hour_and_then_one_waits_for_the_first_to_age():
    let_through = [
        ask("a@b.example", minutes) for minutes in (0, 1, 2, 3, 4, 5, 14.9, 15, 15.5, 16)
    ]

    assert let_through == [True] * 5 + [False, False, True, False, True]


def test_another_address_is_counted_by_itself():
    assert [ask("a@b.example") for _ in range(6)].count(True) == 5
    assert ask("c@d.example")


def test_a_client_is_counted_over_all_addresses():
    assert all(ask(f"{number}@b.example") for number in range(60))
    assert not ask("another@b.example")
    assert ask("another@b.example", ip="192.0.2.2")


def test_of_ipv6_a_whole_network_is_one_client():
    assert all(ask(f"{number}@b.example", ip=f"2001:db8::{number + 1:x}") for number in range(60))
    assert not ask("another@b.example", ip="2001:db8::ffff")
    assert ask("another@b.example", ip="2001:db8:0:1::1")


def test_the_word_of_a_proxy_is_taken_only_where_one_is_set(settings):
    request = RequestFactory().post("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.7")

    assert limits._client(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert limits._client(request) == "192.0.2.7"


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_the_same_moment_no_more_get_through(at_once):
    answers = at_once(12, lambda _: ask("a@b.example"))

    assert answers.count(True) <= 5
    assert Attempt.objects.count() == answers.count(True) * 2 + answers.count(False)


def test_the_page_says_when_to_try_again(amina, clock):
    client, email = ReadingClient(), amina.person.account.email
    for _ in range(5):
        client.post("/sign-in/", {"email": email})

    refused = client.post("/sign-in/", {"email": email})

    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert "You can try again today, 7:51pm" in refused.text


def test_codes_are_tried_ten_times_an_hour_whatever_the_session(amina, mailed_code, clock):
    email = amina.person.account.email
    answers = []
    for _ in range(3):
        client = ReadingClient()
        client.post("/sign-in/", {"email": email})
        wrong = f"{(int(mailed_code()) + 1) % 10**6:06}"
        answers += [client.post("/sign-in/code/", {"code": wrong}).status_code for _ in range(4)]

    assert answers == [200] * 10 + [429] * 2


def test_whoever_got_in_starts_afresh(amina, sign_in, clock):
    User.objects.update(passkey_offered=True)
    request = RequestFactory().post("/")
    for _ in range(9):
        limits.count(request, "try-code", amina.person.account.email, at=NOW)

    sign_in(ReadingClient(), amina.person)

    assert ask(amina.person.account.email, what="try-code")
