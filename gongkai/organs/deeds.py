"""What is done to organs, accounts and posts, in the words of the audit trail."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from gongkai.core import deeds, typed
from gongkai.organs.accounts import kept_by
from gongkai.organs.models import Account, Organ
from gongkai.organs.rules import ROLES
from gongkai.organs.settings.models import SettingValue


def account_name(pk: Any) -> str:
    """The name of an account; what is no number, or no account's, as it is."""
    number = typed.whole_number(str(pk))
    return str((number is not None and Account.objects.filter(pk=number).first()) or pk)


def organ_name(pk: Any) -> str:
    """What an organ is called; what is no number, or no organ's, as it is."""
    number = typed.whole_number(str(pk))
    return next((organ.label for organ in Organ.objects.filter(pk=number)), str(pk))


def column_name(model: Any) -> Callable[[Any], str]:
    """What a column of ``model`` is called, for lists of what was changed."""

    def name(field: Any) -> str:
        try:
            return str(getattr(model._meta.get_field(field), "verbose_name", field))
        except FieldDoesNotExist:
            return str(field)

    return name


deeds.register(
    "organ",
    "机构",
    {
        "create": "设立机构",
        "issuer": "登记外部发文机关",
        "file": "外部发文机关的信息转由本级收存",
        "update": "修改机构简介或设置",
        "people": "修改机构领导和人员",
        "rename": "机构更名",
        "move": "调整上级机构",
        "merge": "并入其他机构",
        "split": "机构分立",
        "close": "撤销机构",
    },
    {
        "code": "机构代码",
        "name": "名称",
        "fields": ("修改的项目", column_name(Organ)),
        "count": "条数",
        "leaders": "领导人数",
        "people": "人数",
        "old": ("原", organ_name),
        "new": ("新", organ_name),
        "merged": ("并入的机构", organ_name),
        "into": ("承接机构", organ_name),
        "goes_on": "原机构保留",
        "on": "日期",
    },
)
deeds.register(
    "account",
    "账号",
    {
        "create": "开通账号",
        "reset_password": "重置密码",
        "password": "重置密码（旧记录）",
        "change_password": "修改自己的密码",
        "open": "恢复账号",
        "close": "停用账号",
    },
)
deeds.register(
    "post",
    "岗位",
    {"give": "为账号任岗", "end": "终止岗位"},
    {"account": ("账号", account_name), "role": ("岗位", ROLES), "covers_below": "可代行下级机构", "on": "至"},
)
deeds.register(
    "setting",
    "地方规定",
    {"propose": "提出地方规定", "check": "确认或者不同意地方规定", "take_back": "收回还没有施行的地方规定"},
    {
        "setting": "规定",
        "value": "内容",
        "since": "自",
        "source": "依据",
        "verdict": ("结果", SettingValue.VERDICTS),
        "note": "理由",
    },
    texts={"note"},
)
deeds.register(
    "key",
    "密钥",
    {"give_up": "放弃丢失的密钥", "rotate": "更换密钥"},
    {"lost": "放弃的密钥", "retired": "停用的密钥"},
)
deeds.register(
    "audit",
    "审计",
    {"black_out": "涂黑审计记录中的文字", "export": "导出审计记录"},
    {
        "entries": "审计记录",
        "count": "条数",
        "since": "自",
        "until": "至",
        "verb": ("动作", deeds.verb),
        "noun": ("对象", deeds.noun_label),
        "number": "对象编号",
        "within": ("机构", organ_name),
    },
)
deeds.noun(
    "organs.organ",
    "desk:organ",
    lambda user: Organ.objects.filter(user.reach("", "view") | user.reach("", "facts")),
)
deeds.noun("organs.account", "desk:account", kept_by)
deeds.noun("organs.post")
deeds.noun("organs.settingvalue", "desk:setting_value", SettingValue.objects.visible_to)
deeds.noun("core.keymark")
