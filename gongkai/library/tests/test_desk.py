"""Drafting on the desk, as stories."""

import io
import re

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.core.models import AuditEntry, StoredPage
from gongkai.library import intake
from gongkai.library.actions import save_draft, start_record
from gongkai.library.models import Record, Relation, Version


def test_a_form_sent_three_times_makes_one_draft(author, civil, client):
    client.force_login(author)
    for _ in range(3):
        answer = client.post(reverse("desk:record_new"), {"organ": civil.pk, "kind": "news", "title": "动态"})
    version = Version.objects.get()
    assert answer["Location"] == reverse("desk:record_edit", args=[version.record_id])
    save_draft(version=version, stamp=0, by=author, title="动态", body="<p>写了</p>")
    client.post(reverse("desk:record_new"), {"organ": civil.pk, "kind": "news", "title": "动态"})
    assert Version.objects.count() == 2, "one that was worked on is another"


def test_a_correction_opened_twice_is_one_and_somebody_elses_is_told(make_record, author, make_account, civil, client):
    record = make_record()
    address = reverse("desk:record_correct", args=[record.pk])
    client.force_login(author)
    for _ in range(2):
        assert client.post(address)["Location"] == reverse("desk:record_edit", args=[record.pk])
    assert record.versions.filter(state="draft").count() == 1
    client.force_login(make_account("other", civil))
    assert "已有一份正在起草或待审的更正稿" in client.post(address, follow=True).content.decode()


@pytest.fixture
def draft(author, civil, client):
    client.force_login(author)
    return start_record(organ=civil, kind="annual_report", title="年报", body="<p>旧正文</p>", by=author)


def typed(version, **fields):
    return {"title": version.title, "body": version.body, "disclosure": "active", "stamp": version.stamp, **fields}


def edit(draft):
    return reverse("desk:record_edit", args=[draft.record_id])


def test_one_starts_a_record_of_ones_own_organ_only(author, civil, finance, client):
    client.force_login(author)
    answer = client.post(reverse("desk:record_new"), {"organ": finance.pk, "kind": "news", "title": "越权"})
    assert "请选择您有起草权限的机构" in answer.content.decode()
    assert "越权" in answer.content.decode()
    answer = client.post(reverse("desk:record_new"), {"organ": civil.pk, "kind": "news", "title": "动态"})
    record = Record.objects.get()
    assert answer["Location"] == reverse("desk:record_edit", args=[record.pk])
    assert (record.organ, record.title, record.created_by) == (civil, "动态", author)


def test_what_is_typed_is_saved_cleaned_with_the_fields_of_the_kind(draft, client):
    body = '<p class="MsoNormal" style="color:red">正文<script>alert(1)</script></p><table><tr><td colspan="2">甲</td></tr></table>'
    answer = client.post(
        edit(draft), typed(draft, body=body, year="2025", formed_on="2026-01-20", number="青禾民发[2026]3号")
    )
    assert answer.status_code == 302
    saved = Version.objects.get(pk=draft.pk)
    assert "正文" in saved.body and 'colspan="2"' in saved.body
    assert not re.search("script|Mso|style", saved.body)
    record = Record.objects.get()
    assert (record.year, str(record.formed_on), record.number_key) == (2025, "2026-01-20", "青禾民发〔2026〕3号")


