from django.db import migrations
from django.db.models import Q

OF_RECORDS = {"library_record", "library_numberseries"}


def held(connection, pks):
    """Which of the organs ``pks`` something besides records refers to: posts, people, names, organs below, cases, sites."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column, (_, other) in connection.introspection.get_relations(cursor, table).items():
                if other == "organs_organ" and table not in OF_RECORDS:
                    quote = connection.ops.quote_name
                    cursor.execute(
                        f"SELECT DISTINCT {quote(column)} FROM {quote(table)} "
                        f"WHERE {quote(column)} IN ({', '.join(['%s'] * len(pks))})",
                        pks,
                    )
                    found |= {row[0] for row in cursor.fetchall()}
    return found


def issuers(apps, connection):
    """Organs that nobody but the import made: entered in the trail as issuers and never touched again, without a code,
    beside the tree, and nothing hangs on them but records."""
    Organ, Entry = apps.get_model("organs", "Organ"), apps.get_model("core", "AuditEntry")
    beside = list(Organ.objects.filter(code=None, parent=None, closed_on=None).order_by("pk"))
    of_organs = Entry.objects.filter(noun_type="organs.organ", noun_id__in=[str(organ.pk) for organ in beside])
    verbs = {}
    for pk, verb in of_organs.values_list("noun_id", "verb"):
        verbs.setdefault(int(pk), set()).add(verb)
    beside = [organ for organ in beside if verbs.get(organ.pk) == {"organ.issuer"}]
    used = held(connection, [organ.pk for organ in beside]) if beside else set()
    return [organ for organ in beside if organ.pk not in used]


def keeper(apps, issuer):
    """The organ that keeps its documents: the one of the tree of the same name, now or formerly, else the only top of
    the tree; None where there is no tree or more than one."""
    Organ = apps.get_model("organs", "Organ")
    same = Organ.objects.filter(Q(name=issuer.name) | Q(former_names__name=issuer.name)).exclude(pk=issuer.pk)
    if own := same.exclude(code=None).order_by("closed_on", "pk").first():
        return own
    tops = Organ.objects.filter(parent=None, closed_on=None)
    tops = list(tops.filter(Q(children__isnull=False) | ~Q(code=None)).distinct()[:2])
    return tops[0] if len(tops) == 1 else None


def file(apps, schema_editor):
    """Documents of foreign makers, which hung on organs the import had made beside the tree and which nobody could edit,
    come to the organ that keeps them; their maker stays with them in words. The empty organs go."""
    Record, Version = apps.get_model("library", "Record"), apps.get_model("library", "Version")
    Outbox, Entry = apps.get_model("search", "Outbox"), apps.get_model("core", "AuditEntry")
    made = issuers(apps, schema_editor.connection)
    for issuer in made:
        if (organ := keeper(apps, issuer)) is None:
            continue
        records = Record.objects.filter(organ=issuer)
        pks = list(records.values_list("pk", flat=True))
        records.filter(organ_name="").update(organ_name=issuer.name)
        if organ.name != issuer.name:
            records.filter(source="").update(source=issuer.name)
            for version in Version.objects.filter(record__in=records, state__in=["draft", "submitted"]):
                if not version.fields.get("source"):
                    version.fields["source"] = issuer.name
                    version.save(update_fields=["fields"])
        Outbox.objects.bulk_create([Outbox(source="record", pk_of_source=pk) for pk in pks], batch_size=1000)
        records.update(organ=organ)
        apps.get_model("library", "NumberSeries").objects.filter(organ=issuer).delete()
        detail = {"name": issuer.name, "into": organ.pk, "count": len(pks)}
        Entry.objects.create(
            verb="organ.file", noun_type="organs.organ", noun_id=str(issuer.pk), organ_id=organ.pk, detail=detail
        )
        issuer.delete()
    if made:
        apps.get_model("core", "Purge").objects.create(tag="every")


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_key_mark'),
        ('library', '0010_undated_imports'),
        ('organs', '0003_temporary_password'),
        ('search', '0003_removal'),
    ]

    operations = [migrations.RunPython(file, migrations.RunPython.noop)]
