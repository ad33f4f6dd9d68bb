"""What the process environment says: every variable an administrator may set is declared here, and read through here.
No Django.

What cannot be used ends the process with a sentence (SystemExit), without the password that may stand in an address.
"""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from gongkai.core import durable

SHAPE = "DATABASE_URL 的写法是 postgresql://用户:密码@主机:端口/库名?sslmode=require"
URL = re.compile(r"postgres(?:ql)?://(?:(?P<who>[^/?#]*)@)?(?P<rest>[^#]*)")


@dataclass(frozen=True)
class Variable:
    """One thing an installation sets, in the words of the manual (docs/deploy.md). ``secret``: its value is never shown."""

    name: str
    what: str
    default: str
    secret: bool = False


VARIABLES = {
    variable.name: variable
    for variable in (
        Variable("GONGKAI_HOME", "数据库、附件、页面、索引、密钥所在的目录", "`./var`"),
        Variable("GONGKAI_HOSTS", "除站点登记的域名外，还回答哪些主机名，用逗号隔开", "本机"),
        Variable("GONGKAI_HTTPS", "对外用 HTTPS 时设为 1：Cookie 只走 HTTPS、启用 HSTS", "关"),
        Variable("GONGKAI_IDLE_MINUTES", "工作台多少分钟没有操作就退出登录；没存的内容登录后还在", "30"),
        Variable(
            "GONGKAI_REQUEST_RETENTION_DAYS",
            "申请办结多少天后清除申请人信息，按当地规定设；不能少于 366 天，期间还可以申请行政复议或者起诉",
            "730",
        ),
        Variable("GONGKAI_PROXIES", "反向代理的地址，只相信它们转来的访问者地址", "无"),
        Variable("GONGKAI_SECRET", "密钥；不设则首次运行时生成 `secret.key`，只有属主能读", "自动生成", secret=True),
        Variable(
            "GONGKAI_KEYS",
            "加密申请人信息的密钥，用逗号隔开，新的在前；不设则在首次启动时生成 `data.keys`",
            "自动生成",
            secret=True,
        ),
        Variable(
            "DATABASE_URL",
            "`postgresql://用户:密码@主机:端口/库名?sslmode=verify-full`；密码里的特殊字符用 %XX 写；"
            "问号后面可用 PostgreSQL 认识的任何连接选项",
            "SQLite",
        ),
        Variable("GONGKAI_DEBUG", "开发用，正式环境绝不能设", "关"),
    )
}

# What local rules settle was set here before (gongkai.organs.settings): name → what it is called there
OUTDATED = {"GONGKAI_REMOVED_RETENTION_DAYS": "移去的内容在内部保留多久"}


def outdated() -> list[str]:
    """A sentence for each variable that is set and no longer read."""
    return [
        f"环境变量 {name} 已不再使用，现在由“地方规定”里的“{label}”规定（升级时已把原值转过去）。请在那里核对，再去掉这个变量。"
        for name, label in OUTDATED.items()
        if os.environ.get(name)
    ]


def text(name: str) -> str:
    """What a declared variable says; empty where it is not set."""
    return os.environ.get(VARIABLES[name].name, "").strip()


def flag(name: str) -> bool:
    return text(name) == "1"


def listed(name: str, default: str = "") -> list[str]:
    """Names separated by commas."""
    return [one.strip() for one in (text(name) or default).split(",") if one.strip()]


def shown(name: str) -> str:
    """The value as it may be shown: of secrets that there is one, of an address without what opens it. Empty: not set."""
    value = text(name)
    if value and VARIABLES[name].secret:
        return "已设，不显示"
    value = re.sub(r"(?<=://)([^:/?#@]*):.*@", r"\1:***@", value)
    return re.sub(r"(?i)(?<=[?&])(\w*pass\w*)=[^&]*", r"\1=***", value)


def home() -> Path:
    """GONGKAI_HOME, made if missing; ./var by default."""
    folder = Path(text("GONGKAI_HOME") or "var").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"数据目录 {folder} 建不了（{error.strerror}）。请检查 GONGKAI_HOME 的位置和权限。") from None
    return folder


def number(name: str) -> int:
    """A whole number above zero; the declared default where the variable is not set or empty."""
    default = VARIABLES[name].default
    said = text(name) or default
    if not re.fullmatch(r"[0-9]{1,6}", said) or int(said) == 0:
        raise SystemExit(f"{name} 要写大于 0 的整数，现在写的是“{said}”。请改正，或者去掉它以用缺省的 {default}。")
    return int(said)


def secret_key(folder: Path) -> str:
    """GONGKAI_SECRET, else the key file of this home, made on first use and readable by its owner only. It signs
    sessions and forms that are open; a new one ends those and nothing else."""
    return text("GONGKAI_SECRET") or _kept_key(folder / "secret.key")


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
    if url := text("DATABASE_URL"):
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
