"""What is presumed of a record's dates, in words for whoever checks them."""

from dataclasses import dataclass
from typing import Any

from gongkai.library.models import Record


@dataclass(frozen=True)
class Doubts:
    """``sentences`` on the dates to be checked; ``asks_release``: the day of release is one of them, ``released_on`` the
    presumed one as ISO text, empty without any; whether the account ``may`` confirm them."""

    sentences: list[str]
    asks_release: bool
    released_on: str
    may: bool


def permission(record: Record) -> str:
    """What confirming takes: of what the public sees, the right to release."""
    return "release" if record.state == "released" else "write"


def doubts(record: Record, account: Any) -> Doubts | None:
    """None where there is nothing to confirm."""
    asks_release = record.state == "released" and record.released_presumed
    sentences = []
    if record.formed_presumed and record.state != "withdrawn":
        sentences.append(f"生成日期 {record.formed_on} 由程序按公开日期推定，请核对。不对的请更正这条信息。")
    if asks_release and record.is_undated:
        sentences.append("导入时没有找到日期，请查明后填写公开日期。")
    elif asks_release:
        sentences.append(f"公开日期 {record.released_on} 由程序按生成日期推定，请核对。不对的在下面改。")
    if not sentences:
        return None
    day = record.released_on.isoformat() if record.released_on and not record.is_undated else ""
    return Doubts(sentences, asks_release, day, account.may(permission(record), record.organ))
