"""Academies, bodies, people and roles: what each act leaves, and whom it refuses."""

from datetime import date

import pytest
from django.db import transaction

from sevenfold.access import policy as access
from sevenfold.access.policy import SEVENFOLD
from sevenfold.accounts import links
from sevenfold.accounts.models import User
from sevenfold.ledger import actions as ledger
from sevenfold.ledger.models import Event
from sevenfold.ledger.verify import verify
from sevenfold.people import actions
from sevenfold.people.models import Academy, Body, Grant, Person
from sevenfold.people.queries import actor_for
from tests.factories import a_body, a_clerk, a_person, an_academy, an_appointment, with_grant

from .conftest import NOW

TODAY = date(2026, 11, 24)


def refused(act, field: str | None, why: str) -> None:
    """The act is refused for that reason, in that field, and leaves no entry."""
    entries = Event.objects.count()
    with pytest.raises(actions.Refused, match=why) as refusal:
        act()
    assert refusal.value.field == field
    assert Event.objects.count() == entries


def test_an_academy_leaves_with_its_committee_and_the_terms_on_it(clerk, said):
    kestrel = an_academy("Kestrel Fold Primary")
    committee = a_body("local", kestrel)
    row = an_appointment(body=committee)
    elsewhere = an_appointment(body=a_body("local", an_academy()))

    actions.release_academy(clerk, kestrel, date(2026, 12, 31), at=NOW)

    kind, subject, payload = said()
    assert (kind, subject) == ("people.academy_released", kestrel.uid)
    assert payload["academy"]["left"] == "2026-12-31"
    assert [body["closed"] for body in payload["body"]] == ["2026-12-31"]
    assert [(a["uid"], a["ends"]) for a in payload["appointment"]] == [(row.uid, "2026-12-31")]
    elsewhere.refresh_from_db()
    assert elsewhere.ends is None
    refused(lambda: actions.release_academy(clerk, kestrel, TODAY, at=NOW), "left", "It left on")
    refused(
        lambda: actions.add_body(clerk, "local", "New committee", kestrel, at=NOW),
        "academy",
        "has left the trust",
    )


def test_an_academy_does_not_leave_before_it_joined(clerk):
    kestrel = an_academy()

    refused(
        lambda: actions.release_academy(clerk, kestrel, date(2018, 8, 31), at=NOW),
        "left",
        "It joined the trust on",
    )


def test_a_body_closes_and_takes_nobody_afterwards(clerk, said):
    committee = a_body("committee")
    row = an_appointment(role="committee-member", body=committee)
    before = an_appointment(role="committee-member", body=committee, ends=date(2025, 8, 31))

    actions.close_body(clerk, committee, TODAY, at=NOW)

    kind, subject, payload = said()
    assert (kind, subject, payload["body"]["closed"]) == (
        "people.body_closed",
        committee.uid,
        "2026-11-24",
    )
    assert [a["uid"] for a in payload["appointment"]] == [row.uid]
    before.refresh_from_db()
    assert before.ends == date(2025, 8, 31)
    refused(
        lambda: actions.appoint(
            clerk, a_person(), committee, "committee-member", date(2026, 12, 1), at=NOW
        ),
        "starts",
        "It was closed on",
    )
    refused(lambda: actions.close_body(clerk, committee, TODAY, at=NOW), "closed", "already")


def test_a_body_does_not_close_before_somebody_begins_there(clerk):
    committee = a_body("committee")
    an_appointment(a_person("Joe Malik"), body=committee, starts=date(2027, 1, 1))

    refused(
        lambda: actions.close_body(clerk, committee, TODAY, at=NOW),
        "closed",
        "Joe Malik is appointed there from",
    )
    committee.refresh_from_db()
    assert committee.closed is None


def test_a_body_keeps_its_former_names_with_their_last_days(clerk, said):
    body = a_body("committee", name="Finance")

    actions.rename_body(clerk, body, "Finance and estates", date(2025, 9, 1), at=NOW)
    actions.rename_body(clerk, body, "Resources", date(2026, 9, 1), at=NOW)

    kind, subject, payload = said()
    assert (kind, subject, payload["body"]["name"]) == (
        "people.body_renamed",
        body.uid,
        "Resources",
    )
    assert [(former.name, former.until) for former in body.former_names.all()] == [
        ("Finance", date(2025, 8, 31)),
        ("Finance and estates", date(2026, 8, 31)),
    ]
    for starts, why in ((date(2026, 8, 1), "It was called"), (date(2026, 11, 25), "has come")):
        refused(
            lambda starts=starts: actions.rename_body(clerk, body, "Other", starts, at=NOW),
            "starts",
            why,
        )


