"""Who may do what: one table, and the two questions that it answers.

`require` refuses one act, `scoped` narrows many rows to those that the act would not be refused
on. Both read the same row of `ACTIONS`. This module imports no model: the columns by which it
narrows are called person, body and academy, and a model that has them elsewhere, or has one not
at all, says so in REACH.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

GOVERNS = ("member", "trustee", "governor", "committee-member")

# Each column that a reach narrows by. A grant for the whole trust narrows by none.
COLUMNS = {"academies": "academy", "bodies": "body", "self": "person"}


@dataclass(frozen=True)
class Action:
    """One row of the policy: what may be done, by which roles, how far, and what it leaves."""

    reach: Mapping[str, str] = field(
        default_factory=dict
    )  # Role to trust, academies, bodies or self.
    leaves: str | None = None  # The event of the act that bears this name; none for looking.
    sevenfold: bool = False  # Whether Sevenfold itself may, in set-up and in the daily work.


def _all(roles: Iterable[str], reach: str) -> dict[str, str]:
    return dict.fromkeys(roles, reach)


CLERK = {"governance-professional": "trust"}
# Whoever may know how to reach somebody.
PEOPLE = {**CLERK, "hr": "trust", "technical-administrator": "trust"}
SELF = _all(GOVERNS, "self")

ACTIONS: dict[str, Action] = {
    # people
    "people.found": Action(leaves="people.founded", sevenfold=True),
    "people.add_academy": Action(CLERK, "people.academy_added", sevenfold=True),
    "people.add_body": Action(CLERK, "people.body_added", sevenfold=True),
    "people.add_person": Action(CLERK, "people.person_added", sevenfold=True),
    "people.appoint": Action(CLERK, "people.appointed", sevenfold=True),
    "people.see": Action({**PEOPLE, **_all((*GOVERNS, "accounting-officer", "auditor"), "trust")}),
    "people.see_contact": Action({**PEOPLE, **SELF}),
    "people.see_grants": Action({**PEOPLE, "auditor": "trust"}),
    "people.release_academy": Action(CLERK, "people.academy_released"),
    "people.rename_body": Action(CLERK, "people.body_renamed"),
    "people.close_body": Action(CLERK, "people.body_closed"),
    "people.correct_person": Action(CLERK, "people.person_corrected"),
    "people.end": Action(CLERK, "people.ended"),
    "people.renew": Action(CLERK, "people.renewed"),
    "people.correct_appointment": Action(CLERK, "people.appointment_corrected"),
    "people.hold_office": Action(CLERK, "people.office_held", sevenfold=True),
    "people.end_office": Action(CLERK, "people.office_ended"),
    "people.grant": Action(CLERK, "people.granted", sevenfold=True),
    "people.revoke": Action(CLERK, "people.revoked"),
    # statement
    "statement.see": Action(
        {**CLERK, **_all((*GOVERNS, "accounting-officer"), "trust"), "auditor": "trust"}
    ),
    "statement.keep": Action(CLERK, "statement.kept", sevenfold=True),
    "statement.adopt": Action(CLERK, "statement.adopted", sevenfold=True),
    "statement.ask": Action(CLERK, "statement.asked", sevenfold=True),
    # conduct
    "conduct.approve": Action(CLERK, "conduct.approved", sevenfold=True),
    "conduct.read": Action({**SELF, **CLERK, "auditor": "trust"}),
    "conduct.sign": Action(SELF, "conduct.signed"),
    # induction
    "induction.begin": Action(SELF, "induction.begun"),
    "induction.acknowledge": Action(SELF, "induction.acknowledged"),
    "induction.record_step": Action(SELF, "induction.step_recorded"),
    "induction.edit_steps": Action(CLERK, "induction.steps_edited"),
    "induction.oversee": Action({**CLERK, "chair": "bodies", "auditor": "trust"}),
    # assurance
    "assurance.asked": Action(SELF),
    "assurance.names": Action({**SELF, **CLERK, "chair": "bodies", "auditor": "trust"}),
}


@dataclass(frozen=True)
class Grant:
    """A role and how far it goes, from a row that can end: appointment, office, post or grant."""

    role: str
    body: int | None = None
    academy: int | None = None


@dataclass(frozen=True)
class Actor:
    """Whoever acts, with what they hold at this moment. Built once for a request by people."""

    person: Any  # None where Sevenfold itself acts.
    grants: tuple[Grant, ...] = ()
    proof: str = ""  # How they proved who they are, in words that a receipt can show.

    @property
    def uid(self) -> str | None:
        return self.person.uid if self.person else None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)


SEVENFOLD = Actor(person=None)


class Denied(PermissionDenied):
    """A view answers 404: what one may not open is not found."""


def may(actor: Actor, action: str) -> bool:
    """Whether the actor may do this to anything at all."""
    row = ACTIONS[action]
    return row.sevenfold if actor.person is None else bool(actor.roles & row.reach.keys())


def require(actor: Actor, action: str, on: Any = None) -> None:
    """Raises Denied unless the actor may do this, to this object where one is given."""
    if not may(actor, action) or (on is not None and not _reaches(actor, action, on)):
        raise Denied(action)


def scoped(actor: Actor, action: str, queryset: QuerySet) -> QuerySet:
    """The rows that the actor may do this to. Agrees with `require` row by row."""
    paths = getattr(queryset.model, "REACH", {})
    within = Q()
    for column, values in _narrowings(actor, action):
        if column is None:
            return queryset
        path = paths.get(column, column)
        if path:  # Else no row lies within it.
            within |= Q(**{f"{path}__in": values})
    return queryset.filter(within) if within else queryset.none()


def asks(action: str) -> Callable:
    """Names a view's permission and asks for it. Who is signed out is asked to sign in."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.actor is None:
                return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.path})}")
            if not may(request.actor, action):
                raise Http404
            try:
                return view(request, *args, **kwargs)
            except Denied as denied:
                raise Http404 from denied

        guarded.asks = action
        return guarded

    return decorate


def open_to_all(view: Callable) -> Callable:
    """Says of a view that nobody is asked who they are."""
    view.asks = None
    return view


def _narrowings(actor: Actor, action: str) -> Iterable[tuple[str | None, list[int]]]:
    """Each column with the values within the actor's reach; no column where it is the whole trust."""
    row = ACTIONS[action]
    if actor.person is None:
        return [(None, [])] if row.sevenfold else []
    reaches: dict[str, list[int]] = {}
    for grant in actor.grants:
        reach = row.reach.get(grant.role)
        if reach == "trust":
            return [(None, [])]
        if reach:
            column = COLUMNS[reach]
            value = actor.person.pk if column == "person" else getattr(grant, column)
            if value is not None:
                reaches.setdefault(column, []).append(value)
    return reaches.items()


def _reaches(actor: Actor, action: str, on: Any) -> bool:
    paths = getattr(type(on), "REACH", {})
    return any(
        column is None or _value(on, paths.get(column, column)) in values
        for column, values in _narrowings(actor, action)
    )


def _value(on: Any, path: str | None) -> Any:
    """The key that the path leads to, or None where nothing stands there."""
    if path is None:
        return None
    *steps, last = path.split("__")
    for step in steps:
        on = getattr(on, step, None)
    return getattr(on, f"{last}_id", getattr(on, last, None))
