"""Duties, their periods, and what they ask of whom."""

import json

from django.db import models
from django.db.models import F, Q

from sevenfold.kernel.clock import FOR_EVER
from sevenfold.kernel.fields import UidField, new_uid
from sevenfold.ledger import records
from sevenfold.ledger.models import Event
from sevenfold.people.models import Academy, Body, Person

from .kinds import KINDS, Kind


class Duty(models.Model):
    """A kind of duty with its parameters, and the days on which it is in force.

    A duty is never edited: a successor of the same line begins on a chosen day.
    """

    uid = UidField()
    line = models.CharField(max_length=32, default=new_uid)  # The same for all its successors.
    kind = models.CharField(max_length=40)
    parameters = models.TextField(default="{}")  # JSON, read in Python and never in SQL.
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    # Whether it binds on its first day those who are there already, or only who comes later.
    standing = models.BooleanField(default=True)
    # The day up to which its periods are listed; none before the first synchronisation.
    horizon = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("begins")),
                name="a_duty_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.behaviour.title} from {self.begins}"

    @property
    def behaviour(self) -> Kind:
        return KINDS[self.kind]

    @property
    def params(self):
        """The kind's own frozen dataclass, filled from this row."""
        given = json.loads(self.parameters)
        return self.behaviour.Params(
            **{
                key: tuple(value) if isinstance(value, list) else value
                for key, value in given.items()
            }
        )


class Period(models.Model):
    """One period of a duty, as its kind lists it. Written by the engine alone."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="periods")
    ref = models.BigIntegerField()  # What the kind calls it: a year, the key of an issue.
    label = models.CharField(max_length=60)
    opens = models.DateField()
    closes = models.DateField()
    due = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "ref"], name="one_period_a_ref")]

    def __str__(self) -> str:
        return self.label


class Asked(models.Model):
    """What the two tables below have in common: what is or was asked of one subject.

    The first dates say when things are true; `met_seen` and `opened` say when we knew. There are
    no foreign keys in the database: these tables are derived, and checking five of them for each
    row takes three times as long as writing it.
    """

    # It has no index of its own, so that looking for one row never reads a whole duty.
    duty = models.ForeignKey(
        Duty, models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    subject = models.BigIntegerField()
    person = models.ForeignKey(
        Person, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    body = models.ForeignKey(
        Body, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", db_index=False
    )
    academy = models.ForeignKey(
        Academy, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", db_index=False
    )
    counts_from = models.DateField()
    arises_on = models.DateField()
    due_on = models.DateField()
    lapses_on = models.DateField(default=FOR_EVER)
    met_on = models.DateField(null=True)
    met_seen = models.DateTimeField(null=True)
    event = models.ForeignKey(
        Event, models.DO_NOTHING, db_constraint=False, null=True, related_name="+", db_index=False
    )
    opened = models.DateTimeField()

    class Meta:
        abstract = True


class Requirement(Asked):
    """What one duty asks of one subject in one period. Written by the engine alone.

    Unmet to met fills a row in place; any other change makes it a `PastRequirement` and opens
    another. So each row here is what the records ask for now, and can be worked out anew.
    """

    period = models.ForeignKey(
        Period, models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "subject", "period"], name="one_requirement_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty}, {self.subject}, {self.period}"


class PastRequirement(Asked):
    """What a requirement was until we knew better. Only ever added to; for looking back.

    Its period may be listed no longer, so its name stands here.
    """

    ref = models.BigIntegerField()
    label = models.CharField(max_length=60)
    closed = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.duty}, {self.subject}, {self.label}, until {self.closed}"


records.only_added(PastRequirement)
records.register(
    "duty",
    Duty,
    {
        "uid": "uid",
        "line": "line",
        "kind": "kind",
        "parameters": "parameters",
        "begins": "begins",
        "ends": "ends",
        "standing": "standing",
    },
)
