"""A trust of a hundred academies with ten years behind it, to look round in and to measure with.

Its register and its statement come about through the acts; the thousands of people, terms,
signatures and inductions are written in bulk, with the entry that the act would have left, in the
order of time. What it asks is worked out once, at the end. The same seed and day make the same
trust, but for what is random by its nature: salts, accounts, and the names of what acts made.

There are no posts yet. Where staff are wanted, which is for measuring alone, each of them sits on a
committee "Staff of …" of their academy, and a second duty under the clause binds that role.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from typing import Any, NamedTuple

from django.db import connection, transaction

from sevenfold.access.policy import SEVENFOLD
from sevenfold.accounts.models import User
from sevenfold.conduct.models import Issue, Signature
from sevenfold.documents import store
from sevenfold.duties import actions as duties
from sevenfold.induction.models import Acknowledgement, Induction
from sevenfold.kernel import clock
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import records
from sevenfold.people import actions as people
from sevenfold.people.models import Academy, Appointment, Body, Person
from sevenfold.standards.models import Edition
from sevenfold.statement import actions as statements
from sevenfold.statement.models import Line

from . import names, story

PROOF = "a click in the demonstration"
TERM = timedelta(days=1460)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Size:
    """How large, and how long it has been going on."""

    academies: int = 100
    govern: int = 1_500  # People who govern at a time.
    staff: int = 0  # People at a time whom the code for staff binds.
    years: int = 10


class Said(NamedTuple):
    """An entry to be written: the state of one row, as it was then."""

    at: datetime
    type: str
    actor: Any
    subject: Any
    record: str
    row: Any
    was: dict[str, Any] = {}  # Where the row changed since.
    context: dict[str, Any] = {}
    id: str | None = None


class Span(NamedTuple):
    """One term as it was entered, and the day on which it was ended before that, if it was."""

    starts: date
    planned: date | None
    ended: date | None = None

    @property
    def ends(self) -> date | None:
        return self.ended or self.planned

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass
class Member:
    """Somebody with the terms that they served in one seat."""

    person: Person
    terms: list[tuple[Span, Appointment]] = field(default_factory=list)
    busy: bool = False  # Has not come to sign this year's code yet.


def tell(now: datetime, size: Size | None = None, seed: int = 7) -> None:
    """Make the trust, as it stands at `now`, in an empty database."""
    size = size or Size()
    year = clock.AcademicYear.of(clock.london_date(now))
    first = clock.AcademicYear(year.starts - size.years + 1).first
    began = _at(first, 8)
    ledger.begin("wrenmoor.example", at=began)
    people.found(SEVENFOLD, "Wrenmoor Learning Trust", at=began)
    clerk = people.add_person(SEVENFOLD, story.CLERK, story.address(story.CLERK), at=began)
    people.grant(SEVENFOLD, clerk, "governance-professional", first, reason="Set-up", at=began)
    bodies = _bodies(size, first, began)
    story.adopt_statement(bodies[story.BOARD], first, began)
    if size.staff:
        _ask_of_staff(first, began)
    _History(random.Random(seed), clerk, bodies, size, first, now).write()
    _chairs(year, now)
    story.begin_induction(next(iter(story.JOINED)), 2, now - timedelta(days=2))


def _bodies(size: Size, first: date, at: datetime) -> dict[str, Body]:
    """The members and the board by their names, and a local body by each academy's."""
    bodies = {
        name: people.add_body(SEVENFOLD, kind, name, at=at)
        for kind, name in (("members", story.MEMBERS), ("board", story.BOARD))
    }
    for name in islice(names.academies(first=(story.KESTREL, story.LANTERN)), size.academies):
        academy = people.add_academy(SEVENFOLD, name, date(first.year - 8, 9, 1), at=at)
        bodies[name] = people.add_body(
            SEVENFOLD, "local", f"{name} local academy committee", academy, at=at
        )
    return bodies


def _ask_of_staff(first: date, at: datetime) -> None:
    clause = Line.objects.get(kind="clause", number="3.2")
    roles = {"roles": ("committee-member",)}
    statements.ask(SEVENFOLD, clause, "code-of-conduct", first, roles, at=at)


def _chairs(year: clock.AcademicYear, now: datetime) -> None:
    """Whoever has sat longest on a body chairs it."""
    today = clock.london_date(now)
    sitting = Appointment.objects.held_on(today).filter(body__kind__in=["board", "local"])
    chairing = set()
    for held in sitting.select_related("person").order_by("starts", "pk"):
        if held.body_id not in chairing:
            chairing.add(held.body_id)
            starts = max(held.starts, year.first)
            people.hold_office(SEVENFOLD, "chair", held.person, held, starts, at=now)


