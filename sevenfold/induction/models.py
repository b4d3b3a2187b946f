"""Inductions, what the people inducted acknowledged (clause 3.1), and the trust's own steps."""

from django.db import models

from sevenfold.kernel.fields import UidField, new_uid
from sevenfold.ledger import records
from sevenfold.ledger.models import Event
from sevenfold.people.models import Person
from sevenfold.standards.models import Edition, Provision

from .rules import Listed


class Induction(models.Model):
    """One person's way through the seven principles, in the edition in use when they began."""

    uid = UidField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="inductions")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    begun_on = models.DateField()
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # Two clicks at once begin one induction; another may follow a long break.
            models.UniqueConstraint(fields=["person", "begun_on"], name="one_induction_a_day"),
        ]

    def __str__(self) -> str:
        return f"Induction of {self.person}"


class Acknowledgement(models.Model):
    """A person's own word on one principle. Never changed, never withdrawn."""

    uid = UidField()
    induction = models.ForeignKey(Induction, models.PROTECT, related_name="acknowledgements")
    principle = models.ForeignKey(Provision, models.PROTECT, related_name="acknowledgements")
    sha256 = models.CharField(max_length=64)  # The stored file with the wording shown.
    at = models.DateTimeField()
    on = models.DateField()  # The day in London, because SQL never converts time zones.
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    REACH = {"person": "induction__person"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["induction", "principle"], name="one_acknowledgement_a_principle"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principle} acknowledged by {self.induction.person}"


class Step(models.Model):
    """A line of the trust's list of what follows the principles. Taken off, it stays with its day."""

    uid = UidField()
    key = models.SlugField(unique=True, default=new_uid)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)  # One of rules.KINDS.
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)  # What is read, or what somebody should know beforehand.
    removed_on = models.DateField(null=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def listed(self) -> Listed:
        return Listed(self.key, self.kind, self.title, self.words)


class StepDone(models.Model):
    """A person's own record of one step. Never changed, never withdrawn."""

    uid = UidField()
    induction = models.ForeignKey(Induction, models.PROTECT, related_name="steps_done")
    step = models.SlugField()  # The key of its line: the usual list has no rows.
    title = models.CharField(max_length=200)  # As the list had it.
    wording = models.CharField(max_length=64, blank=True)  # The stored file of what was read.
    held_on = models.DateField(null=True)  # The day of the course or meeting.
    at = models.DateTimeField()
    on = models.DateField()
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    REACH = {"person": "induction__person"}

    class Meta:
        verbose_name_plural = "steps done"
        constraints = [
            models.UniqueConstraint(fields=["induction", "step"], name="one_record_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.induction.person}"


records.register(
    "induction",
    Induction,
    {
        "uid": "uid",
        "person__uid": "person",
        "edition__key": "edition",
        "begun_on": "begun_on",
        "event_id": "event",
    },
)
records.register(
    "acknowledgement",
    Acknowledgement,
    {
        "uid": "uid",
        "induction__uid": "induction",
        "principle__key": "principle",
        "sha256": "sha256",
        "at": "at",
        "on": "on",
        "event_id": "event",
    },
    append_only=True,
)
records.register(
    "step",
    Step,
    {
        "uid": "uid",
        "key": "key",
        "place": "place",
        "kind": "kind",
        "title": "title",
        "words": "words",
        "removed_on": "removed_on",
    },
)
records.register(
    "step_done",
    StepDone,
    {
        "uid": "uid",
        "induction__uid": "induction",
        "step": "step",
        "title": "title",
        "wording": "wording",
        "held_on": "held_on",
        "at": "at",
        "on": "on",
        "event_id": "event",
    },
    append_only=True,
)
