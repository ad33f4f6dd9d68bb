"""Files that go out with an answer: uploaded, redacted or left whole, frozen with the answer, fetched by the applicant."""

import hashlib
import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gongkai.casework.letters.actions import kept_file
from gongkai.casework.letters.tests.test_drawing import said_by_pdf
from gongkai.casework.models import Case
from gongkai.core import vault
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.intake import hidden
from gongkai.core.intake.tests import made as made_intake
from gongkai.core.models import AuditEntry
from gongkai.foi import letters
from gongkai.foi.archive import file as archive
from gongkai.foi.materials import actions, tasks
from gongkai.foi.materials.tests.conftest import DAY, SECRET, WORD, file, paper
from gongkai.foi.materials.whole import give_as_is, give_whole
from gongkai.foi.models import Material
from gongkai.foi.redaction import sandbox
from gongkai.foi.redaction.tests.made import blank_pages, docx, everything, said
from gongkai.foi.retention import erase

PARTIAL = {
    "information": "审批表",
    "withheld": "经办人",
    "ground": "16.1",
    "item": "16.1.personnel",
    "reasons": "内部分工",
}


def at(name, *args):
    return reverse(f"desk:{name}", args=args)


def redacted(material, by, **given):
    given = given or {"terms": [SECRET]}
    held = actions.set_marks(material=material, given=given, ground="15.privacy", by=by)
    return actions.carry_out(actions.start_redaction(material=held, by=by))


@pytest.fixture
def answered(author, reviewer, make_account, civil):
    """answered(case, type="partial", **fields): the answer drawn up, found lawful, signed, delivered; its letter."""

    def run(case, type="partial", **fields):
        letter = letters.draw(case=case, type=type, by=author, **(fields or PARTIAL))
        letters.propose(letter=letter, on=DAY, by=author)
        if type != "granted":
            letters.review(letter=letter, opinion="合法", by=make_account("lawyer", civil, "reviewer"))
        letter = letters.sign(letter=letter, by=reviewer)
        return letters.send(letter=letter, on=DAY, by=author, proof="当面领取")

    return run


def follow(receipt):
    client = Client()
    client.post("/requests/follow/", {"number": receipt.case.number, "code": receipt.code})
    return client


def test_from_the_upload_to_the_download(answered, site, receipt, case, author, reviewer, as_):
    desk = as_(author)
    page = desk.post(at("material_upload", case.pk), {"files": [file(f"{SECRET}审批表.pdf")]}, follow=True)
    assert "已上传 1 份材料" in page.content.decode() and "待处理" in page.content.decode()
    material = Material.objects.get()
    assert material.shape == [[400, 300]]
    page = desk.get(at("material", material.pk)).content.decode()
    assert "按词语遮盖" in page and at("material_page", material.pk, 1) in page
    form = {"page": "1", "terms": SECRET, "ground": "15.privacy", "redact": "1"}
    page = desk.post(at("material", material.pk), form, follow=True).content.decode()
    assert "已遮盖并检查" in page and "████████████审批表.pdf" in page
    material.refresh_from_db()
    out = vault.read(material.redacted)
    assert said(out) == "" and SECRET.encode() not in everything(out)
    assert material.sha256 == hashlib.sha256(out).hexdigest()
    citizen = follow(receipt)
    assert "审批表" not in citizen.get("/requests/mine/").content.decode(), "not before the answer is delivered"
    assert citizen.get(f"/requests/mine/materials/{material.pk}/").status_code == 404
    letter = answered(case)
    assert "附件：████████████审批表" in said_by_pdf(kept_file(letter, "pdf"))
    page = citizen.get("/requests/mine/").content.decode()
    assert "向您提供的材料" in page and SECRET not in page
    answer = citizen.get(f"/requests/mine/materials/{material.pk}/")
    assert answer.content == out and "no-store" in answer["Cache-Control"]
    assert SECRET not in answer["Content-Disposition"] and answer["Content-Disposition"].startswith("attachment")


def test_a_word_file_by_terms_and_paragraphs(case, author, as_):
    desk = as_(author)
    body = f"<w:p><w:r><w:t>甲方{SECRET}</w:t></w:r></w:p><w:p><w:r><w:t>住柳树巷</w:t></w:r></w:p>"
    desk.post(at("material_upload", case.pk), {"files": [file("a.docx", docx(body))]})
    material = Material.objects.get()
    page = desk.get(at("material", material.pk)).content.decode()
    assert "住柳树巷" in page and "整段遮盖" in page
    form = {"terms": SECRET, "paragraph": ["1"], "ground": "15.privacy", "redact": "1"}
    desk.post(at("material", material.pk), form)
    page = desk.get(at("material", material.pk) + "?of=redacted").content.decode()
    assert "甲方██████████ ██" not in page and "甲方████" in page and "柳树" not in page


