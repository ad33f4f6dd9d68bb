"""Requests on the desks of the demo, at every point of their way: to be confirmed, in hand, with a third party, waiting
for the applicant, to be signed, answered, under review. The applicants and their numbers are made up."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from gongkai.casework.managing.actions import assign_officer
from gongkai.casework.models import Case, Letter
from gongkai.demo.county import organ
from gongkai.foi import guards, letter_remedies, letters
from gongkai.foi.actions import submit_request
from gongkai.foi.applicant import rate
from gongkai.foi.consultations import start
from gongkai.foi.disclosing.actions import draft_answer_record
from gongkai.foi.disputes.actions import open_dispute
from gongkai.foi.models import Request
from gongkai.library.actions import save_draft
from gongkai.organs.models import Account
from gongkai.review.actions import release_version, submit_version

SOCIAL_WELFARE = "1703"  # theme of the record catalogue
CIVIL, SCHOOL = ("县民政局", "minzheng1", "minzheng2", "minzheng3"), ("县教育局", "jiaoyu1", "jiaoyu2", "jiaoyu2")


@dataclass(frozen=True)
class Asked:
    """``office``: organ, who handles, who signs, who reviews the legality; ``letter`` is drawn up and taken ``upto``
    draft, signing or sent."""

    who: str
    identifier: str
    days: int
    office: tuple[str, str, str, str]
    text: str
    online: bool = False
    letter: str = ""
    upto: str = "sent"
    says: dict[str, Any] = field(default_factory=dict)


REQUESTS = (
    Asked("甲", "990126199001010016", 9, CIVIL, "2025年度青禾县城乡低保资金使用明细（分乡镇）"),
    Asked("乙", "990126198505050025", 6, CIVIL, "临河街道日间照料中心运营单位的招标文件和合同"),
    Asked("丙", "990126197008080034", 0, SCHOOL, "2026年城区小学划片范围调整的论证材料", online=True),
    Asked(
        "丁", "990126197602030056", 24, CIVIL, "2025年度青禾县养老服务机构名单和床位数",
        letter="granted", says={"information": "2025年度青禾县养老服务机构名单（含床位数）", "place": "县民政局一楼政务公开窗口"},
    ),
    Asked(
        "戊", "990126198806150062", 20, CIVIL, "青山镇2026年第二季度临时救助发放花名册",
        letter="partial",
        says={
            "information": "青山镇2026年第二季度临时救助的户数、金额和救助事由",
            "place": "县民政局一楼政务公开窗口",
            "withheld": "各镇审核救助申请的评议讨论记录",
            "ground": "16.2",
            "item": "16.2.discussion",
            "reasons": "该内容是审核过程中的讨论记录，不是审核的结果。",
        },
    ),
    Asked(
        "己", "990126199311220078", 15, SCHOOL, "近五年全县中小学教师流动的原因分析报告",
        letter="must_be_made", upto="signing", says={"reasons": "本机关没有制作过该分析报告，需要对历年人事材料汇总分析。"},
    ),
    Asked(
        "庚", "990126196507090080", 4, CIVIL, "关于那件事情的处理结果",
        letter="correction",
        says={"why": "没有写明是哪一件事情、由哪个机关处理", "what": "请写明事项的名称、大致时间和地点"},
    ),
    Asked(
        "辛", "990126198104300097", 12, SCHOOL, "2026年青禾县义务教育招生工作实施方案",
        letter="public", says={"where": "县政府门户网站“政务公开”栏目，可用“招生”检索"},
    ),
)  # fmt: skip


def start_requests() -> None:
    """Put requests on the desks, once, and what their letters need to say about review."""
    if Request.objects.exists():
        return
    letter_remedies.set_remedies(
        organ=organ("县政府"),
        by=_account("gongkaiban"),
        review_organ="云泽市人民政府",
        online_channel="云泽省行政复议服务平台",
        channel_below="云泽省行政复议服务平台",
        court_below="青禾县人民法院",
    )
    for asked in REQUESTS:
        case = _submit(asked)
        if asked.letter:
            _write(case, asked)
    first, second = Case.objects.filter(type="foi").order_by("pk")[:2]
    assign_officer(case=first, officer=_account("minzheng1"), by=_account("minzheng2"))
    _consult(second)
    rate(request=Request.objects.get(outcome="granted"), score=5, comment="答复很快，材料齐全。", by=None)
    _review(Request.objects.get(outcome="partial"))
    _publish(Request.objects.get(outcome="granted"))


def _account(username: str) -> Account:
    return Account.objects.get(username=username)


def _submit(asked: Asked) -> Case:
    by = None if asked.online else _account(asked.office[1])
    return submit_request(
        organ=organ(asked.office[0]),
        applicant_kind="person",
        name=f"申请人{asked.who}",
        identifier=asked.identifier,
        contact={"phone": "0000-0000000"},
        description=asked.text,
        channel="online" if asked.online else "in_person",
        delivery="online" if asked.online else "pickup",
        on=timezone.localdate() - timedelta(days=asked.days),
        by=by,
    ).case


def _write(case: Case, asked: Asked) -> None:
    today, (_, handles, signs, reviews) = timezone.localdate(), asked.office
    says = dict(asked.says)
    if asked.letter == "correction":
        says["until"] = (today + timedelta(days=15)).isoformat()
    letter = letters.draw(case=case, type=asked.letter, by=_account(handles), **says)
    if letters.is_answer(letters.BOOK.type(asked.letter)):
        case = letters.propose(letter=letter, on=today, by=_account(handles))
        if guards.lacks_opinion(case):
            letters.review(letter=letter, opinion="依据充分，程序合法，同意。", by=_account(reviews))
    if asked.upto == "sent":
        _send(letter, handles, signs)


def _send(letter: Letter, handles: str, signs: str) -> None:
    letter = letters.sign(letter=letter, by=_account(signs))
    letters.send(letter=letter, on=timezone.localdate(), by=_account(handles), way="counter", proof="到窗口签收")


def _consult(case: Case) -> None:
    asked = start(
        case=case, kind="third_party", name="运营单位", information="运营合同中的报价部分", by=_account("minzheng1")
    )
    _send(asked.letter, "minzheng1", "minzheng2")


def _review(request: Request) -> None:
    today = timezone.localdate()
    open_dispute(
        request=request, type="review", sought_on=today, accepted_on=today, served_on=today,
        authority="青禾县人民政府", authority_number="", procedure="ordinary", by=_account("minzheng1"),
        claim="请求撤销部分公开告知书，公开全部内容",
    )  # fmt: skip


def _publish(request: Request) -> None:
    """An answer in the log, without the applicant."""
    version = draft_answer_record(request=request, by=_account("minzheng1"))
    version = save_draft(
        version=version, stamp=version.stamp, by=_account("minzheng1"),
        title=version.title, body=version.body, theme=SOCIAL_WELFARE,
    )  # fmt: skip
    submit_version(version=version, by=_account("minzheng1"))
    release_version(version=version, by=_account("minzheng2"))
