"""Reading about people: who is asking, who sits where, and what each of them holds."""

from datetime import date

from django.db.models import F, IntegerField, QuerySet, Value

from sevenfold.access import policy as access
from sevenfold.kernel import clock

from .models import Appointment, Person


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
    return actor_for(person, proof=request.session.get("proof", "")) if person else None


def held_by(person: Person, day: date) -> QuerySet[Appointment]:
    """The person's appointments on that day, with what is needed to say where each is."""
    return person.appointments.held_on(day).select_related("body__academy").order_by("pk")
