"""What letters say and whom they send where: grounds, remedies, reckonings, as tables (rules 3.4–3.6)."""

from datetime import date

import pytest
import time_machine

from gongkai.casework.letters import actions as letters
from gongkai.casework.models import Letter
from gongkai.casework.selectors import calendar
from gongkai.core.actions import NotAllowed, Refused
from gongkai.foi import consultations, dividing, fees, wording
from gongkai.foi import letters as foi_letters
from gongkai.foi.disputes.decisions import SUIT
from gongkai.foi.disputes.selectors import limit, review_comes_first
from gongkai.foi.known import known, prefilled
from gongkai.foi.letter_remedies import answer_of, branch_of, branch_told
from gongkai.foi.letters import BOOK
from gongkai.foi.models import GROUNDS as MATERIAL_GROUNDS
from gongkai.foi.models import Material, SearchNote
from gongkai.foi.outcomes import PROPOSED, branch
from gongkai.foi.tests.conftest import consult, drawn, filled

FIRST, EITHER = "先向青禾县人民政府申请行政复议", "6个月内直接向"


@pytest.mark.parametrize(
    ("code", "ground", "expected"),
    [
        ("partial", "14", "A"),
        ("partial", "15.privacy", "A"),
        ("partial", "16.1", "A"),
        ("partial", "16.2", "A"),
        ("partial", "2", "B"),
        ("partial", "36.4", "B"),
        ("partial", "36.5", "B"),
        ("partial", "", "A"),
        ("secret", "", "A"),
        ("granted", "", "B"),
        ("not_corrected", "", "B"),
        ("not_paid", "", "B"),
        ("withdrawn", "", "C"),
    ],
)
def test_art_23_of_the_review_law_the_branch_follows_the_ground_of_what_is_withheld(code, ground, expected):
    assert branch(code, ground) == expected


def test_lapses_and_withdrawal_are_not_proposed_as_an_answer():
    assert not {"not_corrected", "not_paid", "withdrawn"} & {outcome.code for outcome in PROPOSED}


@pytest.mark.parametrize(("code", "given"), [("correction", {"until": "2026-03-20"}), ("fee", {})])
def test_art_30_and_42_who_let_a_term_pass_may_ask_for_review_or_sue(code, given, case, notify):
    """法释〔2025〕8号: not being dealt with can be sued over."""
    case = notify(case, code, on="2026-03-06", **given)
    lapse = {"correction": "closed.not_corrected", "fee": "closed.not_paid"}[code]
    case = notify(case, lapse, on="2026-04-07")
    said = "".join(answer_of(case.request).content["closing"])
    assert EITHER in said and "先向" not in said and "可以重新提出申请" in said
    assert any("6 个月" in sentence for sentence in wording.remedies(case.request))
    assert limit(case.request, SUIT) is not None


GROUNDS = [("16.1", "16.1.personnel", "A"), ("2", "", "B")]


@pytest.mark.parametrize(("ground", "item", "expected"), GROUNDS)
def test_art_37_letter_page_and_terms_follow_the_ground_of_what_is_withheld(ground, item, expected, case, answer):
    case = answer(case, "partial", ground=ground, item=item)
    closing = "".join(answer_of(case.request).content["closing"])
    assert ((FIRST in closing), (EITHER in closing)) == (expected == "A", expected == "B")
    assert (branch_told(case.request), review_comes_first(case.request)) == (expected, expected == "A")
    page = "".join(wording.remedies(case.request))
    assert ("6 个月内直接" in page) == (expected == "B")
    days = "".join(wording.last_days(case.request, answer_of(case.request), calendar()))
    assert ("直接提起行政诉讼最迟" in days) == (expected == "B")


PARTS = [
    ({"kind": "refused.internal"}, "A"),
    ({"kind": "not_held.absent"}, "B"),
    ({"kind": "partial", "ground": "2"}, "B"),
    ({"kind": "partial", "ground": "16.1"}, "A"),
]


