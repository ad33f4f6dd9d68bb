"""What is done to cases, letters and reminders, in the words of the audit trail."""

from gongkai.casework.flow import FLOWS
from gongkai.casework.letters.kinds import BOOKS
from gongkai.casework.models import Case, Correction, Letter
from gongkai.core import deeds
from gongkai.organs.deeds import account_name, organ_name


def steps() -> dict[str, str]:
    """The steps of every case type."""
    return {step.code: step.label for flow in FLOWS.values() for step in flow.steps}


def note_name(code: object) -> str:
    return next((flow.notes[str(code)] for flow in FLOWS.values() if code in flow.notes), str(code))


def letter_name(code: object) -> str:
    return next((book.types[code].label for book in BOOKS.values() if code in book.types), str(code))


CHOSEN: dict[str, deeds.Detail] = {
    "state": "范围",
    "due": "到期",
    "officer": "承办人",
    "type": "类型",
    "year": "办结年份",
    "within": ("机构", organ_name),
}  # the filters of casework.managing.listing

deeds.register("case", "办件", steps)
deeds.register(
    "case",
    "办件",
    {"open": "登记办件", "assign_officer": "指定承办人", "note": "登记办件经过", "export": "导出办件"},
    {
        **CHOSEN,
        "note": ("经过", note_name),
        "type": ("类型", lambda code: FLOWS[code].label if code in FLOWS else str(code)),
        "channel": "渠道",
        "on": "日期",
        "officer": ("承办人", account_name),
        "count": "条数",
    },
)
deeds.register(
    "letter",
    "文书",
    {
        "draw": "起草文书",
        "edit": "修改文书",
        "sign": "签发文书",
        "send": "发出文书",
        "receive": "登记文书收到",
        "arrive": "收件人打开文书",
        "void": "作废文书",
        "open": "查看文书",
        "scan": "查看送达凭证",
        "template": "换用文书模板",
        "template_drop": "恢复标准文书模板",
        "seal": "设置电子印章",
        "seal_drop": "停用电子印章",
    },
    {
        "type": ("文书", letter_name),
        "number": "文号",
        "docx": "Word 文件散列",
        "pdf": "PDF 文件散列",
        "scan": "送达凭证散列",
        "seal": "加盖的电子印章散列",
        "sha256": "文件散列",
        "kind": "格式",
        "on": "日期",
    },
)
deeds.register(
    "correction",
    "台账更正",
    {"propose": "提出台账更正", "check": "核准台账更正"},
    {
        "entry": "台账第几项",
        "on": "更正为",
        "verdict": ("核准结果", lambda code: Correction.VERDICTS.get(str(code), str(code))),
    },
)
deeds.register("notice", "提醒", {"seen": "提醒标为已读"}, {"count": "条数"})
deeds.register("calendar", "工作日历", {"enter": "录入放假安排"}, {"year": "年份", "moved": "届满日变动的办件数"})
deeds.noun("casework.case", "desk:case", lambda user: Case.objects.visible_to(user))
deeds.noun("casework.letter", "desk:letter", lambda user: Letter.objects.visible_to(user))
deeds.noun("casework.lettertemplate")
deeds.noun("casework.letterseal")
deeds.noun("casework.holidaynotice")
