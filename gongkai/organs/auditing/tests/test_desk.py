"""The auditor's pages: whom they show what, filters, one entry with its seal, the spreadsheet."""

import ast
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

import gongkai
from gongkai.core import deeds, guard, trail
from gongkai.core.actions import audit
from gongkai.core.listing import ordered
from gongkai.core.models import AuditEntry
from gongkai.organs import accounts
from gongkai.organs.auditing import listing
from gongkai.organs.auditing.selectors import visible_to
from gongkai.organs.models import Account, Organ


@pytest.fixture
def auditor(make_account, county):
    return make_account("auditor", county, "auditor", covers_below=True)


@pytest.fixture
def desk(client, auditor):
    client.force_login(auditor)
    return client


def shown(client, **filters):
    return client.get(reverse("desk:trail"), filters).content.decode()


def calls():
    """(file, call) of every audit(…) in the program."""
    for file in Path(gongkai.__file__).parent.rglob("*.py"):
        if "tests" not in file.parts:
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "audit":
                    yield file, node


def verbs(node):
    """The verbs an expression may give; None for one that cannot be told."""
    if isinstance(node, ast.IfExp):
        return [*verbs(node.body), *verbs(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) else []


def chinese(text):
    return bool(text) and not any(c.isascii() and c.islower() for c in text)


def test_every_verb_of_the_program_has_a_chinese_name():
    found = {verb for _, call in calls() for verb in verbs(call.args[0])}
    assert len(found) > 80
    assert [verb for verb in found if not chinese(deeds.verb(verb))] == []
    untold = [ast.unparse(call.args[0]) for _, call in calls() if not verbs(call.args[0])]
    assert untold == ["f'case.{step}'"], "a verb put together: name what it may be"
    assert all(chinese(said) for _, group in deeds.choices() for _, said in group)


def test_every_deed_is_called_what_it_is_wherever_it_stands():
    """In a list of all deeds “查看” or “登记” says nothing: each name tells of what, and none stands for two deeds."""
    said = [name for _, group in deeds.choices() for _, name in group]
    assert sorted({name for name in said if said.count(name) > 1}) == []
    lists = [verbs for group in deeds.GROUPS.values() for verbs in group.verbs]
    steps = {name for verbs in lists if callable(verbs) for name in verbs().values()}  # called as on the page of a case
    assert [name for name in said if len(name) < 4 and name not in steps] == []


def test_every_detail_of_the_program_has_a_chinese_name():
    wrong = []
    for _, call in calls():
        for verb in verbs(call.args[0]) or ["case.x"]:
            details = deeds.GROUPS[verb.partition(".")[0]].details
            wrong += [f"{verb} {key.arg}" for key in call.keywords if key.arg not in {*details, "by", "organ", None}]
    assert wrong == []


# What an action calls the thing it writes about, where that is not the name of its model.
CALLED = {
    "by": "account", "file": "disputefile", "held": "material", "into": "organ", "issuer": "organ", "kept": "lettertemplate", "mark": "keymark",
    "note": "searchnote", "notice": "holidaynotice", "noun": "request", "of": "record", "records": "record", "row": "consultation",
    "settings": "remedysettings", "settled": "settingvalue", "source": "record",
}  # fmt: skip


def test_every_kind_of_thing_actions_write_about_can_be_chosen():
    """A name that is no model's is put into CALLED, a model that is missing gets its deeds.noun."""
    known = {noun.rpartition(".")[2] for noun in deeds.NOUNS}
    named = {re.sub(r"[(\[].*|\.objects\b.*", "", ast.unparse(call.args[1])).rpartition(".")[2] for _, call in calls()}
    assert len(named) > 20
    assert [name for name in sorted(named) if CALLED.get(name, name.lower()) not in known] == []


def test_every_kind_of_thing_has_a_chinese_name():
    assert [noun for noun in deeds.NOUNS if not chinese(deeds.noun_label(noun))] == []


def test_an_auditor_sees_the_entries_of_his_organs_only(make_account, civil, finance, county):
    own = audit("organ.update", civil, by=None, organ=civil)
    other = audit("organ.update", finance, by=None, organ=finance)
    nobodys = audit("account.password", make_account("x"), by=None)
    beside = Organ.objects.create(name="国务院", level="central")
    foreign = audit("organ.issuer", beside, by=None, organ=beside)
    for role in ("auditor", "administrator"):
        assert set(visible_to(make_account(f"a{role}", civil, role))) == {own}
        assert set(visible_to(make_account(f"b{role}", civil, role, covers_below=True))) == {own}
        assert not visible_to(make_account(f"c{role}", county, role)).exists(), "without what is below"
        assert set(visible_to(make_account(f"d{role}", county, role, covers_below=True))) == {
            own,
            other,
            nobodys,
            foreign,
        }
    assert not visible_to(make_account("e", county, "reviewer", covers_below=True)).exists()


def test_an_auditor_of_most_organs_sees_theirs_only(make_account, civil, finance, county):
    own = {audit("organ.update", organ, by=None, organ=organ) for organ in (civil, county)}
    audit("organ.update", finance, by=None, organ=finance)
    audit("account.password", make_account("x"), by=None)
    account = make_account("most", civil, "auditor")
    account.posts.create(organ=county, role="auditor", since=timezone.localdate())
    assert set(visible_to(account)) == own


def test_the_auditor_of_one_tree_does_not_see_another(make_account, civil, auditor):
    away = Organ.objects.create(name="别县人民政府", code="000014357", level="government")
    audit("organ.update", away, by=None, organ=away)
    assert not visible_to(auditor).filter(organ_id=away.pk).exists()


def test_an_auditor_of_a_department_sees_what_is_done_to_its_accounts(make_account, client, civil, finance, county):
    admin = make_account("admin", county, "administrator", covers_below=True)
    near, far = make_account("near", civil, "auditor"), make_account("far", finance, "auditor")
    client.force_login(admin)
    typed = {"username": "chenyi", "full_name": "陈某", "organ": civil.name, "role": "author"}
    client.post(reverse("desk:account_new"), typed)
    account = Account.objects.get(username="chenyi")
    account.posts.create(organ=finance, role="author", since=timezone.localdate())
    accounts.reset_password(account=account, by=admin)
    accounts.set_active(account=account, active=False, by=admin)
    accounts.set_active(account=account, active=True, by=admin)
    accounts.change_password(account=account, password="qinghe-2026-公开", by=account)
    done = [
        "account.create",
        "post.give",
        "account.reset_password",
        "account.close",
        "account.open",
        "account.change_password",
    ]
    assert list(visible_to(near).order_by("pk").values_list("verb", flat=True)) == done
    assert not visible_to(far).exists(), "its second post makes it no account of that organ"
    account.posts.all().update(until=timezone.localdate() - timedelta(1))
    account.posts.filter(organ=finance).update(until=timezone.localdate() - timedelta(9))
    accounts.set_active(account=account, active=False, by=admin)
    assert visible_to(near).filter(verb="account.close").count() == 2, "after its posts ended, that of the last"
    listed = shown(client, verb="audit.export")
    client.force_login(near)
    client.get(reverse("desk:trail_export"))
    assert "导出审计记录" in shown(client) and "导出审计记录</a>" not in listed
    assert not visible_to(far).exists()


def test_only_those_who_may_find_the_trail_in_the_navigation(client, auditor, author):
    client.force_login(author)
    assert "审计记录" not in client.get("/desk/").content.decode()
    client.force_login(auditor)
    assert "审计记录" in client.get("/desk/").content.decode()


def test_a_reset_password_stands_on_the_page(desk, author):
    audit("account.password", author, by=None)
    assert "重置密码" in shown(desk, verb="account.password")


def test_filters(desk, civil, finance, officer, auditor):
    def found(**filters):
        return list(ordered(listing.Filter(filters, user=auditor).entries(), listing.NEWEST))

    first = audit("organ.update", civil, by=officer, organ=civil)
    second = audit("record.save", finance, by=None, organ=finance)
    today = timezone.localdate()
    assert found() == [second, first]
    assert found(person="officer") == found(verb="organ.update") == found(organ=str(civil.pk)) == [first]
    assert found(person="系统") == found(verb="record.save") == [second]
    assert found(noun="organs.organ", number=str(finance.pk)) == [second]
    assert found(since=today.isoformat(), until=today.isoformat()) == [second, first]
    assert found(since=(today + timedelta(1)).isoformat()) == found(until=(today - timedelta(1)).isoformat()) == []
    assert found(person="无此人") == []
    assert found(verb="nonsense", since="昨天", organ="x" * 50) == [second, first]
    assert "没有符合条件的记录" in shown(desk, person="无此人")


def test_a_filter_that_cannot_be_read_is_told_at_its_field(desk, civil):
    audit("organ.update", civil, by=None, organ=civil)
    page = shown(desk, number="xyz", since="昨天")
    for sentence in ("对象编号是数字，请核对；它在“对象”一栏里", "日期应为 2026-01-31 这样的形式"):
        assert sentence in page
    assert 'aria-describedby="f_number_error"' in page and 'value="xyz"' in page
    assert "没有按它们筛选" in page and civil.label in page
    assert 'class="error"' not in shown(desk, number=str(civil.pk))


def test_pages_follow_each_other_and_cost_the_same(desk, civil, auditor, django_assert_max_num_queries):
    same = timezone.now()
    AuditEntry.objects.bulk_create(
        AuditEntry(at=same, verb="organ.update", noun_type="organs.organ", noun_id="1", organ_id=civil.pk)
        for _ in range(120)
    )
    seen, after = [], ""
    while True:
        page = listing.page(listing.Filter({}, user=auditor), {"after": after})
        seen += [row.pk for row in page.rows]
        if not (after := page.older):
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 120
    for nonsense in ("x", "_", "2026-01-01_1", "2026-99-99T00:00:00+00:00_3", "_9" * 40):
        assert listing.page(listing.Filter({}, user=auditor), {"after": nonsense}).rows[0].pk == seen[0]
    with django_assert_max_num_queries(14):
        assert "下一页" in shown(desk)


def test_an_entry_says_what_happened_and_that_it_is_as_sealed(desk, civil, officer, make_account, auditor):
    entry = audit("post.give", officer.posts.get(), by=officer, organ=civil, account=auditor.pk, role="author")
    address = reverse("desk:trail_entry", args=[entry.pk])
    assert "等待封存" in desk.get(address).content.decode()
    trail.seal()
    page = desk.get(address).content.decode()
    for words in ("任岗", "officer", "信息员", "岗位", civil.label, trail.head()[1], "与封存时一致"):
        assert words in page


def test_an_entry_leads_to_what_one_may_see(desk, client, make_record, make_account, civil):
    make_record()
    entry = AuditEntry.objects.get(verb="version.release")
    address, record = reverse("desk:trail_entry", args=[entry.pk]), reverse("desk:record", args=[entry.noun_id])
    assert f'href="{record}"' in desk.get(address).content.decode()
    client.force_login(make_account("keeper", civil, "administrator"))
    assert f'href="{record}"' not in client.get(address).content.decode()


def test_the_page_of_a_changed_entry_says_so(desk, civil):
    entry = audit("organ.update", civil, by=None, organ=civil, fields=["name"])
    trail.seal()
    guard.remove(connection)
    AuditEntry.objects.filter(pk=entry.pk).update(verb="organ.close")
    assert "与封存时不一致" in desk.get(reverse("desk:trail_entry", args=[entry.pk])).content.decode()


def test_a_blacked_out_entry_leads_to_its_order(desk, civil):
    entry = audit("request.reveal", civil, by=None, organ=civil, reason="李大林来电")
    trail.black_out(noun=civil, entries=AuditEntry.objects.filter(pk=entry.pk), texts=deeds.TEXTS, by=None, organ=civil)
    order = AuditEntry.objects.get(verb="audit.black_out")
    page = desk.get(reverse("desk:trail_entry", args=[entry.pk])).content.decode()
    assert "李大林" not in page
    assert f"记录 {order.pk}" in page
    assert "与封存时一致" in page
    assert f"<td>{entry.pk}</td>" in desk.get(reverse("desk:trail_entry", args=[order.pk])).content.decode()


def test_the_export_is_a_spreadsheet_without_formulas_and_is_audited(
    desk, civil, finance, django_assert_max_num_queries
):
    audit("organ.issuer", civil, by=None, organ=civil, name="=HYPERLINK(1)")
    audit("organ.update", finance, by=None, organ=finance)
    trail.seal()
    with django_assert_max_num_queries(20):
        answer = desk.get(reverse("desk:trail_export"), {"organ": str(civil.pk), "person": "系统"})
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows())
    assert len(rows) == 2
    assert [cell.value for cell in rows[1]][4:8] == ["登记外部发文机关", "机构", str(civil.pk), civil.label]
    assert rows[1][8].value == "名称：=HYPERLINK(1)"
    assert all(cell.data_type != "f" for cell in rows[1])
    assert AuditEntry.objects.get(verb="audit.export").detail == {"count": 1, "within": str(civil.pk)}


def test_an_export_that_is_too_long_says_what_to_do(desk, civil, monkeypatch):
    from gongkai.organs.auditing import desk as pages

    monkeypatch.setattr(pages, "EXPORT", 1)
    for _ in range(2):
        audit("organ.update", civil, by=None, organ=civil)
    answer = desk.get(reverse("desk:trail_export"))
    assert answer.status_code == 409
    assert "缩小范围" in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="audit.export").exists()
