import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sevenfold.conduct.models import Issue, Signature
from sevenfold.conduct.rules import terms_of
from sevenfold.duties import actions as duties
from sevenfold.duties import engine, queries
from sevenfold.duties.engine import Changes
from sevenfold.duties.kinds import Bound, Done
from sevenfold.duties.models import Duty, PastRequirement, Period, Requirement
from sevenfold.kernel.clock import FOR_EVER
from sevenfold.people.models import Appointment
from tests.factories import (
    a_body,
    a_duty,
    a_person,
    a_signature,
    a_trust,
    an_academy,
    an_appointment,
    an_issue,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def sync(*kinds, at: datetime = NOW, **within) -> Changes:
    with transaction.atomic():
        return duties.sync(*kinds, at=at, **within)


def asked(*fields, duty: Duty | None = None) -> list[tuple]:
    sync()
    rows = Requirement.objects.filter(**({"duty": duty} if duty else {}))
    return list(rows.order_by("arises_on", "subject", "period").values_list("subject", *fields))


@pytest.fixture
def code():
    """The duty of clause 3.2, with a code approved on 14 November 2026, minute 8.2."""
    a_trust()
    return a_duty("code-of-conduct"), an_issue(date(2026, 11, 14))


def test_each_appointment_is_asked_from_the_approval_of_the_code_to_the_end_of_its_year(code):
    academy = an_academy()
    governor = an_appointment(body=a_body(academy=academy), starts=date(2024, 9, 1))
    member = an_appointment(role="member", body=a_body("members"), starts=date(2019, 9, 1))

    dates = (date(2026, 11, 14), date(2026, 12, 5), date(2027, 8, 31), None)
    fields = ("person", "body", "academy", "arises_on", "due_on", "lapses_on", "met_on")
    assert asked(*fields) == [
        (governor.pk, governor.person.pk, governor.body.pk, academy.pk, *dates),
        (member.pk, member.person.pk, member.body.pk, None, *dates),
    ]


@pytest.mark.parametrize(
    ("approved", "year", "opens", "due"),
    [
        (date(2026, 7, 9), 2026, date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 9, 9), 2026, date(2026, 9, 9), date(2026, 9, 30)),
        (date(2026, 9, 10), 2026, date(2026, 9, 10), date(2026, 10, 1)),
    ],
)
def test_a_code_is_due_on_30_september_or_21_days_after_approval_the_later(
    approved, year, opens, due
):
    a_duty("code-of-conduct")
    an_issue(approved, year)
    an_appointment()

    assert [row[1:] for row in asked("arises_on", "due_on")] == [(opens, due)]


def test_whoever_joins_in_the_year_has_28_days_if_that_is_later(code):
    early = an_appointment(starts=date(2026, 11, 14))
    late = an_appointment(starts=date(2026, 11, 20))

    assert asked("due_on") == [(early.pk, date(2026, 12, 12)), (late.pk, date(2026, 12, 18))]


def test_an_appointment_that_ends_takes_what_was_asked_with_it(code):
    leaver = an_appointment(ends=date(2026, 12, 1))
    an_appointment(ends=date(2026, 11, 13))

    assert asked("lapses_on") == [(leaver.pk, date(2026, 12, 1))]


def test_one_signature_meets_each_appointment_of_the_person_and_nobody_elses(code):
    _, issue = code
    amina = a_person()
    first, second = an_appointment(amina), an_appointment(amina, starts=date(2026, 11, 20))
    other = an_appointment()
    signature = a_signature(amina, issue, NOW)

    assert sorted(asked("met_on", "event")) == sorted(
        [
            (first.pk, TODAY, signature.event.pk),
            (second.pk, TODAY, signature.event.pk),
            (other.pk, None, None),
        ]
    )


def test_a_reissue_closes_the_period_before_it_and_asks_again(code):
    _, first = code
    governor = an_appointment()
    a_signature(governor.person, first, NOW)
    again = an_issue(date(2026, 11, 23))

    assert asked("period__ref", "arises_on", "lapses_on", "due_on", "met_on") == [
        (governor.pk, first.pk, date(2026, 11, 14), date(2026, 11, 22), date(2026, 12, 5), None),
        (governor.pk, again.pk, date(2026, 11, 23), date(2027, 8, 31), date(2026, 12, 14), None),
    ]


