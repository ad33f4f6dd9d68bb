"""Files of private persons, encrypted, each under a name of its own that says nothing: no hash, no second owner.

``keep`` gives the key that a row holds in a ``VaultKey`` column. What no row holds (a transaction that failed, a row
that was erased) is removed by ``prune``, every day.
"""

import secrets
import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from gongkai.core import crypto, durable


class VaultKey(models.CharField):
    """Column for the key of a file in the vault; empty when there is none (any more)."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{"max_length": 32, "blank": True, "editable": False, **kwargs})


def path_of(key: str) -> Path:
    return Path(settings.VAULT_ROOT) / key


def keep(content: bytes) -> str:
    """Encrypt and store ``content``; its key."""
    key = secrets.token_hex(16)
    durable.make_folder(path_of(key).parent, mode=0o700)
    write(key, crypto.seal(content))
    return key


def write(key: str, token: bytes) -> None:
    """Put an encrypted file in place, whole or not at all; it survives a power cut."""
    durable.write(path_of(key), token)


def read(key: str) -> bytes:
    """The content under ``key``; FileNotFoundError when it was forgotten."""
    return crypto.unseal(path_of(key).read_bytes())


def forget(key: str) -> None:
    path_of(key).unlink(missing_ok=True)


def prune(older_than: float = 24 * 3600) -> int:
    """Remove files that no row holds and that are older than so many seconds (younger ones may be of a transaction
    under way); returns how many."""
    held = {key for model, name in columns() for key in model._base_manager.values_list(name, flat=True)}
    root, removed = Path(settings.VAULT_ROOT), 0
    for file in root.iterdir() if root.is_dir() else ():
        if file.name.partition(".")[0] not in held and time.time() - file.stat().st_mtime > older_than:
            file.unlink(missing_ok=True)
            removed += 1
    return removed


def columns() -> list[tuple[type[models.Model], str]]:
    """Every VaultKey column of the program."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, VaultKey)
    ]
