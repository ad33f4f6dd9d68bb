"""Requests that were answered with a letter."""

from datetime import date, timedelta

import pytest
import time_machine

from gongkai.casework.letters import actions as drawing_up
from gongkai.casework.models import Case
from gongkai.foi import guards, letters
from gongkai.foi.actions import submit_request

DAY = date(2026, 3, 4)
NAME, IDENTIFIER, PHONE, THIRD = "欧阳锦绣", "11010119900307002X", "13800001111", "司徒望舒"
PERSON = {
    "applicant_kind": "person",
    "name": NAME,
    "identifier": IDENTIFIER,
    "contact": {"phone": PHONE, "email": "jinxiu@example.com", "address": "城关镇柳树巷九号"},
    "delivery": "pickup",
}
DESCRIPTION = (
    f"我是{NAME[:2]} {NAME[2:]}（{IDENTIFIER}，电话138 0000 1111），申请公开青山镇三组征地补偿安置方案及批复文件"
)


@pytest.fixture
def answer(civil, author, reviewer, make_account):
    """answer(type="granted", third="", description=…, **fields): a request answered and closed with that letter; its case.
    ``third`` was consulted before; letters of the codes ``first`` were sent before."""

    lawyer = make_account("lawyer", civil, "reviewer")

    def run(type="granted", third="", on=DAY, first=(), **more):
        filled = {
            key: more.pop(key) for key in ("information", "item", "place", "reasons", "search", "where") if key in more
        }
        if type == "granted":
            filled.setdefault("place", "公开查阅点")
            filled.setdefault(
                "information", f"青山镇三组征地补偿安置方案，经征求{third}意见" if third else "补偿安置方案"
            )
        with time_machine.travel(f"{on} 10:00 +0800", tick=False):
            asked = {"organ": civil, "channel": "in_person", "by": author, "description": DESCRIPTION, **PERSON, **more}
            case = submit_request(**asked).case
            for code in first:
                notice = drawing_up.draw_up(case=case, type=code, by=author)
                letters.send(letter=letters.sign(letter=notice, by=reviewer), on=on, by=author, proof="申请人签收")
            if third:
                asking = drawing_up.draw_up(case=case, type="third_party", by=author, who=third, information="安置方案")
                drawing_up.void_letter(letter=asking, reason="改为当面征求", by=author)
            letter = drawing_up.draw_up(case=case, type=type, by=author, **filled)
            if guards.lacks_opinion(letters.propose(letter=letter, on=on, by=author)):
                letters.review(letter=letter, opinion="依据充分", by=lawyer)
            letter = letters.sign(letter=letter, by=reviewer)
            letters.send(letter=letter, on=on, by=author, proof="申请人签收")
        return Case.objects.get(pk=case.pk)

    return run


@pytest.fixture(autouse=True)
def later():
    with time_machine.travel(f"{DAY + timedelta(7)} 10:00 +0800", tick=False):
        yield
