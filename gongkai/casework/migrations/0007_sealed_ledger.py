import json
from functools import partial

from django.db import migrations

from gongkai.core.crypto import EncryptedField
from gongkai.core.rotation import open_column, seal_column


def seal(apps, schema_editor):
    entry, letter = apps.get_model("casework", "Entry"), apps.get_model("casework", "Letter")
    seal_column(entry, "data", json.loads)
    for model, name in ((entry, "text"), (letter, "proof"), (letter, "void_reason")):
        seal_column(model, name)


def open_again(apps, schema_editor):
    entry, letter = apps.get_model("casework", "Entry"), apps.get_model("casework", "Letter")
    open_column(entry, "data", partial(json.dumps, ensure_ascii=False))
    for model, name in ((entry, "text"), (letter, "proof"), (letter, "void_reason")):
        open_column(model, name)
    schema_editor.connection.check_constraints()  # what waits for the commit would hold up the change of the columns


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_waiting_for_longer")]

    operations = [
        migrations.AlterField("entry", "data", EncryptedField(default=dict)),
        migrations.AlterField("entry", "text", EncryptedField("说明", blank=True)),
        migrations.AlterField("letter", "proof", EncryptedField("送达凭证", blank=True)),
        migrations.AlterField("letter", "void_reason", EncryptedField("作废原因", blank=True)),
        migrations.RunPython(seal, open_again),
    ]
