"""The pages: what each shows to whom, what a form refuses, and what a list costs."""

from datetime import date, timedelta

import pytest

from sevenfold.kernel import clock
from sevenfold.ledger.models import Event
from sevenfold.people.models import Body, FormerName, Office, Person
from tests.factories import (
    a_body,
    a_governor,
    a_person,
    an_academy,
    an_appointment,
    with_grant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def committee(clerk):
    return a_body("local", an_academy("Kestrel Fold Primary"), "Kestrel Fold committee")


@pytest.fixture
def joe(committee):
    return an_appointment(a_person("Joe Malik"), body=committee, ends=date(2099, 8, 31)).person


def days(name: str, day: date) -> dict:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def flat(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def test_whoever_governs_sees_who_sits_where_and_no_way_to_reach_them(client, joe, committee):
    client.enter(a_governor("Amina Yusuf", body=committee))

    listed = client.get("/people/")
    boards = client.get("/people/boards/")
    body = client.get(f"/people/boards/{committee.uid}/")
    person = client.get(f"/people/{joe.uid}/")

    for page in (listed, body, person):
        assert "Joe Malik" in page.text
    assert "Kestrel Fold committee" in boards.text
    for part in ("How to reach", joe.account.email, "Roles in the system", ">Appoint<", "End it"):
        assert part not in person.text


@pytest.mark.parametrize("role", ["governance-professional", "hr", "technical-administrator"])
def test_three_roles_see_how_to_reach_somebody(client, joe, role):
    client.enter(with_grant(role))

    page = client.get(f"/people/{joe.uid}/")

    assert "How to reach them" in page.text
    assert joe.account.email in page.text


def test_an_auditor_sees_roles_but_no_address(client, joe, clerk):
    client.enter(with_grant("auditor"))

    page = client.get(f"/people/{clerk.person.uid}/")

    assert "Governance professional" in page.text
    assert clerk.person.account.email not in page.text


def test_people_see_their_own_address(client, joe, committee):
    amina = a_governor("Amina Yusuf", body=committee)
    client.enter(amina)

    page = client.get(f"/people/{amina.person.uid}/")

    assert "How to reach you" in page.text
    assert amina.person.account.email in page.text


def test_nobody_who_may_not_knows_that_somebody_is_here(client, joe):
    client.enter(a_governor())
    nobody = client.get(f"/people/{'0' * 32}/correct/")
    somebody = client.get(f"/people/{joe.uid}/correct/")

    assert (nobody.status_code, somebody.status_code) == (404, 404)


def test_the_list_names_roles_to_those_who_may_know_them(client, clerk):
    client.enter(clerk)
    known = client.get("/people/")
    client.enter(a_governor())
    unknown = client.get("/people/")

    assert "<td>Governance professional</td>" in known.text
    assert "<td>Governance professional</td>" not in unknown.text
    assert "Marian Okafor" in unknown.text


def test_a_person_is_summed_up_in_one_line(client, clerk, joe, committee):
    row = joe.appointments.get()
    Office.objects.create(kind="chair", person=joe, appointment=row, starts=row.starts)
    an_appointment(joe, role="trustee", body=a_body("board", name="Trust board"), starts=row.starts)
    client.enter(a_governor())

    assert (
        "Governor, Kestrel Fold Primary; trustee, Trust board; chair at Kestrel Fold Primary.</p>"
        in client.get(f"/people/{joe.uid}/").text
    )
    assert "Sits nowhere.</p>" in client.get(f"/people/{clerk.person.uid}/").text


def test_a_search_finds_by_any_part_and_names_whoever_comes_nearest(client, joe):
    a_person("Siân Prosser")
    client.enter(a_governor())

    found = client.get("/people/", {"q": "sian"})
    near = client.get("/people/", {"q": "Malick"})
    none = client.get("/people/", {"q": "Zzzz"})

    assert "Siân Prosser" in found.text
    assert "Joe Malik" not in found.text
    assert "The nearest name is" in near.text
    assert "Joe Malik" in near.text
    assert "Nobody is called “Zzzz”" in none.text
    assert "The nearest name" not in none.text


def test_a_person_is_typed_in_and_hears_nothing(client, clerk):
    client.enter(clerk)

    answer = client.post(
        "/people/new/", {"name": "  Noor   Hassan ", "email": "Noor@Wrenmoor.example"}, follow=True
    )

    noor = Person.objects.get(name="Noor Hassan")
    assert answer.redirect_chain == [(f"/people/{noor.uid}/", 302)]
    assert "Nobody has written to them" in answer.text
    assert noor.account.email == "noor@wrenmoor.example"


def test_an_address_that_somebody_has_is_refused_in_its_field_and_what_was_typed_stays(
    client, clerk, joe
):
    client.enter(clerk)

    answer = client.post("/people/new/", {"name": "Sam Oakes", "email": joe.account.email})

    assert "Joe Malik has this address" in answer.text
    assert 'value="Sam Oakes"' in answer.text
    assert not Person.objects.filter(name="Sam Oakes").exists()


def test_somebody_is_appointed_from_the_page_of_a_body(client, clerk, committee):
    noor = a_person("Noor Hassan")
    client.enter(clerk)
    address = f"/people/appoint/?body={committee.uid}"
    assert f'value="{committee.uid}" selected' in client.get(address).text

    answer = client.post(
        address,
        {"person": noor.uid, "body": committee.uid, **days("starts", date(2026, 9, 1))},
        follow=True,
    )

    assert answer.redirect_chain == [(f"/people/boards/{committee.uid}/", 302)]
    assert "Noor Hassan" in answer.text
    row = noor.appointments.get()
    assert (row.role, row.starts, row.ends) == ("governor", date(2026, 9, 1), None)


@pytest.mark.parametrize(
    ("starts", "ends", "why"),
    [
        (("31", "02", "2026"), ("", "", ""), "31/02/2026 is not a date. February 2026 has 28"),
        (
            ("3", "4", "26"),
            ("2", "4", "26"),
            "The term ends before it starts. It starts on 3 April",
        ),
        (("", "", ""), ("", "", ""), "Add the date"),
        (("1", "9", "2010"), ("", "", ""), "Kestrel Fold Primary joined the trust on 1 September"),
        (("1", "9", "2027"), ("", "", ""), "Joe Malik has this appointment already"),
    ],
)
def test_a_term_that_cannot_be_is_refused_above_and_beside_the_box(
    client, clerk, joe, committee, starts, ends, why
):
    client.enter(clerk)
    entries = Event.objects.count()
    typed = {"person": joe.uid, "body": committee.uid}
    for name, parts in (("starts", starts), ("ends", ends)):
        typed |= dict(zip((f"{name}_day", f"{name}_month", f"{name}_year"), parts, strict=True))

    answer = client.post("/people/appoint/", typed)

    assert flat(answer.text).count(why) == 2
    assert "<title>Error: Appoint somebody" in answer.text
    assert (Event.objects.count(), joe.appointments.count()) == (entries, 1)


def test_a_new_term_is_suggested_as_long_as_the_last(client, clerk, committee):
    row = an_appointment(
        a_person("Joe Malik"), body=committee, starts=date(2023, 9, 1), ends=date(2027, 8, 31)
    )
    client.enter(clerk)
    page = client.get(f"/people/terms/{row.uid}/renew/")
    assert page.context["form"].initial == {
        "starts": date(2027, 9, 1),
        "ends": date(2031, 8, 31),
    }

    client.post(
        f"/people/terms/{row.uid}/renew/",
        days("starts", date(2027, 9, 1)) | days("ends", date(2031, 8, 31)),
    )
    person = flat(client.get(f"/people/{row.person.uid}/").text)

    assert "second term" in person
    assert "First term 1 September 2023 to 31 August 2027" in person


def test_the_page_that_ends_an_appointment_says_what_follows(client, clerk, joe, today):
    row = joe.appointments.get()
    Office.objects.create(kind="chair", person=joe, appointment=row, starts=date(2024, 9, 24))
    client.enter(clerk)

    page = client.get(f"/people/terms/{row.uid}/end/")
    answer = client.post(f"/people/terms/{row.uid}/end/", days("ends", today), follow=True)

    assert "They are chair by it, and that ends with it." in page.text
    assert "lapses after that day" in page.text
    assert "It ends on that day" in answer.text
    row.refresh_from_db()
    assert row.ends == today


def test_days_are_corrected_with_a_reason(client, clerk, joe):
    row = joe.appointments.get()
    client.enter(clerk)
    typed = days("starts", date(2024, 9, 2)) | days("ends", date(2098, 8, 31))

    refused = client.post(f"/people/terms/{row.uid}/correct/", typed)
    client.post(f"/people/terms/{row.uid}/correct/", typed | {"reason": "Mistyped"})

    assert "Say why" in refused.text
    row.refresh_from_db()
    assert (row.starts, row.ends) == (date(2024, 9, 2), date(2098, 8, 31))


def test_an_office_is_entered_and_shown_first_and_laid_down(client, clerk, joe, committee, today):
    an_appointment(a_person("Ann Abel"), body=committee)
    row = joe.appointments.get()
    client.enter(clerk)

    client.post(
        f"/people/{joe.uid}/office/", {"office": f"chair:{row.uid}", **days("starts", today)}
    )
    body = client.get(f"/people/boards/{committee.uid}/")
    boards = client.get("/people/boards/")
    client.post(f"/people/offices/{joe.offices.get().uid}/end/", days("ends", today))

    assert [held.person.name for held in body.context["sit"]] == ["Joe Malik", "Ann Abel"]
    assert '<span class="sf-office">Chair</span>' in body.text
    assert "Joe Malik" in boards.text
    assert joe.offices.get().ends == today


def test_the_accounting_officer_is_entered_for_the_trust(client, clerk, today):
    ellen = a_person("Ellen Marsden")
    client.enter(clerk)

    client.post(
        f"/people/{ellen.uid}/office/", {"office": "accounting-officer:", **days("starts", today)}
    )

    assert "Accounting officer.</p>" in client.get(f"/people/{ellen.uid}/").text


def test_a_role_is_given_and_taken_back_with_reasons(client, clerk, today):
    una = a_person("Una Reid")
    client.enter(clerk)

    client.post(
        f"/people/{una.uid}/role/",
        {"role": "auditor", "reason": "Year-end visit", **days("starts", today)},
    )
    page = flat(client.get(f"/people/{una.uid}/").text)
    given = una.grants.get()
    client.post(
        f"/people/roles/{given.uid}/end/", {"reason": "The visit is over", **days("ends", today)}
    )

    assert "Given by Marian Okafor: Year-end visit" in page
    given.refresh_from_db()
    assert given.ends == today


def test_the_last_governance_professional_stays_and_is_told_why(client, clerk, today):
    client.enter(clerk)
    own = clerk.person.grants.get()

    answer = client.post(
        f"/people/roles/{own.uid}/end/", {"reason": "I retire", **days("ends", today)}
    )

    assert "Marian Okafor is the only governance professional" in answer.text
    own.refresh_from_db()
    assert own.ends is None


def test_a_stale_proof_gives_no_roles(client, clerk):
    una = a_person("Una Reid")
    client.enter(clerk, minutes_ago=16)

    answer = client.post(f"/people/{una.uid}/role/", {"role": "auditor", "reason": "Test"})

    assert answer.url.startswith("/prove/?next=")
    assert not una.grants.exists()


def test_boards_and_academies_come_change_their_names_and_go(client, clerk, today):
    client.enter(clerk)
    client.post("/people/academies/new/", {"name": "Lantern Hill", **days("joined", today)})
    academy = client.get("/people/boards/").context["academies"].get(name="Lantern Hill")
    typed = {"kind": "local", "name": "Lantern committee", "academy": academy.uid}
    client.post("/people/boards/new/", typed)
    again = client.post("/people/boards/new/", typed)
    body = Body.objects.get(name="Lantern committee")
    client.post(
        f"/people/boards/{body.uid}/rename/", {"name": "Lantern council", **days("starts", today)}
    )
    page = flat(client.get(f"/people/boards/{body.uid}/").text)
    client.post(f"/people/academies/{academy.uid}/leave/", days("left", today))
    left = flat(client.get(f"/people/academies/{academy.uid}/").text)

    assert "There is a Lantern committee already" in again.text
    assert "Lantern council" in page
    assert "Called Lantern committee until" in page
    assert FormerName.objects.get().until == today - timedelta(days=1)
    body.refresh_from_db()
    assert body.closed == today
    assert left.count("In the trust from") == 1


def test_a_closed_body_keeps_its_page_and_offers_nothing_any_more(client, clerk, joe, committee):
    client.enter(clerk)

    client.post(f"/people/boards/{committee.uid}/close/", days("closed", date(2026, 9, 30)))
    page = flat(client.get(f"/people/boards/{committee.uid}/").text)

    assert "It was closed on 30 September 2026" in page
    assert "Joe Malik" in page
    assert "Add somebody" not in page


def test_terms_that_end_soon_are_places_to_fill_unless_the_next_stands(
    client, clerk, committee, today
):
    soon, later = today + timedelta(days=60), today + timedelta(days=300)
    for name, ends in (("Ann Abel", soon), ("Bea Bold", later)):
        an_appointment(a_person(name), body=committee, ends=ends)
    renewed = an_appointment(a_person("Cai Cole"), body=committee, ends=soon)
    following = an_appointment(renewed.person, body=committee, starts=soon + timedelta(days=1))
    following.previous = renewed
    following.save()
    client.enter(clerk)

    page = client.get(f"/people/boards/{committee.uid}/")

    assert [row.person.name for row in page.context["ending"]] == ["Ann Abel"]
    assert [row.person.name for row in page.context["to_come"]] == ["Cai Cole"]
    assert "One term ends within six months." in flat(page.text)
