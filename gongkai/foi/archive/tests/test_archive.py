"""The archive file: everything of the case in one PDF and one ZIP, the same each time, opened with a reason."""

import csv
import hashlib
import io
import re
import zipfile
import zlib
from datetime import date
from struct import pack

import pypdfium2
import pytest
import time_machine
import typst
from django.test import Client

from gongkai.casework.actions import open_case
from gongkai.casework.letters.actions import kept_file
from gongkai.casework.parties.uploads import Upload
from gongkai.core import vault
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi import retention
from gongkai.foi.actions import submit_request
from gongkai.foi.archive import actions, binding
from gongkai.foi.archive import file as archive
from gongkai.foi.disclosing.tests.conftest import DAY, DESCRIPTION, IDENTIFIER, NAME, PERSON, PHONE, THIRD
from gongkai.foi.models import Archived, Consultation, Dispute, DisputeFile, Part, Reasons, SearchNote, Supplement


def picture(width=60, height=40):
    def chunk(name, data):
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + b"\x80\x90\xa0" * width for _ in range(height))
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def paper(pages=2):
    return typst.compile(b"#pagebreak(weak: false)" * (pages - 1), timestamp=0)


FILES = [
    Upload("身份证.png", "image/png", picture()),
    Upload("=委托书.pdf", "application/pdf", paper()),
    Upload("说明.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\3\4 x"),
    Upload("坏的.pdf", "application/pdf", b"%PDF-1.4 x %%EOF"),
]


def pages_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(re.sub(r"\s", "", text.get_text_range()))
        text.close()
        page.close()
    document.close()
    return texts


@pytest.fixture
def case(answer):
    return answer(first=("receipt",), files=FILES)


def test_the_pdf_holds_cover_index_request_ledger_term_letters_and_enclosures(case, author):
    number, granted = case.letters.get(type="granted").number, case.letters.get(type="granted")
    actions.register_archive(request=case.request, number="2026-YQ-0012", on=date(2026, 3, 6), by=author)
    case.request.refresh_from_db()
    pages = pages_of(archive.build(case).pdf)
    cover, index, request, ledger, term = pages[:5]
    assert "政府信息公开申请办理案卷" in cover and "2026-YQ-0012" in cover and f"共{len(pages)}页" in cover
    assert all(word in cover for word in (case.number, NAME, "2026-03-04", "予以公开"))
    assert (
        "卷内目录" in index
        and "政府信息公开申请登记回执" in index
        and number in index
        and "申请附件：身份证.png" in index
    )
    assert all(word in request for word in (NAME, IDENTIFIER, PHONE, "城关镇柳树巷九号", "青山镇三组征地补偿安置方案"))
    assert all(word in ledger for word in ("提交申请", "送达答复", "申请人签收", "author"))
    assert "次日起算20个工作日" in term and "条例31、33" in term and "在期限以内" in term
    annexes = [page for letter in case.letters.all() for page in pages_of(kept_file(letter, "pdf"))]
    assert pages[5 : 5 + len(annexes)] == annexes
    assert len(pages) == 5 + len(annexes) + 1 + 2  # the picture, the paper; not the Word file, not the broken one
    first = 5 + len(pages_of(kept_file(case.letters.get(type="receipt"), "pdf"))) + 1
    last = first + len(pages_of(kept_file(granted, "pdf"))) - 1
    assert (f"{first}—{last}" if last > first else str(first)) in index
    assert index.count("另存") == 2 + 1


def test_those_consulted_stand_beside_the_ledger_and_what_they_wrote_behind(case):
    asked = {
        "kind": "third_party",
        "position": 1,
        "label": "第三方1",
        "name": THIRD,
        "asked_on": DAY,
        "answered_on": DAY,
    }
    said = {"opinion": "no", "reasons": "涉及商业秘密", "decision": "withhold", "decision_reasons": "理由成立"}
    Consultation.objects.create(
        request=case.request, **asked, **said, scan=vault.keep(paper(1)), scan_type="application/pdf"
    )
    made = archive.build(case)
    pages = pages_of(made.pdf)
    assert all(word in pages[3] for word in (f"第三方1：{THIRD}", "不同意公开。涉及商业秘密", "决定不公开。理由成立"))
    assert "第三方1的意见" in pages[1]
    with zipfile.ZipFile(io.BytesIO(b"".join(made.zip()))) as packed:
        assert packed.read("06 第三方1的意见.pdf") == paper(1)


