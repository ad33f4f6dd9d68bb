"""From the import to the search: files of ../shared/acceptance/import, released by somebody else, found by what one sees in
them and by nothing that they hide."""

import io
import re
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from gongkai.core import files
from gongkai.library.models import Record, Version
from gongkai.review.actions import problems, release_version, submit_version
from gongkai.search import indexing
from gongkai.search.queries import search

pytestmark = pytest.mark.django_db
HIDDEN = ["鲲鹏一号", "鲲鹏二号", "鲲鹏三号", "鲲鹏四号", "隐藏行内容", "原始数据"]


@pytest.fixture
def released(tmp_path, civil, author, reviewer, django_capture_on_commit_callbacks):
    """released(path): the record a file gives, imported as a draft, submitted, released by another, and indexed."""

    def call(path) -> Record:
        options = {"organ": civil.code, "errors": str(tmp_path / "errors.csv"), "stdout": io.StringIO()}
        with django_capture_on_commit_callbacks(execute=True):
            call_command("import", str(path), **options)
            version = Version.objects.latest("pk")
            submit_version(version=version, by=author)
            release_version(version=version, by=reviewer)
        indexing.drain()
        return Record.objects.get(pk=version.record_id)

    yield call
    indexing.close()


def found(query: str) -> list[int]:
    results = search(query)
    return [] if results.loose or results.corrected else [hit.pk for hit in results.hits]


def put(folder, name: str, text: str):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def notice(title: str, text: str) -> str:
    return f"标题：{title}\n生成日期：2024-05-02\n\n{text}\n"


def test_k70_what_a_sheet_hides_is_in_no_search_no_snippet_and_no_public_file(released, shared, client, site):
    record = released(shared / "acceptance/import/k70_hidden/公示.txt")
    seen = found("东乡镇")
    assert seen == [record.pk], "what one sees of the sheet is found"
    for query in HIDDEN:
        assert search(query).total == 0, query
        page = client.get(reverse("portal:search"), {"q": query}).content.decode()
        assert record.get_absolute_url() not in page
    marked = search("东乡镇").hits[0].snippet_html
    for address in (f"{reverse('portal:search')}?q=东乡镇", record.get_absolute_url(), reverse("portal:feed")):
        marked += strip_tags(client.get(address).content.decode())
    assert "东乡镇" in marked and not re.search("|".join(HIDDEN), strip_tags(marked))
    attached = record.current.attachments.get()
    public = client.get(reverse("portal:file", args=[attached.pk, attached.name]))
    inside = unpacked(b"".join(public.streaming_content))
    assert "东乡镇" in inside and not [hidden for hidden in HIDDEN if hidden in inside]


def unpacked(content: bytes) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def test_k70_there_is_a_warning_before_release(shared, civil, author, reviewer, client):
    """The sheet hung on a draft by hand, as it lies there: nothing is released before somebody decides."""
    from gongkai.library.actions import attach, start_record
    from gongkai.library.vetting.looking import look

    version = start_record(
        organ=civil, kind="policy", title="公示", body="<p>甲</p>", by=author, formed_on="2024-05-01"
    )
    content = (shared / "acceptance/import/k70_hidden/发放表.xlsx").read_bytes()
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    attach(version=version, blob=files.keep([content], media_type), name="发放表.xlsx", by=author)
    look(version.attachments.get().blob)
    submit_version(version=version, by=author)
    [said] = [str(sentence) for field, sentence in problems(version) if field == "files"]
    for kind in ("隐藏的行", "隐藏的列", "隐藏的工作表", "批注"):
        assert kind in said
    client.force_login(reviewer)
    assert "隐藏的工作表" in client.get(reverse("desk:review", args=[version.record_id])).content.decode()


@pytest.mark.parametrize(
    "query",
    ["农业发展银行", "发展银行", "化妆包", "小化妆包", "永永远远", "永远", "远远", "每个月都", "每個月都", "每个月",
     "每個月", "报送", "報送", "都要报送", "长江大桥", "南京市长江大桥", "市长江大桥", "研究生命起源", "生命起源"],
)  # fmt: skip
def test_k71_every_piece_of_the_text_is_found_in_either_script(released, shared, query):
    record = released(shared / "acceptance/import/k71_bank.txt")
    assert found(query) == [record.pk]


