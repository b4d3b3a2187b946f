"""The board approves a code, and whoever governs signs it (clause 3.2)."""

from datetime import date, datetime

from django.db import transaction

from sevenfold.access import policy as access
from sevenfold.documents import store
from sevenfold.duties import actions as duties
from sevenfold.kernel import clock, sql
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import records
from sevenfold.people.models import Body, Person

from . import queries, rules
from .models import Issue, Signature


class Replaced(Exception):
    """The text on the page is no longer the one in force: nothing was signed."""

    def __init__(self, issue: Issue | None):
        self.issue = issue
        super().__init__("another issue of the code is in force")


class WrongName(Exception):
    """The name typed is not the person's own as the register has it: nothing was signed."""


class NotYet(Exception):
    """An approval that lies in the future cannot be recorded."""


@transaction.atomic(durable=True)
def approve(
    actor: access.Actor,
    year: clock.AcademicYear,
    title: str,
    text: str,
    *,
    body: Body,
    on: date,
    minute: str,
    at: datetime,
) -> Issue:
    """Record that a body approved this code for an academic year. It asks for signatures at once.

    The second click returns the issue of the first: the same words, approved by the same body on
    the same day for the same year. Raises rules.NotTheSeven, with the names that are missing, for
    a code that does not state the seven principles; NotYet for a day to come.
    """
    access.require(actor, "conduct.approve")
    if missing := rules.missing_principles(text):
        raise rules.NotTheSeven(missing)
    if on > clock.london_date(at):
        raise NotYet(on)
    sql.lock_rows(Body.objects.all(), [body.pk])
    same = {
        "starts": year.starts,
        "sha256": store.put(text.encode()),
        "approved_on": on,
        "approved_by": body,
    }
    if first := Issue.objects.filter(**same).first():
        return first
    event = ledger.new_id()
    issue = Issue.objects.create(**same, title=title, minute=minute, event_id=event)
    duties.sync("code-issued", "code-of-conduct", at=at)
    ledger.append(
        "conduct.approved",
        id=event,
        actor=actor,
        subject=issue,
        at=at,
        payload={"issue": records.state("issue", issue)},
    )
    return issue


@transaction.atomic(durable=True)
def sign(actor: access.Actor, issue: str, shown: str, name: str, *, at: datetime) -> Signature:
    """Sign as oneself the issue that was on the page: its uid, and the SHA-256 of the text shown.

    The second click returns the first signature. One signature counts for every appointment.

    Raises access.Denied for whoever does not govern, Replaced where another text is in force by
    now, WrongName where the name typed is not the person's own.
    """
    access.require(actor, "conduct.sign")
    today = clock.london_date(at)
    # Held until the end, so that a second click waits here and then finds the first one's record.
    sql.lock_rows(Person.objects.all(), [actor.person.pk])
    current = queries.in_force(today)
    if current is None or (current.uid, current.sha256) != (issue, shown):
        raise Replaced(current)
    signed = queries.signature(actor, current)
    if signed:
        return signed
    if not rules.same_name(name, actor.person.name):
        raise WrongName(name)

    event = ledger.new_id()
    signature = Signature.objects.create(
        person=actor.person,
        issue=current,
        name=" ".join(name.split()),
        consent=queries.consent(current),
        proof=actor.proof,
        at=at,
        on=today,
        event_id=event,
    )
    held = actor.person.appointments.held_on(today).order_by("pk")
    duties.sync("code-of-conduct", people=[actor.person], at=at)
    payload = {
        "signature": records.state("signature", signature),
        "code": {"year": current.year.label, "sha256": current.sha256},
        "appointments": list(held.values_list("uid", flat=True)),
    }
    # Last, because whoever appends holds up every other act until the commit.
    ledger.append(
        "conduct.signed", id=event, actor=actor, subject=actor.person, at=at, payload=payload
    )
    return signature