def test_how_the_information_was_looked_for_stands_beside_the_ledger_art_36_4_45(case, author):
    note = {"places": "综合档案室，人工翻检", "words": "补偿安置方案", "result": "未检索到批复"}
    SearchNote.objects.create(request=case.request, on=DAY, by=author, **note)
    ledger = pages_of(archive.build(case).pdf)[3]
    assert [word for word in ("检索记录", str(DAY), *note.values()) if word not in ledger] == []


def test_what_was_said_later_and_what_proves_delivery_is_there(case, author):
    Supplement.objects.create(request=case.request, on=DAY, text="补正：2025年的方案")
    Reasons.objects.create(request=case.request, text="办理继承", received_on=DAY, judgement="理由合理")
    Part.objects.create(request=case.request, position=1, what="批复文件")
    receipt = case.letters.get(type="receipt")
    type(receipt).objects.filter(pk=receipt.pk).update(scan=vault.keep(picture()), scan_type="image/png")
    made = archive.build(case)
    pages = pages_of(made.pdf)
    said = ("2026-03-04补正", "补正：2025年的方案", "办理继承", "对理由的判断理由合理", "分项1批复文件")
    assert [word for word in said if word not in pages[2]] == []
    assert "政府信息公开申请登记回执送达凭证" in pages[1]
    with zipfile.ZipFile(io.BytesIO(b"".join(made.zip()))) as packed:
        assert packed.read("05 政府信息公开申请登记回执送达凭证.png") == picture()


def test_the_papers_of_a_review_are_there(case, author):
    with time_machine.travel(f"{DAY} 10:00 +0800"):
        review = open_case(type="review", organ=case.organ, subject="复议", on=DAY, channel="notice", by=None)
    dispute = Dispute.objects.create(
        case=review,
        request=case.request,
        authority="青禾县人民政府",
        authority_number="青复〔2026〕1号",
        procedure="ordinary",
    )
    kept = {"media_type": "application/pdf", "size": 1, "by": author}
    DisputeFile.objects.create(dispute=dispute, kind="decision", name="决定书.pdf", key=vault.keep(paper(1)), **kept)
    made = archive.build(case)
    assert "决定书（裁判文书）" in pages_of(made.pdf)[1] and "青复〔2026〕1号" in pages_of(made.pdf)[1]
    assert made.pieces[-1].author == "青禾县人民政府"


def test_the_same_case_gives_the_same_bytes(case):
    one, other = archive.build(case), archive.build(case)
    assert one.pdf == other.pdf
    assert b"".join(one.zip()) == b"".join(other.zip())


def test_the_zip_holds_the_originals_and_their_hashes(case):
    with zipfile.ZipFile(io.BytesIO(b"".join(archive.build(case).zip()))) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    rows = list(csv.DictReader(io.StringIO(held.pop("目录.csv").decode("utf-8-sig"))))
    assert {row["文件"]: row["SHA-256"] for row in rows} == {
        name: hashlib.sha256(content).hexdigest() for name, content in held.items()
    }
    granted = case.letters.get(type="granted")
    hashes = {hashlib.sha256(content).hexdigest() for content in held.values()}
    assert {granted.pdf_sha256, granted.docx_sha256} <= hashes
    assert held["06 身份证.png"] == FILES[0].content and held["08 说明.docx"] == FILES[2].content
    assert [row["题名"] for row in rows if row["序号"] == "5"] == ["政府信息公开告知书"] * 2


def test_files_that_break_the_binding_are_listed_and_the_letters_still_bound(case, monkeypatch):
    real = binding.bind

    def fragile(parts):
        parts = list(parts)
        if any(kind == "png" for kind, _ in parts):
            raise binding.Unbound
        return real(parts)

    monkeypatch.setattr(binding, "bind", fragile)
    pages = pages_of(archive.build(case).pdf)
    assert pages[1].count("另存") == 4 + 1
    assert any("政府信息公开告知书" in page for page in pages[5:])


