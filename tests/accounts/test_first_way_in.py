"""The link that is printed when a trust is set up: it signs in for real, once, within the hour."""

import pytest

from sevenfold.access.policy import FIRST_WAY_IN
from sevenfold.accounts import links
from sevenfold.accounts.models import Link
from sevenfold.outbox.models import Message
from tests.accounts.conftest import NOW
from tests.client import ReadingClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def link(marian):
    token = links.issue(marian.person.account, FIRST_WAY_IN, at=NOW, whom="Marian Okafor")
    return f"/link/{token}/"


def test_opening_it_signs_nobody_in_and_the_button_does(client, link, marian):
    page = client.get(link)
    assert "Sign in and look after the trust" in page.text
    assert not client.session.keys()

    opened = client.post(link)

    led = client.get(opened.url)
    assert opened.url == "/home/"
    assert led.wsgi_request.actor.person == marian.person
    assert led.wsgi_request.actor.proof == "a link printed at set-up"
    assert led.wsgi_request.actor.only is None
    assert "First, a second key" in client.get(led.url, follow=True).text


def test_it_opens_once(client, link):
    client.post(link)
    another = ReadingClient()

    for again in (another.get(link), another.post(link)):
        assert (again.status_code, "This link was used" in again.text) == (410, True)
    assert not another.session.keys()
    assert Link.objects.get().ended == NOW


def test_of_eight_who_press_at_once_one_comes_in(link, at_once, transactional_db):
    def status(_):
        return ReadingClient().post(link).headers.get("Location", "")

    assert sorted(at_once(8, status)).count("/home/") == 1


@pytest.mark.parametrize(("seconds", "status"), [(3599, 302), (3600, 410)])
def test_it_is_good_for_an_hour_and_never_sent_again_by_mail(client, link, clock, seconds, status):
    clock.shift(seconds)

    pressed = client.post(link)
    again = client.post(f"{link}again/")

    assert pressed.status_code == status
    assert "again/" not in pressed.text
    assert (again.url, Message.objects.count(), Link.objects.count()) == (link, 0, 1)
