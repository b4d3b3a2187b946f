# What was asked until we knew better moves to a table of its own, so that each requirement that is
# left can be worked out anew.

import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Max

KEPT = (
    "duty_id",
    "subject",
    "person_id",
    "body_id",
    "academy_id",
    "counts_from",
    "arises_on",
    "due_on",
    "lapses_on",
    "met_on",
    "met_seen",
    "event_id",
    "opened",
    "closed",
)


def lay_by(apps, _schema_editor):
    """Every requirement that was closed, and the periods that are listed no longer."""
    Duty = apps.get_model("duties", "Duty")
    Period = apps.get_model("duties", "Period")
    Requirement = apps.get_model("duties", "Requirement")
    Past = apps.get_model("duties", "PastRequirement")
    closed = Requirement.objects.exclude(closed=None)
    rows = closed.order_by("pk").values(*KEPT, ref=F("period__ref"), label=F("period__label"))
    Past.objects.bulk_create((Past(**row) for row in rows.iterator(5_000)), batch_size=5_000)
    closed.delete()
    Period.objects.filter(listed=False).delete()
    for duty in Duty.objects.annotate(last=Max("periods__opens")):
        Duty.objects.filter(pk=duty.pk).update(horizon=duty.last)


def foreign_key(to, **options):
    return models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_no_index_on_half_a_key")]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="horizon",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="PastRequirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.BigIntegerField()),
                ("counts_from", models.DateField()),
                ("arises_on", models.DateField()),
                ("due_on", models.DateField()),
                ("lapses_on", models.DateField(default=datetime.date(9999, 12, 31))),
                ("met_on", models.DateField(null=True)),
                ("met_seen", models.DateTimeField(null=True)),
                ("opened", models.DateTimeField()),
                ("ref", models.BigIntegerField()),
                ("label", models.CharField(max_length=60)),
                ("closed", models.DateTimeField()),
                ("duty", foreign_key("duties.duty", db_index=False)),
                ("person", foreign_key("people.person", null=True)),
                ("body", foreign_key("people.body", db_index=False, null=True)),
                ("academy", foreign_key("people.academy", db_index=False, null=True)),
                ("event", foreign_key("ledger.event", db_index=False, null=True)),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(lay_by, elidable=True),
        migrations.RemoveConstraint(model_name="requirement", name="one_open_requirement"),
        migrations.RemoveField(model_name="requirement", name="closed"),
        migrations.RemoveField(model_name="period", name="listed"),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                fields=("duty", "subject", "period"), name="one_requirement_a_period"
            ),
        ),
    ]
