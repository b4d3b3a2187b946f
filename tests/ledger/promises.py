"""Two small tables that entries tell of, for the tests of the ledger alone."""

from django.db import models

from sevenfold.kernel.fields import UidField

MAKE = [
    "CREATE TABLE promises_keeper (number integer PRIMARY KEY, uid char(32), name varchar(99))",
    "CREATE TABLE promises_promise (number integer PRIMARY KEY, uid char(32), keeper_id integer,"
    " text text, days integer, kept {boolean}, due date, at {instant}, note text)",
]
DROP = ["DROP TABLE promises_promise", "DROP TABLE promises_keeper"]

COLUMNS = {
    "keeper__uid": "keeper",
    "text": "text",
    "days": "days",
    "kept": "kept",
    "due": "due",
    "at": "at",
}


class Keeper(models.Model):
    number = models.IntegerField(primary_key=True)
    uid = UidField()
    name = models.CharField(max_length=99)

    class Meta:
        app_label = "promises"

    def __str__(self):
        return self.name


class Promise(models.Model):
    number = models.IntegerField(primary_key=True)
    uid = UidField()
    keeper = models.ForeignKey(Keeper, models.PROTECT, null=True, db_constraint=False)
    text = models.TextField()
    days = models.IntegerField(default=0)
    kept = models.BooleanField(null=True)
    due = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    note = models.TextField(default="")  # Of no interest to the entries.

    class Meta:
        app_label = "promises"

    def __str__(self):
        return self.text


def sql(vendor: str) -> list[str]:
    words = {"boolean": "bool", "instant": "datetime"}
    if vendor == "postgresql":
        words = {"boolean": "boolean", "instant": "timestamptz"}
    return [statement.format(**words) for statement in MAKE]
