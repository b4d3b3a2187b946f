"""A trust with somebody in one role, and an example of whatever an address can name."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from sevenfold.access.policy import GOVERNS, Actor
from sevenfold.accounts import links
from sevenfold.conduct import actions as conduct
from sevenfold.conduct.models import Issue
from sevenfold.duties import actions as duties
from sevenfold.duties.models import Requirement
from sevenfold.induction import actions as induction
from sevenfold.induction.models import Acknowledgement
from sevenfold.kernel import clock
from sevenfold.ledger import actions as ledger
from sevenfold.people.models import Academy, Appointment, Body, Grant, Office, Person
from sevenfold.people.queries import actor_for
from sevenfold.statement.models import Line, Statement
from tests.factories import (
    SEVEN,
    a_body,
    a_duty,
    a_person,
    a_trust,
    an_academy,
    an_appointment,
    an_issue,
    with_grant,
)

GIVEN = tuple(Grant.Role.values)
OFFICES = tuple(Office.Kind.values)
ROLES = (*GOVERNS, *OFFICES, *GIVEN, "nothing")
PLACES = {
    "member": "members",
    "trustee": "board",
    "governor": "local",
    "committee-member": "committee",
}


@dataclass(frozen=True)
class World:
    """`actor` is who looks; `other` is a governor who has done all that can be done."""

    actor: Actor
    other: Actor
    token: str


def a_world(role: str) -> World:
    """Somebody in that role and in no other, but that a chair sits on the body too."""
    a_trust()
    academy = an_academy("Kestrel Fold Primary")
    bodies = {kind: a_body(kind, academy if kind == "local" else None) for kind in PLACES.values()}
    other = an_appointment(a_person("Joe Malik"), body=bodies["local"])
    Office.objects.create(
        kind="vice-chair", person=other.person, appointment=other, starts=other.starts
    )
    person = a_person("Amina Yusuf")
    if role in PLACES:
        an_appointment(person, role=role, body=bodies[PLACES[role]])
    elif role == "accounting-officer":
        Office.objects.create(kind=role, person=person, starts=academy.joined)
    elif role in OFFICES:
        held = an_appointment(person, body=bodies["local"])
        Office.objects.create(kind=role, person=person, appointment=held, starts=held.starts)
    elif role in GIVEN:
        Grant.objects.create(person=person, role=role, starts=academy.joined, reason="Test")
    with_grant("governance-professional", "Marian Okafor")
    today = clock.today()
    adopted = {"adopted_on": academy.joined, "adopted_by": bodies["board"]}
    for version, said in ((1, adopted), (2, {})):
        kept = Statement.objects.create(
            version=version, title="How we lead", sha256="0" * 64, **said
        )
        Line.objects.create(statement=kept, place=0, kind="clause", number="1.1", text="We sign.")
    a_duty("code-of-conduct", roles=GOVERNS)
    an_issue(today - timedelta(days=30))
    with transaction.atomic():
        duties.sync(at=clock.now())
        token = links.issue(other.person.account, "conduct.sign", at=clock.now())
    world = World(actor_for(person), actor_for(other.person), token)
    for actor in (world.actor, world.other):
        if actor.person.appointments.exists():
            _do_what_is_asked(actor)
    ledger.checkpoint(clock.now())
    return world


def _do_what_is_asked(actor: Actor) -> None:
    now, issue = clock.now(), Issue.objects.get()
    conduct.sign(actor, issue.uid, issue.sha256, actor.person.name, at=now)
    begun = induction.begin(actor, at=now)
    for principle in begun.edition.provisions.order_by("number"):
        induction.acknowledge(actor, begun, principle.key, principle.digest, at=now)


def _uid(model: type) -> str:
    return model.objects.order_by("pk").first().uid


def _signed(whom: Actor) -> dict:
    signature = whom.person.signatures.first()
    return {"event": signature.event_id if signature else "none"}


def _acknowledged(whom: Actor) -> dict:
    last = Acknowledgement.objects.filter(induction__person=whom.person).last()
    return {"event": last.event_id if last else "none"}


def _counted(world: World) -> dict:
    """A count behind which whoever looks finds somebody, if they may look at all."""
    own = Requirement.objects.filter(person=world.actor.person)
    row = own.first() or Requirement.objects.exclude(person=None).first()
    return {"line": row.duty.line, "period": row.period_id, "state": "met"}


# By address, what stands for its arguments: something that is within reach of whoever may look.
WITHIN = {
    "/statement/clauses/<slug:uid>/ask/": lambda world: {"uid": _uid(Line)},
    "/statement/clauses/<slug:uid>/ask/<slug:kind>/": lambda world: {
        "uid": _uid(Line),
        "kind": "induction",
    },
    "/statement/versions/<int:number>/": lambda world: {"number": 1},
    "/statement/versions/<int:number>/adopt/": lambda world: {"number": 2},
    "/conduct/issues/<slug:uid>/words.txt": lambda world: {"uid": _uid(Issue)},
    "/check/<slug:name>.<slug:ending>": lambda world: {"name": "check", "ending": "py"},
    "/conduct/receipts/<slug:event>/": lambda world: _signed(world.actor),
    "/conduct/receipts/<slug:event>/certificate.pdf": lambda world: _signed(world.actor),
    "/conduct/receipts/<slug:event>/proof": lambda world: _signed(world.actor),
    "/induction/principles/<slug:key>/": lambda world: {"key": SEVEN[0]},
    "/induction/receipts/<slug:event>/": lambda world: _acknowledged(world.actor),
    "/induction/receipts/<slug:event>/certificate.pdf": lambda world: _acknowledged(world.actor),
    "/induction/receipts/<slug:event>/proof": lambda world: _acknowledged(world.actor),
    "/induction/steps/<slug:key>/": lambda world: {"key": "virtues"},
    "/link/<str:token>/": lambda world: {"token": world.token},
    "/link/<str:token>/again/": lambda world: {"token": world.token},
    "/people/<slug:uid>/": lambda world: {"uid": _uid(Person)},
    "/people/<slug:uid>/correct/": lambda world: {"uid": _uid(Person)},
    "/people/<slug:uid>/invite/": lambda world: {"uid": _uid(Person)},
    "/people/<slug:uid>/office/": lambda world: {"uid": _uid(Person)},
    "/people/<slug:uid>/role/": lambda world: {"uid": _uid(Person)},
    "/people/academies/<slug:uid>/": lambda world: {"uid": _uid(Academy)},
    "/people/academies/<slug:uid>/leave/": lambda world: {"uid": _uid(Academy)},
    "/people/boards/<slug:uid>/": lambda world: {"uid": _uid(Body)},
    "/people/boards/<slug:uid>/close/": lambda world: {"uid": _uid(Body)},
    "/people/boards/<slug:uid>/rename/": lambda world: {"uid": _uid(Body)},
    "/people/offices/<slug:uid>/end/": lambda world: {"uid": _uid(Office)},
    "/people/roles/<slug:uid>/end/": lambda world: {"uid": _uid(Grant)},
    "/people/terms/<slug:uid>/correct/": lambda world: {"uid": _uid(Appointment)},
    "/people/terms/<slug:uid>/end/": lambda world: {"uid": _uid(Appointment)},
    "/people/terms/<slug:uid>/renew/": lambda world: {"uid": _uid(Appointment)},
    "/statement/<str:line>/<int:period>/<slug:state>/": _counted,
    "/ways-in/passkeys/<int:pk>/remove/": lambda world: {"pk": 1},
}
# Where rights end at oneself: the same thing of somebody else's, which is as if it were not there.
ANOTHERS = {
    "/conduct/receipts/<slug:event>/": lambda world: _signed(world.other),
    "/conduct/receipts/<slug:event>/certificate.pdf": lambda world: _signed(world.other),
    "/conduct/receipts/<slug:event>/proof": lambda world: _signed(world.other),
    "/induction/receipts/<slug:event>/": lambda world: _acknowledged(world.other),
    "/induction/receipts/<slug:event>/certificate.pdf": lambda world: _acknowledged(world.other),
    "/induction/receipts/<slug:event>/proof": lambda world: _acknowledged(world.other),
}
# Nobody is asked who they are, each with the reason.
OPEN = {
    "/": "the front page sends on whoever is signed in, and asks the others to sign in",
    "/accessibility/": "tells nothing of anybody",
    "/check/": "tells of a file nothing but what it says itself, and whether that is so",
    "/check/<slug:name>.<slug:ending>": "is the checker, and tells nothing of anybody",
    "/help/": "tells nothing of anybody",
    "/proof/": "tells nothing of anybody",
    "/home/": "sends on to where one belongs, or to the sign-in",
    "/link/<str:token>/": "whoever has the secret of a mailed link sees whom it was sent to",
    "/link/<str:token>/again/": "mails a fresh link to the same address, and nowhere else",
    "/sign-in/": "is the door",
    "/sign-in/code/": "is the door",
    "/sign-in/passkey/": "is the door",
    "/sign-in/second-step/": "is the door",
    "/sign-out/": "lets anybody out",
}
