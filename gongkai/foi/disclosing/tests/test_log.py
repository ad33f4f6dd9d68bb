"""Answers as anonymised records: from the closed request to the reader who need not ask any more."""

import re
from pathlib import Path

import pytest
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client

from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry, StoredPage
from gongkai.foi import retention
from gongkai.foi.actions import submit_request
from gongkai.foi.disclosing.actions import draft_answer_record
from gongkai.foi.disclosing.tests.conftest import DESCRIPTION, IDENTIFIER, NAME, PERSON, PHONE, THIRD
from gongkai.foi.models import Published
from gongkai.library.actions import discard_draft
from gongkai.library.models import Record, Version
from gongkai.review.actions import release_version, submit_version, withdraw_record
from gongkai.search import indexing

HIDDEN = (NAME, f"{NAME[:2]} {NAME[2:]}", IDENTIFIER, PHONE, "138 0000 1111", "jinxiu@example.com", "柳树巷", THIRD)


@pytest.fixture
def index():
    yield
    indexing.close()


def released(version, author, reviewer):
    submit_version(version=version, by=author)
    return release_version(version=version, by=reviewer)


def test_the_draft_says_what_was_asked_and_answered_and_nothing_of_anybody(answer, author):
    case = answer(third=THIRD)
    version = draft_answer_record(request=case.request, by=author)
    record, letter = version.record, case.letters.get(type="granted")
    assert record.title == "关于“我是■■（■■，电话■■），申请公开青山镇三组征地补偿安置方案及批复文件”的答复"
    assert "<h2>申请内容</h2><p>我是■■" in version.body and "经征求■■意见" in version.body
    assert (record.kind, record.state, record.organ, record.number) == (
        "disclosure_log", "draft", case.organ, letter.number,
    )  # fmt: skip
    assert (record.stage, record.held_on, record.extra) == (
        "予以公开", case.closed_on, {"ground": "条例第三十六条第（二）项"},
    )  # fmt: skip
    text = f"{version.title}{version.body}{version.fields}{vars(record)}"
    assert not [word for word in (*HIDDEN, case.number) if word in text]


def test_a_whole_life_on_desk_and_site_leaks_nobody(answer, author, reviewer, site, index, settings, tmp_path):
    case = answer(third=THIRD)
    desk, public = Client(), Client()
    desk.force_login(author)
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "起草答复选登稿" in page
    page = desk.post(f"/desk/cases/{case.pk}/log/", follow=True).content.decode()
    assert "请通读一遍" in page and "依申请公开答复选登" in page
    record = Published.objects.get().record
    page = desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "答复选登" in page and "起草中" in page and "起草答复选登稿" not in page
    assert public.get(record.get_absolute_url()).status_code == 404
    released(record.versions.get(), author, reviewer)
    indexing.drain()
    shown = public.get(record.get_absolute_url()).content.decode()
    assert "青山镇三组征地补偿" in shown and "予以公开" in shown
    assert f"/cases/{case.pk}" not in shown and case.number not in shown
    listing = public.get("/disclosure/kinds/disclosure_log/").content.decode()
    assert record.title in re.sub(r"<wbr>|</?span[^>]*>", "", listing)
    for address in ("/requests/", "/requests/statistics/"):
        assert "/disclosure/kinds/disclosure_log/" in public.get(address).content.decode()
    assert record.get_absolute_url() in public.get("/search/", {"q": "征地补偿安置方案"}).content.decode()
    before = public.post("/requests/similar/", {"description": "青山镇三组的征地补偿安置方案"}).content.decode()
    assert record.get_absolute_url() in before and "以往申请的答复" in before
    assert "已发布" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert StoredPage.objects.filter(path=record.get_absolute_url()).exists()
    for file in (f for f in Path(tmp_path).rglob("*") if f.is_file()):
        assert not [word for word in HIDDEN if word.encode() in file.read_bytes()], file
    for model in [Record, Version, AuditEntry]:
        for field in model._meta.local_concrete_fields:
            values = model._base_manager.annotate(raw=Cast(field.name, TextField())).values_list("raw", flat=True)
            assert not [word for word in HIDDEN if word in "\n".join(v for v in values if v)], field


def test_what_is_refused(answer, civil, author, make_account, finance):
    case = answer()
    with pytest.raises(NotAllowed):
        draft_answer_record(request=case.request, by=make_account("stranger", finance, "reviewer"))
    with pytest.raises(NotAllowed):
        draft_answer_record(request=case.request, by=make_account("head", case.organ, "organ_head"))
    with pytest.raises(Refused, match="还没有办结"):
        open_one = submit_request(organ=civil, channel="online", by=None, description=DESCRIPTION, **PERSON)
        draft_answer_record(request=open_one.case.request, by=author)
    with pytest.raises(Refused, match="国家秘密"):
        draft_answer_record(request=answer("refused.secret", reasons="已定密").request, by=author)
    withdrawn = answer()
    type(withdrawn.request).objects.filter(pk=withdrawn.pk).update(outcome="withdrawn")
    withdrawn.refresh_from_db()
    with pytest.raises(Refused, match="没有答复内容"):
        draft_answer_record(request=withdrawn.request, by=author)
    assert not Record.objects.exists() and not Published.objects.exists()


def test_twice_only_when_the_first_was_given_up(answer, author, reviewer):
    request = answer().request
    first = draft_answer_record(request=request, by=author)
    with pytest.raises(Refused, match="已经有选登稿"):
        draft_answer_record(request=request, by=author)
    discard_draft(version=first, by=author)
    record = released(draft_answer_record(request=request, by=author), author, reviewer)
    with pytest.raises(Refused, match="已经有选登稿"):
        draft_answer_record(request=request, by=author)
    withdraw_record(record=record, reason="内容有误", by=reviewer)
    assert draft_answer_record(request=request, by=author).record.state == "draft"


def test_an_erased_request_still_has_its_blotted_description(answer, author):
    case = answer("refused.internal", item="workflow", reasons="属于内部工作流程")
    request = retention.erase(request=case.request, by=None)
    version = draft_answer_record(request=request, by=author)
    assert "征地补偿安置方案" in version.body and "答复内容" not in version.body
    assert not [word for word in HIDDEN if word in version.body]


def test_the_author_of_the_draft_does_not_release_it(answer, officer):
    version = draft_answer_record(request=answer().request, by=officer)
    submit_version(version=version, by=officer)
    with pytest.raises(Refused, match="不能审核发布自己的稿件"):
        release_version(version=version, by=officer)


def test_others_markup_is_text(answer, author):
    version = draft_answer_record(
        request=answer(description=f"{DESCRIPTION}<script>x</script><b>粗</b>").request, by=author
    )
    assert "<script" not in version.body and "<b>" not in version.body and re.search("&lt;b&gt;粗", version.body)
