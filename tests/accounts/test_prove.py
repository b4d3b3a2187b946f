"""What carries weight asks for a proof of the last quarter of an hour, and loses nothing over it."""

from datetime import date

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.urls import path

from sevenfold.access import policy as access
from sevenfold.accounts import links
from sevenfold.accounts.models import User
from sevenfold.config import urls
from tests import factories
from tests.accounts.conftest import NOW
from tests.accounts.test_second_factor import SECRET, figures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

sent = []


@access.asks("conduct.approve")
def weighty(request):
    if request.method == "POST":
        sent.append(list(request.POST.lists()))
        return HttpResponse()
    return HttpResponse("A form", content_type="text/plain")


urlpatterns = [*urls.urlpatterns, path("weighty/", weighty)]


@pytest.fixture(autouse=True)
def _weighty(settings):
    settings.ROOT_URLCONF = __name__
    sent.clear()


def test_the_acts_that_carry_weight():
    fresh = {name for name, action in access.ACTIONS.items() if action.fresh and action.leaves}

    assert fresh >= {"people.grant", "conduct.approve", "statement.adopt"}


@pytest.mark.parametrize(("minutes", "status"), [(0, 200), (14, 200), (15, 302)])
def test_a_proof_is_fresh_for_fifteen_minutes(client, marian, minutes, status):
    client.enter(marian, minutes_ago=minutes)

    assert client.get("/weighty/").status_code == status


def test_a_mailed_code_proves_it_again(client, marian, mailed_code):
    client.enter(marian, minutes_ago=20)
    asked = client.get("/weighty/").url

    page = client.get(asked)
    client.post(asked, {"mail": "yes", "next": "/weighty/"})
    wrong = client.post("/prove/", {"code": "000000", "next": "/weighty/"})
    back = client.post("/prove/", {"code": mailed_code(), "next": "/weighty/"})
    actor = client.get("/accessibility/").wsgi_request.actor

    assert asked == "/prove/?next=%2Fweighty%2F"
    assert "Is it still you?" in page.text
    assert "That is not the code" in wrong.text
    assert back.url == "/weighty/"
    assert client.get("/weighty/").status_code == 200
    assert (actor.proof, actor.proved_at) == ("a code sent to your e-mail", NOW)
    assert actor.second_factor  # It was proved before, in this session.


def test_so_does_the_app(client, marian):
    totp.TOTP.activate(marian.person.account, SECRET)
    client.enter(marian, minutes_ago=20)

    back = client.post("/prove/", {"code": figures(), "next": "/weighty/"})

    assert back.url == "/weighty/"
    assert client.get("/weighty/").status_code == 200


def test_what_was_sent_waits_behind_one_button_and_is_done_once(client, marian):
    totp.TOTP.activate(marian.person.account, SECRET)
    client.enter(marian, minutes_ago=20)
    typed = {"title": "Code <of> conduct", "roles": ["member", "trustee"]}

    asked = client.post("/weighty/", typed)
    onward = client.post("/prove/", {"code": figures(), "next": "/weighty/"})
    page = client.get(onward.url)

    assert sent == []
    assert onward.url == "/prove/carry-on/?next=%2Fweighty%2F"
    assert "Nothing has been done yet" in page.text
    assert asked.url == "/prove/?next=%2Fweighty%2F"
    assert page.context["pairs"] == [
        ("title", "Code <of> conduct"),
        ("roles", "member"),
        ("roles", "trustee"),
    ]
    client.post("/weighty/", typed)
    assert sent == [[("title", ["Code <of> conduct"]), ("roles", ["member", "trustee"])]]
    assert client.get(onward.url).url == "/weighty/"


def test_another_s_code_proves_nothing(client, marian, mailed_code):
    amina = factories.a_governor("Amina Yusuf")
    client.enter(marian, minutes_ago=20)
    client.post("/prove/", {"mail": "yes", "next": "/weighty/"})
    session = client.session
    session["code"] = session["code"] | {"user": amina.person.account.pk}
    session.save()

    client.post("/prove/", {"code": mailed_code(), "next": "/weighty/"})

    assert client.get("/weighty/").status_code == 302


def test_it_leads_to_no_other_site(client, marian):
    totp.TOTP.activate(marian.person.account, SECRET)
    client.enter(marian, minutes_ago=20)

    back = client.post("/prove/", {"code": figures(), "next": "https://example.org/"})

    assert back.url == "/"


def test_proving_gives_the_session_another_key(client, marian):
    totp.TOTP.activate(marian.person.account, SECRET)
    client.enter(marian, minutes_ago=20)
    before = client.session.session_key

    client.post("/prove/", {"code": figures(), "next": "/weighty/"})

    assert client.session.session_key != before


def test_in_the_session_of_a_link_nothing_is_proved(client):
    factories.an_issue(date(2026, 11, 14))
    amina = factories.a_governor("Amina Yusuf")
    client.post(f"/link/{links.issue(amina.person.account, 'conduct.sign', at=NOW)}/")

    assert client.get("/prove/?next=/weighty/").url.startswith("/sign-in/")


def test_a_passkey_is_offered_to_those_who_have_one(client, marian):
    client.enter(marian, minutes_ago=20)

    assert "Use my passkey" not in client.get("/prove/?next=/weighty/").text
    User.objects.get(person=marian.person).authenticator_set.create(
        type="webauthn", data={"name": "x"}
    )
    assert "Use my passkey" in client.get("/prove/?next=/weighty/").text
