"""Letters of a request: the table of rules 3.4 and 3.5 as a test, and what stands in them."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection

from gongkai.casework.actions import take_step
from gongkai.casework.letters import actions as letters
from gongkai.casework.letters.tests.test_drawing import GOOD, bare, make, said_by_pdf
from gongkai.casework.models import Case, Letter
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi import consultations, excess, grounds, letter_remedies, revoking
from gongkai.foi import letters as foi_letters
from gongkai.foi.letter_remedies import branch_of, remedy_of
from gongkai.foi.letters import BOOK, is_answer
from gongkai.foi.models import SearchNote
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.tests.conftest import CHANNEL, PERSON, consult, drawn, filled, signed, text_of

ARTICLE = re.compile(r"第[一二三四五六七八九十]+条(?:第[一二三四五六七八九十]+款)?(?:第（[一二三四五六七八九十]+）项)?")


def ready(case, kind, by):
    """Bring a case to where a closing letter belongs."""
    steps = {
        "not_corrected": ("ask_correction", {"what": "年份", "until": "2026-03-18"}),
        "not_paid": ("notify_fee", {"method": "pages", "count": 35}),
        "withdrawn": ("withdraw", {}),
    }
    if kind.outcome == "excessive":
        judged(case, by, "no")
    if kind.code == "not_held.absent":
        SearchNote.objects.create(
            request=case.request, on="2026-03-09", places="档案室", words="批复", result="未检索到", by=by
        )
    if kind.outcome == "third_party":
        row = consult(case, "2026-03-05", by)
        with time_machine.travel("2026-03-05 10:00 +0800"):
            take_step(case=case, step="third_party_answers", on=date(2026, 3, 5), by=by, who=row.label, consents="no")
    if kind.outcome in steps:
        name, data = steps[kind.outcome]
        with time_machine.travel("2026-03-05 10:00 +0800"):
            take_step(case=case, step=name, on=date(2026, 3, 5), by=by, **data)
            case.refresh_from_db()


def decided(case, by, name="甲乙丙丁"):
    """A third party asked, against disclosing, and overruled for the public interest (条例 art. 32)."""
    row = consult(case, "2026-03-05", by, name=name)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        row = consultations.answer(consultation=row, on=date(2026, 3, 6), opinion="no", by=by)
        consultations.decide(consultation=row, decision="disclose", ground="interest", reasons="切身利益", by=by)


def judged(case, by, reasonable):
    """Reasons asked for (条例 art. 35), given and judged."""
    with time_machine.travel("2026-03-05 10:00 +0800"):
        take_step(case=case, step="ask_reasons", on=date(2026, 3, 5), by=by, until="2026-03-18")
        excess.give_reasons(request=case.request, text="研究需要", by=by)
        excess.judge_reasons(request=case.request, reasonable=reasonable, judgement="内容重复", by=by)


def test_there_is_a_letter_for_every_outcome_and_it_is_the_one_the_table_names():
    for outcome in OUTCOMES.values():
        assert {kind.code.split(".")[0] for kind in BOOK.types.values() if kind.outcome == outcome.code} == {
            *filter(None, [outcome.letter])
        }
    assert BOOK.problems() == []


@pytest.mark.parametrize("code", [kind.code for kind in BOOK.types.values() if kind.outcome])
def test_answers_say_ground_remedy_and_what_was_asked(code, case, author, reviewer, monkeypatch):
    earlier = grounds.Earlier(
        7, date(2026, 2, 6), "青禾民公开复〔2026〕9号", True
    )  # the ground itself: test_grounds.py
    monkeypatch.setattr(grounds, "GROUNDS", {})
    monkeypatch.setattr(grounds, "earlier_answers", lambda request: [earlier])
    """Rules 3.4 and 3.5, row by row."""
    kind = BOOK.types[code]
    outcome = OUTCOMES[kind.outcome]
    ready(case, kind, author)
    letter = signed(drawn(case, code, author, on="2026-04-03"), reviewer, on="2026-04-03")
    text = text_of(letter)
    # 36(4) and 36(5) are one row of the table, and a letter each
    cited = kind.cites if outcome.code == "not_held" else ARTICLE.findall(outcome.ground)
    assert all(ground in text for ground in cited)
    for must in (
        kind.title,
        "青禾民公开复〔2026〕1号",
        "李大林：",
        "2026年3月4日收到",
        "青禾民公开申〔2026〕1号",
        f"“{PERSON['description']}”",
        "青禾县民政局",
        "2026年4月3日",
    ):
        assert must in text
    review = "60日内" in text, "15日内" in text, "6个月内" in text, "第二十三条" in text, CHANNEL in text
    assert (
        review
        == {
            "A": (True, True, False, True, True),
            "B": (True, False, True, False, True),
            "C": (False, False, False, False, False),
        }[outcome.remedy]
    )
    if outcome.remedy == "C":
        assert "行政复议" not in text and "诉讼" not in text
    else:
        assert "青禾县人民政府" in text
    if outcome.remedy == "A":
        assert text.index("先向青禾县人民政府申请行政复议") < text.index("提起行政诉讼")


NOTICES = {
    # letter: (article, consequence or what must be said, branch)
    "receipt": ("第三十一条", "最迟于2026年4月1日答复你", "C"),
    "correction": ("第三十条", "视为放弃申请", "C"),
    "reasons": ("第三十五条", "告知你不予处理", "C"),
    "deferral": ("第三十五条", "最迟于2026年4月30日答复你", "C"),
    "extension": ("第三十三条第二款", "最迟于2026年4月30日答复你", "C"),
    "third_party": ("第三十二条", "决定是否公开", "C"),
    "co_producer": ("第三十四条", "视为同意公开", "C"),
    "consulting": ("第三十三条第三款", "不计算在答复期限内", "C"),
    "third_party_decision": ("第三十二条", "你方不同意公开，经审查，本机关认为不公开可能对公共利益", "B"),
    "fee": ("第四十二条", "视为放弃申请", "C"),
}


def test_the_notices_are_those_of_the_rules():
    notices = {kind.code for kind in BOOK.types.values() if not kind.outcome and not is_answer(kind)}
    assert notices == {*NOTICES, *revoking.REVOKED}  # what takes a notice back: test_revoking


@pytest.mark.parametrize("code", NOTICES)
def test_notices_say_article_consequence_and_no_remedy_where_none_belongs(code, case, author, reviewer):
    article, consequence, branch = NOTICES[code]
    kind = BOOK.types[code]
    assert branch_of(case, kind, {}) == branch
    if code == "consulting":
        consult(case, "2026-03-05", author)
    if code == "third_party_decision":
        decided(case, author)
    letter = signed(drawn(case, code, author), reviewer)
    for text in (text_of(letter), said_by_pdf(letters.kept_file(letter, "pdf"))):
        for must in (article, consequence, kind.title, "青禾民公开复〔2026〕1号", f"“{PERSON['description']}”"):
            assert bare(must) in bare(text)
        assert ("行政复议" in text) == (branch == "B")


def test_art_32_what_was_decided_about_a_third_party_is_told_only_where_one_was_heard(case, author):
    kind, why = BOOK.types["third_party_decision"], {"third_party_decision": "没有要由本机关决定是否公开的第三方意见"}
    assert [(code, said[:19]) for code, said in foi_letters.barred(case, [kind]).items()] == list(why.items())
    row = consult(case, "2026-03-05", author)
    with time_machine.travel("2026-03-06 10:00 +0800"):
        case = Case.objects.get(pk=case.pk)
        assert foi_letters.barred(case, [kind])
        consultations.answer(consultation=row, on=date(2026, 3, 6), opinion="no", by=author)
        assert foi_letters.barred(Case.objects.get(pk=case.pk), [kind]) == {}


@pytest.mark.parametrize("code", ["third_party", "co_producer", "third_party_decision"])
def test_others_do_not_learn_who_asks(code, ask, author, reviewer, channel):
    case = ask(channel="in_person", by=author, description="我是李大林，电话000-0000000，要安置方案").case
    if code == "third_party_decision":
        decided(case, author, "青山村集体")
    text = text_of(signed(drawn(case, code, author, who="青山村集体"), reviewer))
    assert "李大林" not in text and "000-0000000" not in text
    assert "青山村集体：" in text and "要安置方案" in text


def test_fee_is_reckoned_and_a_free_amount_refused(case, author, reviewer):
    letter = drawn(case, "fee", author, method="pages", pages=250)
    said = "".join(letter.content["body"])
    assert "本件共250页，第1至30页：免费；第31至100页：70页×10元＝700元；" in said
    assert "本件应缴纳信息处理费人民币4,700元" in said
    with pytest.raises(Refused, match="不收信息处理费"):
        drawn(case, "fee", author, method="items")


def test_an_organisation_is_addressed_as_one(ask, author, channel):
    case = ask(
        channel="in_person",
        by=author,
        applicant_kind="enterprise",
        name="青禾农资有限公司",
        identifier="91350100M000100Y43",
    ).case
    letter = drawn(case, "granted", author)
    assert letter.content["to"] == "青禾农资有限公司"
    assert "你单位申请公开的政府信息可以公开" in letter.content["body"][0]


@pytest.mark.parametrize(
    ("code", "given", "field", "sentence"),
    [
        ("refused.secret", {"reasons": " "}, "reasons", "请填写“不予公开的理由”"),
        ("extension", {"days": 21}, "days", "最多 20"),
        ("extension", {"days": "０"}, "days", "正整数"),
        ("correction", {"until": "2026-02-30"}, "until", "应为日期"),
        ("correction", {"until": "2026-03-20"}, "until", "晚于今天"),
        ("partial", {"ground": "99"}, "ground", "从列表中选择"),
        ("refused.secret", {"reasons": "长" * 9000}, "reasons", "9000 字"),
        ("nonsense", {}, "type", "没有这种文书"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_the_field(case, author, code, given, field, sentence):
    with pytest.raises(Refused, match=sentence) as refusal, time_machine.travel("2026-03-20 10:00 +0800"):
        base = filled(BOOK.types[code]) if code in BOOK.types else {}
        letters.draw_up(case=case, type=code, by=author, **{**base, **given})
    assert refusal.value.field == field
    assert not Letter.objects.exists()


def test_art_22_online_delivery_without_an_online_channel_is_refused(ask, author):
    case = ask(channel="in_person", by=author).case
    with pytest.raises(Refused, match="行政复议法第二十二条"):
        drawn(case, "granted", author)
    drawn(case, "correction", author)  # names no review
    by_post = ask(channel="in_person", by=author, delivery="pickup").case
    assert "平台" not in "".join(drawn(by_post, "granted", author).content["closing"])


def test_art_24_review_organ_from_the_tree_from_settings_and_unknown(county, civil, make_organ, officer, reviewer):
    town = make_organ("青山镇人民政府", level="government")
    office = make_organ("县民政局救助站", parent=civil, level="institution")
    assert {remedy_of(organ).review for organ in (civil, town, office)} == {"青禾县人民政府"}
    assert remedy_of(county).review == ""
    letter_remedies.set_remedies(organ=county, by=officer, review_organ="青禾市人民政府", court="青禾市中级人民法院")
    letter_remedies.set_remedies(organ=county, by=officer, channel_below=CHANNEL, court_below="青禾县人民法院")
    assert (remedy_of(county).review, remedy_of(county).court) == ("青禾市人民政府", "青禾市中级人民法院")
    assert (remedy_of(office).channel, remedy_of(office).court) == (CHANNEL, "青禾县人民法院")
    letter_remedies.set_remedies(organ=civil, by=reviewer, review_organ="青禾市民政局", online_channel="别的平台")
    assert (remedy_of(civil).review, remedy_of(civil).channel) == ("青禾市民政局", "别的平台")


def test_before_receipt_is_confirmed_no_letter(ask, author):
    with pytest.raises(Refused, match="还没有确认收到"):
        drawn(ask().case, "correction", author)


def test_edited_body_must_keep_its_articles_and_what_was_asked_stays(case, author, reviewer):
    letter = drawn(case, "refused.process", author)
    with pytest.raises(Refused, match="第十六条第二款") as refusal:
        letters.edit_letter(letter=letter, body=["不予公开。"], by=author)
    assert refusal.value.field == "body"
    letter = letters.edit_letter(
        letter=letter, body=["依据第十六条第二款、第三十六条第（三）项，", "不予公开。"], by=author, enclosures=["清单"]
    )
    text = text_of(signed(letter, reviewer))
    assert PERSON["description"] in text and "先向青禾县人民政府申请行政复议" in text
    assert "附件：清单" in text


def test_who_asks_is_nowhere_in_plain(case, author, reviewer, settings):
    signed(drawn(case, "receipt", author), reviewer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM casework_letter")
        assert "李大林" not in cursor.fetchone()[0]
    held = [file for root in (settings.VAULT_ROOT, settings.FILES_ROOT) for file in root.rglob("*") if file.is_file()]
    assert held and not any(b"%PDF" in file.read_bytes() or b"PK\x03" in file.read_bytes() for file in held)
    assert "李大林" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_a_letter_for_which_it_is_not_the_time_is_not_drawn_up(case, author, notify):
    with pytest.raises(Refused, match="不能“不再处理”"):
        foi_letters.draw(case=case, type="closed.not_paid", by=author)
    case = notify(case, "correction", on="2026-03-09", until="2026-03-20")
    assert [kind.code for kind in foi_letters.kinds_for(case, "lapse")] == ["closed.not_corrected"]
    with pytest.raises(Refused, match="期满以后"):
        drawn(case, "closed.not_corrected", author, on="2026-03-20")
    letter = drawn(case, "closed.not_corrected", author, on="2026-03-23")
    said = "".join(letter.content["body"])
    assert "于2026年3月9日向你发出补正告知书，要求你于2026年3月20日前补正" in said


def test_an_offices_template_holds_for_the_organs_below_until_they_set_their_own(
    case, county, civil, author, reviewer, officer
):
    letters.set_template(organ=county, case_type="foi", type="", file=make(*GOOD, "县样式"), by=officer)
    assert "县样式" in text_of(signed(drawn(case, "receipt", author), reviewer))
    letters.set_template(organ=civil, case_type="foi", type="", file=make(*GOOD, "局样式"), by=reviewer)
    letters.set_template(organ=civil, case_type="foi", type="receipt", file=make(*GOOD, "回执样式"), by=reviewer)
    assert "回执样式" in text_of(signed(drawn(case, "receipt", author), reviewer))
    assert "局样式" in text_of(signed(drawn(case, "correction", author), reviewer))
    letters.drop_template(organ=civil, case_type="foi", type="receipt", by=reviewer)
    assert "局样式" in text_of(signed(drawn(case, "receipt", author), reviewer))
    with pytest.raises(NotAllowed):
        letters.set_template(organ=civil, case_type="foi", type="", file=make(*GOOD), by=author)
