"""Who is asking, and how far what they hold reaches."""

from datetime import date

import pytest

from sevenfold.access import policy as access
from sevenfold.access.policy import ACTIONS, Grant
from sevenfold.people.models import Appointment, Office, Person
from sevenfold.people.models import Grant as Given
from sevenfold.people.queries import actor_for
from tests.factories import a_body, a_person, an_academy, an_appointment
from tests.matrix.world import ROLES, a_world

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def test_an_actor_has_what_they_hold_on_that_day_the_most_telling_first(django_assert_num_queries):
    joe = a_person("Joe Malik")
    local, board = a_body("local", an_academy()), a_body("board")
    on_board = an_appointment(joe, role="trustee", body=board)
    an_appointment(joe, role="governor", body=local, starts=date(2025, 9, 1))
    an_appointment(joe, role="committee-member", body=a_body("committee"), ends=date(2026, 8, 31))
    Given.objects.create(person=joe, role="hr", starts=DAY, ends=DAY, reason="Test")
    Given.objects.create(person=joe, role="auditor", starts=date(2026, 11, 25), reason="Test")
    Office.objects.create(kind="chair", person=joe, appointment=on_board, starts=DAY)

    with django_assert_num_queries(1):
        actor = actor_for(joe, on=DAY)

    assert actor.grants == (
        Grant("chair", board.pk),
        Grant("trustee", board.pk),
        Grant("governor", local.pk, local.academy.pk),
        Grant("hr"),
    )


def test_a_chair_sees_the_names_of_their_own_body_alone():
    own, another = (a_body("local", an_academy()) for _ in range(2))
    row = an_appointment(body=own)
    Office.objects.create(kind="chair", person=row.person, appointment=row, starts=DAY)
    near, far = an_appointment(body=own), an_appointment(body=another)

    def named(on: date) -> list[Appointment]:
        chair = actor_for(row.person, on=on)
        seen = access.scoped(chair, "assurance.names", Appointment.objects.order_by("pk"))
        return list(seen)

    assert named(DAY) == [row, near]
    Office.objects.update(ends=DAY)
    assert named(date(2026, 11, 25)) == [row]
    assert far not in named(DAY)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_listed_is_what_is_not_refused_row_by_row(role):
    actor = a_world(role).actor
    for action in ACTIONS:
        for model in (Appointment, Office, Person):  # They lie within each kind of reach.
            listed = set(access.scoped(actor, action, model.objects.all()))

            assert listed == {
                row for row in model.objects.all() if not _is_refused(actor, action, row)
            }


def _is_refused(actor, action: str, row) -> bool:
    try:
        access.require(actor, action, row)
    except access.Denied:
        return True
    return False