def test_text_without_tags_becomes_paragraphs(draft, client):
    client.post(edit(draft), typed(draft, body="第一段\n\n第二段 3 > 2"))
    assert Version.objects.get(pk=draft.pk).body == "<p>第一段</p><p>第二段 3 &gt; 2</p>"


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(draft, client):
    answer = client.post(
        edit(draft), typed(draft, body="<p>写了很久</p>", year="二零二五", formed_on="昨天", summary="概述在")
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    for kept in ("写了很久", "二零二五", "昨天", "概述在"):
        assert kept in page
    assert 'id="id_year_error"' in page
    assert 'id="id_formed_on_error"' in page
    assert re.search(r'<input[^>]*name="year"[^>]*aria-invalid="true"', page)
    assert Version.objects.get(pk=draft.pk).stamp == 0


def test_a_second_editor_is_refused_with_both_texts_on_the_page(draft, reviewer, client):
    save_draft(version=draft, stamp=0, by=reviewer, title="年报", body="<p>同事的正文</p>")
    answer = client.post(edit(draft), typed(draft, body="<p>我的正文</p>"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "在您之后保存过" in page
    assert "同事的正文" in page and "我的正文" in page
    assert Version.objects.get(pk=draft.pk).body == "<p>同事的正文</p>"
    stamp = int(re.search(r'name="stamp" value="(\d+)"', page)[1])
    assert client.post(edit(draft), typed(draft, body="<p>我的正文</p>", stamp=stamp)).status_code == 302
    assert Version.objects.get(pk=draft.pk).body == "<p>我的正文</p>"


def test_autosave_answers_the_new_stamp_and_keeps_what_it_can_read(draft, client):
    address = reverse("desk:record_autosave", args=[draft.record_id])
    answer = client.post(address, typed(draft, body="<p>自动</p>", year="错", keywords="低保"))
    assert answer.json()["stamp"] == 1
    assert answer.json()["wrong"] == ["报告年度"]
    saved = Version.objects.get(pk=draft.pk)
    assert (saved.body, saved.fields["keywords"], saved.fields.get("year")) == ("<p>自动</p>", "低保", None)
    late = client.post(address, typed(draft, body="<p>旧窗口</p>"))
    assert late.status_code == 409
    assert "在您之后保存过" in late.json()["message"]
    assert Version.objects.get(pk=draft.pk).body == "<p>自动</p>"


def test_a_submitted_draft_cannot_be_edited_and_says_why(draft, client, author):
    Version.objects.filter(pk=draft.pk).update(state="submitted")
    answer = client.get(edit(draft))
    assert answer.status_code == 409
    assert "已提交审核，不能再改" in answer.content.decode()


def test_a_correction_is_opened_once_and_shows_its_differences(make_record, author, client):
    record = make_record(body="<p>标准为780元。</p><p>其他不变。</p>")
    client.force_login(author)
    client.post(reverse("desk:record_correct", args=[record.pk]))
    version = record.open_version
    client.post(edit(version), typed(version, body="<p>标准为820元。</p><p>其他不变。</p>", note="更正标准"))
    page = client.get(reverse("desk:record_versions", args=[record.pk])).content.decode()
    assert "<del>780</del>" in page and "<ins>820</ins>" in page
    assert "更正标准" in page


def test_giving_up_a_draft_asks_first_and_a_correction_leaves_the_record(make_record, author, client):
    record = make_record()
    client.force_login(author)
    client.post(reverse("desk:record_correct", args=[record.pk]))
    address = reverse("desk:record_discard", args=[record.pk])
    assert "已发布的内容不受影响" in client.get(address).content.decode()
    assert record.open_version
    client.post(address)
    assert record.open_version is None
    assert Record.objects.get(pk=record.pk).state == "released"


def test_the_record_page_is_one_page(make_record, author, client):
    record = make_record()
    client.force_login(author)
    page = client.get(reverse("desk:record", args=[record.pk])).content.decode()
    for part in (record.index_number, record.get_absolute_url(), "审核发布（第 1 版）", "更正", "第 1 版"):
        assert part in page
    assert "撤回</a>" not in page, "an author may not withdraw"


def test_a_row_of_savings_is_one_entry_of_the_ledger(draft, client, author):
    for n in range(4):
        save_draft(version=draft, stamp=n, by=author, title="年报", body=f"<p>{n}</p>")
    page = client.get(reverse("desk:record", args=[draft.record_id])).content.decode()
    assert page.count("保存信息草稿") == 1
    assert AuditEntry.objects.filter(verb="record.save").count() == 4


def test_a_related_record_is_found_and_related_and_typed_text_is_saved_on_the_way(draft, make_record, client):
    target = make_record("关于低保标准的通知", number="青禾民发〔2026〕8号")
    address = reverse("desk:record_relate", args=[draft.record_id])
    found = client.post(address, typed(draft, body="<p>边写边找</p>", find="青禾民发[2026]8号", predicate="interprets"))
    assert f'name="target" value="{target.pk}"' in found.content.decode()
    version = Version.objects.get(pk=draft.pk)
    assert version.body == "<p>边写边找</p>"
    client.post(address, typed(version, target=target.pk, predicate="interprets"))
    relation = Relation.objects.get()
    assert (relation.source_id, relation.predicate, relation.target_id) == (draft.record_id, "interprets", target.pk)
    version.refresh_from_db()
    client.post(reverse("desk:record_unrelate", args=[draft.record_id]), typed(version, relation=relation.pk))
    assert not Relation.objects.exists()


def test_nobody_repeals_the_document_of_another_organ(draft, make_record, finance, make_account, client):
    other = make_account("caiwu", finance, "author")
    foreign = start_record(organ=finance, kind="policy", title="财政文件", body="<p>文</p>", by=other).record
    Record.objects.filter(pk=foreign.pk).update(state="draft")
    address = reverse("desk:record_relate", args=[draft.record_id])
    assert client.post(address, typed(draft, target=foreign.pk, predicate="related")).status_code == 404
    target = make_record("民政文件")
    Record.objects.filter(pk=target.pk).update(organ=finance)
    version = Version.objects.get(pk=draft.pk)
    page = client.post(address, typed(version, target=target.pk, predicate="repeals")).content.decode()
    assert "只有该机构或其上级才能废止" in page
    assert not Relation.objects.exists()


def test_export_writes_typed_formulas_as_text(author, civil, client):
    client.force_login(author)
    evil = ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\t=1", "普通标题"]
    for title in evil:
        start_record(organ=civil, kind="news", title=title, by=author)
    answer = client.get(reverse("desk:records_export"))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert {cell.value for cell in cells} == {title.strip() for title in evil}
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value != "普通标题")


def test_a_too_long_export_is_refused_with_a_sentence(author, civil, client, monkeypatch):
    client.force_login(author)
    monkeypatch.setattr("gongkai.library.desk.records.EXPORT", 1)
    for title in ("甲", "乙"):
        start_record(organ=civil, kind="news", title=title, by=author)
    answer = client.get(reverse("desk:records_export"))
    assert answer.status_code == 409
    assert "缩小范围" in answer.content.decode()


def upload(name, content, media_type="application/octet-stream"):
    return SimpleUploadedFile(name, content, media_type)


def word_file(*paragraphs, table=()):
    document, out = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        rows = document.add_table(len(table), len(table[0]))
        for row, cells in zip(rows.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    document.save(out)
    return upload("草稿.docx", out.getvalue())


def test_a_word_file_comes_in_at_the_end_of_the_text_with_its_table(draft, client):
    file = word_file("一、总体情况", table=[("项目", "数量"), ("收到申请", "12")])
    page = client.post(edit(draft), typed(draft, body="<p>已写的</p>", word=file), follow=True).content.decode()
    assert "导入到正文末尾" in page
    body = Version.objects.get(pk=draft.pk).body
    assert body.startswith("<p>已写的</p>")
    assert "一、总体情况" in body
    assert re.search(r"<td>.*12.*</td>", body)


def test_what_is_no_word_file_is_refused_at_its_field_and_the_text_is_saved(draft, client):
    page = client.post(edit(draft), typed(draft, body="<p>新写的</p>", word=upload("伪装.docx", b"MZ\x90\0 program")))
    assert 'id="id_word_error"' in page.content.decode()
    assert Version.objects.get(pk=draft.pk).body == "<p>新写的</p>"
    stamp = re.search(r'name="stamp" value="(\d+)"', page.content.decode())[1]
    assert stamp == "1", "one can save on from here"


def test_a_file_that_is_something_else_than_its_ending_says_is_named_and_told(draft, client):
    files = [upload("方案.docx", "这是文字".encode()), upload("表.txt", "甲".encode())]
    page = client.post(edit(draft), typed(draft, files=files), follow=True).content.decode()
    assert "“方案.docx”的内容是纯文本，与扩展名不符，已按“方案.txt”接收，请打开核对。" in page
    assert page.count("与扩展名不符") == 1
    assert [file.name for file in draft.attachments.all()] == ["方案.txt", "表.txt"]
    assert intake.renamed("图.JPEG", "图.jpg") == intake.renamed("说明", "说明.txt") == ""


def test_files_are_added_and_taken_off_and_refused_ones_are_named(draft, client):
    files = [upload("名单.txt", "张三".encode()), upload("软件.exe", b"MZ\x90\0")]
    page = client.post(edit(draft), typed(draft, body="<p>甲</p>", files=files)).content.decode()
    assert "软件.exe" in page and "可执行程序" in page
    attachment = draft.attachments.get()
    assert attachment.name == "名单.txt"
    answer = client.get(reverse("desk:attachment", args=[draft.record_id, attachment.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    draft.refresh_from_db()
    client.post(reverse("desk:record_detach", args=[draft.record_id]), typed(draft, file=attachment.pk))
    assert not draft.attachments.exists()


def test_no_more_files_than_allowed(draft, client, settings):
    settings.ATTACHMENTS_LIMIT = 1
    files = [upload("一.txt", b"1"), upload("二.txt", b"2")]
    assert "最多 1 个附件" in client.post(edit(draft), typed(draft, files=files)).content.decode()
    assert draft.attachments.count() == 1


def test_the_preview_is_the_public_page_and_is_not_kept(draft, site, client):
    page = client.get(reverse("desk:record_preview", args=[draft.record_id])).content.decode()
    assert "旧正文" in page and "还没有公开" in page
    assert not StoredPage.objects.exists()
    assert client.get(draft.record.get_absolute_url()).status_code == 404
