import random
from datetime import UTC, date, datetime, timedelta

import pytest

from sevenfold.duties import actions as duties
from sevenfold.duties.models import PastRequirement, Requirement
from tests.factories import (
    SEVEN,
    a_body,
    a_duty,
    a_person,
    an_academy,
    an_acknowledgement,
    an_appointment,
    an_edition,
    an_event,
    an_induction,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
FOR_EVER = date.max


@pytest.fixture
def duty():
    return a_duty("induction", begins=date(2018, 9, 1), standing=False)


@pytest.fixture
def amira(duty):
    return a_person()


def induct(person, first: date, keys=SEVEN) -> None:
    """One principle a day, at nine in the evening UTC."""
    day = datetime(first.year, first.month, first.day, 21, tzinfo=UTC)
    duties.sync("induction", at=day)
    induction = an_induction(person, first)
    for days, key in enumerate(keys):
        an_acknowledgement(induction, key, at=day + timedelta(days=days))


def asked(*fields) -> list[tuple]:
    """What the engine makes of the kind, in the order in which people joined."""
    duties.sync("induction", at=NOW)
    rows = Requirement.objects.order_by("arises_on", "subject")
    return list(rows.values_list("subject", *fields))


def test_whoever_joins_is_asked_within_28_days(amira):
    board = a_body(academy=an_academy())
    joined = an_appointment(person=amira, body=board, starts=date(2026, 9, 1))

    assert asked("person", "body", "academy", "arises_on", "due_on", "lapses_on", "met_on") == [
        (
            joined.pk,
            amira.pk,
            board.pk,
            board.academy.pk,
            date(2026, 9, 1),
            date(2026, 9, 29),
            FOR_EVER,
            None,
        )
    ]


def test_the_trust_sets_the_number_of_days_the_break_and_the_roles(duty, amira):
    duty.delete()
    a_duty("induction", standing=False, days=42, break_days=31, roles=("trustee",))
    an_appointment(person=amira, role="governor", starts=date(2025, 9, 1))
    first = an_appointment(
        person=amira, role="trustee", starts=date(2026, 1, 1), ends=date(2026, 3, 1)
    )
    again = an_appointment(person=amira, role="trustee", starts=date(2026, 9, 1))

    assert asked("due_on") == [(first.pk, date(2026, 2, 12)), (again.pk, date(2026, 10, 13))]


def test_members_trustees_and_governors_are_bound_and_committee_members_are_not(duty):
    bound = [an_appointment(role=role) for role in ("member", "trustee", "governor")]
    an_appointment(role="committee-member")

    assert asked() == [(appointment.pk,) for appointment in bound]


def test_who_joined_before_the_duty_is_not_asked_by_a_new_term_either(duty, amira):
    an_appointment(person=amira, starts=date(2018, 8, 31), ends=date(2022, 8, 30))
    an_appointment(person=amira, starts=date(2022, 8, 31))
    on_the_day = an_appointment(starts=date(2018, 9, 1))

    assert asked() == [(on_the_day.pk,)]


def test_a_new_term_and_a_second_board_ask_for_nothing_more(amira):
    first = an_appointment(person=amira, starts=date(2019, 9, 1), ends=date(2023, 8, 31))
    an_appointment(person=amira, starts=date(2021, 1, 1), ends=date(2022, 8, 31))
    an_appointment(person=amira, role="trustee", starts=date(2023, 9, 1))

    assert asked("arises_on", "lapses_on") == [(first.pk, date(2019, 9, 1), FOR_EVER)]


@pytest.mark.parametrize(
    ("back", "again"),
    [
        (date(2024, 8, 1), False),  # eleven months
        (date(2024, 9, 1), False),  # twelve, the year of a leap day
        (date(2024, 9, 2), True),
        (date(2024, 10, 1), True),  # thirteen
    ],
)
def test_a_break_longer_than_twelve_months_asks_again(amira, back, again):
    first = an_appointment(person=amira, starts=date(2019, 9, 1), ends=date(2023, 8, 31))
    second = an_appointment(person=amira, starts=back)

    two_stays = [(first.pk, date(2023, 8, 31)), (second.pk, FOR_EVER)]
    assert asked("lapses_on") == (two_stays if again else [(first.pk, FOR_EVER)])


def test_a_break_is_counted_from_the_last_day_of_all_and_not_from_the_latest_start(amira):
    first = an_appointment(person=amira, starts=date(2019, 1, 1), ends=date(2023, 8, 31))
    an_appointment(person=amira, starts=date(2020, 1, 1), ends=date(2020, 12, 31))
    an_appointment(person=amira, starts=date(2024, 1, 1), ends=date(2026, 6, 30))

    assert asked("lapses_on") == [(first.pk, date(2026, 6, 30))]


def test_other_peoples_appointments_neither_begin_nor_end_a_stay(amira):
    leaver = an_appointment(starts=date(2019, 9, 1), ends=date(2026, 8, 31))
    amiras = an_appointment(person=amira, starts=date(2026, 9, 1))

    assert asked("lapses_on") == [(leaver.pk, date(2026, 8, 31)), (amiras.pk, FOR_EVER)]


def test_of_two_appointments_from_one_day_the_first_entered_asks(amira):
    first = an_appointment(person=amira, starts=date(2026, 9, 1), ends=date(2026, 10, 31))
    an_appointment(person=amira, starts=date(2026, 9, 1), ends=date(2026, 12, 31))

    assert asked("lapses_on") == [(first.pk, date(2026, 12, 31))]


def test_an_appointment_entered_late_takes_over_what_was_asked_and_its_proof(amira):
    known = an_appointment(person=amira, starts=date(2026, 9, 1))
    induct(amira, date(2026, 9, 2))
    assert asked("due_on", "met_on") == [(known.pk, date(2026, 9, 29), date(2026, 9, 8))]

    earlier = an_appointment(person=amira, starts=date(2026, 6, 1), ends=date(2026, 8, 31))

    assert asked("due_on", "met_on") == [(earlier.pk, date(2026, 6, 29), date(2026, 9, 8))]
    assert [past.subject for past in PastRequirement.objects.all()] == [known.pk]


def test_stays_are_those_of_a_plain_walk_through_each_persons_appointments(duty):
    dice = random.Random(2026)
    expected = []
    for person in [a_person() for _ in range(80)]:
        held = []
        for _ in range(dice.randint(1, 5)):
            starts = date(2019, 1, 1) + timedelta(
                days=dice.choice([0, 1, 367, 368, 469, 735, 1000])
            )
            ends = dice.choice([starts, starts + timedelta(days=100), date(2021, 12, 31), None])
            held.append(an_appointment(person=person, starts=starts, ends=ends))
        stays = []
        for appointment in sorted(held, key=lambda each: (each.starts, each.pk)):
            until = appointment.ends or FOR_EVER
            if not stays or (appointment.starts - stays[-1][1]).days > 367:
                stays.append((appointment.pk, until))
            else:
                stays[-1] = (stays[-1][0], max(stays[-1][1], until))
        expected += stays

    assert sorted(asked("lapses_on")) == sorted(expected)


def test_six_of_seven_meet_nothing_and_the_seventh_meets_it_on_its_day_in_london(amira):
    joined = an_appointment(person=amira, starts=date(2026, 9, 1))
    somebody_else = an_appointment(starts=date(2026, 9, 2))

    induct(amira, date(2026, 9, 2), SEVEN[:6])
    assert asked("met_on") == [(joined.pk, None), (somebody_else.pk, None)]

    half_past_midnight_in_london = datetime(2026, 9, 29, 23, 30, tzinfo=UTC)
    an_acknowledgement(amira.inductions.get(), "leadership", at=half_past_midnight_in_london)
    assert asked("met_on") == [(joined.pk, date(2026, 9, 30)), (somebody_else.pk, None)]


def test_the_proof_is_the_event_of_the_last_acknowledgement(amira):
    joined = an_appointment(person=amira, starts=date(2026, 9, 1))
    induct(amira, date(2026, 9, 2))

    last = amira.inductions.get().acknowledgements.get(principle__key="leadership")
    assert asked("event") == [(joined.pk, last.event_id)]


def test_the_last_principle_proves_nothing_where_another_is_missing(amira):
    joined = an_appointment(person=amira, starts=date(2026, 9, 1))

    induct(amira, date(2026, 9, 2), [key for key in SEVEN if key != "honesty"])

    assert asked("met_on") == [(joined.pk, None)]


def test_an_edition_that_came_later_unsettles_nothing(amira):
    joined = an_appointment(person=amira, starts=date(2026, 9, 1))
    induct(amira, date(2026, 9, 2))
    an_edition(effective=date(2026, 10, 1))

    assert asked("met_on") == [(joined.pk, date(2026, 9, 8))]


def test_an_induction_shortly_before_the_first_day_counts(amira):
    induct(amira, date(2026, 7, 1))
    joined = an_appointment(person=amira, starts=date(2026, 9, 1))

    assert asked("met_on") == [(joined.pk, date(2026, 7, 7))]


def test_after_a_long_break_a_new_induction_is_needed_and_meets_only_the_new_stay(amira):
    missed = an_appointment(person=amira, starts=date(2019, 9, 1), ends=date(2020, 8, 31))
    met = an_appointment(person=amira, starts=date(2022, 9, 1), ends=date(2023, 8, 31))
    induct(amira, date(2022, 9, 2))
    back = an_appointment(person=amira, starts=date(2026, 9, 1))
    assert asked("met_on") == [(missed.pk, None), (met.pk, date(2022, 9, 8)), (back.pk, None)]

    induct(amira, date(2026, 9, 2))

    assert asked("met_on") == [
        (missed.pk, None),
        (met.pk, date(2022, 9, 8)),
        (back.pk, date(2026, 9, 8)),
    ]


def test_only_who_joins_from_the_first_day_on_is_asked_where_the_duty_does_not_bind_who_is_there():
    a_duty("induction", begins=date(2026, 9, 1), standing=False)
    an_appointment(starts=date(2026, 8, 31))
    joined = an_appointment(starts=date(2026, 9, 1))

    assert asked("due_on") == [(joined.pk, date(2026, 9, 29))]


def test_one_steps_record_meets_nothing(amira):
    joined = an_appointment(person=amira, starts=date(2026, 9, 1))
    induct(amira, date(2026, 9, 2), SEVEN[:6])
    amira.inductions.get().steps_done.create(
        step="virtues", title="The seven virtues", at=NOW, on=NOW.date(), event=an_event(at=NOW)
    )

    assert asked("met_on") == [(joined.pk, None)]
