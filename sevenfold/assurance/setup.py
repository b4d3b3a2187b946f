"""The five steps from an empty trust to its first signature.

What is done follows from what is there; nothing of it is stored, and any order will do.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse

from sevenfold.access import policy as access
from sevenfold.conduct import queries as conduct
from sevenfold.conduct.models import Issue
from sevenfold.outbox.models import Message
from sevenfold.people import queries as people
from sevenfold.people.models import Academy, Appointment, Body
from sevenfold.statement import queries as statements
from sevenfold.statement.models import Ask, Statement
from sevenfold.ui import words

from . import queries


@dataclass(frozen=True)
class Step:
    """One step: where it is done, how it stands in a word or two, and what is there already."""

    heading: str
    title: str
    page: str
    done: bool
    status: str = "Not begun"
    hint: str = ""
    minutes: int = 0  # About how long the rest of it takes.

    @property
    def begun(self) -> bool:
        return not self.done and self.status not in ("Not begun", "Comes last")


@dataclass(frozen=True)
class Shown:
    """How many clauses of the statement in force stand how today."""

    holding: int
    so_far: int
    failing: int
    unasked: int


def steps(actor: access.Actor, day: date) -> list[Step]:
    """The steps in the order in which they are shown. As many queries however large the trust."""
    access.require(actor, "assurance.set_up")
    sent = _invitations(actor, day)
    return [_bodies(), _people(day), _statement(day, settled=sent.done), _code(day), sent]


def shown(actor: access.Actor, day: date) -> Shown | None:
    """What the statement says by today; none where no version is adopted."""
    standing = queries.standing(actor, day)
    if standing.statement is None:
        return None
    times = Counter(note.verdict for _, note in standing.rows if note)
    return Shown(times["holds"], times["sofar"], times["doesnothold"], times["unasked"])


def tried_letter(actor: access.Actor) -> Message | None:
    """The last letter by which the actor tried the mail."""
    tried = Message.objects.filter(person=actor.uid, template="people/mail/test.txt")
    return tried.order_by("at", "pk").last()


def _bodies() -> Step:
    open_bodies = Body.objects.filter(closed=None)
    kinds = Counter(dict(open_bodies.values_list("kind").annotate(Count("pk"))))
    academies = Academy.objects.filter(left=None).count()
    without = Academy.objects.filter(left=None).exclude(bodies__in=open_bodies).count()
    named = [Body.Kind(kind).label for kind in ("members", "board") if kinds[kind]]
    named += [
        _counted(kinds[kind], Body(kind=kind).get_kind_display().lower())
        for kind in ("committee", "local")
        if kinds[kind]
    ]
    if academies:
        named.append(_counted(academies, "academy"))
    done = bool(kinds["members"] and kinds["board"] and academies and not without)
    status = "Not begun"
    if not done and academies:
        status = f"{_up(words.words(without))} without a committee" if without else "Go on"
    return Step(
        "Your trust",
        "Name the academies and bodies",
        reverse("people:bodies"),
        done,
        status,
        _up(words.joined(named).lower()) if named else "",
        10,
    )


def _people(day: date) -> Step:
    held = Appointment.objects.held_on(day)
    roles = Counter(dict(held.values_list("role").annotate(Count("pk"))))
    several = held.values("person").distinct().count()
    empty = Body.objects.filter(closed=None).exclude(appointments__in=held).count()
    hint = ""
    if several:
        hint = f"{_up(_counted(several, 'person'))}, {_counted(sum(roles.values()), 'appointment')}"
        if empty:
            hint += f". {_up(_counted(empty, 'board or committee'))} with nobody yet"
    done = bool(roles["member"] and roles["trustee"] and roles["governor"])
    return Step(
        "Your trust",
        "Bring in the people",
        reverse("people:index"),
        done,
        "Go on" if several else "Not begun",
        hint,
        20,
    )


def _statement(day: date, *, settled: bool) -> Step:
    """Adopted, and its clauses ask for something; what we suggest beyond is no duty to confirm.

    `settled`: the invitations went out, so nobody waits for what is suggested any more.
    """
    heading, title = "Your statement", "Bring in your statement"
    statement = statements.in_force(day)
    if statement is None:
        draft = Statement.objects.order_by("version").last()
        if draft is None:
            return Step(heading, title, reverse("statement:new"), done=False, minutes=20)
        page = reverse("statement:adopt", args=[draft.version])
        hint = f"{draft} is a draft. Say which body adopted it, and when"
        return Step(heading, title, page, False, "Adoption to record", hint, 10)
    suggested = statements.suggestions(statement)
    asked = Ask.objects.filter(clause__statement=statement).count()
    clauses = statement.lines.filter(kind="clause").count()
    confirmed = f"{_counted(asked, 'duty')} confirmed" if asked else "nothing confirmed yet"
    hint = f"{_up(_counted(clauses, 'clause'))}. {_up(confirmed)}"
    if suggested.left:
        hint += f", {words.words(suggested.left)} more suggested" if asked else ""
    page = reverse("assurance:statement")
    if suggested.open:
        page = reverse("statement:ask", args=[suggested.open[0].clause.uid])
    done = bool(asked) and (settled or not suggested.left)
    status = f"{_up(words.words(suggested.left))} to confirm" if suggested.left else "Go on"
    return Step(heading, title, page, done, status, hint, 5)


def _code(day: date) -> Step:
    current = conduct.in_force(day)
    hint = "It must state all seven principles. We check"
    if current:
        hint = f"For {current.year}, approved on {words.day(current.approved_on)}"
    page = reverse("conduct:code") if current else reverse("conduct:approve")
    done = Issue.objects.exists()
    return Step(
        "Your code", "Bring in this year’s code of conduct", page, done, hint=hint, minutes=10
    )


def _invitations(actor: access.Actor, day: date) -> Step:
    asked = people.invited(actor, day).order_by()
    invited = asked.exclude(invited=None).count()
    left = asked.filter(invited=None).exclude(pk=actor.person.pk).count()
    hint = "Until then nobody hears from us"
    if invited:
        hint = f"{_up(words.words(invited))} invited"
        hint += f", {words.words(left)} still to invite" if left else ""
    return Step(
        "Begin",
        "Send the invitations",
        reverse("people:invitations"),
        bool(invited),
        "Comes last",
        hint,
        5,
    )


def _counted(count: int, one: str) -> str:
    """Twelve academies, one board or committee."""
    if count == 1:
        return f"one {one}"
    irregular = {"person": "people", "board or committee": "boards or committees"}
    more = irregular.get(one) or (f"{one[:-1]}ies" if one.endswith("y") else f"{one}s")
    return f"{words.words(count)} {more}"


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]