def test_marks_are_kept_page_by_page_and_nothing_typed_is_lost(case, author, as_):
    desk = as_(author)
    desk.post(at("material_upload", case.pk), {"files": [file("b.pdf", blank_pages(3))]})
    material = Material.objects.get()
    where = at("material", material.pk)
    box = {"left": ["10", ""], "top": ["20", ""], "right": ["30", ""], "bottom": ["40", ""]}
    answer = desk.post(where, {"page": "2", "go": "3", "terms": "李某", **box})
    assert answer["Location"] == f"{where}?page=3"
    desk.post(where, {"page": "3", "terms": "李某", **box})
    material.refresh_from_db()
    assert [row[0] for row in material.marks["boxes"]] == [2, 3]
    assert "没有找到" in desk.get(where).content.decode() and "图像或者没有文字" in desk.get(where).content.decode()
    desk.post(where, {"page": "2", "terms": "李某"})
    material.refresh_from_db()
    assert [row[0] for row in material.marks["boxes"]] == [3], "an emptied row is a box removed"
    wrong = desk.post(where, {"page": "1", "terms": "王某", **box, "right": ["远", ""]}).content.decode()
    assert "方框的位置应为" in wrong and 'value="远"' in wrong and "王某</textarea>" in wrong
    wrong = desk.post(where, {"page": "1", "terms": "王某", "redact": "1"}).content.decode()
    assert "请选择遮盖的依据" in wrong
    material.refresh_from_db()
    assert material.marks["terms"] == ["王某"]
    wrong = desk.post(where, {"page": "1", "terms": "", "ground": "14", "redact": "1"})
    desk.post(where, {"page": "3", "terms": "", "ground": "14"})
    wrong = desk.post(where, {"page": "1", "terms": "", "ground": "14", "redact": "1"}).content.decode()
    assert "还没有标记要遮盖的内容" in wrong


