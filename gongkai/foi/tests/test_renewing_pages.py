"""机关自行纠正 on the desk and on the applicant's page."""

import pytest
from django.utils import timezone

from gongkai.casework.selectors import calendar
from gongkai.foi.models import Request
from gongkai.foi.tests.conftest import LATE
from gongkai.foi.tests.test_renewing import FOLLOW, at, step

pytestmark = pytest.mark.django_db


def test_the_officer_takes_it_up_from_the_page_of_the_case(closed, reviewer, author, as_, client):
    first = closed()
    desk = as_(reviewer)
    page = desk.get(f"/desk/cases/{first.pk}/").content.decode()
    assert f"/desk/requests/{first.pk}/self-correction/" in page
    assert "self-correction" not in as_(author).get(f"/desk/cases/{first.pk}/").content.decode()
    address = f"/desk/requests/{first.pk}/self-correction/"
    until = calendar().add_workdays(timezone.localdate(), 5).isoformat()
    assert "年报只计一件" in desk.get(address).content.decode()
    assert "请填写这一项" in desk.post(address, {"reason": "", "until": until}).content.decode()
    page = desk.post(address, {"reason": "条款引错", "until": until}, follow=True).content.decode()
    anew = Request.objects.get(renews=first)
    assert f"登记号 {anew.case.number}" in page and first.case.number in page and "终止自行纠正" in page
    assert anew.case.number in desk.get(f"/desk/cases/{first.pk}/").content.decode()
    assert desk.post(address, {"reason": "再来", "until": until}).status_code == 200
    assert Request.objects.filter(renews=first).count() == 1


def test_the_applicant_goes_from_the_first_to_the_new_one_with_the_same_code(
    ask, author, answer, take_up, client, closed
):
    receipt = ask()
    first = answer(step(receipt.case, "confirm", "2026-03-04", author, reason=LATE), "secret").request
    other = closed(on="2026-03-05", confirmed="2026-03-06")
    anew = take_up(first)
    with at("2026-04-13"):
        client.post(FOLLOW, {"number": first.case.number, "code": receipt.code})
        page = client.get("/requests/mine/").content.decode()
        assert anew.case.number in page
        assert client.post("/requests/mine/turn/", {"to": other.pk}).status_code == 404
        for nonsense in ("", "x", "²", "9" * 40):
            assert client.post("/requests/mine/turn/", {"to": nonsense}).status_code == 404
        client.post("/requests/mine/turn/", {"to": anew.pk})
        page = client.get("/requests/mine/").content.decode()
        assert "受理机关自行纠正原答复，重新办理" in page and "漏查了一份文件" not in page
        client.post("/requests/mine/turn/", {"to": first.pk})
        assert "本件已重新办理" in client.get("/requests/mine/").content.decode()
    with at("2026-06-01"):
        client.post(FOLLOW, {"number": anew.case.number, "code": receipt.code})
        page = client.get("/requests/mine/").content.decode()
        assert "已超期" in page and "逾期没有答复的" not in page
