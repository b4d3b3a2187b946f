"""Reading about people: who is asking, and what they hold."""

from datetime import date

from django.db.models import QuerySet

from sevenfold.access import policy as access
from sevenfold.kernel import clock

from .models import Appointment, Person


def actor_for(person: Person, *, on: date | None = None, proof: str = "") -> access.Actor:
    """The person with what they hold on that day, today by default. Two queries."""
    on = on or clock.today()
    appointments = person.appointments.held_on(on).values_list("role", "body", "body__academy")
    grants = person.grants.held_on(on).values_list("role", flat=True)
    return access.Actor(
        person,
        (*(access.Grant(*row) for row in appointments), *(access.Grant(role) for role in grants)),
        proof,
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