def test_an_issue_replaced_before_its_year_begins_asks_nothing():
    a_duty("code-of-conduct")
    replaced = an_issue(date(2026, 6, 1), 2026)
    an_appointment()
    assert [row[1] for row in asked("period__ref")] == [replaced.pk]

    in_its_place = an_issue(date(2026, 7, 9), 2026)

    assert [row[1] for row in asked("period__ref")] == [in_its_place.pk]
    assert list(Period.objects.values_list("ref", flat=True)) == [in_its_place.pk]
    past = PastRequirement.objects.values_list("ref", "label", "closed")
    assert list(past) == [(replaced.pk, "2026/27", NOW)]


def test_the_trust_owes_a_code_each_year_and_an_approval_meets_it():
    trust = a_trust()
    a_duty("code-issued", date(2025, 9, 1))
    an_issue(date(2025, 7, 9), 2025)

    assert asked("person", "arises_on", "due_on", "met_on") == [
        (trust.pk, None, date(2025, 9, 1), date(2025, 9, 30), date(2025, 7, 9)),
        (trust.pk, None, date(2026, 9, 1), date(2026, 9, 30), None),
    ]


def test_a_duty_that_begins_in_the_year_makes_nobody_late_on_its_first_day():
    a_trust()
    issued = a_duty("code-issued", TODAY)
    signed = a_duty("code-of-conduct", TODAY)
    an_issue(date(2026, 7, 9), 2026)
    an_appointment()
    in_28_days = [(TODAY, date(2026, 12, 22))]

    assert [row[1:] for row in asked("arises_on", "due_on", duty=signed)] == in_28_days
    assert [row[1:] for row in asked("arises_on", "due_on", duty=issued)] == in_28_days


def test_a_duty_that_is_not_standing_leaves_those_who_were_there_alone():
    a_duty("code-of-conduct", TODAY, standing=False)
    an_issue(date(2026, 7, 9), 2026)
    an_appointment()
    joiner = an_appointment(starts=TODAY)

    assert asked("due_on") == [(joiner.pk, date(2026, 12, 22))]


def test_a_duty_owns_only_what_arises_before_its_end(code):
    duty, _ = code
    before = an_appointment()
    an_appointment(starts=date(2026, 11, 20))
    Duty.objects.filter(pk=duty.pk).update(ends=date(2026, 11, 19))

    assert asked() == [(before.pk,)]


def test_a_second_synchronisation_changes_nothing(code):
    an_appointment()
    assert sync() == Changes(opened=1)
    assert sync() == Changes()


def test_evidence_fills_a_row_in_place_and_any_other_change_opens_a_new_one(code):
    _, issue = code
    governor = an_appointment()
    sync()
    a_signature(governor.person, issue, NOW)

    assert sync("code-of-conduct", people=[governor.person]) == Changes(filled=1)
    Appointment.objects.filter(pk=governor.pk).update(starts=date(2026, 11, 20))
    assert sync(people=[governor.person]) == Changes(closed=1, opened=1)

    assert list(PastRequirement.objects.values_list("due_on", "met_on", "label", "closed")) == [
        (date(2026, 12, 5), TODAY, "2026/27", NOW)
    ]
    assert list(Requirement.objects.values_list("due_on", "met_on")) == [
        (date(2026, 12, 18), TODAY)
    ]


def test_a_partial_synchronisation_looks_at_nobody_else(code):
    sync()
    an_appointment()
    mine = an_appointment()

    assert sync(people=[mine.person]) == Changes(opened=1)
    assert sync(people=[]) == Changes()
    assert list(Requirement.objects.values_list("subject", flat=True)) == [mine.pk]


def test_nightly_leaves_alone_what_closed_before(code):
    an_issue(date(2020, 9, 1))
    appointment = an_appointment(starts=date(2019, 9, 1))
    sync()
    Appointment.objects.filter(pk=appointment.pk).update(body=a_body())

    assert sync(since=date(2025, 11, 24)) == Changes(closed=1, opened=1)
    assert sync() == Changes(closed=1, opened=1)