def test_what_takes_long_is_done_by_the_worker(case, author, as_, django_capture_on_commit_callbacks):
    desk = as_(author)
    desk.post(at("material_upload", case.pk), {"files": [file("b.pdf", blank_pages(7))]})
    material = Material.objects.get()
    box = {"left": "10", "top": "20", "right": "30", "bottom": "40", "ground": "14", "redact": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        page = desk.post(at("material", material.pk), box, follow=True).content.decode()
    assert "正在遮盖 7 页" in page and "刷新看结果" in page
    queued = DBTaskResult.objects.get()
    assert queued.args_kwargs["args"] == [material.pk]
    tasks.redact.func(material.pk)
    material.refresh_from_db()
    assert material.state == Material.REDACTED and material.by == author
    tasks.redact.func(material.pk)  # a second time is none


def test_marks_changed_meanwhile_make_the_result_worthless(material, author):
    held = actions.set_marks(material=material, given={"terms": [SECRET]}, ground="14", by=author)
    held = actions.start_redaction(material=held, by=author)
    actions.set_marks(material=material, given={"terms": ["open"]}, ground="14", by=author)
    assert actions.carry_out(held) is None
    material.refresh_from_db()
    assert (material.state, material.redacted) == (Material.OPEN, "")


def test_a_redaction_that_fails_says_why_and_keeps_the_marks(material, author, monkeypatch):
    def fails(*args):
        raise Refused(sandbox.FAILED)

    monkeypatch.setattr(sandbox, "redact", fails)
    held = redacted(material, author)
    assert (held.state, held.redacted, held.key) == (Material.OPEN, "", "")
    assert "检查没有通过" in held.problem and held.marks["terms"] == [SECRET]


def test_new_marks_take_the_redacted_file_back(material, author, django_capture_on_commit_callbacks):
    held = redacted(material, author)
    old = held.redacted
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_marks(material=material, given={"terms": ["open"]}, ground="14", by=author)
    material.refresh_from_db()
    assert (material.state, material.redacted, material.key) == (Material.OPEN, "", "")
    assert material.sha256 == hashlib.sha256(paper()).hexdigest() and not vault.path_of(old).exists()


def test_marks_saved_unchanged_undo_nothing(material, author):
    held = redacted(material, author)
    kept = actions.set_marks(material=material, given={"terms": [SECRET]}, ground="15.privacy", by=author)
    assert (kept.state, kept.redacted) == (Material.REDACTED, held.redacted)


def test_an_open_material_holds_the_answer_up(case, material, author):
    letter = letters.draw(case=case, type="partial", by=author, **PARTIAL)
    with pytest.raises(Refused, match="还没有决定是否遮盖"):
        letters.propose(letter=letter, on=DAY, by=author)


def test_art_37_what_is_redacted_is_a_partial_answer(case, material, author):
    redacted(material, author)
    letter = letters.draw(case=case, type="granted", by=author, information="审批表")
    with pytest.raises(Refused, match="部分公开告知书"):
        letters.propose(letter=letter, on=DAY, by=author)


def test_a_file_left_whole_goes_out_byte_for_byte(answered, site, receipt, case, material, author, reviewer):
    give_whole(material=material, by=author)
    answered(case, "granted", information="审批表")
    assert follow(receipt).get(f"/requests/mine/materials/{material.pk}/").content == paper()


def test_an_answer_that_refuses_hands_nothing_over(answered, site, receipt, case, material, author, reviewer):
    give_whole(material=material, by=author)
    answered(case, "refused.secret", reasons="已定密")
    assert follow(receipt).get(f"/requests/mine/materials/{material.pk}/").status_code == 404


def test_what_the_signer_looks_at_does_not_change(case, material, author, reviewer):
    redacted(material, author)
    letter = letters.draw(case=case, type="partial", by=author, **PARTIAL)
    letters.propose(letter=letter, on=DAY, by=author)
    for deed in (
        lambda: actions.set_marks(material=material, given={}, ground="", by=author),
        lambda: give_whole(material=material, by=author),
        lambda: actions.remove(material=material, by=author),
        lambda: actions.add(request=material.request, files=[], shapes=[], by=author),
    ):
        with pytest.raises(Refused, match="已经送审签"):
            deed()
    assert actions.open_file(material=material, what="original", by=reviewer) == paper()


def test_every_opening_of_an_original_is_audited(case, material, author, reviewer, make_account, civil, as_):
    client = as_(reviewer)
    answer = client.get(at("material_page", material.pk, 1))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store")
    assert client.get(at("material_original", material.pk))["Cache-Control"] == "no-store"
    assert client.get(at("material_page", material.pk, 2)).status_code == 404
    opened = AuditEntry.objects.filter(verb="material.open", by=reviewer)
    assert [entry.detail for entry in opened] == [{"what": "original"}] * 2
    with pytest.raises(NotAllowed):
        actions.open_file(material=material, what="original", by=make_account("looker", civil, "auditor"))


def test_nobody_is_named_in_plain(material, author, settings):
    redacted(material, author)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM foi_material")
        assert SECRET not in str(cursor.fetchall())
    assert SECRET not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    held = [f for root in (settings.VAULT_ROOT, settings.FILES_ROOT) for f in root.rglob("*") if f.is_file()]
    assert held and not any(b"%PDF" in f.read_bytes() for f in held)


def test_a_file_that_is_not_what_was_checked_is_not_handed_out(material, author):
    from gongkai.core import crypto

    held = redacted(material, author)
    vault.write(held.redacted, crypto.seal(paper()))
    with pytest.raises(ValueError, match="not what was checked"):
        actions.handed_over(held)


def test_erasing_a_request_erases_its_materials(
    answered, receipt, case, material, author, reviewer, django_capture_on_commit_callbacks
):
    held = redacted(material, author)
    answered(case)
    with django_capture_on_commit_callbacks(execute=True):
        case.refresh_from_db()
        erase(request=case.request, by=None)
    assert not Material.objects.exists()
    assert not vault.path_of(held.original).exists() and not vault.path_of(held.redacted).exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"%PDF-1.4 nonsense %%EOF", "打不开"),
        ("a.docx", b"PK\x03\x04 broken", "打不开"),
        ("a.pdf", blank_pages(301), "有 301 页"),
        ("a.exe", b"MZ\x90", "可执行程序"),
        ("a.pdf", b"", "空文件"),
    ],
)
def test_bad_files_get_a_sentence_that_names_them(case, author, as_, name, content, sentence):
    page = as_(author).post(
        at("material_upload", case.pk), {"files": [file("b.pdf"), file(name, content)]}, follow=True
    )
    assert sentence in page.content.decode() and name.partition(".")[0] in page.content.decode()
    assert not Material.objects.exists()


def test_what_cannot_be_redacted_here_says_what_to_do(case, author, as_):
    client = as_(author)
    client.post(at("material_upload", case.pk), {"files": [file("a.txt", "说明".encode())]})
    material = Material.objects.get()
    assert "请另存为 PDF 后遮盖" in client.get(at("material", material.pk)).content.decode()
    client.post(at("material_decide", material.pk), {"deed": "whole"})
    material.refresh_from_db()
    assert material.state == Material.WHOLE
    client.post(at("material_decide", material.pk), {"deed": "remove"})
    assert not Material.objects.exists()


