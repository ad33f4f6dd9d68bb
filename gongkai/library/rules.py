"""Law and national conventions of the library as data. Pure: no Django."""

import json
from datetime import date
from functools import cache
from pathlib import Path

# 政府信息公开条例 (国令711号) art. 20, items (一)–(十五): code → (short label, text of the duty in brief).
ITEMS: dict[str, str] = {
    "20.01": "规章和规范性文件",
    "20.02": "机构职能和负责人",
    "20.03": "规划和相关政策",
    "20.04": "统计信息",
    "20.05": "行政许可和对外管理服务",
    "20.06": "行政处罚和行政强制",
    "20.07": "财政预算决算",
    "20.08": "行政事业性收费",
    "20.09": "政府集中采购",
    "20.10": "重大建设项目",
    "20.11": "民生政策措施及实施",
    "20.12": "突发公共事件应对",
    "20.13": "监督检查",
    "20.14": "公务员招考录用",
    "20.15": "其他应当主动公开的信息",
    # art. 21: cities and counties, seven kinds
    "21.01": "市政建设",
    "21.02": "公共服务",
    "21.03": "公益事业",
    "21.04": "土地征收",
    "21.05": "房屋征收",
    "21.06": "治安管理",
    "21.07": "社会救助",
    # art. 21: towns, eight kinds
    "21.11": "农业农村政策落实",
    "21.12": "农田水利工程建设运营",
    "21.13": "农村土地承包经营权流转",
    "21.14": "宅基地使用审核",
    "21.15": "乡镇土地征收",
    "21.16": "乡镇房屋征收",
    "21.17": "筹资筹劳",
    "21.18": "乡镇社会救助",
}

_CHINESE = [
    "",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
]


def item_ground(code: str) -> str:
    """The place in the law: 条例第二十条第（一）项."""
    article, number = code.split(".")
    if article == "20":
        return f"条例第二十条第（{_CHINESE[int(number)]}）项"
    return "条例第二十一条"


DISCLOSURE = {"active": "主动公开", "on_request": "依申请公开", "none": "不予公开"}

# 党政机关公文处理工作条例 (中办发〔2012〕14号) art. 8: fifteen genres of official documents.
GENRES = ["决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要"]  # fmt: skip

VALIDITY = {
    "valid": "有效",
    "amended": "已修改",
    "expired": "失效",
    "repealed": "废止",
    "pending": "尚未施行",
}


def validity(
    on: date,
    *,
    effective_on: date | None = None,
    expires_on: date | None = None,
    repealed_on: date | None = None,
    amended_on: date | None = None,
) -> str:
    """Validity of a document on a day. Repeal beats expiry beats everything else; ``expires_on`` is the last day of
    force. 国务院办公厅关于政府网站发展指引: repealed and expired documents are marked."""
    if repealed_on and repealed_on <= on:
        return "repealed"
    if expires_on and expires_on < on:
        return "expired"
    if effective_on and effective_on > on:
        return "pending"
    if amended_on and amended_on <= on:
        return "amended"
    return "valid"


# predicate → (label, label of the reverse)
RELATIONS = {
    "interprets": ("解读", "被解读"),
    "repeals": ("废止", "被废止于"),
    "amends": ("修改", "被修改于"),
    "implements": ("贯彻落实", "配套落实文件"),
    "forwards": ("转发", "被转发于"),
    "basis": ("制定依据", "据此制定"),
    "related": ("相关", "相关"),
}
TAKES_EFFECT = {"repeals": "repealed_on", "amends": "amended_on"}  # predicate → column of the target


@cache
def themes() -> dict[str, str]:
    """Theme code → name: two digits for the 22 themes, four for the 121 subthemes ("0201" 综合政务 / 政务公开)."""
    table = json.loads((Path(__file__).parent / "data" / "themes.json").read_text(encoding="utf-8"))
    named = {}
    for i, theme in enumerate(table, 1):
        named[f"{i:02d}"] = theme["theme"]
        for j, subtheme in enumerate(theme["subthemes"], 1):
            named[f"{i:02d}{j:02d}"] = subtheme
    return named


def theme_label(code: str) -> str:
    """ "综合政务 / 政务公开" for "0201"; empty for an empty code."""
    if not code:
        return ""
    names = themes()
    top = names.get(code[:2], "")
    return f"{top} / {names[code]}" if len(code) == 4 and code in names else top
