"""Trouble of the machine, told from mistakes of the program: a full or read-only disk, a busy or absent database, a key
that is not there. Whoever meets it gets a sentence, 503 and a time to come back, never a 500.
"""

import errno
from enum import Enum

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from gongkai.core import crypto


class Trouble(Enum):
    """What is wrong: the sentence for everybody, and what staff can do about it."""

    FULL = (
        "服务器的磁盘已满或者不能写入，刚才的内容没有保存。",
        "请联系系统管理员清理磁盘（df -h 可以看到哪里满了）；请不要关闭填写的页面，恢复后返回那里再提交一次。",
    )
    BUSY = (
        "数据库正忙，刚才的操作没有完成，也没有保存。",
        "请过半分钟再试；要提交的内容请返回填写的页面再提交一次。",
    )
    AWAY = (
        "数据库暂时连不上，刚才的操作没有完成。",
        "请过几分钟再试；一直不好的，请系统管理员检查数据库服务。",
    )
    KEY = (
        "这里有加密保存的内容，服务器上现在没有能打开它的密钥。",
        "请系统管理员把原来的 data.keys 放回数据目录后重新启动。内容没有丢失，请不要另建密钥。",
    )


# what is said instead to somebody who only opened a page or a file, which waits for the audit entry about it
BUSY_READING = (
    "数据库正忙，这一页或者这个文件现在打不开，什么也没有改动。",
    "请过半分钟刷新本页。打开文件要先留下记录，记录写好以后才会给出文件。",
)
# sqlite.org/rescode.html, primary codes
SQLITE = {5: "BUSY", 6: "BUSY", 8: "FULL", 10: "FULL", 13: "FULL", 14: "FULL"}
# postgresql.org/docs/current/errcodes-appendix.html: sqlstates and classes
POSTGRESQL = {
    "53100": "FULL", "25006": "FULL", "58030": "FULL",
    "55P03": "BUSY", "40P01": "BUSY", "40001": "BUSY", "57014": "BUSY", "53200": "BUSY",
    "53300": "AWAY", "08": "AWAY", "57P": "AWAY",
}  # fmt: skip
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES}
AFTER = 30  # seconds until the browser may come back


def of(error: BaseException | None) -> Trouble | None:
    """The trouble behind an error or behind what it came from; None when it is a mistake of the program."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if found := _of_one(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _of_one(error: BaseException) -> Trouble | None:
    if isinstance(error, crypto.Unreadable):
        return Trouble.KEY
    if isinstance(error, OSError):
        return Trouble.FULL if error.errno in DISK else None
    if not isinstance(error, DatabaseError):
        return None
    cause = error.__cause__
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return _named(SQLITE.get(code & 0xFF))
    state = getattr(cause, "sqlstate", None) or ""
    if not state and type(cause).__module__.startswith("psycopg"):
        return Trouble.AWAY if type(error).__name__ in ("OperationalError", "InterfaceError") else None
    return _named(next((POSTGRESQL[part] for part in (state, state[:3], state[:2]) if part in POSTGRESQL), None))


def _named(name: str | None) -> Trouble | None:
    return Trouble[name] if name else None


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """503 with the sentence. The page needs no database and no session; a script that sent the request gets JSON."""
    what, way_on = trouble.value
    on_desk = request.path.startswith("/desk/")
    if not on_desk:
        way_on = "请稍后再试；着急的事项可以打受理机关的电话，或者到现场、用邮寄办理。"
    if trouble is Trouble.BUSY and request.method in ("GET", "HEAD"):
        what, way_on = BUSY_READING
    if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
        response: HttpResponse = JsonResponse({"message": f"{what}{way_on}"}, status=503)
    else:
        context = {"what": what, "way_on": way_on, "home": "/desk/" if on_desk else "/"}
        response = HttpResponse(render_to_string("core/trouble.html", context), status=503)
    response["Retry-After"] = str(AFTER)
    response["Cache-Control"] = "no-store"
    return response
