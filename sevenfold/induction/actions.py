"""What people do in their induction. Each function is one act, one transaction, one event."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from sevenfold.access import policy as access
from sevenfold.documents import store
from sevenfold.duties import actions as duties
from sevenfold.kernel import clock, sql
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import records
from sevenfold.people.models import Person, Trust
from sevenfold.standards import queries as standards

from . import queries
from .models import Acknowledgement, Induction, Step, StepDone
from .rules import SEVEN_PRINCIPLES, USUAL, Listed, Progress, said

LIST = 7101  # The number that whoever edits the list of steps holds.


class Reworded(Exception):
    """The words on the page are no longer the ones that count: nothing was recorded."""


class NotYet(Exception):
    """A course or meeting that lies in the future cannot be recorded."""


@transaction.atomic(durable=True)
def begin(actor: access.Actor, *, at: datetime) -> Induction:
    """Begin the actor's own induction, or take up the one they began before (clause 3.1)."""
    access.require(actor, "induction.begin")
    # Held until the end, so that a second click waits here and then finds the first one's record.
    sql.lock_rows(Person.objects.all(), [actor.person.pk])
    today = clock.london_date(at)
    induction = queries.own(actor, on=today)
    if induction:
        return induction

    # An edition adopted half-way must not mix two wordings, so this one is kept to the end.
    edition = standards.edition_in_use(SEVEN_PRINCIPLES, on=today)
    event = ledger.new_id()
    induction = Induction.objects.create(
        person=actor.person, edition=edition, begun_on=today, event_id=event
    )
    ledger.append(
        "induction.begun",
        id=event,
        actor=actor,
        subject=actor.person,
        at=at,
        payload={"induction": records.state("induction", induction)},
    )
    return induction


@transaction.atomic(durable=True)
def acknowledge(
    actor: access.Actor, induction: Induction, key: str, shown: str, *, at: datetime
) -> Progress:
    """Record the actor's own acknowledgement of the next principle (clause 3.1).

    `shown` is the SHA-256 of the wording on the page. The last principle completes the induction
    and meets what was asked of the person. One acknowledged before is left as it was.

    Raises access.Denied for anybody but the person inducted, OutOfTurn for a later principle,
    Reworded where the page showed other words.
    """
    access.require(actor, "induction.acknowledge", on=induction)
    sql.lock_rows(Person.objects.all(), [actor.person.pk])
    progress = queries.progress(induction)
    if key in progress.acknowledged:
        return progress

    progress = progress.acknowledge(key)
    principle = induction.edition.provisions.get(key=key)
    if shown != principle.digest:
        raise Reworded(key)
    event = ledger.new_id()
    acknowledgement = Acknowledgement.objects.create(
        induction=induction,
        principle=principle,
        sha256=store.put(principle.wording),
        at=at,
        on=clock.london_date(at),
        event_id=event,
    )
    if progress.complete:
        duties.sync("induction", people=[actor.person], at=at)
    # Last, because whoever appends holds up every other act until the commit.
    ledger.append(
        "induction.acknowledged",
        id=event,
        actor=actor,
        subject=actor.person,
        at=at,
        payload={
            "acknowledgement": records.state("acknowledgement", acknowledgement),
            "said": said(principle.name),
            "proof": actor.proof,
        },
    )
    return progress


@transaction.atomic(durable=True)
def record_step(
    actor: access.Actor,
    induction: Induction,
    key: str,
    *,
    shown: str = "",
    held_on: date | None = None,
    at: datetime,
) -> StepDone:
    """Record that the actor has done one of the trust's own steps. It meets no clause by itself.

    Something read cites the words `shown`, by their SHA-256; a course or a meeting has its day.
    A step recorded before is left as it was.

    Raises access.Denied for anybody but the person inducted, LookupError for a step that is not on
    the list, Reworded where the page showed other words, NotYet for a day to come.
    """
    access.require(actor, "induction.record_step", on=induction)
    sql.lock_rows(Person.objects.all(), [actor.person.pk])
    before = induction.steps_done.filter(step=key).first()
    if before:
        return before

    today = clock.london_date(at)
    step = queries.listed(key)
    reading = queries.reading(step, today) if step.is_read else None
    if reading and shown != reading.sha256:
        raise Reworded(key)
    if not reading and (held_on is None or held_on > today):
        raise NotYet(held_on)
    event = ledger.new_id()
    done = StepDone.objects.create(
        induction=induction,
        step=key,
        title=step.title,
        wording=store.put(reading.data) if reading else "",
        held_on=None if reading else held_on,
        at=at,
        on=today,
        event_id=event,
    )
    payload = {"step_done": records.state("step_done", done)}
    if reading:
        payload["words"] = {"sha256": done.wording}
    ledger.append(
        "induction.step_recorded",
        id=event,
        actor=actor,
        subject=actor.person,
        at=at,
        payload=payload,
    )
    return done


@transaction.atomic(durable=True)
def edit_steps(actor: access.Actor, steps: Sequence[Listed], *, at: datetime) -> tuple[Listed, ...]:
    """Set the trust's list of steps, in this order. The principles are not on it, and stay.

    What is taken off is kept with its day, and whoever has done it has done it.
    """
    access.require(actor, "induction.edit_steps")
    sql.lock_number(LIST, 0)
    # The usual list has no rows until it is edited: what is taken off it then gets its row too.
    stored = {step.key: step for step in Step.objects.all()} or {
        usual.key: _row(Step(), usual, place) for place, usual in enumerate(USUAL)
    }
    changed = [
        _row(stored.pop(listed.key, Step()), listed, place) for place, listed in enumerate(steps)
    ]
    for step in stored.values():
        step.removed_on = step.removed_on or clock.london_date(at)
        changed.append(step)
    for step in changed:
        step.save()
    ledger.append(
        "induction.steps_edited",
        actor=actor,
        subject=Trust.objects.get(),
        at=at,
        payload={"step": [records.state("step", step) for step in changed]},
    )
    return tuple(steps)


def _row(step: Step, listed: Listed, place: int) -> Step:
    """The step as it stands on the list in this place."""
    step.key, step.kind = listed.key, listed.kind
    step.title, step.words = listed.title, listed.words
    step.place, step.removed_on = place, None
    return step