class _History:
    """What went on in those years: planned in memory first, then written table by table."""

    def __init__(self, dice, clerk, bodies, size, first, now):
        self.dice: random.Random = dice
        self.clerk: Person = clerk
        self.bodies: dict[str, Body] = bodies
        self.size: Size = size
        self.first: date = first
        self.now: datetime = now
        self.today = clock.london_date(now)
        self.said: list[Said] = []
        self.members: list[Member] = []
        self.numbers = count(1)

    def write(self) -> None:
        with transaction.atomic():
            self._govern()
            if self.size.staff:
                self._staff()
            self._write_members()
            self._sign(self._issues())
            self._induct()
            self.said.sort(key=lambda said: said.at)
            for chunk in _chunks(self.said):
                ledger.append_many(map(_draft, chunk))
        with transaction.atomic():
            duties.sync(at=self.now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # As a database does by itself that grew over years.

    # Who sat where

    def _govern(self) -> None:
        named = {}
        for place, (name, body, role) in enumerate((*story.GOVERN, *story.ALSO)):
            member = named.get(name) or self._member(name, account=True)
            member.busy = True
            named[name] = member
            starts = date(self.first.year - 1 - place % 3, 9, 1)
            if name in story.JOINED:
                starts = max(self.today - timedelta(days=story.JOINED[name]), self.first)
            terms = [Span(starts, None)] if role == "member" else self._terms_on(starts)
            self._serve(member, self.bodies[body], role, terms)
        local = [body for body in self.bodies.values() if body.kind == "local"]
        seats = [(body, "governor") for body in local] * -(-self.size.govern // len(local))
        seats = [(self.bodies[story.BOARD], "trustee")] * 9 + seats
        for body, role in seats[: self.size.govern - len(named)]:
            starts = self._before(4)
            while starts <= self.today:
                terms = self._terms(starts)
                self._serve(self._member(account=True), body, role, terms)
                starts = terms[-1].ends + self._days(5, 45)

    def _staff(self) -> None:
        """Each academy's staff: somebody leaves in a tenth of the posts each year."""
        academies = list(Academy.objects.order_by("pk"))
        rooms = [
            Body(kind="committee", name=f"Staff of {academy}", academy=academy, uid=self._uid())
            for academy in academies
        ]
        Body.objects.bulk_create(rooms)
        for body in rooms:
            self._say(_at(self.first, 8), "people.body_added", body, "body", body)
        for post in range(self.size.staff):
            starts = self._before(10)
            while starts <= self.today:
                ended = starts + self._days(200, 7_000)
                term = Span(starts, None, ended if self.first < ended <= self.today else None)
                self._serve(self._member(), rooms[post % len(rooms)], "committee-member", [term])
                starts = (term.ends or self.today) + self._days(1, 60)

    def _terms(self, starts: date) -> list[Span]:
        """One person's terms in a seat: half of them take another, one in twelve leaves early."""
        terms = []
        while True:
            ended = starts + self._days(200, 1_200)
            early = self.dice.random() < 1 / 12 and self.first < ended <= self.today
            terms.append(Span(starts, starts + TERM - DAY, ended if early else None))
            if early or terms[-1].ends >= self.today or self.dice.random() < 0.5:
                return terms
            starts = terms[-1].ends + DAY

    def _terms_on(self, starts: date) -> list[Span]:
        """Terms that follow one another until today."""
        terms = [Span(starts, starts + TERM - DAY)]
        while terms[-1].ends < self.today:
            terms.append(Span(terms[-1].ends + DAY, terms[-1].ends + TERM))
        return terms

    def _member(self, name: str = "", *, account: bool = False) -> Member:
        number = next(self.numbers)
        person = Person(name=name or names.person(number), uid=self._uid())
        if account:
            person.account = User(email=story.address(name or f"{person.name}.{number}"))
        self.members.append(Member(person))
        return self.members[-1]

    def _serve(self, member: Member, body: Body, role: str, terms: list[Span]) -> None:
        previous = None
        for span in terms:
            previous = Appointment(
                person=member.person,
                body=body,
                role=role,
                starts=span.starts,
                ends=span.ends,
                previous=previous,
                uid=self._uid(),
            )
            member.terms.append((span, previous))

    def _write_members(self) -> None:
        everybody = [member.person for member in self.members]
        User.objects.bulk_create([person.account for person in everybody if person.account])
        Person.objects.bulk_create(everybody)
        terms = [term for member in self.members for term in member.terms]
        ready = [held for _, held in terms if held.previous is None]
        while ready:
            Appointment.objects.bulk_create(ready)
            written = {id(held) for held in ready}
            ready = [held for _, held in terms if id(held.previous) in written]
        for member in self.members:
            at = _at(max(member.terms[0][0].starts, self.first), 9)
            self._say(at, "people.person_added", member.person, "person", member.person)
            for span, held in member.terms:
                self._say_term(member.person, span, held)

    def _say_term(self, person: Person, span: Span, held: Appointment) -> None:
        was = {"ends": records.plain(span.planned)}
        event = "people.renewed" if held.previous else "people.appointed"
        at = _at(max(span.starts, self.first), 10)
        self._say(at, event, person, "appointment", held, was)
        if span.ended:
            self._say(_at(span.ended, 16), "people.ended", person, "appointment", held)

    # What they did

    def _issues(self) -> list[Issue]:
        """The code of each year, approved in its second week; its words are always the same."""
        sha256 = store.put(story.words("code.txt"))
        issues = []
        for starts in range(self.first.year, self.first.year + self.size.years):
            issue = Issue(
                starts=starts,
                title="Code of conduct for those who govern",
                sha256=sha256,
                approved_on=min(date(starts, 9, 8), self.today),
                approved_by=self.bodies[story.BOARD],
                minute="8.2",
                event_id=self._uid(),
                uid=self._uid(),
            )
            issues.append(issue)
            at = min(_at(issue.approved_on, 19), self.now)
            self._say(at, "conduct.approved", issue, "issue", issue, id=issue.event_id)
        return Issue.objects.bulk_create(issues)

    def _sign(self, issues: list[Issue]) -> None:
        """Most sign within weeks, some late, and one in seventy not at all."""
        signatures = []
        for issue in issues:
            consent = f"I have read the code of conduct {issue.year.label} and I will keep to it."
            code = {"year": issue.year.label, "sha256": issue.sha256}
            for member in self.members:
                day = self._day_of_signing(member, issue)
                if day is None or (member.busy and issue is issues[-1]):
                    continue
                at = min(_at(day, 8) + timedelta(minutes=self.dice.randrange(700)), self.now)
                signature = Signature(
                    person=member.person,
                    issue=issue,
                    name=member.person.name,
                    consent=consent,
                    proof=PROOF,
                    at=at,
                    on=day,
                    event_id=self._uid(),
                    uid=self._uid(),
                )
                signatures.append(signature)
                held = [row.uid for span, row in member.terms if span.covers(day)]
                self.said.append(
                    Said(
                        at,
                        "conduct.signed",
                        member.person,
                        member.person,
                        "signature",
                        signature,
                        context={"code": code, "appointments": held},
                        id=signature.event_id,
                    )
                )
        for chunk in _chunks(signatures):
            Signature.objects.bulk_create(chunk)

    def _day_of_signing(self, member: Member, issue: Issue) -> date | None:
        """A day of that year on which they sit there and sign, if there is one."""
        opens = max(issue.approved_on, min(span.starts for span, _ in member.terms))
        day = opens + timedelta(days=int(self.dice.expovariate(1 / 7)))
        if self.dice.random() < 1 / 70 or day > min(self.today, issue.year.last):
            return None
        return day if any(span.covers(day) for span, _ in member.terms) else None

    def _induct(self) -> None:
        """Whoever joined in these years was taken through the seven principles."""
        inductions, acknowledgements = [], []
        editions = _editions()
        for member in self.members:
            joined = member.terms[0][0].starts
            day = joined + self._days(1, 30)
            if member.person.account is None or joined < self.first or day > self.today:
                continue
            if member.person.name in story.JOINED or self.dice.random() < 1 / 50:
                continue
            edition, wordings = next(each for each in editions if each[0].effective <= day)
            induction = Induction(
                person=member.person,
                edition=edition,
                begun_on=day,
                event_id=self._uid(),
                uid=self._uid(),
            )
            inductions.append(induction)
            at = min(_at(day, 17), self.now - timedelta(minutes=10))
            self._say_own(at, "induction.begun", member.person, "induction", induction)
            for principle, sha256 in wordings:
                at += timedelta(minutes=1)
                acknowledgement = Acknowledgement(
                    induction=induction,
                    principle=principle,
                    sha256=sha256,
                    at=at,
                    on=day,
                    event_id=self._uid(),
                    uid=self._uid(),
                )
                acknowledgements.append(acknowledgement)
                event = "induction.acknowledged"
                self._say_own(at, event, member.person, "acknowledgement", acknowledgement)
        Induction.objects.bulk_create(inductions)
        Acknowledgement.objects.bulk_create(acknowledgements)

    # Small change

    def _say(self, at, type, subject, record, row, was=None, id=None) -> None:
        self.said.append(Said(at, type, self.clerk, subject, record, row, was or {}, id=id))

    def _say_own(self, at, type, person, record, row) -> None:
        self.said.append(Said(at, type, person, person, record, row, id=row.event_id))

    def _uid(self) -> str:
        return f"{self.dice.getrandbits(128):032x}"

    def _days(self, least: int, most: int) -> timedelta:
        return timedelta(days=self.dice.randint(least, most))

    def _before(self, years: int) -> date:
        """A day in the years before the first one."""
        return self.first - self._days(1, 365 * years)


def _editions() -> list[tuple[Edition, list]]:
    """The editions of the seven principles, newest first, each principle with its stored file."""
    editions = Edition.objects.filter(standard__key="seven-principles").order_by("-effective")
    return [
        (edition, [(each, store.put(each.wording)) for each in edition.provisions.all()])
        for edition in editions
    ]


def _draft(said: Said) -> ledger.Draft:
    state = records.state(said.record, said.row) | said.was
    return ledger.Draft(
        type=said.type,
        actor=said.actor,
        subject=said.subject,
        at=said.at,
        payload={said.record: state, **said.context},
        id=said.id or ledger.new_id(),
    )


def _chunks(items: Iterable, size: int = 5_000) -> Iterator[list]:
    items = iter(items)
    while chunk := list(islice(items, size)):
        yield chunk


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
