import re
import unicodedata

from django.db import migrations, models

from gongkai.core import bulk
from gongkai.core.crypto import digest

BETWEEN = re.compile(r"[\s·•‧・･.]+")
BATCH = 500


def key_names(apps, schema_editor):
    """The keyed digests of the names there are, batch after batch; what is erased has none."""
    rows, last = apps.get_model("foi", "Request").objects.exclude(name=None).order_by("pk").only("name"), None
    while batch := list((rows.filter(pk__gt=last) if last else rows)[:BATCH]):
        for request in batch:
            request.name_key = digest(BETWEEN.sub("", unicodedata.normalize("NFKC", request.name)).casefold())
        bulk.update_each(batch, ["name_key"])
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('foi', '0019_ground_of_disclosure'),
    ]

    operations = [
        migrations.AddField(
            model_name='request',
            name='name_key',
            field=models.CharField(db_index=True, default='', editable=False, max_length=64),
        ),
        migrations.RunPython(key_names, migrations.RunPython.noop),
    ]
