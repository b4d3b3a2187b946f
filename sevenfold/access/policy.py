"""Who may do what: one table, and the two questions that it answers.

`require` refuses one act, `scoped` narrows many rows to those that the act would not be refused
on. Both read the same row of `ACTIONS`. This module imports no model: the columns by which it
narrows are called person, body and academy, and a model that has them elsewhere, or has one not
at all, says so in REACH.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from sevenfold.kernel import clock

GOVERNS = ("member", "trustee", "governor", "committee-member")

# Whoever has one of these does nothing by it before a second factor has proved who they are.
SECOND_FACTOR = frozenset({"governance-professional", "auditor", "technical-administrator"})
# How long a proof of any kind, the sign-in included, counts as fresh.
FRESH_FOR = timedelta(minutes=15)

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
    fresh: bool = False  # Whether one proves afresh that it is oneself.
    entry: bool = False  # Whether it comes before the second factor, as setting that up does.


def _all(roles: Iterable[str], reach: str) -> dict[str, str]:
    return dict.fromkeys(roles, reach)


CLERK = {"governance-professional": "trust"}
# Whoever may know how to reach somebody.
PEOPLE = {**CLERK, "hr": "trust", "technical-administrator": "trust"}
SELF = _all(GOVERNS, "self")

# Whatever somebody may hold: appointments, offices, grants.
EVERYBODY = _all(
    (*GOVERNS, "chair", "vice-chair", "accounting-officer", "hr", *sorted(SECOND_FACTOR)), "self"
)

ACTIONS: dict[str, Action] = {
    # accounts
    "accounts.prove": Action(EVERYBODY, entry=True),
    "accounts.see_ways_in": Action(EVERYBODY),
    "accounts.change_ways_in": Action(EVERYBODY, fresh=True, entry=True),
    # people
    "people.found": Action(leaves="people.founded", sevenfold=True),
    "people.describe": Action(CLERK, "people.described"),
    "people.try_mail": Action(CLERK, "people.mail_tried"),
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
    # An address is a way in: whoever changes it proves who they are.
    "people.correct_person": Action(CLERK, "people.person_corrected", fresh=True),
    "people.end": Action(CLERK, "people.ended"),
    "people.renew": Action(CLERK, "people.renewed"),
    "people.correct_appointment": Action(CLERK, "people.appointment_corrected"),
    "people.hold_office": Action(CLERK, "people.office_held", sevenfold=True),
    "people.end_office": Action(CLERK, "people.office_ended"),
    "people.grant": Action(CLERK, "people.granted", sevenfold=True, fresh=True),
    "people.revoke": Action(CLERK, "people.revoked", fresh=True),
    "people.invite": Action(CLERK, "people.invited"),
    # statement
    "statement.see": Action(
        {**CLERK, **_all((*GOVERNS, "accounting-officer"), "trust"), "auditor": "trust"}
    ),
    "statement.keep": Action(CLERK, "statement.kept", sevenfold=True),
    "statement.adopt": Action(CLERK, "statement.adopted", sevenfold=True, fresh=True),
    "statement.ask": Action(CLERK, "statement.asked", sevenfold=True),
    # conduct
    "conduct.approve": Action(CLERK, "conduct.approved", sevenfold=True, fresh=True),
    "conduct.read": Action({**SELF, **CLERK, "auditor": "trust"}),
    "conduct.sign": Action(SELF, "conduct.signed"),
    "conduct.receipt": Action(SELF),
    # induction
    "induction.begin": Action(SELF, "induction.begun"),
    "induction.acknowledge": Action(SELF, "induction.acknowledged"),
    "induction.record_step": Action(SELF, "induction.step_recorded"),
    "induction.edit_steps": Action(CLERK, "induction.steps_edited"),
    "induction.oversee": Action({**CLERK, "chair": "bodies", "auditor": "trust"}),
    # running
    "running.watch": Action({**CLERK, "technical-administrator": "trust"}),
    # assurance
    "assurance.set_up": Action(CLERK),
    "assurance.asked": Action(SELF),
    "assurance.names": Action({**SELF, **CLERK, "chair": "bodies", "auditor": "trust"}),
}


@dataclass(frozen=True)
class Errand:
    """What a link lets its person do. Once it is done, looking at it is what remains."""

    to_do: str
    page: str  # The name of the address where it is done.
    allows: frozenset[str]
    afterwards: frozenset[str] = frozenset()
    comes_in: str = ""  # It lets its person sign in for real, once: and that is how they proved it.


FIRST_WAY_IN = "first way in"

# The acts for which a link may be mailed, and the one way in that is printed and never mailed.
LINKED: dict[str, Errand] = {
    FIRST_WAY_IN: Errand(
        "Sign in and look after the trust",
        "home",
        allows=frozenset(),
        comes_in="a link printed at set-up",
    ),
    "conduct.sign": Errand(
        "Read and sign this year’s code of conduct",
        "conduct:code",
        allows=frozenset({"conduct.read", "conduct.sign", "conduct.receipt"}),
        afterwards=frozenset({"conduct.read", "conduct.receipt"}),
    ),
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
    proved_at: datetime | None = None
    second_factor: bool = False  # Whether a second factor was part of it.
    only: frozenset[str] | None = None  # What a mailed link lets them do; none where they may all.

    @property
    def uid(self) -> str | None:
        return self.person.uid if self.person else None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def lacks_second_factor(self) -> bool:
        """Whether one of their roles waits for a second factor."""
        return bool(self.roles & SECOND_FACTOR) and not self.second_factor

    def is_let(self, action: str) -> bool:
        """Whether the way in by which they came goes as far as this."""
        return self.only is None or action in self.only

    def is_fresh(self, at: datetime) -> bool:
        """Whether they proved who they are a short while ago."""
        return self.proved_at is not None and at - self.proved_at < FRESH_FOR


SEVENFOLD = Actor(person=None)


class Denied(PermissionDenied):
    """A view answers 404: what one may not open is not found."""


def may(actor: Actor, action: str) -> bool:
    """Whether the actor may do this to anything at all."""
    row = ACTIONS[action]
    if actor.person is None:
        return row.sevenfold
    return actor.is_let(action) and bool(actor.roles & row.reach.keys())


def require(actor: Actor, action: str, on: Any = None) -> None:
    """Raises Denied unless the actor may do this, to this object where one is given."""
    if not may(actor, action) or (on is not None and not _reaches(actor, action, on)):
        raise Denied(action)


def scoped(actor: Actor, action: str, queryset: QuerySet) -> QuerySet:
    """The rows that the actor may do this to. Agrees with `require` row by row."""
    paths = getattr(queryset.model, "REACH", {})
    within, doubles = Q(), False
    for column, values in _narrowings(actor, action):
        if column is None:
            return queryset
        path = paths.get(column, column)
        if path:  # Else no row lies within it.
            within |= Q(**{f"{path}__in": values})
            doubles = doubles or _leads_to_many(queryset.model, path)
    if not within:
        return queryset.none()
    if doubles:  # A row that two grants reach is still one row.
        found = queryset.model._base_manager.filter(within)
        return queryset.filter(pk__in=found.order_by().values("pk"))
    return queryset.filter(within)


def asks(action: str) -> Callable:
    """Names a view's permission and asks for it.

    Who is signed out, or came by a link for something else, is asked to sign in; whose second
    factor is missing, for that; and for a `fresh` action whoever proved a while ago who they are
    is asked to prove it again.
    """
    row = ACTIONS[action]

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            actor = request.actor
            if actor is None or not actor.is_let(action):
                return _by_way_of("sign-in", request)
            if actor.lacks_second_factor and not row.entry:
                return _by_way_of("second-factor", request)
            if not may(actor, action):
                raise Http404
            if row.fresh and not actor.is_fresh(clock.now()):
                return _by_way_of("prove", request)
            try:
                return view(request, *args, **kwargs)
            except Denied as denied:
                raise Http404 from denied

        guarded.asks = action
        return guarded

    return decorate


def _by_way_of(page: str, request):
    """To another page first, and back from there; `interrupted` tells that nothing was done."""
    answer = redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")
    answer.interrupted = True
    return answer


def open_to_all(view: Callable) -> Callable:
    """Says of a view that nobody is asked who they are."""
    view.asks = None
    return view


def _narrowings(actor: Actor, action: str) -> Iterable[tuple[str | None, list[int]]]:
    """Each column with the values within the actor's reach; no column where it is the whole trust."""
    row = ACTIONS[action]
    if not may(actor, action):
        return []
    if actor.person is None:
        return [(None, [])]
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
        column is None or not set(values).isdisjoint(_values(on, paths.get(column, column)))
        for column, values in _narrowings(actor, action)
    )


def _values(on: Any, path: str | None) -> set[int]:
    """The keys that the path leads to; none where nothing stands there."""
    if path is None:
        return set()
    reached = [on]
    *steps, last = path.split("__")
    for step in steps:
        reached = [row for one in reached for row in _related(one, step)]
    return {key for one in reached for key in _keys(one, last)}


def _related(on: Any, step: str) -> Iterable[Any]:
    related = getattr(on, _accessor(on, step), None)
    return related.all() if hasattr(related, "all") else filter(None, [related])


def _keys(on: Any, last: str) -> Iterable[int]:
    if hasattr(on, f"{last}_id"):  # Without fetching the row that it points to.
        return filter(None, [getattr(on, f"{last}_id")])
    if last == "pk":
        return [on.pk]
    return (row.pk for row in _related(on, last))


def _accessor(on: Any, step: str) -> str:
    """The attribute for a step of a path: the two differ for what points here."""
    field = on._meta.get_field(step)
    return field.get_accessor_name() if field.auto_created and not field.concrete else step


def _leads_to_many(model: type, path: str) -> bool:
    for step in path.split("__"):
        if step == "pk":
            return False
        field = model._meta.get_field(step)
        if field.one_to_many or field.many_to_many:
            return True
        model = field.related_model
    return False
