import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sevenfold.demo import story
from sevenfold.ledger.models import Event
from sevenfold.people import actions as people
from sevenfold.people.models import Person
from sevenfold.people.queries import actor_for
from sevenfold.statement.models import Statement
from tests.factories import a_person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def demonstration(time_machine, settings):
    """The addresses and the banner as a demonstration has them."""
    time_machine.move_to(NOW, tick=False)
    settings.DEMO = True
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


def test_the_mail_it_would_have_sent_is_there_to_read_and_its_links_lead_into_it(client):
    assert "Nobody has been written to yet" in client.get("/letters/").text
    clerk, amina = (Person.objects.get(name=name) for name in (story.CLERK, "Amina Yusuf"))
    people.invite(actor_for(clerk), amina, at=NOW)

    page = client.get("/letters/").text

    assert "<b>The code of conduct: read and sign</b> to amina.yusuf@wrenmoor.example" in page
    (link,) = re.findall('href="http://testserver(/link/[^"]+)"', page)
    assert "Amina Yusuf" in client.get(link).text


def test_a_statement_of_ones_own_is_read_and_kept_nowhere(client):
    before = Statement.objects.count(), Event.objects.count()
    text = "1 Governance\n1.1 Every year our governors sign a code of conduct.\n"
    file = SimpleUploadedFile("ours.txt", text.encode())

    for given in ({"text": text}, {"file": file}):
        page = client.post("/read/", given).text

        assert "We found <b>1 clause</b>." in page
        assert "We suggest: a code of conduct issued each year" in page
        assert "It is kept nowhere" in page
    assert (Statement.objects.count(), Event.objects.count()) == before


def test_what_cannot_be_read_is_said_beside_its_box_on_the_front_page(client):
    page = client.post("/read/", {"file": SimpleUploadedFile("ours.pdf", b"%PDF-1.7")}).text

    assert page.count("This is a PDF, which is read in a later version") == 2
    assert "Look round as" in page
