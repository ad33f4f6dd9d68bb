"""What is done in review, in the words of the audit trail."""

from gongkai.core import deeds

deeds.register(
    "version",
    "审核",
    {"submit": "提交审核", "send_back": "退回", "release": "审核发布"},
    {"version": "版本", "note": "退回意见"},
    texts={"note"},
)
deeds.register("record", "信息", {"withdraw": "撤回"}, {"reason": "理由"}, texts={"reason"})
deeds.register("import", "导入", {"release": "导入发布"}, {"reason": "理由"}, texts={"reason"})
