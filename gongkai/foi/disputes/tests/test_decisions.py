"""The decision table: every kind of decision has its column of table 4, its article, and what it may order."""

import pytest

from gongkai.foi.disputes.decisions import APPEALS, BY_TYPE, RESULTS, REVIEW, REVIEWS, SUIT, SUITS, offered

COLUMNS = {
    REVIEW: {
        "upheld": {"维持", "驳回行政复议请求"},
        "corrected": {"变更", "撤销", "部分撤销", "确认违法", "限期履行", "确认无效"},
        "other": {"驳回行政复议申请", "调解书", "终止（撤回、和解等）"},
    },
    SUIT: {
        "upheld": {"驳回诉讼请求"},
        "corrected": {"撤销", "部分撤销", "限期履行", "履行给付义务", "确认违法", "确认无效", "变更"},
        "other": {"驳回起诉", "准许撤诉或按撤诉处理", "调解书", "终结诉讼"},
    },
}


@pytest.mark.parametrize("type", COLUMNS)
def test_every_decision_stands_in_its_column_of_table_4(type):
    table = {result: set() for result in RESULTS}
    for decision in BY_TYPE[type].values():
        if not decision.stands:
            table[decision.result].add(decision.label)
    assert table == COLUMNS[type]


# 行政复议法 art. 63–69, 73: the kinds of decisions the law knows (71 and 72, contracts and compensation, are no answers)
def test_the_review_table_is_complete():
    cited = " ".join(decision.article for decision in REVIEWS.values())
    assert [n for n in (33, 41, *range(63, 70), 73) if str(n) not in cited] == []


# 行政诉讼法 art. 69, 70, 72–77: the judgments the law knows (78 is of contracts)
def test_the_suit_table_is_complete():
    cited = " ".join(decision.article for decision in SUITS.values())
    assert [n for n in (69, 70, *range(72, 78)) if str(n) not in cited] == []


def test_art_85_judgments_have_fifteen_days_rulings_ten_and_what_cannot_be_appealed_none():
    days = {decision.code: decision.appeal for decision in SUITS.values()}
    assert {code for code, n in days.items() if n == 0} == {"withdrawn", "mediated", "ended"}
    assert {code for code, n in days.items() if n == 10} == {"dismissed"}
    assert set(days.values()) == {0, 10, 15}
    assert not any(decision.appeal for decision in (*REVIEWS.values(), *APPEALS.values()))


def test_what_upholds_orders_nothing_and_a_rejected_appeal_is_offered_in_second_instance_only():
    assert {d.orders for d in (*REVIEWS.values(), *SUITS.values()) if d.result == "upheld"} == {"never"}
    assert not any(decision.stands for decision in offered(SUIT, 1))
    assert [decision.code for decision in offered(SUIT, 2)][:2] == ["appeal_rejected", "appeal_withdrawn"]
