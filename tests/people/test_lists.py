"""What each list costs: the same number of queries, however long it is."""

from datetime import date

import pytest

from tests.factories import a_body, a_governor, an_academy, an_appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(clerk):
    return a_body("local", an_academy("Kestrel Fold Primary"), "Kestrel Fold committee")


# The session, the account and the person, what they hold, and the trust of every page; then the
# count, the page, and what each holds, with the offices.
INDEX_QUERIES = 9


@pytest.mark.parametrize("people", [1, 40])
def test_the_list_of_people_costs_the_same_for_any_number(
    client, committee, django_assert_num_queries, people
):
    client.enter(a_governor("Amina Yusuf", body=committee))
    for _ in range(people):
        an_appointment(body=committee)
    client.get("/people/")

    with django_assert_num_queries(INDEX_QUERIES):
        assert client.get("/people/").text.count('scope="row"') == people + 2


# The same five, then the bodies and the academies.
BOARDS_QUERIES = 7


@pytest.mark.parametrize("bodies", [1, 40])
def test_the_list_of_boards_costs_the_same_for_any_number(
    client, clerk, django_assert_num_queries, bodies
):
    client.enter(a_governor(body=a_body("board")))
    for _ in range(bodies):
        an_appointment(body=a_body("local", an_academy()))
    client.get("/people/boards/")

    with django_assert_num_queries(BOARDS_QUERIES):
        assert client.get("/people/boards/").text.count('scope="row"') == bodies + 1


# The same five, then the body, who sits here with their offices, who is to come and who left
# with their number, and the former names.
BODY_QUERIES = 12


@pytest.mark.parametrize("people", [1, 20])
def test_a_body_costs_the_same_for_any_number_of_people(
    client, committee, django_assert_num_queries, people
):
    client.enter(a_governor(body=committee))
    for _ in range(people):
        an_appointment(body=committee)
        an_appointment(body=committee, ends=date(2025, 8, 31))
        an_appointment(body=committee, starts=date(2090, 9, 1))
    client.get(f"/people/boards/{committee.uid}/")

    with django_assert_num_queries(BODY_QUERIES):
        page = client.get(f"/people/boards/{committee.uid}/")
    assert len(page.context["sit"]) == people + 1


# The same five, then how many were not invited, the count, the page, its letters, and how many
# have no address; and the pulse of the worker, for those who look after the trust.
INVITATION_QUERIES = 11


@pytest.mark.parametrize("people", [1, 40])
def test_the_list_of_invitations_costs_the_same_for_any_number(
    client, clerk, committee, django_assert_num_queries, people
):
    client.enter(clerk)
    for _ in range(people):
        an_appointment(body=committee)
    client.post("/people/invitations/", follow=True)

    with django_assert_num_queries(INVITATION_QUERIES):
        assert client.get("/people/invitations/").text.count('scope="row"') == people + 1
