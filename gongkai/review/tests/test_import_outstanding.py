"""gongkai import: a text that states repeals waits on the desk, whichever of the two documents comes first."""

import pytest

from gongkai.library.models import Record, StatedEffect
from gongkai.library.offers import offers
from gongkai.review.tests.test_import import sheet

pytestmark = pytest.mark.django_db

HEADER = ["标题", "正文", "发布机构", "生成日期", "文号", "废止日期"]
OLD = [[f"甲{n}办法", "正文。", "县民政局", "2018-03-05", f"青禾民发〔2018〕{n}号", ""] for n in range(1, 31)]
TEXT = "决定废止下列文件：\n" + "\n".join(f"{n}.《甲{n}办法》（青禾民发〔2018〕{n}号）" for n in range(1, 31))
DECISION = ["关于废止文件的决定", TEXT, "县民政局", "2026-06-01", "青禾民发〔2026〕9号", ""]


def waiting(reviewer):
    """Title → how many wait; on the page of each as many are offered."""
    found = {record.title: record for record in Record.objects.filter(outstanding__gt=0)}
    for record in found.values():
        assert record.outstanding == sum(offer.waits for offer in offers(record, reviewer))
    return {title: record.outstanding for title, record in found.items()}


@pytest.mark.parametrize("first", [OLD, [DECISION]], ids=["the named first", "the naming first"])
def test_a_list_of_repeals_waits_in_whichever_run_its_documents_come(run, folder, reviewer, client, first):
    rest = [row for row in [*OLD, DECISION] if row not in first]
    run(sheet(folder, HEADER, *first, name="1.xlsx"))
    assert waiting(reviewer) == {}
    run(sheet(folder, HEADER, *rest, name="2.xlsx"))
    assert waiting(reviewer) == {"关于废止文件的决定": 30}
    client.force_login(reviewer)
    home = client.get("/desk/").content.decode()
    assert "文中写明的废止、修改待确认" in home and "30 件" in home


def test_what_comes_in_as_repealed_does_not_wait(run, folder, reviewer):
    gone = [[*row[:5], "2026-06-01"] for row in OLD[:10]]
    run(sheet(folder, HEADER, *gone, *OLD[10:], DECISION))
    assert waiting(reviewer) == {"关于废止文件的决定": 20}
    run(sheet(folder, HEADER, *[[*row[:5], "2026-06-01"] for row in OLD], name="again.xlsx"))
    assert waiting(reviewer) == {}, "imported again, with the day of repeal"


def test_what_is_imported_as_a_draft_waits_for_nobody(run, folder):
    run(sheet(folder, HEADER, *OLD, DECISION), release=False)
    assert not StatedEffect.objects.exists()


def test_many_lists_cost_hardly_more_queries_than_many_plain_texts(run, folder, django_assert_max_num_queries):
    def rows(start, text):
        return [
            [f"关于{n}的通知", text.format(n % 30 + 1), "县民政局", f"20{19 + n % 7}-06-01", "", ""]
            for n in range(start, start + 200)
        ]

    run(sheet(folder, HEADER, *OLD, name="0.xlsx"))
    plain, stating = rows(0, "《甲{}办法》由各乡镇执行。"), rows(200, "《甲{}办法》同时废止。")
    with django_assert_max_num_queries(100) as counted:
        run(sheet(folder, HEADER, *plain, name="1.xlsx"))
    with django_assert_max_num_queries(len(counted) + 12):
        run(sheet(folder, HEADER, *stating, name="2.xlsx"))
    assert Record.objects.filter(outstanding=1).count() == 200
