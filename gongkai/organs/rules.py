"""Levels, roles and codes of organs. Pure: no Django.

Sources: 政务公开 roles follow 条例 art. 4 (disclosure office), 17 (secrecy review); codes follow GB 32100-2015
(unified social credit code) and GB 11714-1997 (organ code).
"""

from collections.abc import Iterable
from string import Formatter

LEVELS = {
    "government": "人民政府",
    "department": "政府部门",
    "town": "乡镇（街道）",
    "institution": "事业单位",
    "enterprise": "公共企事业单位",
    "central": "国家机关",
    "other": "其他机构",
}

ROLES = {
    "author": "信息员",
    "reviewer": "审核人",
    "secrecy_reviewer": "保密审查人",
    "disclosure_officer": "公开办工作人员",
    "organ_head": "机构负责人",
    "auditor": "审计员",
    "administrator": "系统管理员",
}

# role → permissions. "view" is the right to open the desk pages of an organ's records; "facts" to keep the published
# facts, leaders and staff of an organ; "organs" to change the tree; "extend" to consent to an extension, which the head of
# the disclosure office does (条例 art. 33); "settings" to propose what local rules settle, "confirm" to be the second person of
# it. Whoever keeps accounts writes and releases nothing.
PERMISSIONS: dict[str, frozenset[str]] = {
    "author": frozenset({"view", "write", "handle"}),
    "reviewer": frozenset({"view", "write", "release", "withdraw", "facts", "handle", "sign"}),
    "secrecy_reviewer": frozenset({"view", "secrecy"}),
    "disclosure_officer": frozenset(
        {
            "view",
            "write",
            "release",
            "withdraw",
            "columns",
            "words",
            "facts",
            "organs",
            "handle",
            "sign",
            "extend",
            "calendar",
            "settings",
            "confirm",
        }
    ),
    "organ_head": frozenset({"view", "release", "withdraw", "sign", "extend", "confirm"}),
    "auditor": frozenset({"view", "audit"}),
    "administrator": frozenset({"facts", "organs", "accounts", "sites", "audit"}),
}

# Only a post that covers the organs below gives these: a department does not rename, merge or found departments, the
# government's office and the administrator of the whole tree do.
FROM_ABOVE = frozenset({"organs"})

# What holds for everybody below is kept at the top: only a post in an organ without a superior gives these.
AT_THE_TOP = frozenset({"calendar", "words"})

PERMISSION_NAMES = {
    "handle": "办理申请和来信",
    "sign": "审签答复",
    "extend": "批准延期",
    "calendar": "录入放假安排",
    "view": "查看",
    "write": "起草和修改",
    "release": "审核发布",
    "withdraw": "撤回",
    "secrecy": "保密审查",
    "columns": "维护栏目",
    "words": "维护检索用词",
    "facts": "维护机构简介",
    "organs": "调整机构",
    "accounts": "维护账号",
    "sites": "维护站点",
    "audit": "查看审计记录",
    "settings": "提出地方规定",
    "confirm": "确认地方规定",
}

SCHEME_MARKS = ("code", "year", "item")

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code_check(first17: str) -> str:
    """Check character of a unified social credit code (GB 32100-2015): 31 − (Σ value·weight mod 31), 31 → '0'."""
    total = sum(_CREDIT_ALPHABET.index(c) * w for c, w in zip(first17, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31]


def organ_code_check(first8: str) -> str:
    """Check character of a nine-character organ code (GB 11714-1997): 11 − (Σ value·weight mod 11), 10 → 'X', 11 → '0'."""
    total = sum(int(c, 36) * w for c, w in zip(first8, _ORGAN_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def code_problem(code: str) -> str | None:
    """What is wrong with an organ's code, as a sentence; None when it is a valid credit code or organ code. Characters
    3–8 of a credit code are the region of its registry (GB 32100-2015 5.1, GB/T 2260)."""
    code = code.strip().upper()
    if len(code) == 18:
        if any(c not in _CREDIT_ALPHABET for c in code):
            return "统一社会信用代码只能含数字和大写字母（不含 I、O、S、V、Z），请核对。"
        if not code[2:8].isdigit():
            return "统一社会信用代码的第 3 至 8 位是登记机关的行政区划码，只能是数字，请核对。"
        if credit_code_check(code[:17]) != code[17]:
            return "统一社会信用代码的校验位不对，请对照机构赋码证书核对每一位。"
        return None
    if len(code) == 9:
        if not (code[:8].isascii() and code[:8].isalnum()):
            return "机构代码前 8 位只能是数字和大写字母，请核对。"
        if organ_code_check(code[:8]) != code[8]:
            return "机构代码的校验位不对，请对照代码证书核对。"
        return None
    return "机构代码应为 9 位机构代码或 18 位统一社会信用代码，请补全。"


def scheme_problem(scheme: str) -> str | None:
    """What is wrong with a scheme of index numbers (library.numbering), as a sentence; None for a good or empty one."""
    if not scheme:
        return None
    try:
        marks = [(name, spec) for _, name, spec, _ in Formatter().parse(scheme) if name is not None]
        scheme.format(**dict.fromkeys(SCHEME_MARKS, ""), serial=1)
    except (KeyError, ValueError, IndexError, AttributeError):
        marks = [("", "")]
    if any(name not in {*SCHEME_MARKS, "serial"} for name, _ in marks):
        return "索引号格式里有不认识的记号，请只用 {code}、{year}、{item} 和 {serial:05}。"
    if ("serial" not in dict(marks)) or "year" not in dict(marks):
        return "索引号格式必须含年份 {year} 和流水号 {serial:05}，否则会重号。"
    return None


def path_after(path: str) -> str:
    """The smallest path behind the subtree of ``path``: [path, path_after(path)) holds exactly that subtree."""
    return str(int("1" + path) + 1)[1:]


def reaches_as_far(mine: tuple[str, bool], other: tuple[str, bool]) -> bool:
    """Whether a post reaches everywhere another one does. Each is (path of its organ, covers the organs below)."""
    (path, below), (other_path, other_below) = mine, other
    return other_path.startswith(path) if below else other_path == path and not other_below


def keeps_account(mine: Iterable[tuple[str, bool]], theirs: Iterable[tuple[str, bool]]) -> bool:
    """Whether somebody whose posts that give "accounts" are ``mine`` may change an account with the posts ``theirs``: no
    post of it reaches where none of mine does, whatever its role, today or later. An ended one counts as well: it can be
    taken up again, and who has left is kept where they worked."""
    mine = list(mine)
    return all(any(reaches_as_far(post, other) for post in mine) for other in theirs)


def path_ids(path: str) -> list[int]:
    """The ids along ``path``, from the root to the organ itself."""
    return [int(path[start : start + 6]) for start in range(0, len(path), 6)]
