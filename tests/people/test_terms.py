"""Terms and offices: what each act leaves, whom it refuses, and what follows from it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sevenfold.access import policy as access
from sevenfold.duties import actions as duties
from sevenfold.duties.models import Requirement
from sevenfold.ledger.models import Event
from sevenfold.people import actions
from sevenfold.people.models import Appointment, Office, Person
from sevenfold.people.queries import actor_for
from tests.factories import (
    a_body,
    a_duty,
    a_governor,
    a_person,
    an_academy,
    an_appointment,
    an_issue,
    with_grant,
)

from .conftest import NOW

STARTS, ENDS = date(2026, 9, 1), date(2030, 8, 31)


@pytest.fixture
def committee(clerk):
    return a_body("local", an_academy("Kestrel Fold Primary"), "Kestrel Fold committee")


@pytest.fixture
def amina(clerk):
    return a_person("Amina Yusuf")


def the_code_is_asked_for():
    a_duty("code-of-conduct")
    an_issue(date(2026, 9, 1))
    with transaction.atomic():
        duties.sync(at=NOW)


def appoint(actor, person, body, starts=STARTS, ends=ENDS, role="governor"):
    return actions.appoint(actor, person, body, role, starts, ends, at=NOW)


def state(row: Appointment) -> dict:
    return {
        "uid": row.uid,
        "person": row.person.uid,
        "body": row.body.uid,
        "role": row.role,
        "starts": row.starts.isoformat(),
        "ends": row.ends and row.ends.isoformat(),
        "previous": row.previous and row.previous.uid,
    }


def test_whoever_is_appointed_is_asked_at_once_and_the_entry_has_the_whole_row(
    clerk, amina, committee, said
):
    the_code_is_asked_for()

    appointment = appoint(clerk, amina, committee)

    assert said() == ("people.appointed", amina.uid, {"appointment": state(appointment)})
    assert state(appointment) == {
        "uid": appointment.uid,
        "person": amina.uid,
        "body": committee.uid,
        "role": "governor",
        "starts": "2026-09-01",
        "ends": "2030-08-31",
        "previous": None,
    }
    assert [row.body for row in Requirement.objects.filter(person=amina)] == [committee]


@pytest.mark.parametrize("role", ["auditor", "hr", "technical-administrator"])
def test_nobody_but_the_governance_professional_appoints(clerk, amina, committee, role):
    for actor in (with_grant(role), a_governor(body=committee)):
        with pytest.raises(access.Denied):
            appoint(actor, amina, committee)
    assert not amina.appointments.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        (date(2026, 9, 1), date(2026, 8, 31), "ends"),
        (date(2018, 8, 31), ENDS, "starts"),  # The academy joined on 1 September 2018.
        (date(2024, 9, 1), date(2026, 9, 1), "starts"),  # Has it from 1 September 2026.
    ],
)
def test_a_term_that_cannot_be_is_refused_in_its_field_and_nothing_is_entered(
    clerk, amina, committee, starts, ends, field
):
    appoint(clerk, amina, committee)
    entries = Event.objects.count()

    with pytest.raises(actions.Refused) as refusal:
        appoint(clerk, amina, committee, starts, ends)

    assert refusal.value.field == field
    assert (Event.objects.count(), amina.appointments.count()) == (entries, 1)


def test_a_member_has_no_end_of_term_but_steps_down_on_a_day(clerk, amina):
    members = a_body("members")

    with pytest.raises(actions.Refused, match="A member has no end of term") as refusal:
        appoint(clerk, amina, members, role="member")
    member = appoint(clerk, amina, members, ends=None, role="member")
    left = actions.end(clerk, member, date(2026, 12, 1), at=NOW)

    assert (refusal.value.field, left.ends) == ("ends", date(2026, 12, 1))


def test_a_new_term_is_a_new_row_and_the_last_one_stays_as_it_was(clerk, amina, committee, said):
    first = appoint(clerk, amina, committee, date(2019, 9, 1), date(2023, 8, 31))

    second = actions.renew(clerk, first, date(2023, 9, 1), date(2027, 8, 31), at=NOW)

    assert said() == ("people.renewed", amina.uid, {"appointment": state(second)})
    assert (second.previous, second.body, second.role) == (first, committee, "governor")
    first.refresh_from_db()
    assert (first.starts, first.ends) == (date(2019, 9, 1), date(2023, 8, 31))
    with pytest.raises(actions.Refused, match="The next term stands already"):
        actions.renew(clerk, first, date(2027, 9, 1), date(2031, 8, 31), at=NOW)


def test_a_new_term_begins_after_the_last(clerk, amina, committee):
    first = appoint(clerk, amina, committee)

    with pytest.raises(actions.Refused) as refusal:
        actions.renew(clerk, first, ENDS, None, at=NOW)

    assert refusal.value.field == "starts"
    assert amina.appointments.count() == 1


def test_an_end_lets_what_was_asked_lapse_and_is_never_put_off(clerk, amina, committee, said):
    the_code_is_asked_for()
    appointment = appoint(clerk, amina, committee)

    ended = actions.end(clerk, appointment, date(2026, 12, 31), at=NOW)

    assert said() == ("people.ended", amina.uid, {"appointment": state(ended)})
    asked = Requirement.objects.filter(person=amina)
    assert [row.lapses_on for row in asked] == [date(2026, 12, 31)]
    with pytest.raises(actions.Refused, match="is not made longer"):
        actions.end(clerk, ended, date(2027, 12, 31), at=NOW)


def test_rights_end_with_the_appointment(clerk, amina, committee):
    appointment = appoint(clerk, amina, committee)
    actions.hold_office(clerk, "chair", amina, appointment, STARTS, at=NOW)

    actions.end(clerk, appointment, date(2026, 12, 31), at=NOW)

    held = [
        access.Grant(role, committee.pk, committee.academy.pk) for role in ("chair", "governor")
    ]
    assert list(actor_for(amina, on=date(2026, 12, 31)).grants) == held
    assert actor_for(amina, on=date(2027, 1, 1)).grants == ()


def test_wrong_days_are_put_right_with_the_reason_and_what_was_there_before(
    clerk, amina, committee, said
):
    the_code_is_asked_for()
    appointment = appoint(clerk, amina, committee, date(2027, 9, 1), date(2030, 8, 31))
    assert not Requirement.objects.filter(person=amina, lapses_on__lt=STARTS).exists()

    corrected = actions.correct_appointment(
        clerk, appointment, STARTS, ENDS, "The year was mistyped", at=NOW
    )

    assert said() == (
        "people.appointment_corrected",
        amina.uid,
        {
            "appointment": state(corrected),
            "reason": "The year was mistyped",
            "before": {"starts": "2027-09-01", "ends": "2030-08-31"},
        },
    )
    asked = Requirement.objects.filter(person=amina)
    assert [row.arises_on for row in asked] == [date(2026, 9, 1)]


def test_a_correction_that_leaves_an_office_outside_is_refused(clerk, amina, committee):
    appointment = appoint(clerk, amina, committee)
    actions.hold_office(clerk, "chair", amina, appointment, date(2026, 9, 24), at=NOW)

    for starts, ends, field in (
        (date(2026, 10, 1), ENDS, "starts"),
        (STARTS, date(2026, 9, 2), "ends"),
    ):
        with pytest.raises(actions.Refused) as refusal:
            actions.correct_appointment(clerk, appointment, starts, ends, "Mistyped", at=NOW)
        assert refusal.value.field == field
    appointment.refresh_from_db()
    assert (appointment.starts, appointment.ends) == (STARTS, ENDS)


def test_a_chair_is_held_by_one_person_at_a_time(clerk, amina, committee, said):
    appointment = appoint(clerk, amina, committee)
    office = actions.hold_office(clerk, "chair", amina, appointment, date(2026, 9, 24), at=NOW)
    assert said() == (
        "people.office_held",
        amina.uid,
        {
            "office": {
                "uid": office.uid,
                "kind": "chair",
                "person": amina.uid,
                "appointment": appointment.uid,
                "starts": "2026-09-24",
                "ends": None,
            }
        },
    )
    other = an_appointment(a_person("Joe Malik"), body=committee)

    with pytest.raises(actions.Refused, match="Amina Yusuf is chair"):
        actions.hold_office(clerk, "chair", other.person, other, NOW.date(), at=NOW)
    actions.hold_office(clerk, "vice-chair", other.person, other, NOW.date(), at=NOW)
    actions.end_office(clerk, office, date(2026, 11, 23), at=NOW)
    actions.hold_office(clerk, "chair", other.person, other, NOW.date(), at=NOW)

    held = Office.objects.held_on(NOW.date()).order_by("kind")
    assert [str(office) for office in held] == ["Joe Malik, chair", "Joe Malik, vice-chair"]


def test_an_office_hangs_on_an_appointment_of_the_same_person(clerk, amina, committee):
    another = an_appointment(body=committee)
    member = an_appointment(amina, role="member", body=a_body("members"))

    for kind, appointment in (("chair", another), ("chair", member), ("chair", None)):
        with pytest.raises(actions.Refused):
            actions.hold_office(clerk, kind, amina, appointment, NOW.date(), at=NOW)
    with pytest.raises(actions.Refused):
        actions.hold_office(
            clerk, "accounting-officer", another.person, another, NOW.date(), at=NOW
        )
    assert not Office.objects.exists()


def test_the_database_itself_refuses_a_chair_that_hangs_on_nothing(clerk, amina):
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(kind="chair", person=amina, starts=STARTS)


def test_the_accounting_officer_may_sit_nowhere_and_is_one(clerk, amina):
    office = actions.hold_office(clerk, "accounting-officer", amina, None, STARTS, at=NOW)

    assert actor_for(amina, on=STARTS).grants == (access.Grant("accounting-officer"),)
    with pytest.raises(actions.Refused, match="Amina Yusuf is accounting officer"):
        actions.hold_office(clerk, "accounting-officer", a_person(), None, NOW.date(), at=NOW)
    assert actions.end_office(clerk, office, NOW.date(), at=NOW).last == NOW.date()


@pytest.mark.django_db(transaction=True)
def test_one_of_many_who_enter_the_same_chair_at_once_is_heard(clerk, at_once):
    committee = a_body("local", an_academy())
    rows = [an_appointment(body=committee) for _ in range(6)]

    def take(number):
        row = rows[number]
        try:
            return actions.hold_office(clerk, "chair", row.person, row, STARTS, at=NOW).pk
        except actions.Refused:
            return None

    taken = [key for key in at_once(6, take) if key]

    assert taken == [Office.objects.get().pk]


@pytest.mark.django_db(transaction=True)
def test_one_of_many_who_enter_the_same_appointment_at_once_is_heard(clerk, at_once):
    amina, committee = a_person(), a_body("local", an_academy())

    def enter(number):
        try:
            return appoint(clerk, amina, committee, date(2026, 9, 1 + number)).pk
        except actions.Refused:
            return None

    entered = [key for key in at_once(6, enter) if key]

    assert entered == [Appointment.objects.get().pk]
    assert Person.objects.get(pk=amina.pk).appointments.count() == 1
