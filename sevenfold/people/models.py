"""The trust, its academies and bodies, its people, and what each of them holds."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from sevenfold.accounts.models import User
from sevenfold.kernel.fields import UidField
from sevenfold.ledger import records


class Trust(models.Model):
    """The one trust of this installation. There is no trust key anywhere else."""

    uid = UidField()
    name = models.CharField(max_length=200)
    company_number = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_trust")]

    def __str__(self) -> str:
        return self.name


class Academy(models.Model):
    """An academy, with the days on which it joined the trust and, perhaps, left it."""

    uid = UidField()
    name = models.CharField(max_length=200, unique=True)
    joined = models.DateField()
    left = models.DateField(null=True, blank=True)

    REACH = {"academy": "pk"}

    class Meta:
        verbose_name_plural = "academies"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """The members, the trust board, a committee, or a local academy committee."""

    class Kind(models.TextChoices):
        MEMBERS = "members", "Members"
        BOARD = "board", "Trust board"
        COMMITTEE = "committee", "Committee"
        LOCAL = "local", "Local academy committee"

    uid = UidField()
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200, unique=True)
    academy = models.ForeignKey(
        Academy, models.PROTECT, null=True, blank=True, related_name="bodies"
    )

    REACH = {"body": "pk"}

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name

    @property
    def in_a_sentence(self) -> str:
        """The trust board, in small letters where the name is the usual one; else as it is."""
        usual = {Body.Kind.MEMBERS: "Members", Body.Kind.BOARD: "Trust board"}
        return f"the {self.name.lower()}" if self.name == usual.get(self.kind) else self.name


class Person(models.Model):
    """Somebody who governs, leads or looks after the trust. Rights hang on what they hold."""

    uid = UidField()
    name = models.CharField(max_length=200)
    account = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="person"
    )

    REACH = {"person": "pk"}

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Held(models.QuerySet):
    """Rows that begin and end."""

    def held_on(self, day: date) -> "Held":
        return self.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)


class Appointment(models.Model):
    """One person, one role on one body, one term. A new term is a new row."""

    class Role(models.TextChoices):
        MEMBER = "member", "Member"
        TRUSTEE = "trustee", "Trustee"
        GOVERNOR = "governor", "Governor"
        COMMITTEE_MEMBER = "committee-member", "Committee member"

    uid = UidField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    body = models.ForeignKey(Body, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role)
    starts = models.DateField()
    # The last day; none for members, who have no term, and while the end is open.
    ends = models.DateField(null=True, blank=True)

    objects = Held.as_manager()
    REACH = {"academy": "body__academy"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "body", "role", "starts"], name="one_appointment_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
                name="a_term_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.where}"

    @property
    def where(self) -> str:
        """Role and place, as the trust would say it: "Governor, Kestrel Fold Primary"."""
        if self.body.kind == Body.Kind.MEMBERS:
            return self.get_role_display()
        return f"{self.get_role_display()}, {self.body.academy or self.body.name}"


class Grant(models.Model):
    """A role that somebody was given in the system: by whom, from when, until when, and why."""

    class Role(models.TextChoices):
        GOVERNANCE_PROFESSIONAL = "governance-professional", "Governance professional"
        AUDITOR = "auditor", "Auditor"
        HR = "hr", "HR"
        TECHNICAL_ADMINISTRATOR = "technical-administrator", "Technical administrator"

    uid = UidField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = Held.as_manager()

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display().lower()}"


# What the evidence book says of each row, by the key in the payload.
records.register(
    "trust",
    Trust,
    {"uid": "uid", "name": "name", "company_number": "company_number"},
)
records.register(
    "academy",
    Academy,
    {"uid": "uid", "name": "name", "joined": "joined", "left": "left"},
)
records.register(
    "body",
    Body,
    {"uid": "uid", "kind": "kind", "name": "name", "academy__uid": "academy"},
)
records.register("person", Person, {"uid": "uid", "name": "name"})
records.register(
    "appointment",
    Appointment,
    {
        "uid": "uid",
        "person__uid": "person",
        "body__uid": "body",
        "role": "role",
        "starts": "starts",
        "ends": "ends",
    },
)
records.register(
    "grant",
    Grant,
    {
        "uid": "uid",
        "person__uid": "person",
        "role": "role",
        "starts": "starts",
        "ends": "ends",
        "reason": "reason",
        "granted_by__uid": "granted_by",
    },
)
