"""The invented trust: everything in it comes about through the same acts as a real one's."""

from datetime import date, datetime, timedelta
from importlib.resources import files

from sevenfold.access.policy import SEVENFOLD
from sevenfold.conduct import actions as conduct
from sevenfold.induction import actions as induction
from sevenfold.kernel import clock
from sevenfold.ledger import actions as ledger
from sevenfold.people import actions as people
from sevenfold.people.models import Person
from sevenfold.people.queries import actor_for
from sevenfold.statement import actions as statements
from sevenfold.statement.models import Line
from sevenfold.statement.reading import read

BOARD, MEMBERS = "Trust board", "Members"
KESTREL, LANTERN = "Kestrel Fold Primary", "Lantern Hill Primary"

# Name, body, role: what each of them was appointed to first.
GOVERN = (
    ("Hugh Pemberton", MEMBERS, "member"),
    ("Peter Lund", MEMBERS, "member"),
    ("Eleanor Winstanley", MEMBERS, "member"),
    ("Sunita Rao", BOARD, "trustee"),
    ("Derek Holroyd", BOARD, "trustee"),
    ("Siân Prosser", BOARD, "trustee"),
    ("Amina Yusuf", KESTREL, "governor"),
    ("Louise Tarrant", KESTREL, "governor"),
    ("Joe Malik", KESTREL, "governor"),
    ("Colin Fairweather", LANTERN, "governor"),
    ("Kwame Boateng", LANTERN, "governor"),
    ("Grace Oyelaran", LANTERN, "governor"),
)
# Two of them hold a second appointment.
ALSO = (("Derek Holroyd", MEMBERS, "member"), ("Amina Yusuf", LANTERN, "governor"))
# Two joined so many days before today, and owe an induction; the first is part of the way through.
JOINED = {"Grace Oyelaran": 21, "Joe Malik": 14}
CLERK = "Marian Okafor"


def tell(now: datetime) -> None:
    """Make the small trust. Its dates hang on `now`: the code was approved ten days before.

    Never before 1 September of the year, so that the first days of September have a code too.
    """
    today = clock.london_date(now)
    year = clock.AcademicYear.of(today)
    approved = max(today - timedelta(days=10), year.first)
    at = now - timedelta(days=(today - approved).days)

    ledger.begin("wrenmoor.example", at=at)
    people.found(SEVENFOLD, "Wrenmoor Learning Trust", at=at)
    bodies = _bodies(at)
    _people(bodies, today, at)
    adopt_statement(bodies[BOARD], max(approved - timedelta(days=7), year.first), at)
    conduct.approve(
        SEVENFOLD,
        year,
        "Code of conduct for those who govern",
        words("code.txt").decode(),
        body=bodies[BOARD],
        on=approved,
        minute="8.2",
        at=at,
    )
    begin_induction(next(iter(JOINED)), 2, max(now - timedelta(days=2), at))


def _bodies(at: datetime) -> dict:
    bodies = {
        MEMBERS: people.add_body(SEVENFOLD, "members", MEMBERS, at=at),
        BOARD: people.add_body(SEVENFOLD, "board", BOARD, at=at),
    }
    for name in (KESTREL, LANTERN):
        academy = people.add_academy(SEVENFOLD, name, date(2019, 9, 1), at=at)
        committee = f"{name} local academy committee"
        bodies[name] = people.add_body(SEVENFOLD, "local", committee, academy, at=at)
    return bodies


def _people(bodies: dict, today: date, at: datetime) -> None:
    year = clock.AcademicYear.of(today)
    clerk = people.add_person(SEVENFOLD, CLERK, address(CLERK), at=at)
    people.grant(SEVENFOLD, clerk, "governance-professional", year.first, reason="Set-up", at=at)
    added = {}
    for place, (name, body, role) in enumerate((*GOVERN, *ALSO)):
        person = added.get(name) or people.add_person(SEVENFOLD, name, address(name), at=at)
        added[name] = person
        starts = date(year.starts - 1 - place % 3, 9, 1)
        if name in JOINED:
            starts = max(today - timedelta(days=JOINED[name]), year.first)
        # Members have no term; everybody else's is four years.
        ends = None if role == "member" else date(starts.year + 4, 8, 31)
        people.appoint(SEVENFOLD, person, bodies[body], role, starts, ends, at=at)


def begin_induction(name: str, so_far: int, at: datetime) -> None:
    """Somebody who joined has begun, and acknowledged the first principles themselves."""
    person = Person.objects.get(name=name)
    actor = actor_for(person, on=clock.london_date(at), proof="a click in the demonstration")
    begun = induction.begin(actor, at=at)
    for principle in begun.edition.provisions.all()[:so_far]:
        induction.acknowledge(actor, begun, principle.key, principle.digest, at=at)


def adopt_statement(board, begins: date, at: datetime) -> None:
    source = words("statement.txt")
    title = "Our statement of ethical leadership"
    draft = statements.keep(SEVENFOLD, title, read(source.decode()), source, at=at)
    statements.adopt(
        SEVENFOLD, draft, board, date(clock.AcademicYear.of(begins).starts, 7, 9), "8.1", at=at
    )
    clause = Line.objects.get(statement=draft, kind="clause", number="3.2")
    for kind in ("code-issued", "code-of-conduct"):
        statements.ask(SEVENFOLD, clause, kind, begins, at=at)
    # Nobody who was there before the year is asked for an induction now.
    clause = Line.objects.get(statement=draft, kind="clause", number="3.1")
    first = clock.AcademicYear.of(begins).first
    statements.ask(SEVENFOLD, clause, "induction", first, standing=False, at=at)


def address(name: str) -> str:
    plain = name.lower().replace("â", "a")
    return f"{plain.replace(' ', '.')}@wrenmoor.example"


def words(name: str) -> bytes:
    return (files("sevenfold.demo") / "data" / name).read_bytes()
