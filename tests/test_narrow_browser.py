"""Every page in a real browser with long titles, names and numbers: nothing makes a page wider than the window."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.casework.models import Case
from gongkai.foi.models import Enclosure
from gongkai.library.models import Attachment, Record, Version
from gongkai.organs.models import Account, Organ
from gongkai.organs.rules import ROLES
from gongkai.portal.models import Column, Site
from gongkai.search import indexing
from tests.test_matrix import ROWS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (360, 390, 1280)
LONG = "青禾县人民政府办公室关于转发县民政局等部门《青禾县2026年城乡居民最低生活保障审核确认实施细则（试行）》的通知"
UNBROKEN = "QINGHE-2026-" + "0123456789" * 6  # nothing in it where a line may end
# What sticks out of the window, but for what scrolls inside a box of its own.
WIDER = """() => {
  const wide = document.documentElement.scrollWidth, out = [];
  if (wide <= innerWidth) return "";
  for (const e of document.body.querySelectorAll("*")) {
    const box = e.getBoundingClientRect();
    const text = e.childElementCount === 0 && e.scrollWidth > e.clientWidth + 1 && box.left + e.scrollWidth > innerWidth;
    if ((box.right > innerWidth + 1 && box.width) || text) out.push(`${e.tagName}.${e.className} ${Math.round(box.right)}`);
  }
  return `${wide}: ${out.slice(0, 4).join(", ")}`;
}"""
PUBLIC = [
    "/", "/news/", "/disclosure/", "/disclosure/guide/", "/disclosure/themes/", "/disclosure/kinds/", "/disclosure/years/",
    "/disclosure/all/", "/disclosure/kinds/notice/", "/interpretations/", "/interaction/", "/data/", "/sitemap/", "/columns/",
    "/organs/", "/requests/", "/requests/new/", "/requests/follow/", "/requests/statistics/", "/search/?q=保障",
    f"/search/?q={UNBROKEN}", "/nothing/here/",
]  # fmt: skip


def call(rows, **names):
    """Give rows these names, as long as their columns take."""
    rows.all().update(**{name: words[: rows.model._meta.get_field(name).max_length] for name, words in names.items()})


@pytest.fixture
def long_names(world, make_record):
    """Everything in the world is called as long as it may be; a record with a wide table."""
    cells = "".join(f"<td>{UNBROKEN[:20]}{n}</td>" for n in range(8))
    make_record(f"{LONG}{UNBROKEN}", kind="notice", body=f"<p>{UNBROKEN * 2}</p><table><tr>{cells}</tr></table>")
    call(
        Organ.objects.filter(pk=world.civil.pk),
        name="青禾县民政和退役军人事务以及社会救助保障服务管理局",
        phone="0800-12345678转987654321",
        address=LONG,
        functions=LONG,
    )
    call(Record.objects, title=LONG + UNBROKEN, number=f"青禾政办发〔2026〕{UNBROKEN}号", keywords=UNBROKEN)
    call(Version.objects, title=LONG + UNBROKEN, note=LONG + UNBROKEN)
    call(Attachment.objects, name=f"{UNBROKEN}{LONG}.txt")
    call(Enclosure.objects, name=f"{UNBROKEN}.txt")
    call(Case.objects, subject=f"{LONG}{UNBROKEN}"[:80])
    call(Site.objects.filter(pk=world.site.pk), name=LONG[:40])
    call(Column.objects, name=LONG[:40], description=LONG)
    call(Account.objects, full_name=UNBROKEN[:40])
    indexing.drain()
    return world


def wider(page, addresses):
    """One line for each page and width at which something sticks out."""
    found = []
    for address in addresses:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if said := page.evaluate(WIDER):
                found.append(f"{address} at {width}: {said}")
    return found


def test_public_pages(long_names, open_browser):
    world = long_names
    own = [world.civil.get_absolute_url(), f"{world.civil.get_absolute_url()}people/"]
    for record in Record.objects.filter(state="released"):
        own += [record.get_absolute_url(), f"{record.get_absolute_url()}versions/"]
    assert wider(open_browser(), [*PUBLIC, *own]) == []


def test_desk_pages(long_names, make_account, open_browser):
    world = long_names
    account = make_account("everything", world.civil, "author")
    for role in ROLES:
        account.posts.get_or_create(organ=world.civil, role=role, defaults={"since": timezone.localdate()})
        account.posts.create(organ=world.county, role=role, covers_below=True, since=timezone.localdate())
    client, addresses = Client(), []
    client.force_login(account)
    for name, row in ROWS.items():
        address = reverse(f"desk:{name}", args=row.args(world))
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            addresses.append(address)
    addresses += [reverse("desk:case", args=[case.pk]) for case in Case.objects.all()]
    assert len(addresses) > 50
    assert wider(open_browser(username="everything"), addresses) == []