def test_a_thick_file_is_bound_whole_and_one_that_is_too_thick_is_listed(answer):
    thick = [Upload("一.pdf", "application/pdf", paper(600)), Upload("二.pdf", "application/pdf", paper(600))]
    pages = pages_of(archive.build(answer(files=[*thick, Upload("三.pdf", "application/pdf", paper(1001))])).pdf)
    assert len(pages) > 1200 and pages[1].count("另存") == 1 + 1
    assert f"共{len(pages)}页" in pages[0]


def test_it_takes_a_reason_a_post_and_a_closed_request(answer, civil, author, make_account, finance):
    case = answer()
    openable = {"request": case.request, "kind": "pdf"}
    with pytest.raises(Refused, match="请写明理由"):
        actions.open_archive(**openable, reason=" ", by=author)
    with pytest.raises(NotAllowed):
        actions.open_archive(**openable, reason="归档", by=make_account("stranger", finance, "reviewer"))
    with pytest.raises(NotAllowed):
        actions.open_archive(**openable, reason="归档", by=make_account("auditor", civil, "auditor"))
    fresh = submit_request(organ=civil, channel="online", by=None, description=DESCRIPTION, **PERSON).case.request
    with pytest.raises(Refused, match="还没有办结"):
        actions.open_archive(request=fresh, kind="pdf", reason="归档", by=author)
    assert not AuditEntry.objects.filter(verb="request.open_archive").exists()
    retention.erase(request=case.request, by=None)
    with pytest.raises(Refused, match="不能再生成"):
        actions.open_archive(**openable, reason="归档", by=author)


def test_the_archive_number_is_used_once_and_can_be_corrected(answer, author):
    one, other = answer().request, answer().request
    on = date(2026, 3, 6)
    actions.register_archive(request=one, number=" 2026-YQ-0012 ", on=on, by=author)
    with pytest.raises(Refused, match="已经用于另一件"):
        actions.register_archive(request=other, number="2026-YQ-0012", on=on, by=author)
    with pytest.raises(Refused, match="2026-03-04 至今天"):
        actions.register_archive(request=other, number="2026-YQ-0013", on=date(2026, 3, 3), by=author)
    with pytest.raises(Refused, match="请填写归档编号"):
        actions.register_archive(request=other, number=" ", on=on, by=author)
    actions.register_archive(request=one, number="2026-YQ-0014", on=on, by=author)
    actions.register_archive(request=other, number="2026-YQ-0012", on=on, by=author)
    assert list(Archived.objects.order_by("number").values_list("number", flat=True)) == [
        "2026-YQ-0012",
        "2026-YQ-0014",
    ]


def test_on_the_desk(answer, author):
    case, client = answer(), Client()
    client.force_login(author)
    address = f"/desk/cases/{case.pk}/archive/"
    page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "还没有归档" in page and "下载归档文件（PDF）" in page
    wrong = client.post(address, {"number": "", "on": str(DAY)}).content.decode()
    assert "请填写这一项" in wrong and str(DAY) in wrong
    page = client.post(address, {"number": "2026-YQ-0012", "on": str(DAY)}, follow=True).content.decode()
    assert "2026-YQ-0012" in page and "更正归档编号" in page
    again = client.post(f"{address}pdf/", {"reason": " "}).content.decode()
    assert "请写明理由" in again and "下载归档文件（PDF）" in again
    answer = client.post(f"{address}pdf/", {"reason": "移交档案室"})
    assert answer.content.startswith(b"%PDF") and "no-store" in answer["Cache-Control"]
    answer = client.post(f"{address}zip/", {"reason": "移交档案室"})
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer))).testzip() is None and "no-store" in answer["Cache-Control"]
    details = list(AuditEntry.objects.filter(verb="request.open_archive").values_list("detail", flat=True))
    assert [(d["kind"], d["reason"]) for d in details] == [("pdf", "移交档案室"), ("zip", "移交档案室")]
