"""The trust's statement, version by version and line by line, and which duties a clause asks for."""

from django.db import models

from sevenfold.kernel import canonical
from sevenfold.kernel.fields import UidField
from sevenfold.ledger import records
from sevenfold.people.models import Body


class Statement(models.Model):
    """One version of the statement. A draft until a body adopts it; then it stands as it is."""

    uid = UidField()
    version = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)  # The stored file with its lines, as they are shown.
    adopted_on = models.DateField(null=True)
    adopted_by = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    minute = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"Version {self.version}"


class Line(models.Model):
    """One line of a version, in reading order, its words as the trust wrote them."""

    uid = UidField()
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)  # purpose, principle, commitment, value, clause, other
    role = models.CharField(max_length=20, blank=True)  # Of the others: heading, lead-in, text.
    number = models.CharField(max_length=20, blank=True)
    heading = models.TextField(blank=True)  # The section or area under which it stands.
    text = models.TextField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "place"], name="one_line_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text}".strip()


class Ask(models.Model):
    """A clause asks for a duty. It names the duty's line, so that a successor keeps the link."""

    uid = UidField()
    clause = models.ForeignKey(Line, models.PROTECT, related_name="asks")
    duty_line = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "duty_line"], name="one_link_a_duty")
        ]

    def __str__(self) -> str:
        return f"{self.clause} asks for {self.duty_line}"


def as_stored(lines: list[Line]) -> bytes:
    """The lines as the bytes that an entry cites: canonical JSON, in reading order."""
    return canonical.dumps(
        {
            "lines": [
                {
                    "heading": line.heading,
                    "kind": line.kind,
                    "number": line.number,
                    "role": line.role,
                    "text": line.text,
                    "uid": line.uid,
                }
                for line in lines
            ]
        }
    )


records.register(
    "statement",
    Statement,
    {
        "uid": "uid",
        "version": "version",
        "title": "title",
        "sha256": "sha256",
        "adopted_on": "adopted_on",
        "adopted_by__uid": "adopted_by",
        "minute": "minute",
    },
)
records.register("ask", Ask, {"uid": "uid", "clause__uid": "clause", "duty_line": "duty_line"})
