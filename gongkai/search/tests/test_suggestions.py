"""What is shown to somebody who is about to ask, measured on the documents of the demonstration county: questions with
the titles (parts of them) that answer, help, or at least belong there. It is what alike.LEAST was chosen on."""

from datetime import date
from pathlib import Path

import pytest

from gongkai.search import alike as module
from gongkai.search import indexing
from gongkai.search.alike import alike
from gongkai.search.queries import search

DEMONSTRATION = Path(__file__).parents[2] / "demo" / "content" / "records"  # texts only: this room imports no other
ANSWERS = {
    "低保一个月多少钱": "低保|最低生活保障",
    "2025年度青禾县城乡低保资金使用明细（分乡镇）": "最低生活保障资金发放|最低生活保障标准",
    "2026年城区小学划片范围调整的论证材料": "招生入学|上小学",
    "青山镇三组征地补偿安置方案及批复文件": "征地补偿|征收土地|片综合地价",
    "老旧小区加装电梯补贴标准": "加装电梯|老旧小区",
    "公务员招录体检名单": "公务员",
    "孩子上学学区怎么划分": "招生入学|上小学",
    "征地补偿费什么时候发": "征地补偿|征收土地|片综合地价",
    "小区的住宅维修资金怎么用": "住宅专项维修资金",
    "县医院搬迁工程进展到哪一步": "人民医院迁建",
    "垃圾分类罚款标准": "垃圾分类",
    "公租房分配名单": "公共租赁住房",
    "沿河路旧城改造房屋征收补偿标准": "沿河路东段|片综合地价",
    "停车收费标准是多少": "机动车停放",
    "办理食品经营许可证需要什么材料": "食品经营许可|许可证",
    "2025年全县GDP和居民收入": "2025年国民经济|经济运行",
    "农村宅基地审批结果": "宅基地",
    "流感疫苗在哪里打": "流感疫苗",
    "饮用水水质检测报告": "饮用水",
    "临时救助发放名单": "临时救助|申请什么救助",
    "X105公路中标单位合同价": "施工中标结果",
    # nothing is published that answers these
    "养老服务补贴怎么申请": "",
    "县医院2025年药品采购合同和付款凭证": "",
    "残疾人补贴发放名单": "",
    "公积金贷款额度": "",
    "我家门口的路什么时候修": "",
    "某某公司环境影响评价报告书": "",
    "县长2025年出差费用": "",
    "某村委会主任工资": "",
    "县公安局扫黑除恶办案经费": "",
    "高铁站选址方案": "",
}


@pytest.fixture
def county(shelf):
    """The released documents of the demonstration, on the shelf."""
    for file in sorted(DEMONSTRATION.glob("*/*.md")):
        head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
        facts = dict(line.split("：", 1) for line in head.splitlines() if "：" in line)
        on = date.fromisoformat(facts["发布日期"][:10]) if "发布日期" in facts else date(2026, 1, 1)
        shelf.put(facts["标题"], body, index=False, released_on=on, summary=facts.get("内容概述", ""))
    indexing.drain()
    return shelf


def measured():
    """Of what is shown how many belong there, how many not; of the answerable questions how many are answered."""
    right = wrong = answered = 0
    for question, parts in ANSWERS.items():
        belong = [any(part and part in hit.title for part in parts.split("|")) for hit in alike(question)]
        right, wrong, answered = right + sum(belong), wrong + belong.count(False), answered + any(belong)
    return right, wrong, answered


def test_most_of_what_is_shown_belongs_there_and_most_questions_are_answered(county, monkeypatch):
    right, wrong, answered = measured()
    assert right / (right + wrong) >= 0.85
    assert answered >= 15  # of 21
    monkeypatch.setattr(module, "LEAST", 0.0)
    loose_right, loose_wrong, _ = measured()
    assert loose_wrong > 5 * wrong, "the threshold earns its place"
    assert right > 2 / 3 * loose_right


def test_amounts_and_spans_are_how_one_asks_and_not_what_one_asks_for(county):
    found = search("低保一个月多少钱", limit=6)
    assert not found.loose
    assert all("低保" in hit.title or "最低生活保障" in hit.title for hit in found.hits)
