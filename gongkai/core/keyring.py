"""Which keys this database needs: their fingerprints stand in it, so that a key file that is missing is never replaced
by a new one in silence.

``settle`` notes the keys in use, after each migration and at each start; whoever uses a key gets it by ``checked``. A
database of before is taken over with the ring that opens what it holds, or not at all.
"""

import hashlib
from collections.abc import Iterator
from typing import Any, cast

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.db import connection, models

from gongkai.core import crypto
from gongkai.core.actions import action, audit
from gongkai.core.models import KeyMark

BACK = (
    "请把备份的 data.keys 放回 {file}（属主 gongkai、权限 600），或者写进环境变量 GONGKAI_KEYS，再启动；有几把的，新的在前、"
    "最早的在最后。不要另建密钥，否则已有的申请人信息打不开。确实找不回来的，见 docs/deploy.md 的“密钥丢了”。"
)


def _has_table() -> bool:
    return KeyMark._meta.db_table in connection.introspection.table_names()


def fingerprint(key: str) -> str:
    """Says which key it is and nothing of it: the key is 256 random bits."""
    return hashlib.sha256(f"gongkai {key}".encode()).hexdigest()[:32]


def known() -> list[str]:
    """Fingerprints this database needs, the oldest key's first; none before the table is there, or before anything
    at all was asked of the database."""
    if connection.connection is None or not _has_table():
        return []
    return list(KeyMark.objects.order_by("pk").values_list("fingerprint", flat=True))


def checked() -> tuple[str, ...]:
    """The ring, made when the home is empty. MissingKey when it lacks a key that the database needs, or when there is
    none and something is encrypted."""
    ring, needed = crypto.held(), known()
    marks = [fingerprint(key) for key in ring]
    lacking = [mark for mark in needed if mark not in marks]
    if lacking:
        raise _missing(f"缺少加密申请人信息的密钥（指纹 {lacking[0][:8]}）。")
    if needed and marks[-1] != needed[0]:
        raise _missing(f"密钥的次序不对：最早的一把（指纹 {needed[0][:8]}）要放在最后。")
    if not ring and not needed and connection.connection is not None:
        check_before()
    return ring or crypto.make_ring()


def settle() -> None:
    """Note the keys in use. MissingKey when one that is needed is not there."""
    check_before()
    adopt()
    checked()


def after_migration() -> None:
    """Take over a database that holds something encrypted; one that is empty gets its key when it is first used."""
    if _has_table() and any(_samples()):
        settle()


def adopt() -> None:
    """Note the keys of the ring, made when the home is empty, whatever else the database holds."""
    if not _has_table():
        return
    have = set(known())
    new = [mark for mark in map(fingerprint, reversed(crypto.held() or crypto.make_ring())) if mark not in have]
    KeyMark.objects.bulk_create([KeyMark(fingerprint=mark) for mark in new], ignore_conflicts=True)
    crypto.keys.cache_clear()


def check_before() -> None:
    """Before anything is done to a database: MissingKey when what it holds cannot be opened. Makes no key."""
    connection.ensure_connection()
    if known():
        checked()
        return
    ring = [Fernet(key) for key in crypto.held()]
    for token in _samples():
        try:
            MultiFernet(ring).decrypt(token.encode()) if ring else None
        except InvalidToken:
            ring = []
        if not ring:
            raise _missing("数据库里有加密的申请人信息，现有的密钥打不开它。")


def _missing(what: str) -> crypto.MissingKey:
    return crypto.MissingKey(what + BACK.format(file=crypto.key_file()))


def _samples() -> Iterator[str]:
    """The first and the last value of each encrypted column that is in the database already."""
    tables = set(connection.introspection.table_names())
    for model, name in columns():
        table, column = model._meta.db_table, cast(models.Field, model._meta.get_field(name)).column
        if table in tables:
            with connection.cursor() as cursor:
                if column in {c.name for c in connection.introspection.get_table_description(cursor, table)}:
                    yield from _ends(cursor, table, column, model._meta.pk.column)


def _ends(cursor: Any, table: str, column: str, pk: str) -> Iterator[str]:
    quoted = [connection.ops.quote_name(name) for name in (column, table, pk)]
    for order in ("ASC", "DESC"):
        # what begins otherwise is not encrypted yet, and may be of another type
        sql = "SELECT {0} FROM {1} WHERE CAST({0} AS text) LIKE %s ORDER BY {2} {3} LIMIT 1".format(*quoted, order)  # noqa: S608
        cursor.execute(sql, ["gAAAA%"])
        yield from (row[0] for row in cursor.fetchall())


def columns() -> list[tuple[type[models.Model], str]]:
    """Every EncryptedField column of the program."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, crypto.EncryptedField)
    ]


@action
def give_up_lost(*, by: Any) -> int:
    """Go on without the keys that are not in the ring: what is under them stays closed for good. Returns how many."""
    marks = [fingerprint(key) for key in crypto.held()]
    lost = KeyMark.objects.exclude(fingerprint__in=marks)
    count = lost.count()
    mark = lost.first() or KeyMark()
    audit("key.give_up", mark, by=by, lost=[m[:8] for m in lost.values_list("fingerprint", flat=True)])
    lost.delete()
    return count


@action
def retire(*, by: Any) -> int:
    """After everything is under the newest key: only that and the oldest, which makes the digests, are needed."""
    ring = checked()
    needed = [fingerprint(ring[-1]), fingerprint(ring[0])]
    gone, _ = KeyMark.objects.exclude(fingerprint__in=needed).delete()
    audit("key.rotate", KeyMark.objects.get(fingerprint=needed[-1]), by=by, retired=gone)
    return gone
