"""What public texts state, and how much of it waits. ADD COLUMN with a default: on SQLite AddField copies the whole table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0013_transcript")]

    operations = [
        migrations.CreateModel(
            name="StatedEffect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("predicate", models.CharField(max_length=12)),
                ("cite_key", models.CharField(blank=True, max_length=200)),
                ("number_key", models.CharField(blank=True, max_length=80)),
                ("words", models.CharField(max_length=300)),
                ("done", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="不办理的理由")),
                ("record", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="stated_effects", to="library.record")),
                ("target", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="library.record")),
            ],
            options={
                "verbose_name": "文中写明的废止和修改",
                "indexes": [
                    models.Index(fields=["cite_key"], name="effect_by_title"),
                    models.Index(fields=["number_key"], name="effect_by_number"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "predicate", "cite_key", "number_key"), name="one_stated_effect")
                ],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE library_record ADD COLUMN outstanding integer NOT NULL DEFAULT 0 CHECK (outstanding >= 0)",
                    "ALTER TABLE library_record DROP COLUMN outstanding",
                )
            ],
            state_operations=[
                migrations.AddField("record", "outstanding", models.PositiveIntegerField(db_default=0, default=0, editable=False))
            ],
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(condition=models.Q(("outstanding__gt", 0)), fields=["-released_at", "-id", "organ", "outstanding"], name="rec_outstanding"),
        ),
    ]
