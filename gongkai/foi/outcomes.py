"""Answers to a request as a decision table: outcome → ground, row of table 3 of the annual report, letter, remedy.

Sources: 条例 art. 14–16, 30, 32, 35–39, 42; the rows are those of 国办公开办函〔2021〕30号; remedies follow the
行政复议法 in force since 2024-01-01 (art. 20, 22–24) and 行政诉讼法 art. 45, 46. Pure: no Django.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """``row`` is the annual report's row in table 3, e.g. "（三）4"; ``letter`` the code of the letter it goes out in, if in
    one; ``remedy`` is the branch A (review first), B (review or suit) or C (none, the case ends), of a partial disclosure that
    of most (see branch); ``gives`` whether information is handed over."""

    code: str
    label: str
    ground: str
    row: str
    remedy: str
    letter: str
    gives: bool = False

    @property
    def answers(self) -> bool:
        """Whether an officer proposes it as an answer; the rest follow from lapse or withdrawal."""
        return self.letter not in ("closed", "")


def _table(*rows: tuple) -> dict[str, Outcome]:
    return {row[0]: Outcome(*row) for row in rows}


OUTCOMES = _table(
    ("already_public", "已主动公开，告知获取方式", "条例第三十六条第（一）项", "（一）予以公开", "B", "public"),
    ("granted", "予以公开", "条例第三十六条第（二）项", "（一）予以公开", "B", "granted", True),
    ("partial", "部分公开（区分处理）", "条例第三十七条", "（二）部分公开", "A", "partial", True),
    ("secret", "不予公开：国家秘密", "条例第十四条", "（三）1", "A", "refused"),
    ("forbidden", "不予公开：法律行政法规禁止公开", "条例第十四条", "（三）2", "A", "refused"),
    ("stability", "不予公开：危及“三安全一稳定”", "条例第十四条", "（三）3", "A", "refused"),
    ("third_party", "不予公开：保护第三方合法权益", "条例第十五条、第三十二条", "（三）4", "A", "refused"),
    ("internal", "不予公开：三类内部事务信息", "条例第十六条第一款", "（三）5", "A", "refused"),
    ("process", "不予公开：四类过程性信息", "条例第十六条第二款", "（三）6", "A", "refused"),
    ("enforcement", "不予公开：行政执法案卷", "条例第十六条第二款", "（三）7", "A", "refused"),
    ("registry", "不予公开：属于行政查询事项", "条例第三十六条第（七）项", "（三）8", "B", "registry"),
    ("not_held", "无法提供：本机关不掌握相关政府信息", "条例第三十六条第（四）项、第（五）项", "（四）1", "B", "not_held"),
    ("must_be_made", "无法提供：没有现成信息需要另行制作", "条例第三十八条", "（四）2", "B", "must_be_made"),
    ("unclear", "无法提供：补正后申请内容仍不明确", "条例第三十条", "（四）3", "B", "unclear"),
    ("petition", "不予处理：信访举报投诉类申请", "条例第三十九条第一款", "（五）1", "B", "not_handled"),
    ("repeated", "不予处理：重复申请", "条例第三十六条第（六）项", "（五）2", "B", "not_handled"),
    ("publication", "不予处理：要求提供公开出版物", "条例第三十九条第二款", "（五）3", "B", "not_handled"),
    ("excessive", "不予处理：无正当理由大量反复申请", "条例第三十五条", "（五）4", "B", "not_handled"),
    ("confirmation", "不予处理：要求确认或重新出具已获取信息", "条例第三十六条", "（五）5", "B", "not_handled"),
    # art. 41: no request for disclosure; its row holds where that is counted in table 3 all the same (foi.counted)
    ("correcting", "更正申请，按更正办理", "条例第四十一条", "（六）3", "B", "correcting"),
    ("not_corrected", "其他处理：逾期不补正，不再处理", "条例第三十条", "（六）1", "B", "closed"),  # 法释〔2025〕8号: 不予处理 can be sued over
    ("not_paid", "其他处理：逾期不缴费，不再处理", "条例第四十二条", "（六）2", "B", "closed"),
    ("withdrawn", "其他处理：申请人撤回", "", "（六）3", "C", "closed"),
    ("stands", "终止自行纠正，原答复不变", "", "", "C", ""),  # foi.renewing: counted with the first request alone
)  # fmt: skip

RECTIFICATION = "correcting"  # what asks to correct a record (art. 41)
PROPOSED = [outcome for outcome in OUTCOMES.values() if outcome.answers]

# table 3 of the annual report, by the mark that begins a row
SECTIONS = {
    "（一）": "予以公开",
    "（二）": "部分公开",
    "（三）": "不予公开",
    "（四）": "无法提供",
    "（五）": "不予处理",
    "（六）": "其他处理",
}
REMEDIES = {"A": "先申请行政复议", "B": "可以复议或者起诉", "C": "结案告知"}
REVIEW_FIRST = ("14", "15", "16")  # articles of the grounds that ask for review before a suit


def section(outcome: Outcome) -> str:
    """The name of the part of table 3 in which the outcome is counted."""
    return SECTIONS[outcome.row[:3]]


def branch(code: str, ground: str) -> str:
    """The remedy of an answer; of a partial one that of the ground of what is withheld: A of art. 14–16, B of what does
    not exist, is not held or is no government information (rules 3.4). Not known: A."""
    outcome = OUTCOMES[code]
    if outcome.code != "partial" or not ground:
        return outcome.remedy
    return "A" if ground.startswith(REVIEW_FIRST) else "B"


def combined(codes: Iterable[str]) -> Outcome:
    """What a request comes to whose parts are answered with ``codes``; it counts once. All alike: that. Some disclosed
    and some not: 部分公开, which alone is counted (国办公开办函〔2021〕30号). All disclosed in different ways:
    予以公开. None disclosed, for different reasons: the first in the order of OUTCOMES that goes to review first
    (branch A), else the first; so nobody is told of a lawsuit who has to apply for review before. A part that asks to
    correct a record (art. 41) is no answer about disclosure: it tells only where there is no other. The order of the parts
    does not matter."""
    found = {OUTCOMES[code] for code in codes}
    if len(found) > 1:
        found.discard(OUTCOMES[RECTIFICATION])
    if len(found) == 1:
        return found.pop()
    disclosed = {outcome for outcome in found if outcome.gives or outcome.row.startswith("（一）")}
    if disclosed and (OUTCOMES["partial"] in found or found - disclosed):
        return OUTCOMES["partial"]
    if disclosed:
        return OUTCOMES["granted"]
    order = list(OUTCOMES)
    return min(found, key=lambda outcome: (outcome.remedy != "A", order.index(outcome.code)))
