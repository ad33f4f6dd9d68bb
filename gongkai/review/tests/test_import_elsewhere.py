"""gongkai import: what other counties and higher bodies made is kept, and is never ours."""

import json

import pytest

from gongkai.library.models import Record
from gongkai.organs.models import Organ
from gongkai.review.tests.test_import import notice, sheet

pytestmark = pytest.mark.django_db

FOREIGN = "云溪县教育局关于防溺水的通知\n\n各学校：\n\n请认真落实。\n\n云溪县教育局\n2024年1月17日\n"


@pytest.fixture
def school(make_organ):
    return make_organ("县教育局")


@pytest.mark.parametrize("organ", ["", "县财政局"])
def test_what_another_county_made_is_kept_by_the_importing_organ_and_is_nobody_elses(
    run, folder, school, finance, county, organ
):
    (folder / "1.txt").write_text(FOREIGN, encoding="utf-8")
    (folder / "2.txt").write_text(
        f"发布机构：县教育局\n\n{FOREIGN}", encoding="utf-8"
    )  # a short name it does not speak for
    organs = Organ.objects.count()
    assert "“云溪县教育局”不是本级机构" in run(folder, organ=organ)
    keeper = finance if organ else county
    kept = set(Record.objects.values_list("organ", "organ_name", "source"))
    assert kept >= {(keeper.pk, "云溪县教育局", "云溪县教育局")}
    assert {(one[0], one[1]) for one in kept} == {(keeper.pk, "云溪县教育局")}
    assert Organ.objects.count() == organs


def test_a_column_of_another_county_is_not_ours_and_a_title_belies_a_short_name(run, folder, school, county):
    header = ["标题", "正文", "发布机构", "发文日期"]
    rows = [
        ["关于甲的通知", "甲", "云溪县教育局", "2024-02-03"],
        ["云溪县教育局关于乙的通知", "乙", "县教育局", "2024-02-03"],
    ]
    run(sheet(folder, header, *rows, ["关于丙的通知", "丙", "县教育局", "2024-02-03"]))
    assert list(Record.objects.order_by("pk").values_list("organ", "organ_name")) == [
        (county.pk, "云溪县教育局"), (county.pk, "云溪县教育局"), (school.pk, school.name),
    ]  # fmt: skip


def test_a_body_of_our_own_place_that_the_tree_does_not_hold_is_told_not_made(run, folder, county):
    notice(folder, 发布机构="青禾县水利局")
    organs = Organ.objects.count()
    run(folder)
    assert run.errors[0][1] == "机构表里没有“青禾县水利局”，请先建立该机构或更正名称。"
    assert Organ.objects.count() == organs


def test_with_two_trees_what_was_made_elsewhere_needs_a_keeper(run, folder, county):
    Organ.objects.create(name="松泉县人民政府", code="000014357", level="government")
    (folder / "1.txt").write_text(FOREIGN, encoding="utf-8")
    run(folder)
    assert "请用 --organ 指定由哪个机构收存" in run.errors[0][1]


def test_a_day_the_program_made_up_is_not_told_as_the_day_of_release(run, folder):
    notice(folder, "1.md")
    notice(folder, "2.md", title="乙通知", 发布日期="2026-06-03 09:30")
    notice(folder, "3.md", title="丙通知", 生成日期="", 发布日期="2026-06-03")
    rows = json.loads(run(folder, dry_run=True, json=True))
    assert [(row["formed_on"], row["released_on"]) for row in rows] == [
        ("2026-06-01", None), ("2026-06-01", "2026-06-03 09:30"), (None, "2026-06-03"),
    ]  # fmt: skip
    assert not Record.objects.exists()


def test_an_undated_text_never_tops_what_is_newest(run, folder, site, client):
    notice(folder, "1.md", title="有日期的通知")
    (folder / "2.txt").write_text("云溪县人民政府工作规则\n\n一、为了规范工作，制定本规则。\n", encoding="utf-8")
    run(folder)
    for page in ("/", "/disclosure/", "/feed.rss"):
        text = client.get(page).content.decode()
        assert "有日期的通知" in text
        assert "云溪县人民政府工作规则" not in text
    record = Record.objects.get(title="云溪县人民政府工作规则")
    text = client.get(record.get_absolute_url()).content.decode()
    assert "云溪县人民政府（由<a href=" in text


AUDIT = "{title}\n\n现将审计情况公告如下：\n\n县财政局预算执行基本规范，青禾县人民政府高度重视。\n\n{signed}\n2024年7月12日\n"


@pytest.fixture
def recognised(run, folder, finance):
    """recognised(title, signed): what the dry run tells of a text; 青禾县财政局 is in the tree."""

    def call(title: str, signed: str, front: str = "", **options) -> dict:
        (folder / "1.txt").write_text(front + AUDIT.format(title=title, signed=signed), encoding="utf-8")
        [row] = json.loads(run(folder, dry_run=True, json=True, **options))
        return row

    return call


@pytest.mark.parametrize(
    "title",
    ["青禾县财政局2023年度预算执行情况审计结果公告", "关于青禾县财政局预算执行的审计报告", "关于预算执行的审计报告"],
)
@pytest.mark.parametrize("signed", ["青禾县审计局", "青禾县整改工作领导小组", "青禾县人民政府驻省城办事处"])
def test_who_signed_made_it_though_the_tree_holds_only_whom_the_title_names(recognised, title, signed):
    row = recognised(title, signed)
    assert (row["organ"], row["filed_under"]) == (signed, "青禾县人民政府")
    assert f"机构表里没有“{signed}”，由青禾县人民政府收存" in "\n".join(row["notices"])


def test_a_short_signature_is_of_our_place_while_nothing_speaks_for_another(recognised):
    assert recognised("青禾县财政局审计结果公告", "县审计局")["organ"] == "青禾县审计局"
    assert recognised("云溪县财政局审计结果公告", "县审计局")["organ"] == "云溪县审计局"


def test_who_signed_made_it_whoever_keeps_it(recognised, civil):
    row = recognised("青禾县财政局审计结果公告", "青禾县审计局", organ=civil.code)
    assert (row["organ"], row["filed_under"]) == ("青禾县审计局", civil.name)
    row = recognised("整改情况的报告", "青禾县财政局国库支付中心")
    assert (row["organ"], row["filed_under"]) == ("青禾县财政局国库支付中心", "青禾县财政局")


def test_a_stated_issuer_a_mark_and_a_title_of_the_same_body_still_tell(recognised, finance):
    title = "关于预算执行的报告"
    assert recognised(title, "青禾县审计局", front="发布机构：青禾县财政局\n\n")["organ"] == finance.name
    assert recognised(title, "青禾县审计局", front="发布机构：青禾县审计局\n\n")["organ"] == "青禾县审计局"
    assert recognised(f"{title}\n\n青禾财发〔2024〕3号", "青禾县审计局")["organ"] == finance.name
    assert recognised(f"青禾县财政局{title}", "青禾县财政局办公室")["organ"] == finance.name


def test_what_a_command_of_another_county_signed_is_not_ours(recognised):
    row = recognised("关于启动应急响应的通知", "云溪县防汛抗旱指挥部")
    assert (row["organ"], row["filed_under"]) == ("云溪县防汛抗旱指挥部", "青禾县人民政府")
