"""The library of standards: each comes in editions, and an edition in provisions with their words."""

from django.db import models

from sevenfold.kernel import canonical


class Standard(models.Model):
    """Something that a statement cites: the seven principles, a framework, professional standards."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    owner = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """One wording of a standard, in force from a day until another replaces it."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="editions")
    key = models.SlugField(unique=True)
    effective = models.DateField()
    licence = models.TextField()  # Of the official wording, and of the words kept here.
    source = models.TextField()
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="supersedes", to_field="key"
    )

    class Meta:
        ordering = ["effective"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "effective"], name="one_edition_of_a_standard_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard}, {self.effective.year}"


class Provision(models.Model):
    """One principle, virtue or rule of an edition, in the words that people are shown."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="provisions")
    number = models.PositiveSmallIntegerField()  # Through the whole edition, in its order.
    part = models.CharField(max_length=40)  # principles, virtues
    key = models.SlugField()
    name = models.CharField(max_length=200)
    meaning = models.TextField()
    in_practice = models.TextField(blank=True)  # One example a line.
    dilemma = models.TextField(blank=True)  # A story, and on its last line what it asks.
    digest = models.CharField(max_length=64)  # SHA-256 of `wording`.

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "part", "key"], name="one_provision_a_key"),
            models.UniqueConstraint(fields=["edition", "number"], name="one_provision_a_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def wording(self) -> bytes:
        """All that is shown of it, as the bytes that an acknowledgement cites: canonical JSON."""
        return canonical.dumps(
            {
                "dilemma": self.dilemma,
                "edition": self.edition.key,
                "in_practice": self.in_practice,
                "meaning": self.meaning,
                "name": self.name,
            }
        )