def test_k71_what_was_found_is_marked_in_the_script_it_stands_in(released, shared):
    released(shared / "acceptance/import/k71_bank.txt")
    for query in ("每个月都", "每個月都"):
        assert "<mark>每個" in search(query).hits[0].snippet_html


@pytest.mark.parametrize("query", ["南京市长", "研究生"])
def test_k71_a_word_across_the_seam_of_two_is_still_a_piece(released, shared, query):
    record = released(shared / "acceptance/import/k71_bank.txt")
    assert [hit.pk for hit in search(query).hits] == [record.pk]


TEXTS = {  # text → what finds it
    "高高兴兴上班去，开开心心回家来": ["高高兴兴", "高兴", "兴兴", "开心", "心心", "开开心心"],
    "干干净净、清清楚楚、明明白白": ["干净", "干干净净", "净净", "清楚", "楚楚", "明白", "白白"],
    "家家户户通水通电": ["家家户户", "户户", "家家", "通电"],
    "天天向上，世世代代传承": ["天天", "世世代代", "世代", "代代"],
    "一一核对，层层落实，人人参与": ["一一核对", "层层落实", "人人参与", "人人"],
    "妈妈宝宝健康驿站": ["妈妈", "宝宝", "妈妈宝宝"],
    "關於開展臺灣同胞投資企業調研的報告": [
        "关于开展台湾同胞投资企业调研的报告",
        "台湾同胞",
        "投资企业",
        "臺灣",
        "調研",
    ],
    "頭髮和發展、乾旱和幹部、裏外": ["头发", "发展", "干旱", "干部", "里外", "發展", "乾旱"],
    "后勤保障和皇后大道": ["後勤保障", "后勤", "皇后大道"],
    "台湾同胞来县里投资": ["臺灣同胞", "台灣同胞", "投資", "縣裡"],
    "为群众办实事": ["為群眾辦實事", "爲群衆辦實事", "群眾"],
}


@pytest.mark.parametrize(("text", "query"), [(text, query) for text, queries in TEXTS.items() for query in queries])
def test_repeated_characters_and_both_scripts(released, tmp_path, text, query):
    record = released(put(tmp_path, "甲.txt", notice("青禾县民政局关于工作的通知", f"{text}。")))
    assert found(query) == [record.pk]


RARE = "冯\ue863和\U000f0001、\u0378"


def test_a_record_whose_title_nothing_prints_stands_in_every_list_feed_and_export(
    released, tmp_path, client, site, officer
):
    title = f"青禾县民政局关于{RARE}同志任职的通知"
    record = released(put(tmp_path, "甲.txt", notice(title, f"任命{RARE}同志为科长。\uf0b7 二、其他事项。")))
    assert record.title == title
    assert found("任职的通知") == [record.pk] == found(title) == found("\ue863和")
    for address in ("/", "/search/?q=任职", record.get_absolute_url(), reverse("portal:versions", args=[record.pk]),
                    f"/records/{record.pk}/qr.svg", reverse("portal:disclosure"), reverse("portal:years")):  # fmt: skip
        assert client.get(address).status_code == 200, address
    for name in ("feed", "sitemap_index"):
        ElementTree.fromstring(client.get(reverse(f"portal:{name}")).content)
    ElementTree.fromstring(client.get("/sitemap-1.xml").content)
    client.force_login(officer)
    for address in (
        reverse("desk:records"),
        f"{reverse('desk:records')}?q={title}",
        reverse("desk:record", args=[record.pk]),
    ):
        assert title in client.get(address).content.decode().replace("<wbr>", "")
    exported = load_workbook(io.BytesIO(client.get(reverse("desk:records_export")).getvalue())).active.values
    assert title in [cell for row in exported for cell in row]


def test_a_text_with_marks_that_are_no_text_is_imported_without_them(released, tmp_path, client, site):
    record = released(
        put(tmp_path, "甲.txt", notice("青禾县民政局关于工作的通知", "第一段\x01\x0b。\u200b第\u202e二\ufffe段\x0c。"))
    )
    assert not re.search("[\x01\x0b\u200b\u202e\ufffe]", record.current.body)
    assert found("第一段") == [record.pk]
    ElementTree.fromstring(client.get(reverse("portal:feed")).content)
