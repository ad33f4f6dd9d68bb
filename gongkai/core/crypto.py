"""Personal data at rest: encrypted with a key ring that can be rotated, and keyed digests to find equal values.

GONGKAI_KEYS, comma-separated Fernet keys, newest first; without it GONGKAI_HOME/data.keys, one key a line, made in an
empty home and readable by its owner only; the database knows which keys it needs (core.keyring). Encryption uses the first key; decryption tries all of them. What is kept as
a file of its own is core.vault's; a new key is brought in by ``gongkai rotate-keys`` (core.rotation).
"""

import hashlib
import hmac
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from gongkai.core import durable, environment


class Unreadable(Exception):
    """No key of the ring opens this value."""


class MissingKey(Unreadable):
    """The ring is not there, cannot be read, or lacks a key the database knows. The message is the sentence for the
    administrator."""


def key_file() -> Path:
    return Path(settings.HOME) / "data.keys"


def held() -> tuple[str, ...]:
    """The ring as the environment or the file has it at this moment, newest first; empty when there is none."""
    try:
        text = environment.text("GONGKAI_KEYS") or key_file().read_text()
    except FileNotFoundError:
        return ()
    except (OSError, ValueError):
        raise MissingKey(
            f"{key_file()} 读不了。请检查它的属主和权限（属主 gongkai、权限 600），或者从备份放回。"
        ) from None
    found = tuple(text.replace(",", " ").split())
    try:
        for key in found:
            Fernet(key)
    except ValueError:
        found = ()
    if not found:
        where = "GONGKAI_KEYS" if environment.text("GONGKAI_KEYS") else key_file()
        raise MissingKey(f"{where} 里不是完整的密钥。请从备份放回原来的密钥，不要另建。")
    return found


def make_ring() -> tuple[str, ...]:
    """The ring of an empty home, made once however many processes come."""
    durable.make_once(key_file(), Fernet.generate_key() + b"\n")
    return held()


@cache
def keys() -> tuple[str, ...]:
    """The key ring, newest first. MissingKey unless it holds every key that the database needs (core.keyring)."""
    from gongkai.core import keyring

    return keyring.checked()


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
    lines = [Fernet.generate_key().decode(), *held()]
    durable.write(key_file(), ("\n".join(lines) + "\n").encode())
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
