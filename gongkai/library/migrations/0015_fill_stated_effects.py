"""What is public already is read: whose text states that it repeals or amends something that nobody carried out waits from
now on. Batch by batch, a text with none of the words is not even fetched."""

from django.db import migrations
from django.db.models import Count, OuterRef, Q, Subquery

from gongkai.core import bulk
from gongkai.library.links import WAITING
from gongkai.library.outstanding import aim, read
from gongkai.library.stated import WORDS

TEXTS, ROWS = 100, 1000  # in memory at once


def fill(apps, schema_editor):
    Record, Effect = apps.get_model("library", "Record"), apps.get_model("library", "StatedEffect")
    speaks = Q()
    for word in WORDS:
        speaks |= Q(current__body__contains=word)
    public, last = Record.objects.filter(speaks, state="released").order_by("pk"), 0
    while texts := list(public.filter(pk__gt=last).values_list("pk", "current__body")[:TEXTS]):
        last = texts[-1][0]
        bulk.insert_many([Effect(**columns) for pk, body in texts for columns in read(pk, body)])
    stated, last = Effect.objects.select_related("record").order_by("pk"), 0
    while rows := list(stated.filter(pk__gt=last)[:ROWS]):
        last = rows[-1].pk
        aim(rows, Record.objects.all(), apps.get_model("library", "Relation").objects.all())
        bulk.update_each([row for row in rows if row.target_id], ["target", "done"])
    waiting = Effect.objects.filter(WAITING)
    each = waiting.filter(record=OuterRef("pk")).order_by().values("record").annotate(n=Count("pk")).values("n")
    Record.objects.filter(pk__in=waiting.values("record")).update(outstanding=Subquery(each))


class Migration(migrations.Migration):
    dependencies = [("library", "0014_stated_effects")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
