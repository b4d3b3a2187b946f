from datetime import UTC, datetime

import pytest

from sevenfold.demo import story
from sevenfold.people.models import Person
from tests.factories import a_person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def demonstration(time_machine, settings):
    """The addresses and the banner as a demonstration has them."""
    time_machine.move_to(NOW, tick=False)
    settings.ROOT_URLCONF = "sevenfold.config.demo_urls"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "sevenfold.demo.middleware.BannerMiddleware"]
    story.tell(NOW)


def click(client, name: str):
    person = Person.objects.get(name=name)
    return client.post(f"/look-as/{person.uid}/", follow=True)


def test_a_click_on_a_person_is_the_way_in_and_leads_to_what_is_asked_of_them(client):
    page = click(client, "Amina Yusuf")

    assert page.redirect_chain[-1][0] == "/asked/"
    assert "Sign this year’s code of conduct" in page.text
    assert "This is a demonstration." in page.text


def test_the_governance_professional_is_led_to_the_statement(client):
    assert click(client, story.CLERK).redirect_chain[-1][0] == "/statement/"


def test_opening_the_address_of_a_click_signs_nobody_in(client):
    person = Person.objects.get(name="Amina Yusuf")

    assert client.get(f"/look-as/{person.uid}/").status_code == 405
    assert client.get("/asked/").status_code == 302


def test_the_front_page_offers_everybody_by_name(client):
    page = client.get("/").text

    for person in Person.objects.all():
        assert person.name in page


@pytest.mark.parametrize("more", [0, 30])
def test_the_front_page_costs_the_same_for_any_number_of_people(
    client, more, django_assert_num_queries
):
    for _ in range(more):
        a_person()

    # The guides and everybody else, each with appointments, bodies, academies and grants; the trust.
    with django_assert_num_queries(14):
        client.get("/")
