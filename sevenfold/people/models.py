"""The trust, its academies and bodies, its people, and what each of them holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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
    # The trust's own words for its local tier and for who sits there, in small letters. NULL while
    # it has said nothing, because that is what the entries from before these columns say.
    local_tier = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001
    governor = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_trust")]

    def __str__(self) -> str:
        return self.name


_in_hand: ContextVar[Trust | None] = ContextVar("trust in hand", default=None)


@contextmanager
def in_hand(trust: Trust) -> Iterator[None]:
    """Within a request the labels take their words from this, so that a page asks for it once."""
    token = _in_hand.set(trust)
    try:
        yield
    finally:
        _in_hand.reset(token)


def own_word(name: str) -> str | None:
    """The trust's own word, as a label begins: "Local governing body"; None where it has none."""
    trust = _in_hand.get()
    word = getattr(Trust.objects.first() if trust is None else trust, name, None)
    return word[0].upper() + word[1:] if word else None


class Academy(models.Model):
    """An academy, with the days on which it joined the trust and, perhaps, left it."""

    uid = UidField()
    name = models.CharField(max_length=200, unique=True)
    joined = models.DateField()
    left = models.DateField(null=True, blank=True)

    REACH = {"academy": "pk", "body": None, "person": None}

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
    # The last day on which it sat; none while it goes on.
    closed = models.DateField(null=True, blank=True)

    REACH = {"body": "pk", "person": None}

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name

    def get_kind_display(self) -> str:
        """What it is, in the trust's own word where it has one."""
        own = own_word("local_tier") if self.kind == Body.Kind.LOCAL else None
        return own or Body.Kind(self.kind).label

    @property
    def in_a_sentence(self) -> str:
        """The trust board, in small letters where the name is the usual one; else as it is."""
        usual = {Body.Kind.MEMBERS: "Members", Body.Kind.BOARD: "Trust board"}
        return f"the {self.name.lower()}" if self.name == usual.get(self.kind) else self.name


class FormerName(models.Model):
    """What a body was called until a day. What it is called now stands on the body."""

    uid = UidField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField()  # The last day of this name.

    class Meta:
        ordering = ["until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "until"], name="one_name_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who governs, leads or looks after the trust. Rights hang on what they hold."""

    uid = UidField()
    name = models.CharField(max_length=200)
    account = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="person"
    )

    # Nobody lies within a body or an academy: what they hold there does.
    REACH = {"person": "pk", "body": None, "academy": None}

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
    # The term before this one, of the same person in the same place.
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next"
    )

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

    def get_role_display(self) -> str:
        """The role, in the trust's own word where it has one."""
        own = own_word("governor") if self.role == Appointment.Role.GOVERNOR else None
        return own or Appointment.Role(self.role).label

    @property
    def where(self) -> str:
        """Role and place, as the trust would say it: "Governor, Kestrel Fold Primary"."""
        if self.body.kind == Body.Kind.MEMBERS:
            return self.get_role_display()
        return f"{self.get_role_display()}, {self.body.academy or self.body.name}"


class HeldOffices(Held):
    """Offices; one that hangs on an appointment is over when that is."""

    def held_on(self, day: date) -> "HeldOffices":
        standing = Appointment.objects.held_on(day)
        return (
            super()
            .held_on(day)
            .filter(Q(appointment=None) | Q(appointment__in=standing.values("pk")))
        )


class Office(models.Model):
    """Chair, vice-chair or accounting officer: a span of time on top of what somebody holds.

    A chair hangs on their appointment to the body, and ends with it. The accounting officer is
    one person of the trust, who may sit nowhere.
    """

    class Kind(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice-chair", "Vice-chair"
        ACCOUNTING_OFFICER = "accounting-officer", "Accounting officer"

    uid = UidField()
    kind = models.CharField(max_length=20, choices=Kind)
    person = models.ForeignKey(Person, models.PROTECT, related_name="offices")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="offices"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)  # The last day.

    objects = HeldOffices.as_manager()
    REACH = {"body": "appointment__body", "academy": "appointment__body__academy"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="accounting-officer", appointment=None)
                | Q(kind__in=["chair", "vice-chair"], appointment__isnull=False),
                name="an_office_hangs_on_what_it_needs",
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
                name="an_office_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_kind_display().lower()}"

    @property
    def last(self) -> date | None:
        """The last day in office, if there is one yet: no later than that of the appointment."""
        days = [self.ends, self.appointment and self.appointment.ends]
        return min(filter(None, days), default=None)

    @property
    def where(self) -> str:
        """The place, as the trust would say it: "Kestrel Fold Primary"; none for the trust's."""
        body = self.appointment and self.appointment.body
        return str(body.academy or body.name) if body else ""


class Invitation(models.Model):
    """A letter that asked somebody to come in. What became of it, the outbox knows."""

    uid = UidField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    at = models.DateTimeField()
    letter = models.CharField(max_length=32)  # The letter's uid; it need not be kept for ever.

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.person}, {self.at}"


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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
                name="a_grant_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display().lower()}"


# What the evidence book says of each row, by the key in the payload.
records.register(
    "trust",
    Trust,
    {
        "uid": "uid",
        "name": "name",
        "company_number": "company_number",
        "local_tier": "local_tier",
        "governor": "governor",
    },
)
records.register(
    "academy",
    Academy,
    {"uid": "uid", "name": "name", "joined": "joined", "left": "left"},
)
records.register(
    "body",
    Body,
    {
        "uid": "uid",
        "kind": "kind",
        "name": "name",
        "academy__uid": "academy",
        "closed": "closed",
    },
)
records.register(
    "former_name",
    FormerName,
    {"uid": "uid", "body__uid": "body", "name": "name", "until": "until"},
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
        "previous__uid": "previous",
    },
)
records.register(
    "office",
    Office,
    {
        "uid": "uid",
        "kind": "kind",
        "person__uid": "person",
        "appointment__uid": "appointment",
        "starts": "starts",
        "ends": "ends",
    },
)
records.register(
    "invitation",
    Invitation,
    {"uid": "uid", "person__uid": "person", "at": "at"},
    append_only=True,
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
