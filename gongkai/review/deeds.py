"""What is done in review, in the words of the audit trail."""

from gongkai.core import deeds
from gongkai.library.models import Removal, RemovedPart

deeds.register(
    "version",
    "审核",
    {"submit": "提交审核", "send_back": "退回稿件", "release": "审核发布"},
    {"version": "版本", "note": "退回意见"},
    texts={"note"},
)
deeds.register(
    "record",
    "信息",
    {"withdraw": "撤回信息", "remove": "不再公开部分内容"},
    {
        "removal": "移去编号",
        "ground": ("情形", Removal.GROUNDS),
        "parts": ("移去的内容", RemovedPart.PARTS),
    },
)
deeds.register(
    "removal",
    "不再公开",
    {
        "propose": "提出不再公开部分内容",
        "drop": "取消不再公开部分内容的提议",
        "check": "复核不再公开的内容",
        "reveal": "查看不再公开的内容",
        "erase": "消除不再公开的内容",
    },
    {
        "removal": "移去编号",
        "version": "版本",
        "verdict": ("复核结果", Removal.VERDICTS),
        "note": "复核意见",
        "reason": "理由",
        "parts": "内容编号",
    },
    texts={"note", "reason"},
)
deeds.register("import", "导入", {"release": "导入发布"}, {"reason": "理由"}, texts={"reason"})
