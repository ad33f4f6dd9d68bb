"""Every page of the demo county, walked from its first page: no dead link, nothing that a validator refuses, a
description for each."""

import re
from collections import Counter
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
import pytest
from django.core.management import call_command
from django.test import Client

from gongkai.library.models import Record
from gongkai.organs.models import Account
from gongkai.portal import selectors
from gongkai.portal.models import Column
from gongkai.search import indexing

# What HTML takes for a date, or a date with a time and a zone (html.spec.whatwg.org, 2.3.5).
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?([+-]\d\d:?\d\d|Z)?)?")
ALIKE = 4  # pages of the desk that differ only in the number of what they show


@pytest.fixture
def client(db, settings, tmp_path):
    """A visitor of the demo county."""
    settings.HOME = tmp_path
    settings.ALLOWED_HOSTS = ["*"]
    call_command("demo")
    indexing.rebuild()
    yield Client(headers={"host": "localhost"})
    indexing.close()


def walk(client, start, inside):
    """(address, page) of everything linked from ``start`` for which ``inside`` holds; a dead link fails."""
    todo, seen, dead = [start], {start}, []
    while todo:
        address = todo.pop()
        answer = client.get(address, follow=True)
        if answer.status_code not in (200, 405) and not _tombstone(address):
            dead.append((address, answer.status_code))
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        page = lxml.html.document_fromstring(answer.content.decode())
        yield address, page
        for link in page.xpath("//@href | //@src"):
            found = unquote(urljoin(address, link).partition("#")[0])
            if not urlsplit(found).netloc and found.startswith("/") and found not in seen and inside(found):
                seen.add(found)
                todo.append(found)
    assert not dead
    assert len(seen) > 100


def _tombstone(address):
    pk = re.fullmatch(r"/records/(\d+)/", address)
    return bool(pk) and Record.objects.filter(pk=pk[1], state="withdrawn").exists()


def faults(address, page):
    """What a validator would say of a page."""
    found = [f"empty {tag.get('name')}" for tag in page.xpath("//meta[@name]") if not tag.get("content").strip()]
    names = Counter(tag.get("name").lower() for tag in page.xpath("//meta[@name]"))
    found += [f"two {name}" for name, n in names.items() if n > 1]
    found += [f"two #{id_}" for id_, n in Counter(page.xpath("//@id")).items() if n > 1]
    for moment in page.xpath("//time"):
        if not MOMENT.fullmatch(moment.get("datetime") or moment.text_content()):
            found.append(f"time {moment.get('datetime')} {moment.text_content()}")
    for name in {name for tag in page.xpath("//*[@*]") for name in tag.attrib}:
        if name.startswith("hx-"):
            found.append(name)
    found += [f"form={form}" for form in page.xpath("//@form") if not page.xpath(f"//form[@id='{form}']")]
    found += [f"href {href}" for href in page.xpath("//@href") if re.search(r"[\[\] ]", href)]
    wrong = "//input[@type='radio' or @type='checkbox' or @type='file'][@autocomplete]"
    found += [f"autocomplete of {tag.get('type')}" for tag in page.xpath(wrong)]
    return [f"{address}: {fault}" for fault in found]


def test_public_pages_have_no_dead_link_and_nothing_a_validator_refuses(client):
    searches, found, described, reached = [], [], {}, set()

    def inside(address):
        if address.startswith("/search/?"):
            searches.append(address)
            return len(searches) < 8
        return not address.startswith(("/desk/", "/static/"))

    for address, page in walk(client, "/", inside):
        found += faults(address, page)
        reached.add(address)
        said = page.xpath("//meta[@name='Description']/@content")
        if "/before/" not in address and not address.startswith("/search/"):
            described.setdefault("".join(said).strip(), []).append(address)
    assert not found
    assert "" not in described
    assert not [addresses for addresses in described.values() if len(addresses) > 1]
    _every_column_is_reached(reached)


def _every_column_is_reached(reached):
    for column in Column.objects.filter(site__is_default=True):
        if column.site.records().filter(selectors.rule_of(column)).exists():
            assert column.get_absolute_url() in reached
    for kind in set(Record.objects.released().values_list("kind", flat=True)):
        assert f"/disclosure/kinds/{kind}/" in reached
    assert {record.get_absolute_url() for record in Record.objects.released()} <= reached


@pytest.mark.parametrize("page", ["/", "/columns/", "/sitemap/"])
def test_columns_and_common_questions_are_one_step_from_the_first_pages(client, page):
    text = client.get(page).content.decode()
    for column in Column.objects.filter(site__is_default=True):
        assert f'href="{column.get_absolute_url()}"' in text
    assert 'href="/disclosure/kinds/faq/"' in text
    assert '<li><a href="/columns/"' in client.get("/disclosure/").content.decode(), "in the navigation of every page"


def test_desk_pages_have_no_dead_link_and_nothing_a_validator_refuses(client):
    client.force_login(Account.objects.get(username="gongkaiban"), "django.contrib.auth.backends.ModelBackend")
    alike, found = Counter(), []

    def inside(address):
        path, _, query = address.partition("?")
        alike[re.sub(r"\d+", "1", path)] += 1
        return path.startswith("/desk/") and len(query) < 60 and alike[re.sub(r"\d+", "1", path)] <= ALIKE

    for address, page in walk(client, "/desk/", inside):
        found += faults(address, page)
    assert not found
