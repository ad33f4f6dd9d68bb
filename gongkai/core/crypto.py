"""Personal data at rest: encrypted with a key ring that can be rotated, and keyed digests to find equal values.

GONGKAI_KEYS, comma-separated Fernet keys, newest first; without it GONGKAI_HOME/data.keys, one key a line, made on
first use and readable by its owner only. Encryption uses the first key; decryption tries all of them. What is kept as
a file of its own is core.vault's; a new key is brought in by ``gongkai rotate-keys`` (core.rotation).
"""

import hashlib
import hmac
import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Unreadable(Exception):
    """No key of the ring opens this value."""


def key_file() -> Path:
    return Path(settings.HOME) / "data.keys"


@cache
def keys() -> tuple[str, ...]:
    """The key ring, newest first."""
    if ring := os.environ.get("GONGKAI_KEYS"):
        return tuple(key.strip() for key in ring.split(",") if key.strip())
    try:
        handle = os.open(key_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return tuple(key_file().read_text().split())
    with os.fdopen(handle, "w") as out:
        out.write(Fernet.generate_key().decode() + "\n")
    return tuple(key_file().read_text().split())


def ring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys()])


def seal(content: bytes) -> bytes:
    """``content`` as a token; two of one content differ."""
    return ring().encrypt(content)


def unseal(token: bytes) -> bytes:
    """What ``seal`` made a token of. A key another process added since is read from the file. Unreadable without it."""
    try:
        return ring().decrypt(token)
    except InvalidToken:
        keys.cache_clear()
    try:
        return ring().decrypt(token)
    except InvalidToken as error:
        raise Unreadable("密钥环里没有能解开这条数据的密钥，请管理员检查 data.keys。") from error


def encrypt(value: Any) -> str:
    """A JSON value as a token."""
    return seal(json.dumps(value, ensure_ascii=False).encode()).decode()


def decrypt(token: str) -> Any:
    return json.loads(unseal(token.encode()))


def is_current(token: bytes) -> bool:
    """Whether ``token`` is under the newest key."""
    try:
        Fernet(keys()[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


def add_key() -> None:
    """Put a new key on top of the key file. The old ones stay: they open what is not yet under the new one, and the
    oldest makes the digests."""
    held, temporary = key_file().read_text().split(), key_file().with_suffix(".new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write("\n".join([Fernet.generate_key().decode(), *held]) + "\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, key_file())
    keys.cache_clear()


def digest(value: str) -> str:
    """A keyed digest, under the oldest key so that rotation does not change it: equal values have equal digests."""
    return hmac.new(keys()[-1].encode(), value.encode(), hashlib.sha256).hexdigest()


if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class EncryptedField(_Text):
    """A JSON value encrypted at rest; never searchable, never in an index. An erased value is None; an empty text stays
    one, there is nothing to hide in it."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> str | None:
        return value if value is None or value == "" else encrypt(value)

    def to_python(self, value: Any) -> Any:
        return value
