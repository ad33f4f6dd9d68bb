"""Sentences on what a file or page holds that a text cannot: every loss is told, with its number. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongkai.core.intake import marks

# kind, as readers count it → what is said of it
UNITS = {
    "picture": "张图片",
    "formula": "处公式",
    "symbol": "个特殊符号",
    "chart": "个图表",
    "diagram": "个 SmartArt 图形",
    "object": "个嵌入对象",
    "control": "个窗体控件",
    "ink": "处手写墨迹",
    "media": "段音视频",
    "frame": "个嵌入页面",
    "part": "份嵌入的文稿",
}
MARKS = {"formula": marks.FORMULA, "symbol": marks.SYMBOL}  # what stands in the text instead
_LONGEST = 60


@dataclass(frozen=True)
class Wording:
    """How one reader says it: what did not happen, and what to do about it, also where a mark stands instead."""

    lost: str
    remedy: str
    rewrite: str = ""

    def of(self, left: Mapping[str, int], margins: Sequence[str] = ()) -> list[str]:
        """One sentence a kind of what was left out; ``margins``: words of headers and footers."""
        told = [self._sentence(kind, left[kind]) for kind in UNITS if left.get(kind)]
        if margins:
            words = "；".join(margins)
            words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
            told.append(f"页眉页脚里的文字{self.lost}：“{words}”。")
        return told

    def _sentence(self, kind: str, count: int) -> str:
        if mark := MARKS.get(kind):
            return f"有 {count} {UNITS[kind]}{self.lost}，只留了“{mark}”字样，{self.rewrite or self.remedy}。"
        return f"有 {count} {UNITS[kind]}{self.lost}，{self.remedy}。"


OF_FILE = Wording("没有进入正文", "见附件原文")
OF_PAGE = Wording("没有进入正文", "见原网页")
OF_EDITOR = Wording("没有导入", "请另作附件上传", "请写成文字或另作附件上传")