@pytest.mark.parametrize(("second", "expected"), PARTS)
def test_art_37_of_parts_that_come_to_partial_the_branch_is_that_of_what_is_withheld(second, expected, case, author):
    kind, given = BOOK.types[second.pop("kind")], second
    SearchNote.objects.create(
        request=case.request, on="2026-03-09", places="档案室", words="批复", result="未检索到", by=author
    )
    rows = dividing.split(case=case, texts=["甲", "乙"], by=author)
    dividing.conclude(part=rows[0], kind="granted", by=author, **filled(BOOK.types["granted"]))
    dividing.conclude(part=rows[1], kind=kind.code, by=author, **{**filled(kind), **given})
    assert branch_of(case, BOOK.types["parts"], {}) == expected


def test_rules_3_4_review_first_with_every_partial_disclosure_where_the_office_says_so(case, author, settings):
    settings.PARTIAL_REMEDY_BY_GROUND = False
    assert FIRST in "".join(drawn(case, "partial", author, ground="2", item="").content["closing"])


ITEMS = [
    # letter, what is chosen, what the letter says, what it must not say of the others
    ("refused.internal", {"item": "logistics"}, "后勤管理方面的内部事务信息", "人事管理"),
    ("refused.process", {"item": "request"}, "形成的请示报告，是过程性信息", "磋商信函"),
    ("refused.stability", {"interest": "economic"}, "可能危及经济安全", "社会稳定"),
    ("partial", {"ground": "14", "item": "14.secret"}, "第十四条（依法确定为国家秘密）", "社会稳定"),
    ("partial", {"ground": "16.1", "item": "16.1.personnel"}, "第十六条第一款（人事管理方面的", "后勤"),
    ("partial", {"ground": "16.2", "item": "16.2.draft"}, "第十六条第二款（过程稿）", "讨论记录"),
    ("partial", {"ground": "2", "item": ""}, "第二条（不属于政府信息）", "第十六条"),
]


@pytest.mark.parametrize(("code", "given", "said", "unsaid"), ITEMS)
def test_art_14_and_16_a_refusal_names_the_item_it_rests_on_and_no_other(code, given, said, unsaid, case, author):
    body = "".join(drawn(case, code, author, **given).content["body"])
    assert said in body and unsaid not in body


@pytest.mark.parametrize(("ground", "item"), [("16.2", ""), ("14", "16.2.draft"), ("2", "14.secret")])
def test_art_37_an_item_of_another_article_or_none_is_refused_at_the_field(ground, item, case, author):
    with pytest.raises(Refused, match="具体") as refusal:
        drawn(case, "partial", author, ground=ground, item=item)
    assert refusal.value.field == "item"


def test_art_36_4_what_does_not_exist_of_a_partial_answer_was_searched_for(case, author):
    with pytest.raises(Refused, match="检索记录"):
        drawn(case, "partial", author, ground="36.4", item="")
    SearchNote.objects.create(
        request=case.request, on="2026-03-09", places="档案室", words="批复", result="未检索到", by=author
    )
    assert "范围和方式为档案室" in "".join(drawn(case, "partial", author, ground="36.4", item="").content["body"])


