from datetime import UTC, datetime

from django.db import migrations

UNDATED = datetime(1900, 1, 1, tzinfo=UTC)


def mark(apps, schema_editor):
    """Imports that bore no day were given the moment they came in as the day of release: it is presumed, they go to the
    end of the lists. Any stated day would have become ``formed_on``. Two statements for all rows."""
    undated = apps.get_model("library", "Record").objects.filter(import_key__isnull=False, formed_on=None)
    undated = undated.filter(state__in=["released", "withdrawn"])
    if not undated.update(released_at=UNDATED, released_presumed=True):
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_outbox (source, pk_of_source, indexed, withheld) "
            "SELECT %s, id, %s, %s FROM library_record WHERE released_presumed",
            ["record", False, False],
        )
    apps.get_model("core", "Purge").objects.create(tag="every")


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_key_mark'),
        ('library', '0009_presumed_dates_and_joint_issuers'),
        ('search', '0003_removal'),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
