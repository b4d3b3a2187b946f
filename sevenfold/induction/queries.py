"""Who may see which induction, how far it has come, and what its steps are."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet

from sevenfold.access import policy as access
from sevenfold.duties import queries as duties
from sevenfold.duties.models import Requirement
from sevenfold.kernel import canonical
from sevenfold.kernel.sql import count_of
from sevenfold.people.models import Appointment
from sevenfold.standards import queries as standards
from sevenfold.standards.models import Provision
from sevenfold.statement import queries as statements
from sevenfold.statement.models import as_stored

from .models import Acknowledgement, Induction, Step, StepDone
from .rules import (
    FRAMEWORK,
    SEVEN_PRINCIPLES,
    STATEMENT,
    USUAL,
    VIRTUES,
    Listed,
    Piece,
    Progress,
    Reading,
    seconds_to_read,
)


def own(actor: access.Actor, on: date) -> Induction | None:
    """The actor's own induction for the stay they are in on that day, if they have begun it."""
    inductions = Induction.objects.select_related("edition__standard").order_by("-begun_on")
    asked = duties.asked(actor, "induction", on)
    if asked:
        # One from before a long break is left behind, finished or not.
        inductions = inductions.filter(begun_on__gte=asked.counts_from)
    return access.scoped(actor, "induction.acknowledge", inductions).first()


def progress(induction: Induction) -> Progress:
    """How far this induction has come. Two queries."""
    principles = induction.edition.provisions.order_by("number").values_list("key", flat=True)
    acknowledged = induction.acknowledgements.values_list("principle__key", flat=True)
    return Progress(tuple(principles), frozenset(acknowledged))


@dataclass(frozen=True)
class Way:
    """Everything an induction leads through: the principles, then the trust's own steps."""

    induction: Induction | None
    principles: tuple[Provision, ...]
    acknowledgements: dict[str, Acknowledgement]  # By the key of the principle.
    steps: tuple[Listed, ...]
    done: dict[str, StepDone]  # By the key of the step.
    readings: dict[str, Reading]

    @property
    def progress(self) -> Progress:
        keys = tuple(principle.key for principle in self.principles)
        return Progress(keys, frozenset(self.acknowledgements))

    @property
    def next(self) -> Provision | None:
        """The first principle still to acknowledge."""
        return next((p for p in self.principles if p.key not in self.acknowledgements), None)

    @property
    def next_step(self) -> Listed | None:
        return next((step for step in self.steps if step.key not in self.done), None)

    @property
    def seconds(self) -> int:
        """How long all of it takes to read."""
        return self._seconds(self.principles, self.steps)

    @property
    def seconds_left(self) -> int:
        principles = [p for p in self.principles if p.key not in self.acknowledgements]
        return self._seconds(principles, [s for s in self.steps if s.key not in self.done])

    def _seconds(self, principles, steps) -> int:
        readings = [self.readings[step.key].seconds for step in steps if step.is_read]
        return sum(map(seconds_of, principles)) + sum(readings)


def way(actor: access.Actor, on: date) -> Way:
    """The actor's own way as it stands on that day, begun or not. At most eleven queries."""
    induction = own(actor, on)
    edition = induction.edition if induction else standards.edition_in_use(SEVEN_PRINCIPLES, on)
    acknowledged, done = [], []
    if induction:
        acknowledged = induction.acknowledgements.select_related("principle", "event__log")
        done = induction.steps_done.all()
    listed = steps()
    readings = {step.key: reading(step, on) for step in listed if step.is_read}
    return Way(
        induction,
        tuple(edition.provisions.select_related("edition")),
        {each.principle.key: each for each in acknowledged},
        # A statement that is not adopted yet cannot be read.
        tuple(step for step in listed if not step.is_read or readings[step.key].pieces),
        {each.step: each for each in done},
        readings,
    )


def seconds_of(principle: Provision) -> int:
    """How long one principle takes to read, all of its page."""
    words = (principle.name, principle.meaning, principle.in_practice, principle.dilemma)
    return seconds_to_read(*words, FURNITURE)


# What each principle's page says besides: it is read too.
FURNITURE = """What it looks like in a trust like ours. Something to think about. There is nothing to
answer here and nobody keeps what you think. In your own name. I have read this, and I know what it
asks of me here."""


