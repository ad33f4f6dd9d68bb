"""What several people got is disclosed to all (条例 art. 44): the list, the draft, the suggestion and its answer."""

import hashlib
from datetime import timedelta

import pytest
from django.test import Client

from gongkai.casework.models import Party
from gongkai.core import files, vault
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.crypto import digest
from gongkai.foi.disclosing import actions, wanted
from gongkai.foi.disclosing.tests.conftest import DAY, IDENTIFIER, NAME, PHONE
from gongkai.foi.models import Material, Published, Request, Suggestion
from gongkai.library.actions import discard_draft, save_draft
from gongkai.review.actions import release_version, submit_version

PLAN = "青山镇三组征地补偿安置方案及批复文件"
OTHER = {"name": "申请人乙", "identifier": "110101198505050023"}
THIRD = {"name": "申请人丙", "identifier": "110101197008080034"}


@pytest.fixture
def numbers_hold(monkeypatch):
    """Made-up numbers pass the check of their digits."""
    monkeypatch.setattr("gongkai.foi.actions.identity.number_problem", lambda *facts: None)


@pytest.fixture
def follower():
    """follower(case): a browser that follows the case as its applicant."""

    def follow(case, code="22223333"):
        Party.objects.filter(pk=case.pk).update(code_digest=digest(code))
        client = Client()
        client.post("/requests/follow/", {"number": case.number, "code": code})
        return client

    return follow


def released(version, author, reviewer):
    save_draft(version=version, stamp=version.stamp, by=author, title=version.title, body="<p>方案</p>", formed_on=DAY)
    version.refresh_from_db()
    submit_version(version=version, by=author)
    return release_version(version=version, by=reviewer)


def test_art_44_the_list_holds_what_two_applicants_got_and_was_not_disclosed(answer, author, numbers_hold):
    first = answer(description=PLAN)
    assert wanted.groups(Request.objects.all()) == []
    again = answer(description=PLAN)
    assert wanted.groups(Request.objects.all()) == []  # the same applicant twice
    same = answer(description=f"{PLAN}。", **OTHER)
    alike = answer(description="青山镇三组的征地补偿安置方案以及批复文件全文", **THIRD)
    answer(description="2025年度城乡低保资金使用明细表", **THIRD)
    answer("refused.internal", item="workflow", reasons="内部工作流程", description=PLAN, **THIRD)
    (group,) = wanted.groups(Request.objects.all())
    assert {r.pk for r in group.requests} == {first.pk, again.pk, same.pk, alike.pk}
    assert (group.applicants, group.newest.pk, group.latest) == (3, alike.pk, DAY)
    version = actions.draft_disclosure(request=first.request, kind="policy", title="征地补偿安置方案", by=author)
    assert {p.request_id for p in Published.objects.all()} == {first.pk, again.pk, same.pk}
    assert wanted.groups(Request.objects.all()) == []
    discard_draft(version=version, by=author)
    assert wanted.groups(Request.objects.all())[0].applicants == 3


def test_the_draft_has_the_files_that_went_out_redacted_where_they_were(answer, author):
    request, whole, redacted = answer().request, b"%PDF-1.4 whole %%EOF", "遮盖后的方案".encode()
    kept = {"request": request, "by": author, "original": vault.keep(f"{NAME}的方案".encode()), "size": 1}
    Material.objects.create(
        **kept,
        name="方案.txt", media_type="text/plain", state="redacted", redacted=vault.keep(redacted),
        marks={"terms": [NAME]}, sha256=hashlib.sha256(redacted).hexdigest(),
    )  # fmt: skip
    Material.objects.create(
        **kept, name="没处理.txt", media_type="text/plain", sha256=hashlib.sha256(whole).hexdigest()
    )
    version = actions.draft_disclosure(request=request, kind="policy", title="方案", by=author)
    (file,) = version.attachments.all()
    assert (file.name, files.path_of(file.blob_id).read_bytes(), file.blob.text) == (
        "方案.txt", redacted, "遮盖后的方案",
    )  # fmt: skip