def test_no_two_bodies_or_academies_have_one_name(clerk):
    a_body("committee", name="Finance")
    kestrel = an_academy("Kestrel Fold Primary")

    refused(lambda: actions.add_body(clerk, "committee", "finance", at=NOW), "name", "already")
    refused(lambda: actions.rename_body(clerk, a_body(), "Finance", TODAY, at=NOW), "name", "alr")
    refused(
        lambda: actions.add_academy(clerk, kestrel.name.upper(), TODAY, at=NOW), "name", "already"
    )
    assert (Body.objects.filter(name__iexact="finance").count(), Academy.objects.count()) == (1, 1)


@pytest.mark.parametrize("kind", ["board", "local"])
def test_a_local_committee_and_no_other_belongs_to_an_academy(clerk, kind):
    academy = None if kind == "local" else an_academy()

    refused(
        lambda: actions.add_body(clerk, kind, "It", academy, at=NOW), "academy", "belongs to an"
    )


def test_a_person_is_added_with_an_account_and_no_entry_holds_the_address(clerk, said):
    added = actions.add_person(clerk, "Noor Hassan", "Noor.Hassan@Wrenmoor.example", at=NOW)

    assert said() == (
        "people.person_added",
        added.uid,
        {"person": {"uid": added.uid, "name": "Noor Hassan"}},
    )
    assert added.account.email == "noor.hassan@wrenmoor.example"


def test_two_people_never_share_an_address(clerk):
    noor = actions.add_person(clerk, "Noor Hassan", "noor@wrenmoor.example", at=NOW)
    kim = actions.add_person(clerk, "Kim Parry", at=NOW)

    why = "Noor Hassan has this address"
    refused(lambda: actions.add_person(clerk, "Sam", "NOOR@wrenmoor.example", at=NOW), "email", why)
    refused(
        lambda: actions.correct_person(clerk, kim, "Kim", "noor@wrenmoor.example", at=NOW),
        "email",
        why,
    )
    kim.refresh_from_db()
    assert (kim.name, kim.account, noor.account.email) == (
        "Kim Parry",
        None,
        "noor@wrenmoor.example",
    )


def test_a_new_address_signs_out_everywhere_and_ends_links_and_a_new_name_does_not(clerk, said):
    noor = actions.add_person(clerk, "Noor Hassan", "noor@wrenmoor.example", at=NOW)
    seed = noor.account.session_seed
    with transaction.atomic():
        links.issue(noor.account, "conduct.sign", at=NOW)

    actions.correct_person(clerk, noor, "Noor Hassan-Lee", "noor@wrenmoor.example", at=NOW)
    kept = User.objects.get(pk=noor.account.pk)
    assert [link.ended for link in kept.links.all()] == [None]
    assert said() == (
        "people.person_corrected",
        noor.uid,
        {"person": {"uid": noor.uid, "name": "Noor Hassan-Lee"}},
    )
    actions.correct_person(clerk, noor, "Noor Hassan-Lee", "n.lee@wrenmoor.example", at=NOW)
    changed = User.objects.get(pk=noor.account.pk)

    assert kept.session_seed == seed
    assert [link.ended for link in changed.links.all()] == [NOW]
    assert (changed.email, changed.session_seed == seed) == ("n.lee@wrenmoor.example", False)
    refused(
        lambda: actions.correct_person(clerk, noor, "Noor", "", at=NOW), "email", "their way in"
    )


def test_a_role_is_given_by_somebody_from_a_day_until_a_day_for_a_reason(clerk, said):
    auditor = a_person("Una Reid")

    given = actions.grant(
        clerk,
        auditor,
        "auditor",
        TODAY,
        date(2027, 1, 31),
        reason="Year-end visit",
        at=NOW,
    )

    assert said() == (
        "people.granted",
        auditor.uid,
        {
            "grant": {
                "uid": given.uid,
                "person": auditor.uid,
                "role": "auditor",
                "starts": "2026-11-24",
                "ends": "2027-01-31",
                "reason": "Year-end visit",
                "granted_by": clerk.person.uid,
            }
        },
    )
    assert actor_for(auditor, on=date(2027, 1, 31)).roles == {"auditor"}
    assert actor_for(auditor, on=date(2027, 2, 1)).roles == set()
    refused(
        lambda: actions.grant(clerk, auditor, "auditor", TODAY, reason="Again", at=NOW),
        "starts",
        "has this role",
    )


def test_nobody_gives_a_role_to_themselves(clerk):
    refused(
        lambda: actions.grant(clerk, clerk.person, "auditor", TODAY, reason="I say so", at=NOW),
        "role",
        "to themselves",
    )
    assert list(clerk.person.grants.values_list("role", flat=True)) == ["governance-professional"]


