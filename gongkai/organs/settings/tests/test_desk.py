"""The pages: what holds and why, proposing, the second person, for whom."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.organs.settings import actions
from gongkai.organs.settings.models import SettingValue

pytestmark = pytest.mark.django_db
SOURCE = "青禾政发〔2026〕22号第十条"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def proposed(term, civil, officer, today):
    return actions.propose(organ=civil, setting=term, value=10, since=today + timedelta(5), source=SOURCE, by=officer)


@pytest.fixture
def as_():
    def sign_in(account):
        client = Client()
        client.force_login(account)
        return client

    return sign_in


def words(answer):
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def row_of(page, label):
    """What stands in the table behind a label, up to the next row."""
    return page.split(f"{label} ", 1)[1][:120]


def test_the_page_says_the_value_where_it_is_from_and_by_what(term, as_, officer, civil, settle):
    assert row_of(words(as_(officer).get("/desk/settings/")), term.label).startswith(
        "20 个工作日 国家默认 一直 条例第三十三条"
    )
    settle(term, 15, since="2026-01-01")
    page = words(as_(officer).get(f"/desk/settings/?organ={civil.pk}"))
    assert "青禾" not in page.split("：地方规定")[0] and "县民政局：地方规定" in page
    assert row_of(page, term.label).startswith(
        "15 个工作日 县政府 15 个工作日 国家默认 20 个工作日 2026-01-01 青禾府发〔2026〕1号"
    )
    settle(term, 10, organ=civil, since="2026-07-01")
    page = words(as_(officer).get(f"/desk/settings/?organ={civil.pk}"))
    assert row_of(page, term.label).startswith(
        "10 个工作日 本机关 10 个工作日 县政府 15 个工作日 国家默认 20 个工作日 2026-07-01"
    )
    assert "（本机关自己的 1 项）" in page


def test_another_day_and_only_what_is_settled_locally(term, as_, officer, civil, settle):
    settle(term, 15, since="2026-01-01")
    page = words(as_(officer).get(f"/desk/settings/?organ={civil.pk}&on=2025-12-31"))
    assert "2025-12-31 适用的规定" in page and row_of(page, term.label).startswith("20 个工作日 国家默认")
    assert term.label in words(as_(officer).get(f"/desk/settings/?organ={civil.pk}&local=1"))
    assert term.label not in words(as_(officer).get(f"/desk/settings/?organ={civil.pk}&local=1&on=2025-12-31"))


def test_from_the_proposal_to_its_confirmation(term, as_, officer, head, civil, today):
    since, address = today + timedelta(5), f"/desk/settings/{civil.pk}/{term.key}/"
    assert "提出改动" in words(as_(officer).get(address))
    answer = as_(officer).post(address, {"value": "10", "since": since, "source": SOURCE})
    row = SettingValue.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/settings/values/{row.pk}/")
    page = words(as_(officer).get(answer["Location"]))
    assert f"此前 20 个工作日 国家默认 → 改为 10 个工作日 自 {since}" in page
    assert "由提出人以外的一位同事确认：head。" in page and "确定" not in page
    assert "有改动等确认" in words(as_(officer).get(address)) and "提出，送第二人确认" not in words(
        as_(officer).get(address)
    )
    home = words(as_(head).get("/desk/"))
    assert "地方规定待确认" in home and f"县民政局：{term.label}" in home.replace(" ", "")
    assert SOURCE in words(as_(head).get("/desk/settings/"))
    assert as_(head).post(f"/desk/settings/values/{row.pk}/", {"verdict": "confirmed"}).status_code == 302
    assert "地方规定待确认" not in words(as_(head).get("/desk/"))
    assert f"自 {since} 起有变" in words(as_(head).get(f"/desk/settings/?organ={civil.pk}"))
    page = words(as_(officer).get(address))
    assert "officer" in page and f"，head {today} 确认" in page


def test_what_was_typed_stays_with_a_sentence_at_the_field(term, as_, officer, civil, today):
    address = f"/desk/settings/{civil.pk}/{term.key}/"
    given = {"value": "99", "since": today - timedelta(1), "source": SOURCE}
    page = as_(officer).post(address, given).content.decode()
    assert "请填 1 至 60 之间的整数" in page and 'value="99"' in page and SOURCE in page
    page = words(as_(officer).post(address, given | {"value": "9"}))
    assert "不溯及既往" in page and not SettingValue.objects.exists()


def test_a_refusal_and_taking_back_stay_in_the_history(term, as_, officer, head, civil, proposed):
    check = f"/desk/settings/values/{proposed.pk}/"
    assert "写明理由" in words(as_(head).post(check, {"verdict": "refused"}))
    as_(head).post(check, {"verdict": "refused", "note": "还是征求意见稿"})
    page = as_(officer).get(f"/desk/settings/{civil.pk}/{term.key}/").content.decode()
    assert "<del>10 个工作日</del>" in page and "不同意" in page and "还是征求意见稿" in page
    facts = {"organ": civil, "setting": term, "value": 9, "since": proposed.since, "source": SOURCE, "by": officer}
    again = actions.propose(**facts)
    answer = as_(officer).post(f"/desk/settings/values/{again.pk}/take-back/", {"reason": "写错"})
    assert answer.status_code == 302 and not SettingValue.objects.waiting().exists()
    assert "officer" in words(as_(head).get(f"/desk/settings/values/{again.pk}/"))


def test_one_may_go_back_to_what_those_above_settle(term, as_, officer, civil, today, settle):
    address = f"/desk/settings/{civil.pk}/{term.key}/"
    assert "不另作规定" not in words(as_(officer).get(address))
    settle(term, 10, organ=civil)
    assert "不另作规定" in words(as_(officer).get(address))
    given = {"inherits": "on", "value": "", "since": today, "source": SOURCE}
    assert as_(officer).post(address, given).status_code == 302
    assert SettingValue.objects.waiting().get().value is None


def test_of_other_organs_nothing_is_seen(term, as_, make_account, finance, civil, proposed):
    other = as_(make_account("other", finance, "disclosure_officer", covers_below=True))
    for address in (
        f"/desk/settings/?organ={civil.pk}", f"/desk/settings/{civil.pk}/{term.key}/",
        f"/desk/settings/values/{proposed.pk}/", f"/desk/settings/values/{proposed.pk}/take-back/",
    ):  # fmt: skip
        assert other.get(address).status_code == 404
    assert "县民政局" not in words(other.get("/desk/settings/")) and "待确认" not in words(other.get("/desk/"))


def test_what_waits_above_is_not_told_below_what_holds_is(term, as_, author, officer, head, county, today):
    row = actions.propose(organ=county, setting=term, value=15, since=today, source=SOURCE, by=officer)
    assert SOURCE not in words(as_(author).get("/desk/settings/"))
    actions.check(proposed=row, verdict="confirmed", by=head)
    page = words(as_(author).get("/desk/settings/"))
    assert SOURCE in page and "提出改动" not in page
    assert "县政府的规定" in words(as_(author).get(f"/desk/settings/{author.home.pk}/{term.key}/"))


def test_a_setting_that_is_not_declared_is_not_there(as_, officer, civil):
    assert as_(officer).get(f"/desk/settings/{civil.pk}/foi.nothing/").status_code == 404


def test_the_page_costs_the_same_with_many_rules(term, as_, officer, civil, settle, django_assert_max_num_queries):
    client = as_(officer)
    for day in range(1, 29):
        settle(term, day, organ=civil, since=f"2026-01-{day:02}")
    with django_assert_max_num_queries(20):
        client.get(f"/desk/settings/?organ={civil.pk}")
