"""Labels under which documents, tables and spreadsheets state their metadata, and the fields they mean. Pure.

条例 art. 12: a catalogue states index, title, summary and date; pages and forms call these by many names.
"""

import re
import unicodedata
from functools import cache

from gongkai.library.kinds import KINDS

LABELS: dict[str, tuple[str, ...]] = {
    "title": ("标题", "题名", "文件名称", "信息名称", "文章标题", "ArticleTitle", "信息标题", "文件标题", "公文标题", "文件题名", "公文名称",
              "题目", "文件名"),
    "body": ("正文", "内容", "信息内容", "正文内容", "文件内容", "公文内容", "文章内容", "信息正文", "全文", "content"),
    "id": ("id", "编号", "唯一标识", "网址", "url"),
    "index_number": ("索引号", "信息索引号", "索引", "索取号", "索引编号", "信息索引", "index"),
    "organ": ("发布机构", "发文机关", "发文机构", "发布单位", "发布机关", "公开机构", "制发机关", "制作机关", "发文单位",
              "信息提供单位", "机构", "公开主体", "发布部门", "发文部门", "制发单位", "公开单位", "制文机关", "印发单位", "制发机构",
              "公布机关", "公布单位", "信息发布机构", "公开责任部门", "公开责任单位", "征集单位", "征集部门", "publisher"),
    "joint_issuers": ("联合发文机关", "联合发文单位", "联合发文机构", "联合制发机关", "联合发布机构"),
    "released_at": ("发布日期", "发布时间", "公开日期", "公开时间", "PubDate", "日期", "时间", "上网日期", "上网时间", "信息发布日期",
                    "公布日期", "公布时间", "publish_date", "publish_time"),
    "formed_on": ("生成日期", "成文日期", "发文日期", "制发日期", "印发日期", "形成日期", "文件日期", "成文时间",
                  "生成时间", "发文时间", "印发时间", "形成时间", "签发日期", "制定日期", "制发时间"),
    "repealed_on": ("废止日期",),
    "effective_on": ("施行日期", "生效日期", "实施日期", "施行时间", "生效时间", "实施时间"),
    "expires_on": ("有效期至", "失效日期", "有效期截止", "废止时间", "失效时间"),
    "number": ("文号", "发文字号", "文件编号", "发文号", "文件号", "公文文号", "公文字号", "文件字号", "发文文号"),
    "theme": ("主题分类", "主题"),
    "genre": ("体裁", "文种", "体裁分类"),
    "keywords": ("关键词", "主题词", "Keywords"),
    "summary": ("内容概述", "概述", "摘要", "内容概要", "内容简介"),
    "validity": ("时效", "有效性", "时效性", "效力状态"),
    "kind": ("信息类型", "信息类别"),
    "item": ("法定公开内容", "法定主动公开内容", "公开依据"),
    "disclosure": ("公开属性",),
    "disclosure_reason": ("不公开理由", "不予公开理由"),
    "source": ("来源", "原文来源", "信息来源", "文章来源", "稿件来源", "ContentSource", "供稿", "供稿单位", "来稿单位"),
    "author": ("作者", "撰稿", "撰稿人", "Author"),
    "attachments": ("附件", "附件下载"),
    "interprets": ("解读", "解读文件", "被解读文件"),
    "repeals": ("废止文件", "废止"),
    "amends": ("修改文件", "修改"),
    "basis": ("依据", "制定依据", "政策依据"),
    "implements": ("落实", "贯彻落实"),
    "forwards": ("转发", "转发文件"),
    "related": ("相关", "相关信息", "相关文件"),
    "note": ("修改说明",),
    "": ("责任编辑", "编辑", "浏览次数", "点击数", "阅读次数", "访问次数", "字号", "字体", "浏览量", "点击率", "阅读量", "打印", "浏览", "点击", "阅读", "访问量",
         "信息状态", "公文种类", "统一编号", "登记号", "收藏",
         "组配分类", "信息分类", "公开方式", "公开形式", "公开时限", "公开范围", "公开程序", "公开类别", "服务对象"),
}  # fmt: skip

RELATIONS = ("interprets", "repeals", "amends", "basis", "implements", "forwards", "related")
CHINESE = {field: names[0] for field, names in LABELS.items()}


def fold(label: str) -> str:
    """A label without width, spacing, brackets and colon: 【文 号】： → 文号."""
    return re.sub(r"[\s:：\[\]【】*#]+", "", unicodedata.normalize("NFKC", label)).lower()


_FIELD_OF = {fold(name): field for field, names in LABELS.items() for name in names}
_FIELD_OF |= {field: field for field in LABELS if field}


@cache
def _extra() -> dict[str, str]:
    """The labels of the kinds' extra fields (报告年度, 会议日期 …), which stand for themselves."""
    return {fold(extra.label): extra.label for kind in KINDS.values() for extra in kind.fields}


def field_of(label: str) -> str | None:
    """The field a label means, "" for one to be thrown away, None for no label at all."""
    folded = fold(label)
    return _FIELD_OF[folded] if folded in _FIELD_OF else _extra().get(folded)


