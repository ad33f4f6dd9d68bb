"""What is done to records, in the words of the audit trail."""

from gongkai.core import deeds
from gongkai.core.intake.hidden import LABELS
from gongkai.library import kinds, removed, rules
from gongkai.library.models import Record

deeds.register(
    "record",
    "信息",
    {
        "start": "新建信息",
        "save": "保存信息草稿",
        "correct": "开始更正",
        "discard": "作废稿件",
        "attach": "添加附件",
        "detach": "移除附件",
        "relate": "建立关联",
        "relate_stated": "办理文中写明的废止和修改",
        "decline_stated": "决定不办理文中写明的废止、修改",
        "unrelate": "取消关联",
        "import": "导入信息",
        "dates": "确认日期",
    },
    {
        "kind": ("信息类型", lambda code: kinds.KINDS[code].label if code in kinds.KINDS else str(code)),
        "version": "版本",
        "title": "标题",
        "name": "文件名",
        "sha256": "文件散列",
        "predicate": ("关系", {code: labels[0] for code, labels in rules.RELATIONS.items()}),
        "target": "另一条信息",
        "count": "件数",
        "refused": "没有办成的件数",
        "formed_on": "生成日期",
        "released_on": "公开日期",
        "reason": "理由",
    },
    texts={"name", "title", "reason"},
)
deeds.register(
    "import",
    "导入",
    {"batch": "导入一批", "correct": "导入更正", "check": "再次导入，内容相同"},
    {"count": "条数", "last": "末条编号", "version": "版本"},
)
deeds.register(
    "file",
    "附件",
    {
        "clean": "清除附件的隐藏内容",
        "keep": "保留附件的隐藏内容",
        "original": "查看附件原件",
        "exposed": "发现已公开的附件含有隐藏内容",
    },
    {
        "version": "版本",
        "versions": "涉及的版本",
        "original": "原件散列",
        "sha256": "文件散列",
        "kind": ("隐藏内容的类别", LABELS),
        "reason": "理由",
    },
    texts={"reason"},
)
deeds.noun("library.record", "desk:record", lambda user: Record.objects.visible_to(user), removed.cover_typed)
