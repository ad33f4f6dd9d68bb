"""Requests on the desks of the demo: one to confirm, one being handled, one with a third party. The applicants and
their numbers are made up."""

from datetime import timedelta

from django.utils import timezone

from gongkai.casework.managing.actions import assign_officer
from gongkai.demo.county import organ
from gongkai.foi.actions import submit_request
from gongkai.foi.consultations import start
from gongkai.foi.letters import send, set_remedies, sign
from gongkai.foi.models import Request
from gongkai.organs.models import Account

APPLICANTS = {"甲": "990126199001010016", "乙": "990126198505050025", "丙": "990126197008080034"}
ASKED = (
    # (who, organ, days ago, taken in by, what is asked)
    ("甲", "县民政局", 9, "minzheng1", "2025年度青禾县城乡低保资金使用明细（分乡镇）"),
    ("乙", "县民政局", 6, "minzheng1", "临河街道日间照料中心运营单位的招标文件和合同"),
    ("丙", "县教育局", 1, "", "2026年城区小学划片范围调整的论证材料"),
)


def start_requests() -> None:
    """Put requests on the desks, once, and what their letters need to say about review."""
    county = organ("县政府")
    editor = Account.objects.get(username="gongkaiban")
    if Request.objects.exists():
        return
    set_remedies(
        organ=county,
        by=editor,
        review_organ="云泽市人民政府",
        online_channel="云泽省行政复议服务平台",
        channel_below="云泽省行政复议服务平台",
        court_below="青禾县人民法院",
    )
    today = timezone.localdate()
    for who, short_name, days, username, description in ASKED:
        by = Account.objects.get(username=username) if username else None
        on = today - timedelta(days=days) if by else today
        case = submit_request(
            organ=organ(short_name),
            applicant_kind="person",
            name=f"申请人{who}",
            identifier=APPLICANTS[who],
            contact={"phone": "0000-0000000"},
            description=description,
            channel="in_person" if by else "online",
            delivery="pickup" if by else "online",
            on=on,
            by=by,
        ).case
        if who == "甲":
            assign_officer(case=case, officer=by, by=Account.objects.get(username="minzheng2"))
        if who == "乙":
            asked = start(case=case, kind="third_party", name="运营单位", information=description, by=by)
            sign(letter=asked.letter, by=Account.objects.get(username="minzheng2"))
            send(letter=asked.letter, on=today, by=by, proof="挂号信 00000000")
