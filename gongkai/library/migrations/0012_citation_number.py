"""The 文号 beside a cited title. ADD COLUMN with a default: on SQLite AddField copies the whole table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0011_foreign_organs")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE library_citation ADD COLUMN number varchar(80) NOT NULL DEFAULT ''",
                    "ALTER TABLE library_citation DROP COLUMN number",
                )
            ],
            state_operations=[
                migrations.AddField("citation", "number", models.CharField(blank=True, db_default="", default="", max_length=80))
            ],
        )
    ]
