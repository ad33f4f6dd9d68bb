"""What the process environment says: home folder, secret key, database, numbers. No Django here.

What cannot be used ends the process with a sentence (SystemExit), without the password that may stand in an address.
"""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from gongkai.core import durable

SHAPE = "DATABASE_URL 的写法是 postgresql://用户:密码@主机:端口/库名?sslmode=require"
URL = re.compile(r"postgres(?:ql)?://(?:(?P<who>[^/?#]*)@)?(?P<rest>[^#]*)")


def home() -> Path:
    """GONGKAI_HOME, made if missing; ./var by default."""
    folder = Path(os.environ.get("GONGKAI_HOME", "var")).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"数据目录 {folder} 建不了（{error.strerror}）。请检查 GONGKAI_HOME 的位置和权限。") from None
    return folder


def number(name: str, default: int) -> int:
    """A whole number above zero; ``default`` where the variable is not set or empty."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0:
        raise SystemExit(f"{name} 要写大于 0 的整数，现在写的是“{text}”。请改正，或者去掉它以用缺省的 {default}。")
    return int(text)


def secret_key(folder: Path) -> str:
    """GONGKAI_SECRET, else the key file of this home, made on first use and readable by its owner only. It signs
    sessions and forms that are open; a new one ends those and nothing else."""
    return os.environ.get("GONGKAI_SECRET") or _kept_key(folder / "secret.key")


def _kept_key(file: Path) -> str:
    try:
        key = durable.make_once(file, secrets.token_urlsafe(64).encode()).decode().strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "内容不是文字"
        raise SystemExit(f"读写不了 {file}（{why}）。请检查磁盘空间和文件的属主、权限。") from None
    if not key:
        raise SystemExit(f"{file} 是空的。请从备份放回，或者删掉它再启动：程序会另做一个，只是各人要重新登录。")
    return key


def database(folder: Path) -> dict[str, Any]:
    """Django database settings from DATABASE_URL, else SQLite in WAL mode with writers queued, not failing."""
    if url := os.environ.get("DATABASE_URL"):
        return _postgresql(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "gongkai.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # FULL: what was committed survives a power cut, docs/decisions/0016
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
            " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    """libpq reads the address (IPv6, sockets, several hosts, every option it knows)."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    match = URL.fullmatch(url.strip())
    if match is None:
        raise SystemExit(f"DATABASE_URL 看不懂。{SHAPE}；密码里的特殊字符要用 %XX 写。")
    # who writes @ or % in a password as it is, is understood
    user, _, password = (match["who"] or "").partition(":")
    who = f"{_escaped(user)}:{_escaped(password)}@" if match["who"] else ""
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(f"postgresql://{who}{match['rest']}").items()}
    except (ProgrammingError, ValueError) as error:
        unknown = re.search(r'parameter: "(\w+)"', str(error))
        what = f"里的选项 {unknown[1]} 数据库不认识，请改正或去掉" if unknown else "看不懂"
        raise SystemExit(f"DATABASE_URL {what}。{SHAPE}；密码里的特殊字符要用 %XX 写。") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # so that a pooler may give each transaction another connection
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": parts,
    }


def _escaped(text: str) -> str:
    return quote(unquote(text), safe="")