def test_a_kind_that_names_a_subject_twice_is_refused_by_the_stage(code, monkeypatch):
    duty, _ = code
    appointment = an_appointment()
    an_appointment(appointment.person)
    twice = Bound(
        Appointment.objects.all(), subject="person__appointments", starts="starts", days=28
    )
    monkeypatch.setattr(type(duty.behaviour), "bound", lambda self, duty: twice)
    engine.compiled.cache_clear()

    with pytest.raises(IntegrityError):
        sync()


@pytest.mark.parametrize("single", [True, False])
def test_a_kind_that_is_wrong_about_single_acts_is_refused_by_the_stage(code, monkeypatch, single):
    duty, issue = code
    person = an_appointment().person
    a_signature(person, issue, NOW)
    # By way of both appointments, so that each has two acts in the period.
    done = Done(
        Signature.objects.all(), subject="person__appointments__person__appointments", single=single
    )
    an_appointment(person)
    monkeypatch.setattr(type(duty.behaviour), "done", lambda self, duty: done)
    engine.compiled.cache_clear()

    if single:
        with pytest.raises(IntegrityError):
            sync()
    else:
        assert sync() == Changes(opened=2)


def test_nobody_bound_closes_everything(code, monkeypatch):
    duty, _ = code
    an_appointment()
    sync()
    nobody = Bound(Appointment.objects.none(), starts="starts")
    monkeypatch.setattr(type(duty.behaviour), "bound", lambda self, duty: nobody)
    engine.compiled.cache_clear()

    assert sync() == Changes(closed=1)


def test_a_synchronisation_after_an_act_costs_the_same_for_any_number_of_people(code):
    _, issue = code
    counts = []
    for people in (1, 12):
        mine, *_ = (an_appointment() for _ in range(people))
        sync()
        a_signature(mine.person, issue, NOW)
        with CaptureQueriesContext(connection) as captured:
            sync("code-of-conduct", people=[mine.person])
        counts.append(len(captured))

    assert counts[0] == counts[1]


STATES = [
    (date(2026, 11, 13), []),
    (date(2026, 11, 14), ["due"]),
    (date(2026, 12, 5), ["due"]),
    (date(2026, 12, 6), ["overdue"]),
    (date(2026, 12, 9), ["overdue"]),
    (date(2026, 12, 10), ["met late"]),
    (date(2027, 8, 31), ["met late"]),
    (date(2027, 9, 1), []),
]


@pytest.mark.parametrize(("day", "states"), STATES)
def test_the_state_on_a_day_ignores_what_was_done_after_it(code, day, states):
    _, issue = code
    governor = an_appointment()
    a_signature(governor.person, issue, datetime(2026, 12, 10, 9, tzinfo=UTC))
    sync()

    found = queries.at(Requirement.objects.all(), day)
    assert list(found.values_list("state", flat=True)) == states


def test_what_was_known_then_can_be_told_again_after_a_correction(code):
    governor = an_appointment(starts=date(2026, 11, 20))
    known = datetime(2026, 12, 20, tzinfo=UTC)
    sync(at=known - timedelta(hours=1))
    day = date(2026, 12, 19)

    def states(known=None):
        now = queries.at(Requirement.objects.all(), day)
        found = queries.as_known(day, known) if known else now
        return list(found.values_list("state"))

    assert states() == [("overdue",)]
    Appointment.objects.filter(pk=governor.pk).update(starts=date(2026, 12, 10))
    sync(at=known + timedelta(hours=1))

    assert states() == [("due",)]
    assert states(known) == [("overdue",)]


# --- The engine against a plain walk in Python, over histories made by dice.


@dataclass(frozen=True)
class Row:
    duty: int
    subject: int
    ref: int
    arises: date
    due: date
    lapses: date
    met: date | None