def test_the_list_reads_with_one_query(answer, numbers_hold, django_assert_num_queries):
    for more in ({}, OTHER, THIRD):
        answer(description=PLAN, **more)
    with django_assert_num_queries(1):
        (group,) = wanted.groups(Request.objects.all())
        assert (group.applicants, group.suggested, group.newest.case.organ.label) == (3, 0, "县民政局")


def test_a_suggestion_from_the_applicant_to_the_record_they_are_led_to(answer, author, reviewer, site, follower):
    case = answer()
    applicant, desk = follower(case), Client()
    desk.force_login(author)
    assert "建议受理机关主动公开" in applicant.get("/requests/mine/").content.decode()
    page = applicant.post("/requests/mine/suggest/", follow=True).content.decode()
    assert "受理机关答复以后" in page
    assert Suggestion.objects.get().on == DAY + timedelta(7)
    page = desk.get("/desk/requests/wanted/").content.decode()
    assert "1 人建议主动公开" in page and not [w for w in (NAME, IDENTIFIER, PHONE) if w in page]
    assert "还没有答复" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    address = f"/desk/cases/{case.pk}/disclose/"
    assert "■■" in desk.get(address).content.decode()
    wrong = desk.post(address, {"kind": "", "title": "征地补偿安置方案"}).content.decode()
    assert "请选择这一项" in wrong and "征地补偿安置方案" in wrong
    page = desk.post(address, {"kind": "policy", "title": "征地补偿安置方案"}, follow=True).content.decode()
    assert "已建稿" in page
    assert "正在准备公开" in applicant.get("/requests/mine/").content.decode()
    record = released(Published.objects.get().record.versions.get(), author, reviewer)
    page = applicant.get("/requests/mine/").content.decode()
    assert record.get_absolute_url() in page and "已经主动公开" in page
    assert case.number not in Client().get(record.get_absolute_url()).content.decode()


def test_a_suggestion_that_is_declined_is_answered_with_the_reason(answer, author, site, follower):
    case = answer()
    applicant, desk = follower(case), Client()
    desk.force_login(author)
    with pytest.raises(Refused, match="没有等待答复"):
        actions.decline_suggestion(request=case.request, reason="不必", by=author)
    applicant.post("/requests/mine/suggest/")
    address = f"/desk/cases/{case.pk}/decline/"
    assert "请填写这一项" in desk.post(address, {"reason": " "}).content.decode()
    page = desk.post(address, {"reason": "只涉及申请人本人"}, follow=True).content.decode()
    assert "没有采纳：只涉及申请人本人" in page
    page = applicant.get("/requests/mine/").content.decode()
    assert "决定不主动公开，理由：只涉及申请人本人" in page and "requests/mine/suggest" not in page
    assert applicant.post("/requests/mine/suggest/").status_code == 409
    assert wanted.groups(Request.objects.all()) == []


def test_what_is_refused(answer, author, site, follower, make_account, finance):
    refused = answer("refused.internal", item="workflow", reasons="内部工作流程")
    applicant = follower(refused)
    assert "requests/mine/suggest" not in applicant.get("/requests/mine/").content.decode()
    assert applicant.post("/requests/mine/suggest/").status_code == 409
    disclosed = {"kind": "land", "title": "方案"}
    with pytest.raises(Refused, match="没有提供信息"):
        actions.draft_disclosure(request=refused.request, by=author, **disclosed)
    given = answer()
    with pytest.raises(NotAllowed):
        actions.draft_disclosure(request=given.request, by=make_account("stranger", finance, "reviewer"), **disclosed)
    actions.draft_disclosure(request=given.request, by=author, **disclosed)
    with pytest.raises(Refused, match="已经在转为主动公开"):
        actions.draft_disclosure(request=given.request, by=author, **disclosed)
    with pytest.raises(Refused, match="正在准备公开"):
        actions.suggest_disclosure(request=given.request, by=None)
    assert not Suggestion.objects.exists()


def test_nobody_suggests_without_following(answer, site):
    answer()
    answered = Client().post("/requests/mine/suggest/")
    assert answered.status_code == 302 and "follow" in answered["Location"]
