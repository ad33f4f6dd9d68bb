"""The audit trail as a chain: what was sealed cannot be changed, taken out, put in or reordered without being seen.

Writers only write their entry. The worker gives the entries that wait their seals, in the order in which it finds them
committed, each over the one before (docs/decisions/0014). ``breaks`` reads the chain again and says where it does not
hold; ``black_out`` takes texts out of entries so that it still holds.
"""

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from gongkai.core.actions import action, audit
from gongkai.core.bulk import insert_many
from gongkai.core.models import AuditEntry, AuditSeal, AuditWaiting

log = logging.getLogger(__name__)

EVERY = (
    1.0  # seconds between looks of the worker; with BATCH, a million old entries take twenty minutes and nobody waits
)
BATCH = 1000
LOCK = 0x61756469  # the advisory lock of whoever writes seals
BLACK = "■■■"
_next = 0.0


def seal_waiting() -> int:
    """The worker's step: seal what waits, at most BATCH at a time, once a second; returns how many."""
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + EVERY
    return seal()


def seal() -> int:
    """Seal up to BATCH waiting entries; 0 when none wait or another process is at it."""
    if not AuditWaiting.objects.exists():
        return 0
    with transaction.atomic():
        if not _alone(wait=False):
            return 0
        return _append(list(AuditWaiting.objects.order_by("pk").values_list("pk", flat=True)[:BATCH]))


def _alone(*, wait: bool) -> bool:
    """Whether this transaction is the only one that writes seals until it ends. SQLite's writers are alone anyway."""
    if connection.vendor != "postgresql":
        return True
    function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])
        return cursor.fetchone()[0] is not False


def _append(waiting: Sequence[int]) -> int:
    """Seal these entries, in the order of their ids, behind the head."""
    position, before = head()
    seals = []
    for entry in AuditEntry.objects.filter(pk__in=waiting).order_by("pk"):
        position, salt = position + 1, secrets.token_hex(16)
        digest = _digest(salt, entry.detail)
        before = _hash(before, position, entry, digest)
        seals.append(AuditSeal(position=position, entry_id=entry.pk, salt=salt, digest=digest, hash=before))
    insert_many(seals)
    AuditWaiting.objects.filter(pk__in=waiting).delete()
    return len(seals)


def head() -> tuple[int, str]:
    """How many entries are sealed, and the hash of the last: whoever keeps both can tell later that none is missing."""
    return AuditSeal.objects.order_by("-position").values_list("position", "hash").first() or (0, "")


def log_head() -> None:
    """The head of the day into the log, where the database's owner does not reach."""
    sealed, hash = head()
    log.info("audit head", extra={"sealed": sealed, "hash": hash, "waiting": AuditWaiting.objects.count()})


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _digest(salt: str, detail: Any) -> str:
    return hashlib.sha256((salt + _json(detail)).encode()).hexdigest()


def _hash(before: str, position: int, entry: AuditEntry, digest: str) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [position, entry.pk, at, entry.by_id, entry.verb, entry.noun_type, entry.noun_id, entry.organ_id, digest]
    return hashlib.sha256((before + _json(said)).encode()).hexdigest()


@action
def black_out(*, noun: Any, entries: QuerySet[AuditEntry], texts: Iterable[str], by: Any, organ: Any = None) -> int:
    """Take the values of the keys ``texts`` out of the details of ``entries``, because the time of what they tell about
    ``noun`` is over; returns of how many. Only retention does this. The order says which entries and, by a digest, what is
    left of each, so that nobody blacks out, or changes what is left, without one."""
    _alone(wait=True)
    keys = set(texts)
    found = [entry for entry in entries.filter(seal__blacked_by=None).order_by("pk") if keys & set(entry.detail)]
    for entry in found:
        entry.detail = {key: BLACK if key in keys else value for key, value in entry.detail.items()}
    left = {str(entry.pk): _digest("", entry.detail) for entry in found}
    order = audit("audit.black_out", noun, by=by, organ=organ, entries=left)
    _append(list(AuditWaiting.objects.filter(pk__in=[entry.pk for entry in found]).values_list("pk", flat=True)))
    AuditSeal.objects.filter(entry__in=found).update(salt="", blacked_by=order)
    for entry in found:
        AuditEntry.objects.filter(pk=entry.pk).update(detail=entry.detail)
    return len(found)


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold: at a position, for an entry (None where there is none), and what is wrong."""

    position: int | None
    entry: int | None
    what: str


def breaks() -> Iterator[Break]:
    """Walk the whole chain in its order; what is wrong with it, and entries outside it that nobody announced."""
    expected, before = 1, ""
    while True:
        seals = AuditSeal.objects.filter(position__gte=expected).select_related("entry", "blacked_by")
        batch = list(seals.order_by("position")[:BATCH])
        for one in batch:
            if one.position > expected:
                yield Break(expected, None, f"封存缺失：第 {expected} 至 {one.position - 1} 号")
            yield from _wrong(one, before if one.position == expected else None)
            expected, before = one.position + 1, one.hash
        if len(batch) < BATCH:
            break
    for pk in AuditEntry.objects.filter(seal=None, waiting=None).order_by("pk").values_list("pk", flat=True)[:BATCH]:
        yield Break(None, pk, "记录没有封存，也不在等待封存：封存被删除，或者记录不是由程序写入的")


def wrong(one: AuditSeal) -> list[Break]:
    """What is wrong with one seal and its entry."""
    before = AuditSeal.objects.filter(position=one.position - 1).values_list("hash", flat=True).first()
    return list(_wrong(one, "" if one.position == 1 else before))


def _wrong(one: AuditSeal, before: str | None) -> Iterator[Break]:
    """What is wrong with a seal and its entry; ``before`` is None when the seal before it is missing."""
    entry = one.entry
    if entry is None:
        yield Break(one.position, one.entry_id, "记录已被删除")
        return
    if before is not None and one.hash != _hash(before, one.position, entry, one.digest):
        yield Break(one.position, entry.pk, "记录或者封存被改动，或者顺序被调换")
    if one.salt and one.digest != _digest(one.salt, entry.detail):
        yield Break(one.position, entry.pk, "详情被改动")
    if not one.salt and not _ordered(one, entry):
        yield Break(one.position, entry.pk, "详情被涂黑或者改动，没有与之相符的涂黑记录")


def _ordered(one: AuditSeal, entry: AuditEntry) -> bool:
    """Whether what is left of a blacked out detail is what the order for it left."""
    order = one.blacked_by
    left = order.detail.get("entries", {}) if order and order.verb == "audit.black_out" else {}
    return left.get(str(entry.pk)) == _digest("", entry.detail)
