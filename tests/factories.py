"""Rows for tests, made straight in the tables; a test of an act makes them by acts instead."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count

from django.db import transaction

from sevenfold.access.policy import SEVENFOLD, Actor
from sevenfold.accounts.models import User
from sevenfold.conduct.models import Issue, Signature
from sevenfold.documents import store
from sevenfold.duties.kinds import KINDS
from sevenfold.duties.models import Duty
from sevenfold.induction.models import Acknowledgement, Induction
from sevenfold.kernel.clock import AcademicYear, london_date
from sevenfold.kernel.fields import new_uid
from sevenfold.ledger import actions as ledger
from sevenfold.ledger.models import Log
from sevenfold.people.models import Academy, Appointment, Body, Grant, Person, Trust
from sevenfold.people.queries import actor_for
from sevenfold.standards.models import Edition, Provision, Standard

_numbers = count(1)
EARLY = datetime(2018, 9, 1, 9, tzinfo=UTC)

CODE = """We hold to the seven principles.

Selflessness: in the public interest.
Integrity: free of ties.
Objectivity: on merit.
Accountability: we answer for it.
Openness: in the open.
Honesty: we tell the truth.
Leadership: by example, and with respect.
"""


def a_trust() -> Trust:
    return Trust.objects.get_or_create(pk=1, defaults={"name": "Wrenmoor Learning Trust"})[0]


def an_academy(name: str = "") -> Academy:
    return Academy.objects.create(name=name or f"Academy {next(_numbers)}", joined=date(2018, 9, 1))


def a_body(kind: str = "local", academy: Academy | None = None, name: str = "") -> Body:
    return Body.objects.create(kind=kind, academy=academy, name=name or f"Body {next(_numbers)}")


def a_person(name: str = "") -> Person:
    number = next(_numbers)
    account = User.objects.create(email=f"person{number}@wrenmoor.example")
    return Person.objects.create(name=name or f"Person {number}", account=account)


def an_appointment(
    person: Person | None = None,
    *,
    role: str = "governor",
    body: Body | None = None,
    starts: date = date(2024, 9, 1),
    ends: date | None = None,
) -> Appointment:
    return Appointment.objects.create(
        person=person or a_person(), body=body or a_body(), role=role, starts=starts, ends=ends
    )


def a_governor(name: str = "", **appointment) -> Actor:
    person = a_person(name)
    an_appointment(person, **appointment)
    return actor_for(person)


def a_clerk(name: str = "") -> Actor:
    return with_grant("governance-professional", name)


def with_grant(role: str, name: str = "") -> Actor:
    person = a_person(name)
    Grant.objects.create(person=person, role=role, starts=date(2018, 9, 1), reason="Test")
    return actor_for(person)


def a_duty(
    kind: str, begins: date = date(2018, 9, 1), *, standing: bool = True, **parameters
) -> Duty:
    uid = new_uid()
    params = json.dumps(asdict(KINDS[kind].Params(**parameters)), sort_keys=True)
    return Duty.objects.create(
        uid=uid, line=uid, kind=kind, parameters=params, begins=begins, standing=standing
    )


def an_event(kind: str = "test.happened", at: datetime = EARLY, payload: dict | None = None):
    """An entry, so that a record has something to cite. Begins the log where there is none."""
    with transaction.atomic():
        if not Log.objects.exists():
            ledger.begin("wrenmoor.example", at=at)
        return ledger.append(kind, actor=SEVENFOLD, subject=a_trust(), at=at, payload=payload or {})


def an_issue(
    on: date, year: int | None = None, text: str = CODE, body: Body | None = None
) -> Issue:
    return Issue.objects.create(
        starts=AcademicYear.of(on).starts if year is None else year,
        title="Code of conduct",
        sha256=store.put(text.encode()),
        approved_on=on,
        approved_by=body or a_body("board"),
        minute="8.2",
        event=an_event(),
    )


def a_signature(person: Person, issue: Issue, at: datetime) -> Signature:
    return Signature.objects.create(
        person=person,
        issue=issue,
        name=person.name,
        consent="I have read it and I will keep to it.",
        proof="a test",
        at=at,
        on=london_date(at),
        event=an_event(at=at),
    )


SEVEN = (
    "selflessness",
    "integrity",
    "objectivity",
    "accountability",
    "openness",
    "honesty",
    "leadership",
)


def an_edition(effective: date, key: str = "") -> Edition:
    """A later edition of the seven principles than those that are shipped."""
    standard = Standard.objects.get(key="seven-principles")
    edition = Edition.objects.create(
        standard=standard, key=key or f"seven-principles-{effective.year}", effective=effective
    )
    for number, name in enumerate(SEVEN, 1):
        provision = Provision(edition=edition, number=number, part="principles", key=name)
        provision.name, provision.meaning = name.capitalize(), f"What {name} means."
        provision.dilemma = "A story.\nWhat do you do?"
        provision.digest = sha256(provision.wording).hexdigest()
        provision.save()
    return edition


def an_induction(person: Person, on: date, edition: str = "seven-principles-2021") -> Induction:
    return Induction.objects.create(
        person=person,
        edition=Edition.objects.get(key=edition),
        begun_on=on,
        event=an_event(at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC)),
    )


def an_acknowledgement(induction: Induction, key: str, at: datetime) -> Acknowledgement:
    principle = induction.edition.provisions.get(key=key)
    return induction.acknowledgements.create(
        principle=principle,
        sha256=store.put(principle.wording),
        at=at,
        on=london_date(at),
        event=an_event(at=at),
    )
