import re

from django.db import migrations

from gongkai.core import bulk
from gongkai.core.crypto import EncryptedField, digest
from gongkai.core.rotation import open_column, seal_column

COLUMNS = (
    ("Request", "description"),
    ("Request", "comment"),
    ("Supplement", "text"),
    ("SearchNote", "places"),
    ("SearchNote", "words"),
    ("SearchNote", "result"),
    ("Suggestion", "reason"),
    ("Material", "problem"),
)
BLANKS = re.compile(r"[\s，。、；：,.;:]+")
BATCH = 500


def seal(apps, schema_editor):
    for model, name in COLUMNS:
        seal_column(apps.get_model("foi", model), name)


def open_again(apps, schema_editor):
    for model, name in COLUMNS:
        open_column(apps.get_model("foi", model), name)
    schema_editor.connection.check_constraints()  # what waits for the commit would hold up the change of the columns


def say_less(apps, schema_editor):
    """Keyed digests instead of plain hashes of the descriptions, and subjects of cases that quote nobody."""
    rows = apps.get_model("foi", "Request").objects.select_related("case").order_by("pk")
    kept, last = rows.only("description", "applicant_kind", "channel", "case__subject"), None
    while batch := list((kept.filter(pk__gt=last) if last else kept)[:BATCH]):
        for request in batch:
            request.description_key = digest(BLANKS.sub("", request.description or ""))
            kind, channel = request.get_applicant_kind_display(), request.get_channel_display()
            request.case.subject = f"公开申请（{kind}，{channel}）"
        bulk.update_each(batch, ["description_key"])
        bulk.update_each([request.case for request in batch], ["subject"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("foi", "0015_searches"), ("casework", "0007_sealed_ledger")]

    operations = [
        migrations.AlterField("material", "problem", EncryptedField("没有遮盖成的原因", blank=True)),
        migrations.AlterField("request", "comment", EncryptedField("评价", blank=True)),
        migrations.AlterField("request", "description", EncryptedField("所需政府信息")),
        migrations.AlterField("searchnote", "places", EncryptedField("检索的范围和方式")),
        migrations.AlterField("searchnote", "words", EncryptedField("检索的关键词")),
        migrations.AlterField("searchnote", "result", EncryptedField("检索的结果")),
        migrations.AlterField("suggestion", "reason", EncryptedField("不采纳的理由", blank=True)),
        migrations.AlterField("supplement", "text", EncryptedField("补正内容")),
        migrations.RunPython(seal, open_again),
        migrations.RunPython(say_less, migrations.RunPython.noop),
    ]