def plain_walk() -> set[Row]:
    """What the duties of clause 3.2 ask, worked out one appointment and one issue at a time."""
    return {
        row
        for duty in Duty.objects.filter(kind="code-of-conduct")
        for term in terms_of(Issue.objects.all(), duty.params.after)
        for appointment in Appointment.objects.filter(role__in=duty.params.roles)
        for row in _one(duty, term, appointment)
    }


def _one(duty: Duty, term, appointment: Appointment) -> Iterable[Row]:
    first, last = appointment.starts, appointment.ends or FOR_EVER
    if duty.standing:
        first = max(first, duty.begins)
    if first > last or first > term.closes or last < term.opens:
        return
    arises = max(first, term.opens)
    if arises < duty.begins or (duty.ends and arises > duty.ends):
        return
    due = term.due
    if first >= term.opens:
        due = max(due, first + timedelta(days=duty.params.days))
    lapses = min(last, term.closes)
    acts = Signature.objects.filter(
        person=appointment.person, issue=term.issue, on__lte=lapses
    ).order_by("on")
    met = acts.values_list("on", flat=True).first()
    yield Row(duty.pk, appointment.pk, term.issue.pk, arises, due, lapses, met)


def engine_rows() -> set[Row]:
    rows = Requirement.objects.filter(duty__kind="code-of-conduct").values_list(
        "duty", "subject", "period__ref", "arises_on", "due_on", "lapses_on", "met_on"
    )
    return {Row(*row) for row in rows}


def states_of(day: date, known: datetime | None = None) -> set[tuple]:
    now = queries.at(Requirement.objects.all(), day)
    found = queries.as_known(day, known) if known else now
    return set(found.values_list("duty", "subject", "state"))


@pytest.mark.parametrize("seed", range(6))
def test_the_engine_equals_a_plain_walk_over_a_random_history(seed):
    dice = random.Random(seed)
    a_trust()
    board = a_body("board")
    people = [a_person() for _ in range(8)]
    bodies = [a_body() for _ in range(3)]
    a_duty("code-of-conduct", date(2023, 9, 1))
    a_duty("code-of-conduct", date(2025, 1, 10), standing=False, roles=("member", "trustee"))
    remembered = []
    at = datetime(2023, 9, 2, 8, tzinfo=UTC)

    for _ in range(70):
        at += timedelta(days=dice.randint(0, 24), hours=dice.randint(1, 9))
        touched = _something_happens(dice, people, bodies, board, at)
        sync("code-of-conduct", people=touched, at=at)
        assert engine_rows() == plain_walk()
        day = at.date() - timedelta(days=dice.choice([0, 0, 30, 200]))
        remembered.append((day, at, states_of(day)))

    sync(at=at)
    assert engine_rows() == plain_walk()
    for day, known, states in remembered:
        assert states_of(day, known) == states


def _something_happens(dice, people, bodies, board, at: datetime):
    """One thing that changes what is asked or done. Whom it touched; None where it may be all."""
    day = at.date()
    person = dice.choice(people)
    appointments = Appointment.objects.filter(person=person)
    what = dice.choice(["appoint", "appoint", "sign", "sign", "sign", "end", "move", "approve"])
    if what == "appoint":
        starts = day + timedelta(days=dice.randint(-90, 40))
        if not appointments.filter(starts=starts).exists():
            ends = dice.choice([None, None, starts + timedelta(days=dice.randint(0, 500))])
            role = dice.choice(["member", "trustee", "governor", "committee-member"])
            an_appointment(person, role=role, body=dice.choice(bodies), starts=starts, ends=ends)
    elif what == "approve":
        an_issue(day, dice.choice([None, None, day.year + (day.month >= 9)]), body=board)
        return None
    elif what == "sign":
        unsigned = Issue.objects.exclude(signatures__person=person).filter(approved_on__lte=day)
        if unsigned.exists():
            a_signature(person, dice.choice(list(unsigned)), at)
    elif held := list(appointments):
        held = dice.choice(held)
        if what == "end":
            held.ends = max(held.starts, day + timedelta(days=dice.randint(-20, 20)))
        elif held.ends is None or held.ends > held.starts:
            held.starts -= timedelta(days=dice.randint(1, 60))
        held.save()
    return [person]
