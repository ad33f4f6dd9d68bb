"""Bringing everything encrypted under the newest key: columns in batches, then files. Safe to stop and start again:
what is under the newest key already is left alone. And the way of a column from plain to encrypted, for migrations."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Cast

from gongkai.core import crypto, keyring, vault

BATCH = 200


def rotate_all() -> int:
    """Encrypt anew what is not under the newest key; returns how many values."""
    return sum(rotate_column(model, name) for model, name in keyring.columns()) + sum(map(_rotate_file, _files()))


def rotate_column(model: type[models.Model], name: str) -> int:
    """One column, batch after batch, each in a transaction of its own."""
    changed, last = 0, None
    while True:
        with transaction.atomic():
            rows = _rows(model, name, last)
            for pk, token in rows:
                changed += _rotate_row(model, name, pk, token)
        if not rows:
            return changed
        last = rows[-1][0]


def _rows(model: type[models.Model], name: str, after: Any) -> list[tuple[Any, str]]:
    rows = model._base_manager.select_for_update().order_by("pk").exclude(**{f"{name}__isnull": True})
    rows = rows.exclude(**{name: ""})  # an empty text is kept as it is
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.annotate(in_database=Cast(name, models.TextField())).values_list("pk", "in_database")[:BATCH])


def _rotate_row(model: type[models.Model], name: str, pk: Any, token: str) -> bool:
    if crypto.is_current(token.encode()):
        return False
    fresh = crypto.seal(crypto.unseal(token.encode())).decode()
    # as a Value, so that the field does not encrypt what is encrypted
    model._base_manager.filter(pk=pk).update(**{name: models.Value(fresh, models.TextField())})
    return True


def seal_column(model: type[models.Model], name: str, read: Callable[[str], Any] = str) -> None:
    """Encrypt what a column that became an EncryptedField still holds in plain, batch after batch; ``read`` makes the
    value of the text that stands there (json.loads, of what was a JSONField)."""
    _rewrite(model, name, lambda text: crypto.encrypt(read(text)))


def open_column(model: type[models.Model], name: str, write: Callable[[Any], str] = str) -> None:
    """The way back of ``seal_column``."""
    _rewrite(model, name, lambda token: write(crypto.decrypt(token)))


def _rewrite(model: type[models.Model], name: str, change: Callable[[str], str]) -> None:
    last: Any = None
    while rows := _rows(model, name, last):
        for pk, kept in rows:
            model._base_manager.filter(pk=pk).update(**{name: models.Value(change(kept), models.TextField())})
        last = rows[-1][0]


def _files() -> Iterator[str]:
    root = Path(settings.VAULT_ROOT)
    return (file.name for file in root.iterdir() if not file.suffix) if root.is_dir() else iter(())


def _rotate_file(key: str) -> bool:
    try:
        token = vault.path_of(key).read_bytes()
    except FileNotFoundError:  # erased meanwhile
        return False
    if crypto.is_current(token):
        return False
    vault.write(key, crypto.seal(crypto.unseal(token)))
    return True
