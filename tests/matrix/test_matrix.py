"""Every role by every address: who may open it is what the policy says, and nothing else."""

import re

import pytest
from django.urls import URLPattern, get_resolver

from sevenfold.access.policy import ACTIONS, SECOND_FACTOR
from sevenfold.ledger.models import Event
from tests.matrix.world import ANOTHERS, OPEN, ROLES, WITHIN, World, a_world

# A page; on to another; what takes only a POST; a link or a form that ran out.
ANSWERED = {200, 302, 405, 409, 410}


def _addresses(patterns, before: str = "/"):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield address, pattern.callback
        else:
            yield from _addresses(pattern.url_patterns, address)


ADDRESSES = dict(_addresses(get_resolver().url_patterns))
ASKING = {address: view.asks for address, view in ADDRESSES.items() if getattr(view, "asks", None)}


def _url(address: str, world: World, examples: dict = WITHIN) -> str:
    given = examples[address](world) if "<" in address else {}
    return re.sub(r"<\w+:(\w+)>", lambda found: str(given[found[1]]), address)


def test_each_address_names_its_permission_or_is_open_for_a_reason():
    unnamed = [address for address, view in ADDRESSES.items() if not hasattr(view, "asks")]

    assert unnamed == []
    assert ADDRESSES.keys() - ASKING.keys() == OPEN.keys()
    assert set(ASKING.values()) <= ACTIONS.keys()


def test_each_address_with_arguments_has_an_example_of_them():
    assert {address for address in ADDRESSES if "<" in address} == WITHIN.keys()


def test_the_examples_are_of_each_role_that_somebody_can_have():
    held = {role for action in ACTIONS.values() for role in action.reach}

    assert held == set(ROLES) - {"nothing"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_whoever_has_the_role_opens_what_the_policy_gives_it_and_nothing_else(client, role):
    world = a_world(role)
    client.enter(world.actor)
    for address, asked in ASKING.items():
        may = world.actor.roles & ACTIONS[asked].reach.keys()
        url = _url(address, world)

        status = client.get(url).status_code

        assert (status in ANSWERED) if may else status == 404, (role, address, status)
        if not may:
            entries = Event.objects.count()
            assert client.post(url).status_code == 404, (role, address)
            assert Event.objects.count() == entries


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_what_is_another_persons_own_is_not_there(client, role):
    world = a_world(role)
    client.enter(world.actor)

    statuses = {
        address: client.get(_url(address, world, ANOTHERS)).status_code for address in ANOTHERS
    }

    assert statuses == dict.fromkeys(ANOTHERS, 404)


@pytest.mark.django_db
def test_what_is_ones_own_is_there_so_that_it_could_have_leaked(client):
    world = a_world("governor")
    client.enter(world.other)

    statuses = {
        address: client.get(_url(address, world, ANOTHERS)).status_code for address in ANOTHERS
    }

    assert statuses == dict.fromkeys(ANOTHERS, 200)


@pytest.mark.django_db
def test_nobody_who_is_signed_out_opens_anything_but_the_doors(client):
    world = a_world("governor")
    for address in ASKING:
        url = _url(address, world)
        entries = Event.objects.count()

        answers = [client.get(url), client.post(url)]

        for answer in answers:
            assert answer.status_code == 302, address
            assert answer.url.startswith("/sign-in/?next="), address
        assert Event.objects.count() == entries
    for address in OPEN:
        assert client.get(_url(address, world)).status_code in ANSWERED, address


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(SECOND_FACTOR))
def test_a_role_that_needs_a_second_factor_opens_nothing_without_it(client, role):
    world = a_world(role)
    client.enter(world.actor, second_factor=False)
    for address, asked in ASKING.items():
        if not ACTIONS[asked].entry:
            answer = client.get(_url(address, world))
            assert answer.status_code == 302, address
            assert answer.url.startswith("/second-factor/?next="), address


@pytest.mark.django_db
def test_what_needs_a_fresh_proof_asks_for_it_first(client):
    world = a_world("governance-professional")
    client.enter(world.actor, minutes_ago=16)
    fresh = [address for address, asked in ASKING.items() if ACTIONS[asked].fresh]
    assert fresh
    for address in fresh:
        answer = client.get(_url(address, world))
        assert answer.status_code == 302, address
        assert answer.url.startswith("/prove/?next="), address
