"""Reading about people: who is asking, who sits where, and what each of them holds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from sevenfold.access import policy as access
from sevenfold.accounts import sessions
from sevenfold.kernel import clock
from sevenfold.outbox.models import Message

from . import rules
from .models import Appointment, Body, Grant, Invitation, Office, Person
from .rules import ordinal


def actor_for(person: Person, *, on: date | None = None, proof: str = "") -> access.Actor:
    """The person with what they hold on that day, today by default. One query.

    What somebody is first of all comes first: an office, an appointment, then a role given.
    """
    on = on or clock.today()
    offices = _held(
        person.offices, on, 0, "kind", "appointment__body", "appointment__body__academy"
    )
    appointments = _held(person.appointments, on, 1, "role", "body", "body__academy")
    grants = _held(person.grants, on, 2, "role", None, None)
    rows = offices.union(appointments, grants, all=True).order_by("place", "key")
    return access.Actor(
        person,
        tuple(access.Grant(row["held"], row["within_body"], row["within_academy"]) for row in rows),
        proof,
    )


def _held(rows, on: date, place: int, held: str, body: str | None, academy: str | None) -> QuerySet:
    nothing = Value(None, output_field=IntegerField())
    return (
        rows.held_on(on)
        .order_by()
        .values(
            place=Value(place),
            key=F("pk"),
            held=F(held),
            within_body=F(body) if body else nothing,
            within_academy=F(academy) if academy else nothing,
        )
    )


def actor_of(request) -> access.Actor | None:
    """Who is asking, or None where nobody is signed in."""
    if not request.user.is_authenticated:
        return None
    person = Person.objects.filter(account=request.user).first()
    return _as_proved(actor_for(person), sessions.proof_of(request)) if person else None


def _as_proved(actor: access.Actor, proof: sessions.Proof) -> access.Actor:
    """With how they proved who they are. A mailed link is no way in for a role that needs more."""
    held = actor.grants
    if proof.only is not None:
        held = tuple(grant for grant in held if grant.role not in access.SECOND_FACTOR)
    return replace(
        actor,
        grants=held,
        proof=proof.words,
        proved_at=proof.at,
        second_factor=proof.second_factor,
        only=proof.only,
    )


def held_by(person: Person, day: date) -> QuerySet[Appointment]:
    """The person's appointments on that day, with what is needed to say where each is."""
    return person.appointments.held_on(day).select_related("body__academy").order_by("pk")


@dataclass(frozen=True)
class Stay:
    """What somebody holds or held in one place: the last term, and those before it, newest first."""

    last: Appointment
    earlier: tuple[Appointment, ...]

    @property
    def term(self) -> str:
        """Second term; nothing where there is only one."""
        return f"{ordinal(len(self.earlier) + 1).lower()} term" if self.earlier else ""

    @property
    def before(self) -> list[tuple[str, Appointment]]:
        count = len(self.earlier)
        return [(ordinal(count - place), term) for place, term in enumerate(self.earlier)]


def stays(person: Person) -> list[Stay]:
    """All that a person holds or held, each with its terms: what goes on first. One query."""
    terms = list(person.appointments.select_related("body__academy").order_by("-starts", "pk"))
    by_key = {term.pk: term for term in terms}
    continued = {term.previous_id for term in terms}
    found = []
    for last in terms:
        if last.pk not in continued:
            earlier, term = [], last
            while term.previous_id:
                term = by_key[term.previous_id]
                earlier.append(term)
            found.append(Stay(last, tuple(earlier)))
    return found


def offices(person: Person) -> QuerySet[Office]:
    """All that a person chairs or chaired, or answers for, the latest first."""
    return person.offices.select_related("appointment__body__academy").order_by("-starts", "pk")


