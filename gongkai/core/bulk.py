"""Many rows at once, several times faster than bulk_create and bulk_update: one prepared statement, one value tuple a row.

For imports, where what a row costs decides how long 200,000 take. No signals, no ids on the objects afterwards: read
them back by a unique column.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connections, models, router

# fields whose Python value is what the driver takes
_AS_IS = {models.CharField, models.TextField, models.BigIntegerField, models.PositiveIntegerField, models.ForeignKey,
          models.PositiveSmallIntegerField, models.BooleanField}  # fmt: skip
M = TypeVar("M", bound=models.Model)


def insert_many(objects: Sequence[M]) -> None:
    """Insert unsaved objects of one model; their ids are given by the database."""
    if not objects:
        return
    model = type(objects[0])
    fields: list[Any] = [
        f for f in model._meta.concrete_fields if not f.generated and not isinstance(f, models.AutoField)
    ]
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = attrgetter(*(field.attname for field in fields))
    special = [(at, field) for at, field in enumerate(fields) if type(field) not in _AS_IS]
    rows = []
    for one in objects:
        row = list(values(one))
        for at, field in special:
            row[at] = field.get_db_prep_save(field.pre_save(one, True), connection)
        rows.append(row)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def update_each(objects: Sequence[models.Model], names: Sequence[str]) -> None:
    """Save the named fields of saved objects of one model, each its own values."""
    if not objects or not names:
        return
    model = type(objects[0])
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    key: Any = model._meta.pk
    rows = [
        [*(field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields), one.pk]
        for one in objects
    ]
    sql = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key.column)} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
