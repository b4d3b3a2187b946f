from datetime import UTC, date, datetime

import pytest

from sevenfold.access.policy import Denied
from sevenfold.assurance import setup
from sevenfold.outbox.models import Message
from sevenfold.people import actions as people
from sevenfold.people.models import Trust
from sevenfold.statement import actions as statements
from sevenfold.statement.models import Line
from sevenfold.statement.reading import read
from tests.factories import (
    a_body,
    a_clerk,
    a_governor,
    a_person,
    a_trust,
    an_academy,
    an_appointment,
    an_event,
    an_issue,
    with_grant,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
TODAY = NOW.date()
PAGE, TRUST = "/set-up/", "/set-up/trust/"
TEXT = "1 Governance\n1.1 We sign a code of conduct.\n1.2 We are fair.\n"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def clerk(client):
    a_trust()
    an_event()
    clerk = a_clerk("Marian Okafor")
    client.enter(clerk)
    return clerk


@pytest.fixture
def board(clerk):
    a_body("members", name="Members")
    return a_body("board", name="Trust board")


def standing(clerk) -> list[tuple]:
    return [(step.title, step.done, step.status, step.hint) for step in setup.steps(clerk, TODAY)]


def step(clerk, title: str) -> setup.Step:
    return next(step for step in setup.steps(clerk, TODAY) if title in step.title)


def test_an_empty_trust_shows_its_five_steps(client, clerk, board):
    assert standing(clerk) == [
        ("Name the academies and bodies", False, "Not begun", "Members and trust board"),
        ("Bring in the people", False, "Not begun", ""),
        ("Bring in your statement", False, "Not begun", ""),
        (
            "Bring in this year’s code of conduct",
            False,
            "Not begun",
            "It must state all seven principles. We check",
        ),
        ("Send the invitations", False, "Comes last", "Until then nobody hears from us"),
    ]
    page = client.get("/", follow=True)
    assert page.request["PATH_INFO"] == PAGE
    assert "None of five done, about 65 minutes left." in page.text
    assert "Nothing until a version of it is adopted." in page.text


def test_bodies_are_done_once_each_academy_has_its_committee(clerk, board):
    kestrel, lantern = an_academy("Kestrel Fold Primary"), an_academy("Lantern Hill Primary")
    a_body(academy=kestrel)
    before = step(clerk, "bodies")

    a_body(academy=lantern)

    assert (before.done, before.status) == (False, "One without a committee")
    after = step(clerk, "bodies")
    assert (after.done, after.hint) == (
        True,
        "Members, trust board, two local academy committees and two academies",
    )


def test_people_are_done_once_somebody_sits_at_each_level(clerk, board):
    amina = a_person("Amina Yusuf")
    an_appointment(amina)
    an_appointment(amina, role="trustee", body=board)
    before = step(clerk, "people")

    an_appointment(role="member")

    assert (before.done, before.status, before.hint) == (
        False,
        "Go on",
        "One person, two appointments. One board or committee with nobody yet",
    )
    assert step(clerk, "people").done


def test_the_statement_goes_from_draft_to_adopted_to_confirmed(clerk, board):
    draft = statements.keep(clerk, "How we lead", read(TEXT), TEXT.encode(), at=NOW)
    kept = step(clerk, "statement")
    statements.adopt(clerk, draft, board, date(2026, 7, 9), "8.1", at=NOW)
    adopted = step(clerk, "statement")
    clause = Line.objects.get(number="1.1")
    statements.ask(clerk, clause, "code-issued", TODAY, at=NOW)
    begun = step(clerk, "statement")
    statements.ask(clerk, clause, "code-of-conduct", TODAY, at=NOW)
    done = step(clerk, "statement")

    ask = f"/statement/clauses/{clause.uid}/ask/"
    assert [(s.done, s.status, s.page) for s in (kept, adopted, begun)] == [
        (False, "Adoption to record", "/statement/versions/1/adopt/"),
        (False, "Two to confirm", ask),
        (False, "One to confirm", ask),
    ]
    assert begun.hint == "Two clauses. One duty confirmed, one more suggested"
    assert (done.done, done.page) == (True, "/statement/")


def test_the_code_is_done_once_one_was_approved_and_invitations_once_some_went_out(clerk, board):
    an_issue(date(2026, 11, 14), 2026, body=board)
    amina = an_appointment(a_person("Amina Yusuf")).person
    an_appointment(a_person("Colin Fairweather"))

    people.invite(clerk, amina, at=NOW)

    code, invitations = step(clerk, "code"), step(clerk, "invitations")
    assert (code.done, code.hint) == (
        True,
        "For 2026/27, approved on 14\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2026",
    )
    assert (invitations.done, invitations.hint) == (True, "One invited, one still to invite")


def test_once_all_are_done_home_is_what_it_is_for_everybody(client, clerk, board):
    a_body(academy=an_academy())
    for role in ("member", "trustee", "governor"):
        appointment = an_appointment(role=role)
    draft = statements.keep(clerk, "How we lead", read(TEXT), TEXT.encode(), at=NOW)
    statements.adopt(clerk, draft, board, date(2026, 7, 9), "8.1", at=NOW)
    clause = Line.objects.get(number="1.1")
    statements.ask(clerk, clause, "code-issued", TODAY, at=NOW)
    an_issue(date(2026, 11, 14), 2026, body=board)
    assert client.get("/").url == PAGE

    # What is suggested beyond no longer matters once somebody was invited.
    people.invite(clerk, appointment.person, at=NOW)

    assert client.get("/").url == "/statement/"
    page = client.get(PAGE).text
    assert "All five done." in page


def test_what_the_statement_will_show_is_what_it_says_today(client, clerk, board):
    draft = statements.keep(clerk, "How we lead", read(TEXT), TEXT.encode(), at=NOW)
    statements.adopt(clerk, draft, board, date(2026, 7, 9), "8.1", at=NOW)
    statements.ask(clerk, Line.objects.get(number="1.1"), "code-issued", TODAY, at=NOW)

    assert setup.shown(clerk, TODAY) == setup.Shown(0, 1, 0, 1)
    page = client.get(PAGE).text
    assert "Begins as due" in page
    assert "Nothing is asked yet" in page


def test_the_living_statement_leads_to_what_a_clause_asks_where_nothing_is_asked_yet(
    client, clerk, board
):
    draft = statements.keep(clerk, "How we lead", read(TEXT), TEXT.encode(), at=NOW)
    statements.adopt(clerk, draft, board, date(2026, 7, 9), "8.1", at=NOW)
    asked, unasked = (Line.objects.get(number=number) for number in ("1.1", "1.2"))
    statements.ask(clerk, asked, "code-issued", TODAY, at=NOW)

    page = client.get("/statement/").text
    assert f"/statement/clauses/{unasked.uid}/ask/" in page
    assert f"/statement/clauses/{asked.uid}/ask/" not in page
    past = client.get("/statement/?on_day=1&on_month=10&on_year=2026").text
    assert "/ask/" not in past

    client.enter(a_governor())
    assert "/ask/" not in client.get("/statement/").text


def test_the_steps_are_the_governance_professionals_alone(client, clerk):
    assert client.get(PAGE).status_code == 200
    for somebody_else in (a_governor(), with_grant("auditor"), with_grant("hr")):
        client.enter(somebody_else)
        assert {client.get(page).status_code for page in (PAGE, TRUST)} == {404}
        with pytest.raises(Denied):
            setup.steps(somebody_else, TODAY)


@pytest.mark.parametrize("size", [1, 15])
def test_the_steps_cost_the_same_for_any_size(clerk, board, django_assert_num_queries, size):
    for _ in range(size):
        an_appointment(body=a_body(academy=an_academy()))
    clauses = "".join(f"1.{n} We sign a code of conduct.\n" for n in range(1, size + 1))
    draft = statements.keep(clerk, "We", read(f"1 We\n{clauses}"), b"1 We", at=NOW)
    statements.adopt(clerk, draft, board, date(2026, 7, 9), "8.1", at=NOW)

    with django_assert_num_queries(17):
        setup.steps(clerk, TODAY)


def test_the_trust_is_described_on_its_page(client, clerk):
    given = {"name": "Wrenmoor Trust", "company_number": "7654321", "governor": "councillor"}

    refused = client.post(TRUST, given | {"company_number": "12", "name": ""})
    assert refused.text.count("Write the name of the trust") == 2
    assert Trust.objects.get().name == "Wrenmoor Learning Trust"
    assert client.post(TRUST, given).url == TRUST

    trust = Trust.objects.get()
    assert (trust.name, trust.company_number, trust.governor, trust.local_tier) == (
        "Wrenmoor Trust",
        "07654321",
        "councillor",
        None,
    )
    assert client.get(TRUST).context["form"]["governor"].value() == "councillor"


def test_a_number_that_is_none_is_said_beside_its_box(client, clerk):
    page = client.post(TRUST, {"name": "Wrenmoor Trust", "company_number": "ABC"})

    assert page.text.count("“ABC” is not a company number.") == 2


@pytest.mark.parametrize(
    ("became", "said"),
    [
        ({}, "It waits to leave"),
        ({"error": "No such host"}, "The mail server said: No such host"),
        ({"sent_at": NOW}, "It left"),
        ({"given_up_at": NOW, "error": "No such host"}, "It could not be sent"),
    ],
)
def test_a_test_letter_is_sent_once_at_a_time_and_its_fate_is_told(client, clerk, became, said):
    for _ in range(2):
        assert client.post("/set-up/trust/letter/").url == f"{TRUST}#mail"
    assert Message.objects.count() == 1
    Message.objects.update(**became)

    assert said in client.get(TRUST).text
