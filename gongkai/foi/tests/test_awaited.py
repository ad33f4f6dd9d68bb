"""等别人 on the first page: what others are to do before one can go on, and nothing that is one's own turn."""

from datetime import date

import time_machine

from gongkai.foi.tests.conftest import consult
from gongkai.library.actions import start_record
from gongkai.review.actions import submit_version


def awaited(client, on="2026-03-06"):
    with time_machine.travel(f"{on} 10:00 +0800"):
        page = client.get("/desk/").content.decode()
    return page.split('id="awaited"')[1].split("</section>")[0] if 'id="awaited"' in page else ""


def test_the_turn_of_others_is_told_with_its_day_and_what_is_unconfirmed_is_ones_own(ask, as_, author, reviewer):
    unconfirmed = ask(channel="online", description="还没有确认收到的").case
    case = ask(channel="in_person", by=author).case
    assert awaited(as_(author)) == ""
    consult(case, "2026-03-05", author)
    shown = awaited(as_(author))
    assert f"/desk/cases/{case.pk}/" in shown and "等待第三方1的意见" in shown
    assert f"/desk/cases/{unconfirmed.pk}/" not in shown
    listed = as_(author).get("/desk/cases/?state=waiting").content.decode()
    assert case.number in listed and f"/desk/cases/{unconfirmed.pk}/" not in listed


def test_what_one_wrote_is_awaited_by_the_writer_and_to_do_for_who_signs(ask, draft, as_, author, reviewer):
    case = ask(channel="in_person", by=author).case
    letter = draft(case, "extension", on="2026-03-06", days=10)
    page = f"/desk/letters/{letter.pk}/"
    assert page in awaited(as_(author)) and page not in awaited(as_(reviewer))


def test_what_one_submitted_is_awaited_until_it_is_released(as_, author, reviewer, civil):
    words = {"title": "关于停水的通知", "body": "<p>停水。</p>", "formed_on": date(2026, 3, 5)}
    version = start_record(organ=civil, kind="notice", by=author, **words)
    assert awaited(as_(author)) == ""
    with time_machine.travel("2026-03-06 09:00 +0800"):
        submit_version(version=version, by=author)
    shown = awaited(as_(author))
    assert "关于停水的通知" in shown and "03-06 09:00 提交" in shown and "state=submitted" in shown
    assert awaited(as_(reviewer)) == ""
