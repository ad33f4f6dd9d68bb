"""Wherever a person or an organ is named or something gets a title, what cannot be seen does not come in."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from gongkai.casework.actions import enter_holidays
from gongkai.casework.letters.actions import draw_up, edit_letter
from gongkai.casework.models import HolidayNotice, Letter
from gongkai.casework.parties.uploads import take
from gongkai.core.actions import Refused
from gongkai.core.crypto import EncryptedField
from gongkai.core.fields import LineField, SealedLineField
from gongkai.core.files import keep
from gongkai.foi import consultations
from gongkai.foi.actions import submit_request
from gongkai.foi.models import Consultation, Request
from gongkai.library.actions import attach, save_draft, start_record
from gongkai.library.models import Record, Version
from gongkai.organs import accounts, actions, importing
from gongkai.organs.models import Account, FormerName, Organ, Person
from gongkai.portal.actions import save_column, save_site
from gongkai.portal.models import Column, Site
from gongkai.search.models import Synonym

BAD = "\u202e\u200b\u0007"
NAMES = {"name", "full_name", "short_name", "title", "label", "subject", "author", "source", "post", "word", "official"}
# of files and of jobs of the program itself, never typed
OURS = {"core.JobRun.name", "search.Outbox.source"}


def dirty(clean):
    return f"\u3000{clean[:1]}{BAD}{clean[1:]}\u00a0"


def test_every_column_of_a_name_or_title_is_one_that_cleans():
    """A new column that is called so is a LineField (gongkai.core.fields)."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("gongkai"):
            continue
        for field in model._meta.local_fields:
            named = f"{model._meta.app_label}.{model.__name__}.{field.name}"
            plain = isinstance(field, models.CharField | EncryptedField)
            if plain and field.name in NAMES and not isinstance(field, LineField | SealedLineField):
                found.append(named)
    assert sorted(set(found) - OURS) == []


def cleaning_fields():
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, LineField | SealedLineField):
                yield pytest.param(model, field, id=f"{model.__name__}.{field.name}")


@pytest.mark.parametrize(("model", "field"), list(cleaning_fields()))
def test_a_column_is_clean_from_the_moment_something_is_assigned(model, field):
    one = model(**{field.name: dirty("张三")})
    assert getattr(one, field.name) == "张三"
    assert field.to_python(dirty("张三")) == "张三"
    if not field.blank and not field.null:
        setattr(one, field.name, BAD)
        with pytest.raises(Refused, match="看不见的字符"):
            field.pre_save(one, True)


@pytest.fixture
def office(county, civil, make_account, site):
    return SimpleNamespace(
        county=county,
        civil=civil,
        site=site,
        admin=make_account("admin", county, "administrator", covers_below=True),
        officer=make_account("officer", county, "disclosure_officer", covers_below=True),
    )


def test_accounts_organs_people_sites_columns_and_words(office):
    account, _ = accounts.create_account(username=dirty("zhang3"), full_name=dirty("张三"), by=office.admin)
    assert (account.username, Account.objects.get(pk=account.pk).full_name) == ("zhang3", "张三")
    with pytest.raises(Refused, match="请填写姓名"):
        accounts.create_account(username="li4", full_name=BAD, by=office.admin)
    organ = actions.create_organ(
        name=dirty("县医保局"), code="123456788", level="department", parent=office.county, by=office.officer,
        short_name=dirty("医保局"),
    )  # fmt: skip
    organ = Organ.objects.get(pk=organ.pk)
    assert (organ.name, organ.short_name) == ("县医保局", "医保局")
    people = [{"name": dirty("李四"), "post": dirty("局长")}]
    actions.set_people(organ=organ, people=people, by=office.officer)
    assert (Person.objects.get().name, Person.objects.get().post) == ("李四", "局长")
    with pytest.raises(Refused, match="缺姓名"):
        actions.set_people(organ=organ, people=[{"name": BAD, "post": "局长"}], by=office.officer)
    today = timezone.localdate()
    actions.rename_organ(organ=organ, name=dirty("县医疗保障局"), on=today, by=office.officer)
    assert (Organ.objects.get(pk=organ.pk).name, FormerName.objects.get().name) == ("县医疗保障局", "县医保局")
    with pytest.raises(Refused):
        actions.rename_organ(organ=organ, name=BAD, on=today, by=office.officer)
    facts = {"host": "a.example.gov.cn", "owner": office.county, "root": office.county}
    site = save_site(site=None, by=office.admin, name=dirty("县政府"), **facts)
    assert Site.objects.get(pk=site.pk).name == "县政府"
    column = save_column(site=office.site, column=None, by=office.officer, organs=[], name=dirty("通知"), slug="tz")
    assert Column.objects.get(pk=column.pk).name == "通知"
    with pytest.raises(Refused):
        save_column(site=office.site, column=None, by=office.officer, organs=[], name=BAD, slug="tz2")
    assert Synonym.objects.create(word=dirty("低保"), official=dirty("最低生活保障")).word == "低保"
    enter_holidays(year=today.year, holidays=[], makeup=[], source=dirty("国办发"), by=office.officer)
    assert HolidayNotice.objects.get().source == "国办发"


