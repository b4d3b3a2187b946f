"""Issues of the code of conduct, and the signatures on them (clause 3.2)."""

from django.db import models
from django.utils.functional import cached_property

from sevenfold.documents import store
from sevenfold.kernel.clock import AcademicYear
from sevenfold.kernel.fields import UidField
from sevenfold.ledger import records
from sevenfold.ledger.models import Event
from sevenfold.people.models import Body, Person


class Issue(models.Model):
    """One approval of a code of conduct for one academic year. Its words may be last year's."""

    uid = UidField()
    starts = models.PositiveSmallIntegerField()  # The year in which its academic year starts.
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)  # The stored file with the exact words.
    approved_on = models.DateField()
    approved_by = models.ForeignKey(Body, models.PROTECT, related_name="+")
    minute = models.CharField(max_length=60, blank=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts", "approved_on", "pk"]

    def __str__(self) -> str:
        return f"{self.title}, {self.year.label}"

    @property
    def year(self) -> AcademicYear:
        return AcademicYear(self.starts)

    @cached_property
    def text(self) -> str:
        return store.read(self.sha256).decode()


class Signature(models.Model):
    """A person's simple electronic signature on one issue. Never changed, never withdrawn."""

    uid = UidField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="signatures")
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=200)  # As the person typed it.
    consent = models.TextField()  # The words that the person agreed to.
    proof = models.CharField(max_length=200)  # How they proved who they are.
    at = models.DateTimeField()
    on = models.DateField()  # The day in London, because SQL never converts time zones.
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "issue"], name="one_signature_an_issue")
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.issue}"


records.register(
    "issue",
    Issue,
    {
        "uid": "uid",
        "starts": "year",
        "title": "title",
        "sha256": "sha256",
        "approved_on": "approved_on",
        "approved_by__uid": "approved_by",
        "minute": "minute",
        "event_id": "event",
    },
)
records.register(
    "signature",
    Signature,
    {
        "uid": "uid",
        "person__uid": "person",
        "issue__uid": "issue",
        "name": "name",
        "consent": "consent",
        "proof": "proof",
        "at": "at",
        "on": "on",
        "event_id": "event",
    },
    append_only=True,
)
