import django.db.models.deletion
from django.db import migrations, models

import sevenfold.ledger.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Log",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=253)),
                ("begun", models.DateTimeField()),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("peaks", models.BinaryField(default=b"")),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", sevenfold.ledger.fields.IdField(primary_key=True, serialize=False)),
                ("index", models.PositiveBigIntegerField()),
                ("type", models.CharField(max_length=64)),
                ("actor", sevenfold.ledger.fields.IdField(null=True)),
                ("subject", sevenfold.ledger.fields.IdField()),
                ("at", models.DateTimeField()),
                ("digest", models.BinaryField()),
                ("hashes", models.BinaryField()),
                (
                    "log",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="ledger.log",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("log", "index"), name="one_entry_a_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="Payload",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="ledger.event",
                    ),
                ),
                ("body", models.TextField()),
                ("salt", models.BinaryField()),
            ],
        ),
    ]