def test_an_administrator_from_the_command_line(office):
    call_command("new-administrator", dirty("root1"), dirty("王五"))
    assert Account.objects.get(username="root1").full_name == "王五"


def test_organs_from_a_table(office, tmp_path):
    table = tmp_path / "organs.csv"
    table.write_text(
        f"名称,机构代码,类别,上级机构\n{dirty('县林业局')},123456788,政府部门,{dirty(office.county.name)}\n"
    )
    assert importing.import_organs(table, by=office.officer)[2] == []
    assert Organ.objects.get(code="123456788").name == "县林业局"


def test_titles_typed_and_files_attached(author, civil):
    version = start_record(organ=civil, kind="news", title=dirty("关于低保的通知"), by=author, source=dirty("县民政局"))
    record = Record.objects.get(pk=version.record_id)
    assert (record.title, Version.objects.get(pk=version.pk).title) == ("关于低保的通知",) * 2
    assert record.source == "县民政局"
    facts = {"version": version, "stamp": version.stamp, "by": author, "body": "<p>正文</p>"}
    with pytest.raises(Refused, match="标题") as refusal:
        save_draft(title=BAD, **facts)
    assert refusal.value.field == "title"
    version = save_draft(title=dirty("关于救助的通知"), **facts)
    assert Version.objects.get(pk=version.pk).title == "关于救助的通知"
    attached = attach(version=version, blob=keep([b"x"], "text/plain"), name=dirty("附件.txt"), by=author)
    assert attached.name == "附件.txt"


def test_applicants_third_parties_letters_and_files(civil, author, reviewer):
    upload = SimpleNamespace(name=dirty("证明.txt"), size=6, read=lambda: "证明".encode())
    facts = {
        "organ": civil, "applicant_kind": "person", "identifier": "11010119900307002X", "channel": "in_person",
        "contact": {"phone": "000-0000000", "person": dirty("赵六")}, "description": "征地方案", "delivery": "pickup",
    }  # fmt: skip
    with pytest.raises(Refused, match="请填写姓名"):
        submit_request(name=BAD, by=author, **facts)
    case = submit_request(name=dirty("张三"), by=author, files=take([upload]), **facts).case
    request = Request.objects.get(pk=case.pk)
    assert (request.party.name, request.party.contact["person"], request.enclosures.get().name) == (
        "张三",
        "赵六",
        "证明.txt",
    )
    row = consultations.start(case=case, kind="third_party", name=dirty("李四"), information="补偿协议", by=author)
    assert Consultation.objects.get(pk=row.pk).name == "李四"
    assert Letter.objects.get(pk=row.letter_id).content["to"] == "李四"
    with pytest.raises(Refused, match="请填写征求意见的对象"):
        consultations.start(case=case, kind="third_party", name=BAD, information="补偿协议", by=author)
    letter = draw_up(case=case, type="refused.secret", reasons=dirty("已定密"), by=author)
    assert letter.content["fields"]["reasons"] == "已定密"
    body = [dirty(text) for text in letter.content["body"]]
    edited = edit_letter(letter=letter, body=body, by=author)
    assert edited.content["body"] == letter.content["body"]


def test_titles_of_imported_text(tmp_path, civil):
    from gongkai.library.importing.heading import tidy

    assert tidy(dirty("关于低保的通知")) == "关于低保的通知"