def bodies(actor: access.Actor, day: date) -> QuerySet[Body]:
    """Who governs where: each body with the number of those who sit there on that day."""
    sitting = Q(appointments__starts__lte=day) & (
        Q(appointments__ends=None) | Q(appointments__ends__gte=day)
    )
    order = [When(kind=kind, then=Value(place)) for place, kind in enumerate(Body.Kind.values)]
    chairs = Office.objects.held_on(day).filter(kind=Office.Kind.CHAIR)
    chair = chairs.filter(appointment__body=OuterRef("pk")).values("person__name")[:1]
    return (
        access.scoped(actor, "people.see", Body.objects.select_related("academy"))
        .annotate(
            sit=Count("appointments", filter=sitting),
            chair=Subquery(chair),
            order=Case(*order, output_field=IntegerField()),
        )
        .order_by("order", "name")
    )


def sitting(body: Body, day: date) -> list[Appointment]:
    """Who sits on a body on that day, each with their offices there: the chair first."""
    offices = Prefetch("offices", Office.objects.held_on(day), to_attr="held")
    rows = body.appointments.held_on(day).select_related("person", "body__academy", "next")
    first = {Office.Kind.CHAIR: 0, Office.Kind.VICE_CHAIR: 1}
    return sorted(
        rows.prefetch_related(offices),
        key=lambda row: (min((first[o.kind] for o in row.held), default=2), row.person.name),
    )


def left(body: Body, day: date) -> QuerySet[Appointment]:
    """Terms on a body that were over by that day, the latest first."""
    over = body.appointments.filter(ends__lt=day).select_related("person")
    return over.order_by("-ends", "person__name")


def to_come(body: Body, day: date) -> QuerySet[Appointment]:
    """Terms on a body that begin after that day."""
    return body.appointments.filter(starts__gt=day).select_related("person").order_by("starts")


def people(actor: access.Actor, day: date) -> QuerySet[Person]:
    """Everybody whom the actor may see, by name, with what each holds on that day."""
    return (
        access.scoped(actor, "people.see", Person.objects.all())
        .prefetch_related(
            Prefetch(
                "appointments",
                Appointment.objects.held_on(day).select_related("body__academy").order_by("pk"),
                to_attr="held",
            ),
            Prefetch(
                "offices",
                Office.objects.held_on(day)
                .select_related("appointment__body__academy")
                .order_by("pk"),
                to_attr="held_offices",
            ),
        )
        .order_by("name", "pk")
    )


def with_grants(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """The same with the roles in the system that each has, for whoever may know them."""
    grants = Grant.objects.held_on(day).order_by("pk")
    return people.prefetch_related(Prefetch("grants", grants, to_attr="held_grants"))


def called(people: QuerySet[Person], typed: str) -> tuple[QuerySet[Person], Person | None]:
    """Those whose name has every word that was typed; where it is nobody's, whoever comes nearest."""
    names = list(people.order_by("pk").values_list("pk", "name"))
    found = [key for key, name in names if rules.matches(typed, name)]
    like = None if found else rules.nearest(typed, [name for _, name in names])
    near = people.filter(name=like).first() if like else None
    return people.filter(pk__in=found), near


def holding(day: date) -> QuerySet[Person]:
    """Those who have something to see here on that day or later, and so may be invited."""
    rows = [
        model.objects.filter(Q(ends=None) | Q(ends__gte=day)).values("person")
        for model in (Appointment, Office, Grant)
    ]
    within = Q()
    for held in rows:
        within |= Q(pk__in=held)
    return Person.objects.filter(within)


def invited(actor: access.Actor, day: date) -> QuerySet[Person]:
    """Those who may be invited, each with when and with which letter last; the others first."""
    newest = Invitation.objects.filter(person=OuterRef("pk")).order_by("-at", "-pk")
    return (
        access.scoped(actor, "people.invite", holding(day))
        .select_related("account")
        .annotate(
            invited=Subquery(newest.values("at")[:1]), letter=Subquery(newest.values("letter")[:1])
        )
        .order_by(F("invited").desc(nulls_first=True), "name", "pk")
    )


def letters(uids: Iterable[str | None]) -> dict[str, Message]:
    """What became of these letters, by uid."""
    return {letter.uid: letter for letter in Message.objects.filter(uid__in=list(uids))}


def came_back(invitation: Invitation) -> bool:
    return Message.objects.filter(uid=invitation.letter).exclude(given_up_at=None).exists()