def test_art_37_the_ground_of_the_redaction_comes_into_the_letter(case, author):
    def redacted(name, ground):
        facts = {"name": name, "media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "by": author}
        Material.objects.create(request=case.request, ground=ground, **facts)

    redacted("甲.pdf", "16.1")
    assert prefilled(case, "partial") == {"ground": "16.1"}
    assert set(MATERIAL_GROUNDS) <= {code for field in BOOK.types["partial"].fields for code, _ in field.choices}
    redacted("乙.pdf", "2")
    assert prefilled(case, "partial") == {}
    assert [value for _, value in known(case, "partial")] == [
        "遮盖依据：内部事务信息（第十六条第一款）",
        "遮盖依据：不属于政府信息（第二条）",
    ]


def test_art_32_a_refusal_for_third_parties_says_how_they_were_heard_from_the_ledger(case, author):
    with pytest.raises(Refused, match="应当先书面征求第三方的意见"):
        drawn(case, "refused.third_party", author)
    first, second = (consult(case, "2026-03-05", author, name=name) for name in ("甲", "乙"))
    with pytest.raises(Refused, match="请先登记“第三方1、第三方2”收到"):
        drawn(case, "refused.third_party", author)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        consultations.receive(consultation=first, on=date(2026, 3, 6), by=author)
        consultations.answer(consultation=second, on=date(2026, 3, 6), opinion="no", by=author)
    body = drawn(case, "refused.third_party", author, on="2026-03-30").content["body"]
    assert "第三方1逾期未提出意见；第三方2不同意公开。" in body[0]


DECIDED = [
    # answered, ground chosen, what the letter says
    (None, "", "你方逾期未提出意见。"),
    ("2026-03-10", "unfounded", "你方不同意公开，经审查，本机关认为不同意公开的理由不成立。"),
    ("2026-03-10", "interest", "你方不同意公开，经审查，本机关认为不公开可能对公共利益造成重大影响。"),
]


@pytest.mark.parametrize(("answered", "ground", "said"), DECIDED)
def test_art_32_a_third_party_is_told_the_true_ground_of_the_decision_and_no_other(
    answered, ground, said, case, author
):
    row = consult(case, "2026-03-05", author)
    with time_machine.travel("2026-03-10 10:00 +0800"):
        row = consultations.receive(consultation=row, on=date(2026, 3, 6), by=author)
        if answered:
            row = consultations.answer(consultation=row, on=date(2026, 3, 10), opinion="no", by=author)
    with time_machine.travel("2026-03-30 10:00 +0800"):
        with pytest.raises(Refused, match="请先登记对该第三方的决定"):
            letters.draw_up(
                case=case, type="third_party_decision", by=author, who=row.name, information="甲", reasons="乙"
            )
        row = consultations.decide(
            consultation=row, decision="disclose", ground=ground, reasons="多数人受益", by=author
        )
    body = "".join(row.informed.content["body"])
    assert f"本机关于2026年3月5日就该申请书面征求你方意见。{said}" in body
    assert not any(other in body for _, _, other in DECIDED if other != said)


def test_art_32_against_a_third_party_that_refused_the_ground_must_be_chosen(case, author):
    row = consult(case, "2026-03-05", author)
    with time_machine.travel("2026-03-10 10:00 +0800"):
        row = consultations.answer(consultation=row, on=date(2026, 3, 10), opinion="no", by=author)
        with pytest.raises(Refused, match="其理由不成立，或者涉及公共利益") as refusal:
            consultations.decide(consultation=row, decision="disclose", reasons="多数人受益", by=author)
    assert refusal.value.field == "ground"


def test_art_15_and_32_a_partial_answer_for_third_parties_needs_their_consultation(case, author):
    given = {**filled(BOOK.types["partial"]), "ground": "15.trade", "item": ""}
    with time_machine.travel("2026-03-10 10:00 +0800"):
        with pytest.raises(Refused, match="应当先书面征求第三方的意见"):
            foi_letters.draw(case=case, type="partial", by=author, **given)
        row = consult(case, "2026-03-10", author)
        row = consultations.answer(consultation=row, on=date(2026, 3, 10), opinion="yes", by=author)
        letter = foi_letters.draw(case=case, type="partial", by=author, **given)
        with pytest.raises(Refused, match="第三方都已同意公开"):
            foi_letters.propose(letter=letter, on=date(2026, 3, 10), by=author)


def test_art_15_and_32_so_does_a_part_that_withholds_for_them(case, author):
    rows = dividing.split(case=case, texts=["甲", "乙"], by=author)
    partial = {**filled(BOOK.types["partial"]), "ground": "15.privacy", "item": ""}
    dividing.conclude(part=rows[0], kind="granted", by=author, **filled(BOOK.types["granted"]))
    dividing.conclude(part=rows[1], kind="partial", by=author, **partial)
    with time_machine.travel("2026-03-10 10:00 +0800"):
        with pytest.raises(Refused, match="应当先书面征求第三方的意见"):
            foi_letters.draw(case=case, type="parts", by=author)
        row = consult(case, "2026-03-10", author)
        consultations.answer(consultation=row, on=date(2026, 3, 10), opinion="yes", by=author)
        letter = foi_letters.draw(case=case, type="parts", by=author)
        with pytest.raises(Refused, match="第三方都已同意公开"):
            foi_letters.propose(letter=letter, on=date(2026, 3, 10), by=author)


GIVEN = [
    # delivery, place, materials: whether the answer may be proposed
    ("pickup", "", False, False),
    ("pickup", "一楼窗口", False, True),
    ("pickup", "", True, True),
    ("on_site", "", True, False),
    ("on_site", "查阅室", False, True),
]


@pytest.mark.parametrize("code", ["granted", "partial"])
@pytest.mark.parametrize(("delivery", "place", "has_materials", "allowed"), GIVEN)
def test_art_36_2_and_37_disclosing_gives_something_or_names_a_place(
    code, delivery, place, has_materials, allowed, ask, author, channel
):
    case = ask(on="2026-03-04", channel="in_person", delivery=delivery, by=author).case
    if has_materials:
        facts = {"name": "甲.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "by": author}
        Material.objects.create(request=case.request, original="x" * 10, state=Material.WHOLE, **facts)
    with time_machine.travel("2026-03-20 10:00 +0800"):
        given = {**filled(BOOK.types[code]), "place": place}
        letter = foi_letters.draw(case=case, type=code, by=author, **given)
        assert (f"获取的地点或者网址：{place}" in "".join(letter.content["body"])) == bool(place)
        propose = lambda: foi_letters.propose(letter=letter, on=date(2026, 3, 20), by=author)  # noqa: E731
        if allowed:
            assert propose().state == "signing"
        else:
            with pytest.raises(Refused, match="领取地点或者网址"):
                propose()


RECKONED = [
    # method, before, number, lines
    ("items", 0, 10, ["第1至10件：免费"]),
    ("items", 10, 1, ["第11件：1件×100元＝100元"]),
    ("items", 9, 26, ["第10件：免费", "第11至30件：20件×100元＝2,000元", "第31至35件：5件×200元＝1,000元"]),
    ("items", 38, 5, ["第39至40件：2件×200元＝400元", "第41至43件：3件×300元＝900元"]),
    ("pages", 0, 30, ["第1至30页：免费"]),
    (
        "pages", 0, 250,
        ["第1至30页：免费", "第31至100页：70页×10元＝700元", "第101至200页：100页×20元＝2,000元", "第201至250页：50页×40元＝2,000元"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("method", "before", "number", "lines"), RECKONED)
def test_circular_109_of_2020_the_fee_is_reckoned_band_by_band(method, before, number, lines):
    shares = fees.shares(method, number, before)
    assert [share.said(fees.UNITS[method]) for share in shares] == lines
    whole = fees.METHODS[method](before + number) - fees.METHODS[method](before)
    assert sum(share.amount for share in shares) == whole


def test_art_42_the_fee_letter_shows_basis_standard_reckoning_sum_term_and_what_follows(case, author):
    letter = drawn(case, "fee", author, method="pages", pages=250, pay="非税缴款码")
    body, closing = "".join(letter.content["body"]), "".join(letter.content["closing"])
    must = ("国办函〔2020〕109号", "31至100页每页10元", "第201至250页：50页×40元＝2,000元；合计4,700元")
    for words in (*must, "人民币4,700元", "次日起20个工作日内缴纳", "非税缴款码"):
        assert words in body
    assert "视为放弃申请" in closing and "对收费有异议的" in closing and "不再处理" in closing
    assert "行政复议" not in closing and "诉讼" not in closing


CONSENTS = [("head", "工作机构负责人同意"), ("deputy", "工作机构负责人委托的副职同意")]


@pytest.mark.parametrize(("who", "said"), CONSENTS)
def test_art_33_2_an_extension_says_who_consented(who, said, case, author):
    assert said in "".join(drawn(case, "extension", author, days=10, consents=who).content["body"])


def test_art_33_2_an_extension_is_signed_by_who_heads_the_office_not_by_every_reviewer(
    case, author, reviewer, head, officer, draft
):
    extension = draft(case, "extension", days=10)
    with time_machine.travel("2026-03-20 10:00 +0800"):
        with pytest.raises(NotAllowed):
            foi_letters.sign(letter=extension, by=reviewer)
        assert foi_letters.sign(letter=extension, by=head).state == Letter.SIGNED
        assert officer.may("extend", case.organ) and not author.may("extend", case.organ)


@pytest.mark.parametrize(("channel_of", "since"), [("online", "双方确认"), ("fax", "双方确认"), ("mail", "签收")])
def test_art_31_a_receipt_goes_out_before_the_day_of_receipt_is_known(channel_of, since, ask, author, channel):
    by = None if channel_of == "online" else author
    letter = drawn(ask(channel=channel_of, by=by).case, "receipt", author, on="2026-03-02")
    said = "".join([*letter.content["opening"], *letter.content["body"]])
    assert f"自{since}之日起20个工作日内答复你" in said and f"{since}之日为收到申请之日" in said
    assert "本机关于" not in said and "最迟" not in said


TERMS = [
    # letter, least and most, until (working days from 20 March, of the deferral from the due date 1 April)
    ("correction", (5, 10), "2026-03-26", False),
    ("correction", (5, 10), "2026-03-27", True),
    ("correction", (5, 10), "2026-04-03", True),
    ("correction", (5, 10), "2026-04-07", False),
    ("deferral", (2, 5), "2026-04-02", False),
    ("deferral", (2, 5), "2026-04-03", True),
    ("deferral", (2, 5), "2026-04-30", False),
]


@pytest.mark.parametrize(("code", "usual", "until", "allowed"), TERMS)
def test_art_30_and_35_an_unusual_term_takes_a_reason_that_is_kept(code, usual, until, allowed, case, author, settings):
    settings.CORRECTION_DAYS = settings.DEFERRAL_DAYS = usual
    if allowed:
        drawn(case, code, author, until=until, why_until="")
        return
    with pytest.raises(Refused, match="个工作日。请改日期，或者写明") as refusal:
        drawn(case, code, author, until=until, why_until="")
    assert refusal.value.field == "until"
    letter = drawn(case, code, author, until=until, why_until="申请人在外地")
    assert letter.content["fields"]["why_until"] == "申请人在外地"
    assert "申请人在外地" not in "".join([*letter.content["body"], *letter.content["closing"]])


def test_art_30_a_correction_notice_says_what_silence_means_and_that_the_term_runs_anew(case, author):
    closing = "".join(drawn(case, "correction", author).content["closing"])
    assert "视为放弃申请，本机关不再处理" in closing and "20个工作日，自收到补正的申请之日起重新计算" in closing


@pytest.mark.parametrize("code", [code for code in BOOK.types if code.startswith("correcting.")])
def test_art_41_a_letter_about_correcting_a_record_does_not_speak_of_a_request_for_disclosure(code, case, author):
    content = drawn(case, code, author).content
    said = "".join([content["title"], *content["opening"], *content["body"]])
    assert "提出更正申请" in said and "信息公开申请" not in said and "申请公开" not in said
