"""Mailed links: opening one does nothing, a button does, for one person and one act alone."""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.test import RequestFactory

from sevenfold.access import policy as access
from sevenfold.accounts import links
from sevenfold.accounts.models import Link, User
from sevenfold.conduct.models import Signature
from sevenfold.outbox.models import Message
from tests import factories
from tests.accounts.conftest import NOW
from tests.client import ReadingClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def issue(db):
    return factories.an_issue(date(2026, 11, 14))


@pytest.fixture
def link(amina, issue):
    """The address of a link to sign the code, mailed to Amina Yusuf."""
    token = links.issue(
        amina.person.account,
        "conduct.sign",
        at=NOW,
        whom="Amina Yusuf, governor at Kestrel Fold Primary",
        sender="Marian Okafor, governance professional",
    )
    return f"/link/{token}/"


def everything() -> dict[str, list]:
    """Every row of every table but that of tries."""
    models = [model for model in apps.get_models() if model._meta.model_name != "attempt"]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def sign(client, issue, name="Amina Yusuf"):
    return client.post("/conduct/", {"issue": issue.uid, "shown": issue.sha256, "name": name})


def test_opening_a_link_however_often_changes_nothing_and_signs_nobody_in(client, link):
    before = everything()

    pages = [client.get(link) for _ in range(3)] + [client.head(link)]

    assert [page.status_code for page in pages] == [200] * 4
    assert everything() == before
    assert client.get("/conduct/").status_code == 302
    assert not client.session.keys()


def test_the_page_says_for_whom_and_what_for_and_has_one_button(client, link):
    page = client.get(link)

    assert "Is this for you?" in page.text
    for words in (
        "Amina Yusuf, governor at Kestrel Fold Primary",
        "Read and sign this year’s code of conduct",
        "Marian Okafor, governance professional",
        "Opening it has done nothing yet",
        "Until 8\xa0December\xa02026",
    ):
        assert words in page.text
    assert re.findall(r"<button[^>]*>(.*?)</button>", page.text) == ["I am Amina Yusuf. Carry on"]


def test_the_button_opens_a_session_for_the_one_act(client, link, amina):
    opened = client.post(link)
    actor = client.get("/conduct/").wsgi_request.actor

    assert opened.url == "/conduct/"
    assert (actor.person, actor.proof) == (
        amina.person,
        f"a link sent to {links.masked(amina.person.account.email)}",
    )
    assert actor.only == access.LINKED["conduct.sign"].allows
    assert client.get("/asked/").url == "/sign-in/?next=%2Fasked%2F"
    assert "Type the e-mail address" in client.get("/sign-in/?next=/asked/").text


def test_the_link_ends_with_the_act_and_the_receipt_says_how_one_came(client, link, issue, amina):
    client.post(link)

    receipt = client.get(sign(client, issue).url)

    words = f"a link sent to {links.masked(amina.person.account.email)}"
    assert words in receipt.text
    assert Signature.objects.get().proof == words
    assert Link.objects.get().ended == NOW
    again = ReadingClient()
    for over in (again.get(link), again.post(link)):
        assert (over.status_code, "This is done" in over.text) == (410, True)
    assert again.get("/conduct/").status_code == 302


def test_after_the_act_its_session_signs_nothing_more(client, link, issue):
    client.post(link)
    sign(client, issue)
    another = factories.an_issue(date(2026, 11, 20))

    refused = sign(client, another)

    assert refused.status_code == 404
    assert Signature.objects.count() == 1


def test_a_link_is_good_until_the_act_is_done_not_until_it_is_pressed(link, issue):
    first, second = ReadingClient(), ReadingClient()
    first.post(link)

    second.post(link)

    assert sign(second, issue).status_code == 302


def test_used_by_somebody_else_who_is_signed_in_it_does_nothing_and_says_so(client, link, issue):
    colin = factories.a_governor("Colin Fairweather")
    client.enter(colin)

    for page in (client.get(link), client.post(link)):
        assert "This link was sent to somebody else" in page.text
        assert "You are signed in as Colin Fairweather" in page.text

    assert client.get("/conduct/").wsgi_request.actor.person == colin.person
    assert client.post("/sign-out/", {"next": link}).url == link
    assert "Is this for you?" in client.get(link).text


def test_whoever_is_signed_in_as_themselves_stays_so(client, link, amina):
    client.enter(amina)

    assert client.post(link).url == "/conduct/"

    assert client.get("/conduct/").wsgi_request.actor.only is None


def test_after_fourteen_days_it_says_what_to_do_and_sends_a_fresh_one(client, link, clock):
    clock.shift(14 * 24 * 3600)

    over = client.get(link)
    client.post(link)
    sent = client.post(f"{link}again/")

    assert (over.status_code, "It worked until 8\xa0December\xa02026" in over.text) == (410, True)
    assert client.get("/conduct/").status_code == 302
    assert "A fresh link is on its way" in sent.text
    fresh = re.search(r"http\S+(/link/\S+/)", Message.objects.get().text)[1]
    assert client.post(fresh).url == "/conduct/"


@pytest.mark.parametrize("left", [True, False])
def test_no_fresh_one_is_sent_in_place_of_one_that_works_or_is_done(client, link, left):
    Link.objects.update(ended=None if left else NOW)

    client.post(f"{link}again/")

    assert (Message.objects.count(), Link.objects.count()) == (0, 1)


def test_letters_that_were_lost_from_a_link_are_said_so(client, link):
    cut = client.get(f"{link[:-5]}/")

    assert (cut.status_code, "This link is not one of ours" in cut.text) == (404, True)


def test_a_link_of_a_closed_account_opens_nothing(client, link, amina):
    User.objects.update(is_active=False)

    assert client.post(link).status_code == 404


def test_only_the_digest_of_the_secret_is_kept(link):
    secret = link.split("/")[2]

    assert secret not in str(everything())


def test_a_link_is_no_proof_for_anything_else(client, link, amina, clock):
    client.post(link)
    actor = client.get("/conduct/").wsgi_request.actor

    assert not access.may(actor, "people.see")
    assert client.get("/ways-in/passkey/").url.startswith("/sign-in/")
    assert client.get("/prove/").url.startswith("/sign-in/")


def test_a_role_that_needs_a_second_factor_does_not_come_in_by_a_link(client, issue):
    marian = factories.a_clerk("Marian Okafor")
    factories.an_appointment(marian.person)
    token = links.issue(marian.person.account, "conduct.sign", at=NOW)

    client.post(f"/link/{token}/")

    assert client.get("/conduct/").wsgi_request.actor.roles == {"governor"}


def test_a_link_for_an_act_without_a_row_cannot_be_made(amina):
    with pytest.raises(KeyError):
        links.issue(amina.person.account, "people.grant", at=NOW)


def test_ending_does_nothing_in_a_session_that_no_link_opened(amina):
    request = RequestFactory().post("/")
    request.session = {}

    links.end(request, at=NOW + timedelta(days=1))

    assert request.session == {}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("amina.yusuf@example.org", "a…f@example.org"),
        ("ay@example.org", "a…@example.org"),
        ("a@example.org", "a…@example.org"),
    ],
)
def test_an_address_is_shown_so_that_its_owner_knows_it(address, shown):
    assert links.masked(address) == shown