_LINE = re.compile(r"^\W{0,2}([^:：|《》。，\n]{1,14}?)\W?\s*[:：]\s*(.*?)[\s|]*$")


def labelled(line: str) -> tuple[str, str] | None:
    """(field, value) of a line such as 文号：青禾府发〔2026〕3号; None when its label is not known."""
    found = _LINE.match(line.strip())
    if not found:
        return None
    field = field_of(found[1])
    return None if field is None else (field, found[2].strip())


# a page calls its title so beside other labels; the column 名称 of a table may be anything
_ON_PAGES = {"名称": "title"}
# labels that only metadata bear: a line with one of them may bear labels nobody knows too
_TELLING = {
    fold(name)
    for field in ("index_number", "number", "effective_on", "expires_on", "formed_on")
    for name in LABELS[field]
}
_TELLING |= {fold(name) for name in LABELS["organ"] if name != "机构"}
# labels that may stand on a line of their own without a colon, their value below
_BARE = _TELLING | {fold(name) for field in ("released_at", "title") for name in LABELS[field] if len(name) >= 4}
_BARE |= {"标题", "索引号"}
_KNOWN = "|".join(
    sorted((name for names in LABELS.values() for name in names if len(name) >= 3), key=len, reverse=True)
)
_SPACED = re.compile("|".join(r"[ \u3000\xa0]+".join(n) for names in LABELS.values() for n in names if len(n) <= 3))
_UNKNOWN = r"(?<![^\s|])[^\s:：|，。（）()\d]{2,8}"
_PAIR = re.compile(rf"({_UNKNOWN}|{_KNOWN})\s*[:：]\s*((?:(?!\s{{2,}}|(?:{_UNKNOWN}|{_KNOWN})\s*[:：])[^|\n])*)")
_BRACKETED = re.compile(r"[【\[]([^】\]]{0,12})[】\]]\s*[:：]?")
_ALONE = re.compile(r"^\W{0,3}([^:：|《》。，\n]{2,14}?)\s*[:：]$")


def page_field(label: str) -> str | None:
    """``field_of`` for the labels of pages."""
    return _ON_PAGES.get(fold(label)) or field_of(label)


def alone(line: str) -> str | None:
    """The field of a line that is nothing but a label, whose value stands on the next: 索引号："""
    found = _ALONE.match(line.strip()) or (fold(line) in _BARE and re.match(r"^(.+)$", line.strip()))
    field = page_field(found[1]) if found else None
    return None if field in ("body", "attachments", *RELATIONS) else field


def pairs(line: str) -> dict[str, str]:
    """Every known label of a byline such as ``来源：县民政局  作者：王某  发布时间：2026-06-01 09:30``; {} when the line says
    anything else besides; {"": ""} for labels without values."""
    # 【索引号】A1 is a label, 【打印】【关闭】 are none
    line = _BRACKETED.sub(lambda found: f"　{found[1]}：" if page_field(found[1]) else " ", line)
    line = _SPACED.sub(lambda spaced: fold(spaced[0]), line)  # 索 引 号
    found: dict[str, str] = {}
    said = _PAIR.findall(line)
    meant = [page_field(label) for label, _ in said]
    telling = any(fold(label) in _TELLING for label, _ in said)
    if {"body", "attachments", *RELATIONS} & set(meant):
        return {}  # 附件：1.… is text
    if None in meant and not (telling and len(said) > 1):
        return {}
    for field, (_, value) in zip(meant, said, strict=True):
        if field and value.strip(" \u3000|"):
            found.setdefault(field, value.strip(" \u3000|"))
    rest = re.sub(r"[\s\u3000|]+", " ", _PAIR.sub("", line)).strip()
    if not rest:
        return found or ({"": ""} if said and "title" not in meant else {})
    # a moment without a label: beside labelled pairs, or with its time; a bare day may be the signature's
    moment = re.fullmatch(r"[\d\-/.年月日:时分秒 ]{8,30}", rest)
    if moment and "released_at" not in found and (found or ":" in rest):
        return found | {"released_at": rest}
    return {}


def is_telling(facts: dict[str, str]) -> bool:
    """Whether facts can only be metadata of a document: its index, number or issuer is among several."""
    return len(facts) >= 2 and bool({"index_number", "number", "organ"} & set(facts))


def table_facts(rows: list[list[str]]) -> dict[str, str] | None:
    """The facts of a metadata table (label cell, value cell, label cell, …); None when the table is not one."""
    facts: dict[str, str] = {}
    labels = cells = 0
    for row in rows:
        field: str | None = None  # whose value comes next
        for cell in row:
            text = cell.strip()
            if not text:
                field = None
                continue
            cells += 1
            meant = page_field(text) if len(text) <= 14 else None
            if meant is not None and (field is None or text.endswith((":", "："))):
                labels += 1
                field = meant
            elif (pair := labelled(text)) is not None and (field is None or pair[1]):
                labels += 1
                if pair[1]:
                    facts.setdefault(*pair)
                field = None
            elif field is not None:
                # attachments have a row each
                facts[field] = (
                    f"{facts[field]} {text}" if field == "attachments" and field in facts else facts.get(field, text)
                )
                field = None
    return facts if labels >= 2 and labels * 3 >= cells else None
