"""Coming in by a mailed code: no password, no sign-up, and nobody finds out who is known here."""

from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse

from sevenfold.accounts.models import User
from sevenfold.outbox.models import Message
from sevenfold.people.models import Person
from tests.accounts.conftest import NOW
from tests.client import ReadingClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_code_comes_by_mail_and_opens_the_session_once(client, amina, mailed_code):
    email = amina.person.account.email

    asked = client.post("/sign-in/", {"email": email.upper()}, follow=True)
    letter = Message.objects.get()
    first = client.post("/sign-in/code/", {"code": f" {mailed_code()[:3]} {mailed_code()[3:]}"})
    actor = client.get("/asked/").wsgi_request.actor

    assert "works once, until 7:51pm" in asked.text
    assert (letter.to, letter.person, letter.until) == (
        email,
        amina.person.uid,
        NOW + timedelta(minutes=15),
    )
    assert first.status_code == 302
    assert (actor.person, actor.proof, actor.proved_at) == (
        amina.person,
        "a code sent to your e-mail",
        NOW,
    )
    assert (actor.second_factor, actor.only) == (False, None)
    again = client.post("/sign-in/code/", {"code": mailed_code()})
    assert "That code no longer works" in again.text


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(amina):
    def answers(email):
        client = ReadingClient()
        asked = client.post("/sign-in/", {"email": email})
        shown = client.get(asked.url)
        tried = client.post("/sign-in/code/", {"code": "000000"})
        again = client.post("/sign-in/code/", {"again": "yes"})
        pages = (asked, shown, tried, again)
        return [(page.status_code, sorted(page.headers), _words(page, email)) for page in pages]

    known, unknown = answers(amina.person.account.email), answers("nobody@wrenmoor.example")

    assert known == unknown
    assert Message.objects.values_list("to", flat=True).distinct().get() == (
        amina.person.account.email
    )


def _words(page, email):
    """The page without the address and without the token, which is new on each."""
    lines = page.text.replace(email, "ADDRESS").splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


def test_nobody_signs_up(client, amina):
    before = User.objects.count()

    client.post("/sign-in/", {"email": "new@wrenmoor.example"})
    for name in ("account_signup", "account_login", "mfa_index"):
        with pytest.raises(NoReverseMatch):
            reverse(name)

    assert (User.objects.count(), Message.objects.count()) == (before, 0)


def test_an_account_that_is_closed_or_nobodys_gets_no_letter(client, amina):
    User.objects.create(email="alone@wrenmoor.example")
    User.objects.filter(person=amina.person).update(is_active=False)

    for email in ("alone@wrenmoor.example", amina.person.account.email):
        client.post("/sign-in/", {"email": email})

    assert Message.objects.count() == 0


def test_the_newest_code_is_the_one_that_counts(client, amina, mailed_code):
    client.post("/sign-in/", {"email": amina.person.account.email})
    old = mailed_code()
    client.post("/sign-in/code/", {"again": "yes"})
    assert old != mailed_code()

    refused = client.post("/sign-in/code/", {"code": old})
    taken = client.post("/sign-in/code/", {"code": mailed_code()})

    assert "That is not the code" in refused.text
    assert taken.status_code == 302


def test_a_code_is_good_for_fifteen_minutes(client, amina, mailed_code, clock):
    client.post("/sign-in/", {"email": amina.person.account.email})

    clock.shift(15 * 60)
    late = client.post("/sign-in/code/", {"code": mailed_code()})

    assert "That code no longer works" in late.text


def test_a_code_is_good_for_five_tries(client, amina, mailed_code):
    client.post("/sign-in/", {"email": amina.person.account.email})
    wrong = f"{(int(mailed_code()) + 1) % 10**6:06}"

    for _ in range(5):
        client.post("/sign-in/code/", {"code": wrong})

    assert (
        "That code no longer works" in client.post("/sign-in/code/", {"code": mailed_code()}).text
    )


def test_a_code_is_good_in_the_browser_that_asked_for_it_alone(client, amina, mailed_code):
    client.post("/sign-in/", {"email": amina.person.account.email})

    other = ReadingClient().post("/sign-in/code/", {"code": mailed_code()})

    assert "That code no longer works" in other.text


def test_signing_in_gives_the_session_another_key(client, amina, mailed_code):
    client.post("/sign-in/", {"email": amina.person.account.email})
    before = client.session.session_key

    client.post("/sign-in/code/", {"code": mailed_code()})

    assert client.session.session_key != before


def test_it_leads_on_to_where_one_was_going_but_to_no_other_site(amina, sign_in):
    User.objects.update(passkey_offered=True)

    own = sign_in(ReadingClient(), amina.person, next="/asked/?late=1")
    other = sign_in(ReadingClient(), amina.person, next="https://example.org/asked/")

    assert (own.url, other.url) == ("/asked/?late=1", "/")


def test_who_is_signed_out_is_asked_to_sign_in_and_then_sees_the_page(client, amina, sign_in):
    asked = client.get("/asked/?page=2")

    assert asked.url == "/sign-in/?next=%2Fasked%2F%3Fpage%3D2"
    assert "You were signed out" not in client.get(asked.url).text


def test_a_passkey_is_offered_once(amina, sign_in):
    first = sign_in(ReadingClient(), amina.person, next="/asked/")
    second = sign_in(ReadingClient(), amina.person, next="/asked/")

    assert (first.url, second.url) == ("/ways-in/passkey/?offered=yes&next=%2Fasked%2F", "/asked/")


def test_the_offer_takes_no_for_an_answer(client, amina, sign_in):
    offered = client.get(sign_in(client, amina.person, next="/asked/").url)

    assert "Quicker next time?" in offered.text
    assert '<a href="/asked/">Not now</a>' in offered.text


def test_signing_out_is_a_post_and_clears_what_the_browser_kept(client, amina):
    client.enter(amina)

    assert client.get("/sign-out/").status_code == 405
    out = client.post("/sign-out/", {"next": "https://example.org/"})

    assert (out.url, out["Clear-Site-Data"]) == ("/", '"cache"')
    assert client.get("/asked/").wsgi_request.actor is None


def test_a_person_without_an_account_cannot_come_in(client, amina):
    Person.objects.filter(pk=amina.person.pk).update(account=None)

    client.post("/sign-in/", {"email": amina.person.account.email})

    assert Message.objects.count() == 0
