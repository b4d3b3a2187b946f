"""The invented trust after a good deal has happened in it: every table that is vouched for has rows."""

from datetime import date, datetime, timedelta

from sevenfold.conduct import actions as conduct
from sevenfold.conduct import queries as codes
from sevenfold.demo import story
from sevenfold.induction import actions as induction
from sevenfold.induction import queries as inductions
from sevenfold.induction.rules import USUAL, Listed
from sevenfold.ledger import actions as ledger
from sevenfold.people import actions as people
from sevenfold.people.models import Appointment, Body, Grant, Person
from sevenfold.people.queries import actor_for

HOUR = timedelta(hours=1)
COURSE = Listed("safeguarding", "course", "Safeguarding", "A morning at the council.")


def a_busy_trust(now: datetime) -> None:
    story.tell(now - 5 * HOUR)
    ledger.checkpoint(now - 4 * HOUR)
    clerk = actor_for(Person.objects.get(name=story.CLERK))
    _sign(("Amina Yusuf", "Colin Fairweather", "Sunita Rao"), now - 3 * HOUR)
    ledger.checkpoint(now - 3 * HOUR)
    _approve_again(clerk, now - 3 * HOUR)
    _govern(clerk, now - 2 * HOUR)
    _induct(clerk, now - HOUR)
    ledger.checkpoint(now)


def _sign(names: tuple[str, ...], at: datetime) -> None:
    issue = codes.in_force(at.date())
    for name in names:
        actor = actor_for(Person.objects.get(name=name), proof="a test")
        conduct.sign(actor, issue.uid, issue.sha256, name, at=at)


def _approve_again(clerk, at: datetime) -> None:
    """Another issue of the year's code closes the period before it and asks for what was done."""
    issue, board = codes.in_force(at.date()), Body.objects.get(name=story.BOARD)
    conduct.approve(
        clerk, issue.year, issue.title, issue.text, body=board, on=at.date(), minute="9.1", at=at
    )
    _sign(("Amina Yusuf", "Derek Holroyd"), at)


def _govern(clerk, at: datetime) -> None:
    """The year as a clerk lives it: terms, offices, roles, names, letters."""
    today = at.date()
    board = Body.objects.get(name=story.BOARD)
    people.describe(clerk, "Wrenmoor Learning Trust", "07654321", governor="councillor", at=at)
    people.rename_body(clerk, board, "Board of trustees", today, at=at)
    committee = people.add_body(clerk, "committee", "Audit and risk", at=at)
    people.rename_body(clerk, committee, "Audit, risk and finance", today, at=at)
    for name in ("Sunita Rao", "Derek Holroyd"):
        held = Appointment.objects.get(person__name=name, body=board)
        kind = "chair" if name == "Sunita Rao" else "vice-chair"
        people.hold_office(clerk, kind, held.person, held, today, at=at)
    ended = Appointment.objects.get(person__name="Peter Lund")
    people.end(clerk, ended, today, at=at)
    term = Appointment.objects.get(person__name="Louise Tarrant")
    people.renew(clerk, term, term.ends + timedelta(days=1), date(2040, 8, 31), at=at)
    for name, role in (("Hugh Pemberton", "auditor"), ("Siân Prosser", "hr")):
        person = Person.objects.get(name=name)
        people.grant(clerk, person, role, today, reason="For the year", at=at)
        people.invite(clerk, person, at=at)
    given = Grant.objects.get(role="hr")
    people.revoke(clerk, given, today, reason="Asked to", at=at)


def _induct(clerk, at: datetime) -> None:
    induction.edit_steps(clerk, (*USUAL, COURSE), at=at)
    joe = actor_for(Person.objects.get(name="Joe Malik"), proof="a test")
    begun = induction.begin(joe, at=at)
    for principle in begun.edition.provisions.all():
        induction.acknowledge(joe, begun, principle.key, principle.digest, at=at)
    for step in USUAL:
        shown = inductions.reading(step, at.date()).sha256
        induction.record_step(joe, begun, step.key, shown=shown, at=at)
    induction.record_step(joe, begun, COURSE.key, held_on=at.date(), at=at)
