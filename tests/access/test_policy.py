"""The two questions of the policy agree, and each page asks in the right order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sevenfold.access import policy as access
from sevenfold.access.policy import Action, Actor, Grant
from sevenfold.people.models import Academy, Appointment, Body, Office, Person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 19, 36, tzinfo=UTC)
ACADEMIES, BODIES, PEOPLE = 3, 4, 4
REACHES = {"clerk": "trust", "principal": "academies", "chair": "bodies", "governor": "self"}
# Where they sit leads from a person to many rows.
TO_MANY = {"person": "pk", "body": "appointments__body", "academy": "appointments__body__academy"}

keys = st.none() | st.integers(0, 4)
grants = st.builds(Grant, st.sampled_from([*REACHES, "nothing"]), keys, keys)
sitting = st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, BODIES - 1))


@pytest.fixture
def action(monkeypatch):
    monkeypatch.setitem(access.ACTIONS, "test.do", Action(REACHES))
    return "test.do"


def rows(sat) -> dict[type, list]:
    """People on bodies, of which the first belongs to no academy."""
    academies = [
        Academy.objects.create(name=f"A{n}", joined=date(2018, 9, 1)) for n in range(ACADEMIES)
    ]
    bodies = [
        Body.objects.create(kind="local", name=f"B{n}", academy=academies[n - 1] if n else None)
        for n in range(BODIES)
    ]
    people = [Person.objects.create(name=f"P{n}") for n in range(PEOPLE)]
    for person, body in sat:
        appointment = Appointment.objects.create(
            person=people[person], body=bodies[body], role="governor", starts=date(2024, 9, 1)
        )
        Office.objects.create(
            kind="chair", person=people[person], appointment=appointment, starts=date(2024, 9, 1)
        )
    Office.objects.create(kind="accounting-officer", person=people[0], starts=date(2024, 9, 1))
    found = (Academy, Body, Person, Appointment, Office)
    return {model: list(model.objects.order_by("pk")) for model in found}


def holder(made, person: int, held, only=None) -> Actor:
    """The actor with grants for rows that are there; a number past the last is for one that is not."""

    def key(model, number):
        return (
            made[model][number].pk if number is not None and number < len(made[model]) else number
        )

    real = tuple(Grant(g.role, key(Body, g.body), key(Academy, g.academy)) for g in held)
    return Actor(made[Person][person], real, only=only)


def allowed(actor, action, row) -> bool:
    try:
        access.require(actor, action, on=row)
    except access.Denied:
        return False
    return True


@pytest.mark.parametrize("to_many", [False, True])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    sat=st.lists(sitting, unique=True, max_size=6),
    person=st.integers(0, PEOPLE - 1),
    held=st.lists(grants, max_size=4),
    only=st.sampled_from([None, frozenset(), frozenset({"test.do"})]),
)
def test_refusing_one_and_narrowing_many_agree_row_by_row(action, to_many, sat, person, held, only):
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        if to_many:
            patch.setattr(Person, "REACH", TO_MANY)
        made = rows(sat)
        actor = holder(made, person, held, only)
        for model, there in made.items():
            one_by_one = [row.pk for row in there if allowed(actor, action, row)]
            narrowed = access.scoped(actor, action, model.objects.order_by("pk"))
            assert list(narrowed.values_list("pk", flat=True)) == one_by_one
        transaction.set_rollback(True)


def test_a_row_that_two_grants_reach_by_many_rows_is_one_row(action, monkeypatch):
    monkeypatch.setattr(Person, "REACH", TO_MANY)
    made = rows([(0, 1), (0, 2), (1, 2)])
    actor = holder(made, 3, [Grant("chair", 1), Grant("chair", 2), Grant("principal", None, 1)])

    narrowed = access.scoped(actor, action, Person.objects.order_by("name"))

    assert [person.name for person in narrowed] == ["P0", "P1"]
    assert narrowed.count() == 2


def test_a_column_that_a_model_has_not_reaches_none_of_its_rows(action):
    made = rows([(0, 1)])
    chair = holder(made, 3, [Grant("chair", 1)])

    assert not access.scoped(chair, action, Person.objects.all())
    assert not allowed(chair, action, made[Person][0])
    assert allowed(chair, action, made[Appointment][0])


def test_asking_about_a_row_fetches_nothing_that_its_own_columns_say(
    action, django_assert_num_queries
):
    made = rows([(0, 1)])
    chair = holder(made, 3, [Grant("chair", 1)])
    appointment = Appointment.objects.get()

    with django_assert_num_queries(0):
        assert allowed(chair, action, appointment)


def test_sevenfold_itself_does_what_is_marked_so_and_nothing_else(action):
    made = rows([])

    assert allowed(access.SEVENFOLD, "people.appoint", made[Person][0])
    assert not allowed(access.SEVENFOLD, action, made[Person][0])
    assert not access.scoped(access.SEVENFOLD, action, Person.objects.all())


# A page that carries weight, and who comes to it.
CLERK = Actor("Marian", (Grant("governance-professional"),), "a test", NOW, second_factor=True)


@pytest.mark.parametrize(
    ("actor", "answer"),
    [
        (None, "/sign-in/?next=%2Fit%2F%3Fa%3D1"),
        (replace(CLERK, only=frozenset({"conduct.sign"})), "/sign-in/?next=%2Fit%2F%3Fa%3D1"),
        (replace(CLERK, second_factor=False), "/second-factor/?next=%2Fit%2F%3Fa%3D1"),
        (Actor("Amina", (Grant("governor"),), "a test", NOW), 404),
        (replace(CLERK, proved_at=NOW - timedelta(minutes=15)), "/prove/?next=%2Fit%2F%3Fa%3D1"),
        (replace(CLERK, proved_at=None), "/prove/?next=%2Fit%2F%3Fa%3D1"),
        (replace(CLERK, proved_at=NOW - timedelta(minutes=14)), 200),
    ],
)
def test_a_page_asks_who_it_is_then_whether_they_may_then_whether_it_is_still_them(
    actor, answer, time_machine
):
    time_machine.move_to(NOW, tick=False)
    page = access.asks("conduct.approve")(lambda request: HttpResponse())
    request = RequestFactory().get("/it/?a=1")
    request.actor = actor

    try:
        response = page(request)
    except Http404:
        assert answer == 404
    else:
        assert getattr(response, "url", response.status_code) == answer
        assert getattr(response, "interrupted", False) is (answer != 200)


def test_what_a_mailed_link_allows_is_in_the_policy():
    mailed = {act: errand for act, errand in access.LINKED.items() if not errand.comes_in}

    assert mailed.keys() == access.LINKED.keys() - {access.FIRST_WAY_IN}
    for act, errand in mailed.items():
        assert act in errand.allows
        assert errand.allows | errand.afterwards <= access.ACTIONS.keys()
        assert act not in errand.afterwards
        assert not [name for name in errand.allows if access.ACTIONS[name].fresh]
