from django.db import migrations, models

COLUMNS = (
    "document", "name", "identifier", "contact", "applicant_key", "name_key", "delivery", "code_digest", "token",
    "satisfaction", "comment", "erased_on",
)  # fmt: skip


def copy(apps, schema_editor):
    """Who asks becomes the party of the case. Encrypted values and digests go over as they stand, under whatever key: no
    row is read into the program, however many there are."""
    columns = ", ".join(map(schema_editor.quote_name, COLUMNS))
    schema_editor.execute(f"INSERT INTO casework_party (case_id, {columns}) SELECT case_id, {columns} FROM foi_request")


def copy_back(apps, schema_editor):
    columns = ", ".join(map(schema_editor.quote_name, COLUMNS))
    schema_editor.execute(
        f"UPDATE foi_request SET ({columns}) = (SELECT {columns} FROM casework_party"
        " WHERE casework_party.case_id = foi_request.case_id)"
    )
    schema_editor.execute("DELETE FROM casework_party WHERE case_id IN (SELECT case_id FROM foi_request)")


class Migration(migrations.Migration):
    dependencies = [("foi", "0022_rectification_label"), ("casework", "0014_party")]

    operations = [
        migrations.RunPython(copy, copy_back),
        # what the columns hold on the way back until they are filled
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "request", name, models.CharField(max_length=64, default="", db_index=name == "applicant_key")
                )
                for name in ("applicant_key", "code_digest")
            ]
        ),
        *(migrations.RemoveField("request", name) for name in COLUMNS),
    ]
