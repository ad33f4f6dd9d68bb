"""How reviews and suits end, as a decision table: kind of decision → result in table 4 of the annual report.

Sources: 行政复议法 art. 33, 41, 63–69, 72–74; 行政诉讼法 art. 58, 60, 62, 69–77, 85, 89; the columns are those of
国办公开办函〔2021〕30号. The form says nothing of 驳回复议请求 (art. 69: the organ had done what it must); it counts as
upheld here, and settings.DISPUTE_RESULTS lets local practice differ. Pure: no Django.
"""

from dataclasses import dataclass

REVIEW, SUIT = "review", "suit"
RESULTS = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果"}
PENDING = "尚未审结"


@dataclass(frozen=True)
class Decision:
    """``orders``: whether it may or must order the organ to do something within a term; ``appeal``: days in which a
    decision of first instance may be appealed against, 0 when it takes effect at once; ``stands``: in second instance,
    the first decision stands, so that its result counts."""

    code: str
    label: str
    article: str
    result: str
    orders: str = "never"  # never | may | must
    appeal: int = 0
    stands: bool = False


def _table(*rows: Decision) -> dict[str, Decision]:
    return {row.code: row for row in rows}


REVIEWS = _table(
    Decision("maintained", "维持", "行政复议法68", "upheld"),
    Decision("claim_dismissed", "驳回行政复议请求", "行政复议法69", "upheld"),
    Decision("changed", "变更", "行政复议法63", "corrected"),
    Decision("revoked", "撤销", "行政复议法64", "corrected", "may"),
    Decision("revoked_in_part", "部分撤销", "行政复议法64", "corrected", "may"),
    Decision("unlawful", "确认违法", "行政复议法65、72", "corrected", "may"),
    Decision("perform", "限期履行", "行政复议法66", "corrected", "must"),
    Decision("void", "确认无效", "行政复议法67", "corrected"),
    Decision("dismissed", "驳回行政复议申请", "行政复议法33", "other"),
    Decision("mediated", "调解书", "行政复议法73", "other", "may"),
    Decision("ended", "终止（撤回、和解等）", "行政复议法41、74", "other"),
)
# judgments may be appealed against within 15 days, rulings within 10 (行政诉讼法 art. 85)
SUITS = _table(
    Decision("claim_rejected", "驳回诉讼请求", "行政诉讼法69", "upheld", appeal=15),
    Decision("revoked", "撤销", "行政诉讼法70", "corrected", "may", 15),
    Decision("revoked_in_part", "部分撤销", "行政诉讼法70", "corrected", "may", 15),
    Decision("perform", "限期履行", "行政诉讼法72", "corrected", "must", 15),
    Decision("give", "履行给付义务", "行政诉讼法73", "corrected", "must", 15),
    Decision("unlawful", "确认违法", "行政诉讼法74、76", "corrected", "may", 15),
    Decision("void", "确认无效", "行政诉讼法75、76", "corrected", "may", 15),
    Decision("changed", "变更", "行政诉讼法77", "corrected", appeal=15),
    Decision("dismissed", "驳回起诉", "行政诉讼法49、85", "other", appeal=10),
    Decision("withdrawn", "准许撤诉或按撤诉处理", "行政诉讼法58、62", "other"),
    Decision("mediated", "调解书", "行政诉讼法60", "other", "may"),
    Decision("ended", "终结诉讼", "行政诉讼法101", "other"),
)
APPEALS = _table(
    Decision("appeal_rejected", "驳回上诉，维持原裁判", "行政诉讼法89(1)", "", stands=True),
    Decision("appeal_withdrawn", "准许撤回上诉", "行政诉讼法101", "", stands=True),
)
BY_TYPE = {REVIEW: REVIEWS, SUIT: {**SUITS, **APPEALS}}


def offered(type: str, instance: int = 1) -> list[Decision]:
    """The decisions that may be made; in second instance the appeal may be rejected, or any judgment changed (改判)."""
    if type == SUIT and instance == 1:
        return list(SUITS.values())
    return [*APPEALS.values(), *SUITS.values()] if type == SUIT else list(REVIEWS.values())