def word_file(author="青坪县水务局"):
    body = made_intake.p(made_intake.r("看得见"), made_intake.r("TOKEN", "<w:vanish/>"))
    return made_intake.docx(body, properties=made_intake.core(creator=author))


def test_a_file_that_goes_out_whole_leaves_its_hidden_content_behind(case, author, as_):
    client = as_(author)
    client.post(at("material_upload", case.pk), {"files": [file("a.docx", word_file("公孙策"))]})
    material = Material.objects.get()
    client.post(at("material_decide", material.pk), {"deed": "whole"})
    material.refresh_from_db()
    handed = actions.handed_over(material)
    assert material.state == Material.WHOLE and material.size == len(handed)
    assert b"TOKEN" not in made_intake.everything(handed) and "看得见".encode() in made_intake.everything(handed)
    assert "公孙策".encode() not in made_intake.everything(handed)
    assert "已去掉" in client.get(at("case", case.pk)).content.decode()
    assert "清理后" in client.get(at("material", material.pk)).content.decode()
    client.post(at("material_decide", material.pk), {"deed": "reopen"})
    material.refresh_from_db()
    assert (material.state, material.redacted) == (Material.OPEN, "")


def test_art_37_a_file_asked_for_with_its_comments_goes_out_as_it_is_for_a_reason_the_signer_reads(
    answered, site, receipt, case, author, reviewer, as_
):
    client, content = as_(author), word_file("公孙策")
    client.post(at("material_upload", case.pk), {"files": [file("a.docx", content)]})
    material = Material.objects.get()
    page = client.get(at("material_as_is", material.pk)).content.decode()
    assert "隐藏文字 1 处" in page and "人名" in page
    page = client.post(at("material_as_is", material.pk), {"reason": " "}).content.decode()
    assert 'id="id_reason_error" role="alert">请写明为什么原样提供' in page
    with pytest.raises(Refused, match="请写明为什么原样提供"):
        give_as_is(material=material, reason=" ", by=author)
    client.post(at("material_as_is", material.pk), {"reason": "申请的就是带批注的原稿"})
    material.refresh_from_db()
    assert (material.state, actions.handed_over(material)) == (Material.WHOLE, content)
    assert "理由：申请的就是带批注的原稿" in as_(reviewer).get(at("case", case.pk)).content.decode()
    entry = AuditEntry.objects.get(verb="material.whole")
    assert entry.detail == {"cleaned": False, "kept": True}
    actions.reopen(material=material, by=author)
    material.refresh_from_db()
    assert (material.state, material.reason) == (Material.OPEN, "")
    give_as_is(material=material, reason="申请的就是带批注的原稿", by=author)
    give_whole(material=material, by=author)
    material.refresh_from_db()
    assert material.reason == "" and material.redacted, "cleaned after all"


def test_a_file_that_cannot_be_cleaned_does_not_go_out_whole(case, author, as_, monkeypatch):
    client = as_(author)
    client.post(at("material_upload", case.pk), {"files": [file("a.docx", word_file())]})
    material = Material.objects.get()

    def fails(*args):
        raise Refused(hidden.UNCLEAN, "file")

    monkeypatch.setattr(hidden, "cleaned", fails)
    answer = client.post(at("material_decide", material.pk), {"deed": "whole"}, follow=True)
    material.refresh_from_db()
    assert material.state == Material.OPEN and "没有能够全部去掉" in answer.content.decode()


def test_the_section_asks_the_same_of_the_database_however_many(
    case, material, author, as_, django_assert_max_num_queries
):
    for _ in range(5):
        actions.add(request=case.request, files=[_upload()], shapes=[[]], by=author)
    client = as_(author)
    client.get(at("case", case.pk))
    with django_assert_max_num_queries(32):
        assert client.get(at("case", case.pk)).content.decode().count("待处理") == 6


def _upload():
    from gongkai.casework.parties.uploads import Upload

    return Upload("a.docx", WORD, docx())


def test_the_archive_holds_what_was_handed_over_and_the_original(answered, case, material, author):
    held = redacted(material, author)
    answered(case)
    file = archive.build(Case.objects.get(pk=case.pk))
    with zipfile.ZipFile(io.BytesIO(b"".join(file.zip()))) as packed:
        contents = [packed.read(name) for name in packed.namelist()]
    assert paper() in contents and vault.read(held.redacted) in contents
    assert SECRET not in said(file.pdf), "what is bound is what went out"