@pytest.mark.parametrize("role", ["auditor", "hr", "technical-administrator"])
def test_only_a_governance_professional_gives_and_takes_roles(clerk, role):
    actor = with_grant(role)

    with pytest.raises(access.Denied):
        actions.grant(actor, a_person(), "auditor", TODAY, reason="Test", at=NOW)
    with pytest.raises(access.Denied):
        actions.revoke(actor, clerk.person.grants.get(), TODAY, reason="Test", at=NOW)


def test_the_last_governance_professional_stays(clerk, said):
    own = clerk.person.grants.get()

    def take_back():
        return actions.revoke(clerk, own, TODAY, reason="She retires", at=NOW)

    refused(take_back, None, "Marian Okafor is the only governance professional")
    for_a_time = a_person()
    actions.grant(
        clerk,
        for_a_time,
        "governance-professional",
        TODAY,
        date(2027, 8, 31),
        reason="Cover",
        at=NOW,
    )
    refused(take_back, None, "is the only")
    nobody_can_write_to = Person.objects.create(name="Without an account")
    Grant.objects.create(
        person=nobody_can_write_to, role=own.role, starts=date(2026, 9, 1), reason="Test"
    )
    refused(take_back, None, "is the only")

    a_clerk("Janet Firth")
    ended = take_back()

    assert ended.ends == TODAY
    kind, subject, payload = said()
    assert (kind, subject, payload["grant"]["ends"], payload["because"]) == (
        "people.revoked",
        clerk.person.uid,
        "2026-11-24",
        "She retires",
    )


def test_a_role_does_not_end_in_the_past(clerk):
    given = with_grant("auditor").person.grants.get()

    refused(
        lambda: actions.revoke(clerk, given, date(2026, 11, 23), reason="Test", at=NOW),
        "ends",
        "A role ends today",
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_keepers_who_send_each_other_away_at_once_one_stays(clerk, at_once):
    pair = [clerk, a_clerk("Janet Firth")]
    grants = [actor.person.grants.get() for actor in reversed(pair)]

    def send_away(number):
        try:
            return actions.revoke(pair[number], grants[number], TODAY, reason="Test", at=NOW).pk
        except actions.Refused:
            return None

    assert len([key for key in at_once(2, send_away) if key]) == 1
    assert Grant.objects.filter(role="governance-professional", ends=None).count() == 1


def test_the_rows_agree_with_the_entries_after_every_act(db):
    with transaction.atomic():
        ledger.begin("wrenmoor.example", at=NOW)
    actions.found(SEVENFOLD, "Wrenmoor Learning Trust", at=NOW)
    marian = actions.add_person(SEVENFOLD, "Marian Okafor", "m@wrenmoor.example", at=NOW)
    role = "governance-professional"
    actions.grant(SEVENFOLD, marian, role, TODAY, reason="Set-up", at=NOW)
    clerk = actor_for(marian, on=TODAY)
    kestrel = actions.add_academy(clerk, "Kestrel Fold Primary", date(2019, 9, 1), at=NOW)
    body = actions.add_body(clerk, "local", "Kestrel committee", kestrel, at=NOW)
    board = actions.add_body(clerk, "board", "Trust board", at=NOW)
    person = actions.add_person(clerk, "Joe Malik", at=NOW)
    one = actions.appoint(clerk, person, body, "governor", date(2019, 9, 1), TODAY, at=NOW)
    two = actions.renew(clerk, one, date(2026, 11, 25), at=NOW)
    actions.correct_appointment(clerk, two, date(2026, 11, 26), None, "Mistyped", at=NOW)
    office = actions.hold_office(clerk, "chair", person, two, date(2026, 11, 26), at=NOW)
    actions.end_office(clerk, office, date(2026, 12, 1), at=NOW)
    on_board = actions.appoint(clerk, person, board, "trustee", TODAY, at=NOW)
    actions.end(clerk, on_board, TODAY, at=NOW)
    actions.rename_body(clerk, board, "Board of trustees", TODAY, at=NOW)
    actions.correct_person(clerk, person, "Joseph Malik", at=NOW)
    given = actions.grant(clerk, person, "hr", TODAY, reason="Payroll", at=NOW)
    actions.revoke(clerk, given, TODAY, reason="Left", at=NOW)
    actions.close_body(clerk, board, date(2026, 12, 1), at=NOW)
    actions.release_academy(clerk, kestrel, date(2026, 12, 31), at=NOW)

    assert verify().problems == []
