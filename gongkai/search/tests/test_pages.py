"""The public search page, the suggestions, the desk page of everyday words, the commands."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from gongkai.core import statistics
from gongkai.core.models import AuditEntry
from gongkai.search import indexing
from gongkai.search.models import Synonym
from gongkai.search.queries import search


@pytest.fixture
def low_income(shelf, site, civil, finance):
    for number, organ in enumerate([civil] * 12 + [finance] * 3):
        shelf.put(
            f"关于低保标准的通知第{number + 1}号",
            "<b>提高</b>最低生活保障标准，自七月一日起执行。",
            organ=organ.pk,
            organ_name=organ.name,
            organ_path=organ.path,
            released_on=date(2026 - number % 2, 3, number + 1),
            index=number == 14,
        )
    return shelf


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_page_of_results_is_shared_by_its_address(client, low_income, civil):
    text = page(client, f"/search/?q=低保&organ={civil.pk}&year=2026&order=date")
    assert '共 <b class="num">6</b> 条' in text
    assert "关于<mark>低保</mark>标准的通知第11号" in text.replace("<wbr>", "")
    assert text.index("第11号") < text.index("第1号")
    assert "&lt;b&gt;提高&lt;/b&gt;" in text
    assert 'aria-current="true"><span>县民政局</span><span class="num">6</span>' in text
    assert '<span>县财政局</span><span class="num">2</span>' in text
    assert "noindex" in text


def test_more_results_follow_on_pages(client, low_income):
    first = page(client, "/search/?q=低保")
    assert "page=2" in first
    second = page(client, "/search/?q=低保&page=2")
    assert "第 2 页" in second
    assert second.count('class="hit"') == 5
    assert "page=3" not in second
    assert page(client, "/search/?q=低保&page=999999999999").count('class="hit"') == 0
    assert page(client, "/search/?q=低保&page=x").count('class="hit"') == 10


def test_a_page_of_results_costs_few_queries(client, low_income, django_assert_max_num_queries):
    page(client, "/search/?q=低保")
    with django_assert_max_num_queries(5):
        page(client, "/search/?q=低保")


def test_without_a_question_the_page_says_what_one_can_ask(client, low_income):
    text = page(client, "/search/")
    assert "可以这样找" in text
    assert 'class="hit"' not in text


def test_no_result_leads_on(client, low_income):
    text = page(client, "/search/?q=外星飞船&kind=policy")
    assert "没有找到“外星飞船”" in text
    assert "去掉筛选条件再找一次" in text
    assert "依申请公开" in text


def test_the_corrected_spelling_is_shown(client, low_income):
    assert "没有找到“低保标隹”" in page(client, "/search/?q=低保标隹")
    text = page(client, "/search/?q=dibao")
    assert "下面是“<b>低保</b>”的结果" in text


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/search/?q=，。？！", "只有标点符号无法检索"),
        ("/search/?q=" + "公开" * 5000, "检索词太长"),
        ("/search/?q=低保&organ=abc", "请从页面上的选项中选择"),
        ("/search/?q=低保&year=99999999999999999999999", "请从页面上的选项中选择"),
    ],
)
def test_what_cannot_be_searched_gets_a_sentence_and_keeps_what_was_typed(client, low_income, address, sentence):
    answer = client.get(address)
    assert answer.status_code == 400
    text = answer.content.decode()
    assert sentence in text
    assert 'role="alert"' in text
    assert f'value="{address[11:].split("&")[0]}"' in text


def test_scripts_in_a_question_are_only_text(client, low_income):
    text = page(client, "/search/?q=<script>alert(1)</script>低保")
    assert "<script>alert" not in text


def test_a_department_site_searches_its_own(client, low_income, site, finance):
    site.root = finance
    site.save()
    assert '共 <b class="num">3</b> 条' in page(client, "/search/?q=低保")
    found = json.loads(page(client, "/search/suggest/?q=关于低保标准的通知第1"))["suggestions"]
    assert all("第13号" in s["text"] or "第14号" in s["text"] or "第15号" in s["text"] for s in found if "url" in s)


def test_suggestions_name_words_and_documents(client, low_income):
    found = json.loads(page(client, "/search/suggest/?q=低保"))["suggestions"]
    assert {"text": "低保标准"} in found
    assert {"text": "最低生活保障"} in found
    assert any(s.get("url", "").startswith("/records/") for s in found)
    assert {"text": "低保标准"} in json.loads(page(client, "/search/suggest/?q=dibaob"))["suggestions"]
    for empty in ("", "，。", "x" * 500, "“"):
        assert json.loads(page(client, f"/search/suggest/?q={empty}"))["suggestions"] == []


def test_a_withdrawn_record_is_never_suggested_or_shown(client, low_income):
    low_income.hidden = set(low_income.held)
    assert 'class="hit"' not in page(client, "/search/?q=低保")
    assert not [s for s in json.loads(page(client, "/search/suggest/?q=低保"))["suggestions"] if "url" in s]


def test_too_many_questions_a_minute_are_refused(client, low_income, settings):
    settings.LIMITS = {"search": 2, "suggest": 1}
    assert [client.get("/search/?q=低保").status_code for _ in range(3)] == [200, 200, 429]
    assert "请过一分钟再试" in client.get("/search/?q=低保").content.decode()
    assert [client.get("/search/suggest/?q=低").status_code for _ in range(2)] == [200, 429]


def test_only_reading(client, low_income):
    assert client.post("/search/", {"q": "低保"}).status_code == 405


def test_an_editor_adds_a_word_and_the_next_search_uses_it(client, shelf, officer):
    shelf.put("关于青年人才驿站的公告")
    client.force_login(officer)
    address = reverse("desk:search_words")
    assert client.post(address, {"word": "免费 住宿！", "official": "人才驿站"}).status_code == 302
    assert Synonym.objects.get().word == "免费住宿"
    assert AuditEntry.objects.filter(verb="synonym.save", by=officer).exists()
    assert search("免费住宿").total == 1
    text = client.get(address).content.decode()
    assert "本单位添加" in text
    assert "低保" in text
    assert client.post(reverse("desk:search_word_remove"), {"word": "免费住宿"}).status_code == 302
    assert not Synonym.objects.exists()


def test_a_shipped_word_can_be_switched_off_and_back(client, shelf, officer):
    shelf.put("年度报告")
    client.force_login(officer)
    client.post(reverse("desk:search_words"), {"word": "年报", "official": ""})
    assert search("年报").total == 0
    assert "已停用" in client.get(reverse("desk:search_words")).content.decode()
    client.post(reverse("desk:search_word_remove"), {"word": "年报"})
    assert search("年报").total == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"word": "", "official": "征收"}, "请填 2 到 20 个字"),
        ({"word": "拆", "official": "征收"}, "请填 2 到 20 个字"),
        ({"word": "征收", "official": "征收"}, "不需要登记"),
        ({"word": "拆迁", "official": "征" * 201}, "不能超过 200 个字"),
    ],
)
def test_a_wrong_word_gets_a_sentence_at_its_field(client, db, officer, typed, sentence):
    client.force_login(officer)
    text = client.post(reverse("desk:search_words"), typed).content.decode()
    assert sentence in text
    assert f'value="{typed["official"]}"' in text
    assert not Synonym.objects.exists()


def test_the_search_command_speaks_json(low_income):
    out = StringIO()
    call_command("search", "低保", "标准", json=True, stdout=out)
    hits = json.loads(out.getvalue())
    assert len(hits) == 10
    assert set(hits[0]) == {"title", "index_number", "organ", "released_on", "url", "score"}
    call_command("search", "dibao", stdout=out)
    assert "以下是“低保”的结果" in out.getvalue()
    with pytest.raises(CommandError, match="标点"):
        call_command("search", "！！！")


def test_the_reindex_command_builds_a_new_index(low_income, monkeypatch):
    looked = []
    monkeypatch.setattr(statistics, "refresh", lambda: looked.append(1))
    before = indexing.state()["generation"]
    out = StringIO()
    call_command("reindex", stdout=out)
    assert "重建完成，共 15 条" in out.getvalue()
    assert indexing.state() == {"documents": 15, "waiting": 0, "generation": indexing.state()["generation"]}
    assert indexing.state()["generation"] != before
    assert looked == [1], "the database looks at its tables anew"


def test_a_released_record_is_found_and_a_withdrawn_one_at_once_not(client, site, make_record):
    record = make_record("青禾县殡葬服务收费标准", "<p>遗体接运每次二百元。</p>", number="青禾民发〔2026〕7号")
    indexing.drain()
    text = page(client, "/search/?q=青禾民发[2026]7号")
    assert record.get_absolute_url() in text
    assert "policy" not in text.split("<main")[1]
    type(record).objects.filter(pk=record.pk).update(state="withdrawn", withdrawn_reason="有误")
    assert record.get_absolute_url() not in page(client, "/search/?q=青禾民发[2026]7号")
    indexing.close()
