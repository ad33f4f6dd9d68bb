"""What an import recognises stays with the record: who made it together, when it was approved, and which dates it did not
state."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.library.actions import open_correction, relate, save_draft, unrelate
from gongkai.library.dating.actions import confirm_dates, confirm_many
from gongkai.library.models import Record, Relation
from gongkai.organs.issuers import add_issuer
from gongkai.organs.models import Organ
from gongkai.review.actions import release_version, submit_version
from gongkai.review.removal.actions import Chosen, remove
from gongkai.search.models import Outbox

pytestmark = pytest.mark.django_db

JOINT = """关于做好冬季救助工作的通知

各乡镇：

请认真做好。

县民政局　　县财政局
2026年3月5日
"""


def write(folder, name="文.txt", **facts):
    body = facts.pop("body", "正文一句话。")
    head = "".join(f"{label}：{value}\n" for label, value in facts.items())
    (folder / name).write_text(f"{head}\n{body}\n", encoding="utf-8")


def page(client, record, name=""):
    address = record.get_absolute_url() + name
    return re.sub(r"<script.*?</script>", "", client.get(address).content.decode(), flags=re.DOTALL)


def sheet(client, record):
    return page(client, record).partition('<table class="meta">')[2].partition("</table>")[0]


def newest(client):
    return client.get("/").content.decode().partition("最新公开</h2>")[2].partition("</ul>")[0]


# ---- several organs


def test_the_organs_of_a_joint_document_are_kept_shown_found_and_editable(run, folder, finance, officer, client, site):
    (folder / "联合.txt").write_text(JOINT, encoding="utf-8")
    run(folder)
    record = Record.objects.get()
    assert record.joint_issuers == "青禾县民政局、青禾县财政局"
    assert (record.organ.short_name, record.organ_name) == ("县民政局", "青禾县民政局")
    assert "青禾县民政局、青禾县财政局" in sheet(client, record)
    client.force_login(officer)
    for words in ("青禾县财政局", "青禾县民政局"):
        found = client.get(reverse("desk:records"), {"q": words}).content.decode()
        assert reverse("desk:record", args=[record.pk]) in found, words
    version = open_correction(record=record, by=officer)
    form = {"title": version.title, "body": version.body, "disclosure": "active", "stamp": version.stamp}
    edit = reverse("desk:record_edit", args=[record.pk])
    answer = client.post(edit, form | {"joint_issuers": "青禾县民政局"}).content.decode()
    assert "联合发文须写两个以上机关" in answer
    client.post(edit, form | {"joint_issuers": "青禾县民政局，青禾县财政局 青禾县教育局"})
    version.refresh_from_db()
    assert version.fields["joint_issuers"] == "青禾县民政局、青禾县财政局、青禾县教育局"


@pytest.mark.parametrize(
    ("facts", "joint"),
    [
        ({"发布机构": "县民政局、县财政局"}, "青禾县民政局、青禾县财政局"),
        ({"发布机构": "县民政局", "联合发文机关": "县民政局，省财政厅"}, "青禾县民政局、省财政厅"),
        ({"发布机构": "云溪县教育局；云溪县民政局"}, "云溪县教育局、云溪县民政局"),
        ({"发布机构": "县民政局"}, ""),
    ],
)
def test_several_organs_as_they_are_stated(run, folder, finance, facts, joint):
    write(folder, 标题="关于甲的通知", 生成日期="2026-03-05", **facts)
    (folder / "表.csv").write_text(
        "标题,正文,生成日期,"
        + ",".join(facts)
        + "\n关于乙的通知,正文,2026-03-05,"
        + ",".join(f'"{v}"' for v in facts.values()),
        encoding="utf-8",
    )
    run(folder)
    assert not run.errors
    assert list(Record.objects.values_list("joint_issuers", flat=True)) == [joint, joint]


def test_a_document_signed_by_others_than_it_was_filed_by_is_no_joint_one(run, folder, finance, make_organ):
    make_organ("县教育局")
    write(folder, 标题="转发通知", 发布机构="县教育局", body=JOINT)
    run(folder)
    assert Record.objects.get().joint_issuers == ""


# ---- foreign organs of before


def test_an_organ_nobody_keeps_is_listed_and_its_records_are_filed_by_one_command(county, civil, author, make_record):
    foreign, kept = (add_issuer(name=name, level="other", by=None) for name in ("云溪县教育局", "松泉县教育局"))
    author.posts.create(organ=kept, role="author", since=date(2020, 1, 1))
    record = make_record()
    Record.objects.filter(pk=record.pk).update(organ=foreign, organ_name="云溪县教育局")

    def command(*words, **options):
        out = io.StringIO()
        call_command("file-issuer", *words, stdout=out, **options)
        return out.getvalue()

    assert command() == "云溪县教育局　1 条\n"
    for words in (["云溪县教育局"], ["松泉县教育局", "--under", county.code], ["青禾县民政局", "--under", county.code]):
        with pytest.raises(CommandError):
            command(*words)
    assert "1 条信息转由青禾县人民政府收存" in command("云溪县教育局", under=county.code)
    record.refresh_from_db()
    assert (record.organ, record.maker, record.source) == (county, "云溪县教育局", "云溪县教育局")
    assert not Organ.objects.filter(pk=foreign.pk).exists()
    assert AuditEntry.objects.get(verb="organ.file").organ_id == county.pk
    assert Outbox.objects.filter(pk_of_source=record.pk, indexed=False).exists()


# ---- approval


LAW = "\n".join(
    ["云岭市节水条例", "", "（2023年5月26日云岭市第五届人民代表大会常务委员会第八次会议通过"
     "　2023年7月28日云上省第十四届人民代表大会常务委员会第四次会议批准）", ""]
    + [f"第{n}条　应当节约用水，杜绝浪费。" for n in "一二三四五六"]
)  # fmt: skip


def test_the_day_of_approval_is_kept_shown_and_editable(run, folder, officer, client, site):
    (folder / "条例.txt").write_text(LAW, encoding="utf-8")
    run(folder)
    record = Record.objects.get()
    assert (record.kind, record.extra) == ("statute", {"approved_on": "2023-07-28"})
    assert re.search(r"批准日期</th><td[^>]*>2023-07-28", sheet(client, record))
    client.force_login(officer)
    open_correction(record=record, by=officer)
    edit = client.get(reverse("desk:record_edit", args=[record.pk])).content.decode()
    assert re.search(r'type="date"[^>]*name="approved_on"|name="approved_on"[^>]*value="2023-07-28"', edit)


# ---- dates nobody stated


@pytest.fixture
def imported(run, folder):
    """One that states both days, one without a day of release, one without a day of making, one without any."""
    write(folder, "1.md", 标题="都有", 发布机构="县民政局", 生成日期="2026-06-01", 发布日期="2026-06-03")
    write(folder, "2.md", 标题="只有成文", 发布机构="县民政局", 生成日期="2026-06-08")
    write(folder, "3.md", 标题="只有公开", 发布机构="县民政局", 发布日期="2026-05-07")
    write(folder, "4.md", 标题="都没有", 发布机构="云溪县教育局")
    run(folder)
    return {record.title: record for record in Record.objects.select_related("organ", "current")}


def test_what_is_presumed_is_marked_and_not_shown_as_a_fact(imported, client, site):
    marks = {title: (r.formed_presumed, r.released_presumed) for title, r in imported.items()}
    assert marks == {
        "都有": (False, False),
        "只有成文": (False, True),
        "只有公开": (True, False),
        "都没有": (False, True),
    }
    for title, shown, hidden in (
        ("都有", ["2026-06-01", "2026-06-03"], []),
        ("只有成文", ["生成日期"], ["公开日期"]),
        ("只有公开", ["公开日期"], ["生成日期"]),
        ("都没有", [], ["生成日期", "公开日期", str(timezone.localdate())]),
    ):
        record = imported[title]
        text = sheet(client, record)
        assert all(words in text for words in shown)
        assert not any(words in text for words in hidden)
        assert ("PubDate" in page(client, record)) == ("公开日期" not in hidden)
        assert "1900" not in page(client, record).replace("19000", "")


def test_a_presumed_day_of_release_is_not_told_as_one_and_what_bears_no_day_tops_no_list(imported, client, site):
    home = newest(client)
    assert {title for title in imported if title in home} == {"都有", "只有公开", "只有成文"}
    assert "2026-06-08 成文" in home
    everything = client.get(reverse("portal:all")).content.decode()
    assert sorted(imported, key=everything.index) == ["只有成文", "都有", "只有公开", "都没有"]
    assert "2026-06-08 成文" in everything
    assert "1900" not in everything and "1900" not in client.get(reverse("portal:years")).content.decode()
    assert imported["都没有"].index_number.split("/")[1].startswith(str(timezone.localdate().year))


def test_an_officer_confirms_in_one_step_and_it_is_written_down(imported, officer, client, site):
    record = imported["只有成文"]
    client.force_login(officer)
    shown = client.get(reverse("desk:record", args=[record.pk])).content.decode()
    assert "公开日期 2026-06-08 由程序按生成日期推定" in shown
    client.post(reverse("desk:record_dates", args=[record.pk]), {"released_on": "2026-06-08"})
    record.refresh_from_db()
    assert (record.released_presumed, str(record.released_on)) == (False, "2026-06-08")
    assert AuditEntry.objects.get(verb="record.dates").detail == {
        "formed_on": "2026-06-08",
        "released_on": "2026-06-08",
    }
    assert "公开日期" in sheet(client, record)
    home = newest(client)
    assert record.title in home


def test_the_day_of_release_is_corrected_and_the_record_moves_in_the_lists(imported, officer, client, site):
    record = imported["都没有"]
    client.get(reverse("portal:all"))
    with pytest.raises(Refused, match="没有日期可以确认"):
        confirm_dates(record=record, by=officer)
    with pytest.raises(Refused, match="不能晚于今天"):
        confirm_dates(record=record, by=officer, released_on=date(2099, 1, 1))
    client.force_login(officer)
    client.post(reverse("desk:record_dates", args=[record.pk]), {"released_on": "2026-06-09"})
    assert sorted(imported, key=client.get(reverse("portal:all")).content.decode().index)[0] == "都没有"
    assert "2026-06-09" in sheet(client, record)


def test_many_are_confirmed_in_one_step_from_the_list(imported, officer, author, client, site):
    client.force_login(officer)
    listed = client.get(reverse("desk:records"), {"state": "presumed"}).content.decode()
    assert [title for title in imported if f"选择：{title}" in listed] == ["只有成文", "只有公开"]
    assert "都没有" in listed and ">都有<" not in listed
    pks = [imported[title].pk for title in ("只有成文", "只有公开")]
    assert "先勾选" in client.post(reverse("desk:dates"), follow=True).content.decode()
    answer = client.post(reverse("desk:dates"), {"record": [*pks, "x", "9" * 30]}, follow=True)
    assert "已确认 2 条信息的日期" in answer.content.decode()
    assert not Record.objects.filter(pk__in=pks).filter(released_presumed=True).exists()
    assert not Record.objects.filter(pk__in=pks).filter(formed_presumed=True).exists()
    with pytest.raises(Refused, match="已经核对过"):
        confirm_many(records=[imported["只有成文"]], by=officer)


def test_whoever_may_not_release_does_not_confirm_what_the_public_sees(imported, author, client):
    record = imported["只有成文"]
    with pytest.raises(NotAllowed):
        confirm_dates(record=record, by=author)
    client.force_login(author)
    assert "确认日期</button>" not in client.get(reverse("desk:record", args=[record.pk])).content.decode()


def test_a_date_that_is_corrected_is_known_and_an_unread_one_keeps_a_version_back(imported, author, reviewer):
    record = imported["只有公开"]
    version = open_correction(record=record, by=author)
    with pytest.raises(Refused, match="按公开日期推定"):
        submit_version(
            version=save_draft(version=version, stamp=0, by=author, title="只有公开", body="<p>x</p>", note="改"),
            by=author,
        )
    version.refresh_from_db()
    version = save_draft(
        version=version, stamp=1, by=author, title="只有公开", body="<p>x</p>", note="改", formed_on=date(2026, 5, 1)
    )
    release_version(version=submit_version(version=version, by=author), by=reviewer)
    record.refresh_from_db()
    assert (record.formed_presumed, record.formed_on) == (False, date(2026, 5, 1))


def test_what_people_release_themselves_is_released_on_that_day(run, folder, author, reviewer):
    write(folder, 标题="草稿", 发布机构="县民政局", 生成日期="2019-06-01")
    run(folder, release=False)
    version = Record.objects.get().open_version
    release_version(version=submit_version(version=version, by=author), by=reviewer)
    record = Record.objects.get()
    assert (record.released_presumed, record.released_on) == (False, timezone.localdate())


def test_importing_again_what_states_its_dates_by_now_and_what_was_never_marked(run, folder, imported, officer):
    Record.objects.update(import_digest="of before")
    Record.objects.filter(title="只有成文").update(released_presumed=False)  # as of before dates were marked
    Record.objects.filter(title="只有公开").update(formed_presumed=False)
    write(folder, "4.md", 标题="都没有", 发布机构="云溪县教育局", 生成日期="2020-02-02", 发布日期="2020-02-03")
    out = run(folder)
    assert "更正 1 条，相同跳过 3 条" in out
    marks = dict(Record.objects.values_list("title", "formed_presumed"))
    assert marks == {"都有": False, "只有成文": False, "只有公开": True, "都没有": False}
    assert list(Record.objects.filter(released_presumed=True).values_list("title", flat=True)) == ["只有成文"]
    assert str(Record.objects.get(title="都没有").released_on) == "2020-02-03"


def test_what_a_person_dated_is_not_dated_by_a_guess_again(run, folder, imported, officer):
    record = imported["只有公开"]
    confirm_dates(record=record, by=officer)
    write(folder, "3.md", 标题="只有公开", 发布机构="县民政局", 发布日期="2026-05-07", body="改了正文。")
    assert "更正 1 条" in run(folder)
    record.refresh_from_db()
    assert record.formed_presumed is False


def test_the_spreadsheet_says_who_made_it_and_which_dates_are_open(imported, officer, client):
    client.force_login(officer)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(reverse("desk:records_export")).streaming_content)))
    rows = list(book.active.values)
    at = {name: rows[0].index(name) for name in ("标题", "来源机关", "联合发文机关", "公开时间", "待核对的日期")}
    row = next(row for row in rows if row[at["标题"]] == "都没有")
    assert (row[at["来源机关"]], row[at["公开时间"]], row[at["待核对的日期"]]) == ("云溪县教育局", None, "公开时间")


def test_a_presumed_day_of_making_makes_nothing_younger(run, folder, client, site):
    write(folder, "老.md", 标题="甲办法", 发布机构="县民政局", 文号="青禾民发〔2008〕1号", 发布日期="2024-05-07")
    body = "根据《甲办法》（青禾民发〔2008〕1号）执行。"
    write(
        folder, "引.md", 标题="执行通知", 发布机构="县民政局", 生成日期="2010-06-01", 发布日期="2010-06-03", body=body
    )
    run(folder)
    older, citing = Record.objects.get(title="甲办法"), Record.objects.get(title="执行通知")
    assert older.formed_presumed
    shown = page(client, citing)
    assert older.get_absolute_url() in shown
    assert "晚于本文件" not in shown and "后来的版本" not in shown


def test_a_day_of_release_that_is_corrected_moves_what_the_document_repeals(imported, make_record, officer):
    source, target = imported["只有成文"], make_record("旧办法", formed_on=date(2026, 1, 5))
    relation = relate(source=source, predicate="repeals", target=target, by=officer)
    confirm_dates(record=source, by=officer, released_on=date(2026, 6, 20))
    target.refresh_from_db()
    assert str(target.repealed_on) == "2026-06-20"
    unrelate(relation=Relation.objects.select_related("source", "target").get(pk=relation.pk), by=officer)
    target.refresh_from_db()
    assert target.repealed_on is None


def test_what_a_person_confirmed_holds_after_a_removal_and_on_the_desk(imported, officer, client, site):
    record = confirm_dates(record=imported["只有公开"], by=officer)
    client.force_login(officer)
    assert "推定" not in client.get(reverse("desk:record", args=[record.pk])).content.decode()
    taken = Chosen(passages=["一句话"], ground="personal", reason="写错")
    remove(record=record, chosen=taken, by=officer)
    record.refresh_from_db()
    assert not record.formed_presumed and "生成日期" in sheet(client, record)


def test_the_preview_of_a_draft_has_the_day_of_its_release_for_a_presumed_one(run, folder, officer, client):
    write(folder, "1.md", 标题="只有成文", 发布机构="县民政局", 生成日期="2026-06-08")
    run(folder, release=False)
    client.force_login(officer)
    shown = client.get(reverse("desk:record_preview", args=[Record.objects.get().pk])).content.decode()
    assert str(timezone.localdate()) in shown.partition('<table class="meta">')[2].partition("</table>")[0]


def test_a_presumed_year_is_no_part_of_a_title(run, folder):
    write(folder, "1.md", 标题="青禾县人民政府公告", 文号="第3号", 发布机构="县政府", 发布日期="2024-05-07")
    run(folder)
    assert "2024" not in Record.objects.get().title


def test_partners_without_the_one_in_charge_are_told_and_not_kept(run, folder, finance):
    write(folder, "1.md", 标题="通知", 发布机构="县民政局", 联合发文机关="省财政厅，省民政厅", 生成日期="2026-03-05")
    assert "没有采用" in run(folder)
    assert Record.objects.get().joint_issuers == ""