def steps() -> tuple[Listed, ...]:
    """The trust's list as it stands; the usual one where the trust has never edited it."""
    stored = list(Step.objects.all())
    if not stored:
        return USUAL
    return tuple(step.listed for step in stored if step.removed_on is None)


def listed(key: str) -> Listed:
    """The step of that key. Raises LookupError where it is not on the list."""
    found = next((step for step in steps() if step.key == key), None)
    if found is None:
        raise LookupError(key)
    return found


def reading(step: Listed, on: date) -> Reading:
    """What a step has its reader read on that day. No pieces where there is nothing yet."""
    if step.key == VIRTUES:
        return _virtues(on)
    if step.key == STATEMENT:
        return _statement(on)
    paragraphs = (part for part in step.words.split("\n\n") if part.strip())
    return Reading(tuple(Piece("paragraph", part) for part in paragraphs), step.words.encode())


def _virtues(on: date) -> Reading:
    edition = standards.edition_in_use(FRAMEWORK, on)
    virtues = list(edition.provisions.filter(part="virtues").select_related("edition"))
    pieces = tuple(Piece("term", virtue.meaning, virtue.name) for virtue in virtues)
    wordings = [canonical.loads(virtue.wording) for virtue in virtues]
    return Reading(pieces, canonical.dumps({"virtues": wordings}))


SHAPES = {"heading": "heading", "lead-in": "area"}


def _statement(on: date) -> Reading:
    statement = statements.in_force(on)
    if statement is None:
        return Reading((), b"")
    lines = statements.lines(statement)
    pieces = tuple(
        Piece(
            SHAPES.get(line.role, "paragraph") if line.kind == "other" else line.kind,
            line.text,
            line.number,
        )
        for line in lines
    )
    return Reading(pieces, as_stored(lines))


def acknowledgement(actor: access.Actor, event: str) -> Acknowledgement | None:
    """The actor's own acknowledgement of that entry."""
    rows = Acknowledgement.objects.select_related(
        "induction__person",
        "induction__edition__standard",
        "principle",
        "event__payload",
        "event__log",
    )
    return access.scoped(actor, "induction.acknowledge", rows).filter(event=event).first()


def completes(last: Acknowledgement) -> bool:
    """Whether it is of the last principle, so that the induction is complete."""
    provisions = last.induction.edition.provisions
    return not provisions.filter(number__gt=last.principle.number).exists()


def given_until(last: Acknowledgement) -> list[Acknowledgement]:
    """Every acknowledgement of the same induction up to this one, each with its entry."""
    given = last.induction.acknowledgements.select_related("principle", "event__log")
    return list(
        given.filter(principle__number__lte=last.principle.number).order_by("principle__number")
    )


def standing(actor: access.Actor, on: date) -> QuerySet[Appointment]:
    """Each appointment held on that day by somebody clause 3.1 asks, the most pressing first.

    A person is asked once, and each of their appointments that the actor oversees shows it. Adds
    `state`, `due_on`, `met_on`, `acknowledged`, the number of principles acknowledged so far, and
    `steps_done`, of those that are on the list.
    """
    own = Requirement.objects.filter(duty__kind="induction", person=OuterRef("person"))
    # Two of them stand only where a duty and its successor meet: the earlier is the one to show.
    asked = duties.at(own, on).order_by("due_on", "pk")
    theirs = {"induction__person": OuterRef("person")}
    since = {"induction__begun_on__gte": OuterRef("counts_from")}
    listed = [step.key for step in steps()]
    return (
        access.scoped(actor, "induction.oversee", Appointment.objects.held_on(on))
        .select_related("person", "body__academy")
        .annotate(
            **{
                name: asked.values(name)[:1]
                for name in ("state", "due_on", "met_on", "counts_from")
            },
            acknowledged=count_of(Acknowledgement.objects.filter(**theirs, **since)),
            steps_done=count_of(StepDone.objects.filter(step__in=listed, **theirs, **since)),
        )
        .exclude(state=None)
        .order_by(F("met_on").asc(nulls_first=True), "due_on", "person__name", "pk")
    )
