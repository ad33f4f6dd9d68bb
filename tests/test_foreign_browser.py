"""What another county made is imported, found on the desk under its source organ, its date seen to, corrected, withdrawn."""

import pytest
from django.core.management import call_command

from gongkai.library.models import Record
from gongkai.organs.models import Organ
from gongkai.search import indexing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """云溪县教育局　云溪县民政局关于做好控辍保学工作的通知

各乡镇：

请做好控辍保学工作。

云溪县教育局　　云溪县民政局
2024年3月5日
"""


@pytest.fixture
def record(site, civil, tmp_path):
    (tmp_path / "通知.txt").write_text(TEXT, encoding="utf-8")
    call_command("import", str(tmp_path / "通知.txt"), release=True)
    indexing.drain()
    return Record.objects.get()


def fits(page, width):
    return page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 390])
def test_a_foreign_document_is_found_confirmed_corrected_and_withdrawn(
    width, record, officer, make_account, county, open_browser, axe_findings
):
    make_account("second", county, "disclosure_officer", covers_below=True)
    public, desk = open_browser(width), open_browser(width, username="officer")
    assert not Organ.objects.filter(name__contains="云溪").exists()
    public.goto("/organs/")
    assert "云溪县" not in public.inner_text("main")
    public.goto("/")
    assert "2024-03-05 成文" in public.inner_text("main")

    desk.goto("/desk/records/")
    desk.fill("[name=q]", "云溪县教育局")
    desk.click("text=筛选")
    assert "来源机关：云溪县教育局" in desk.inner_text("main")
    assert fits(desk, width) and not axe_findings(desk)
    desk.click("text=日期待核对 >> nth=0")
    desk.check(f"[name=record][value='{record.pk}']")
    assert fits(desk, width) and not axe_findings(desk)
    desk.click(f"a[href='/desk/records/{record.pk}/']")
    assert "公开日期 2024-03-05 由程序按生成日期推定" in desk.inner_text("main")
    assert fits(desk, width) and not axe_findings(desk)
    public.goto(f"/records/{record.pk}/")
    assert "公开日期" not in public.inner_text("main")
    desk.fill("[name=released_on]", "2024-03-08")
    desk.click("text=确认日期")
    assert "日期已确认" in desk.inner_text("body")
    public.goto(f"/records/{record.pk}/")
    assert "2024-03-08" in public.inner_text("main")
    shown = public.inner_text("main")
    assert "云溪县教育局（由青禾县人民政府收存）" in shown if width > 1000 else "云溪县教育局" in shown

    desk.click("text=更正")
    desk.fill("[name=joint_issuers]", "云溪县教育局、云溪县民政局、云溪县财政局")
    desk.fill("[name=organ_name]", "云溪县教育和体育局")
    desk.fill("[name=note]", "机关名称有误")
    assert fits(desk, width) and not axe_findings(desk)
    desk.click("text=保存并提交审核")
    second = open_browser(width, username="second")
    second.goto(f"/desk/records/{record.pk}/review/")
    second.click("button:has-text('发布')")
    public.goto(f"/records/{record.pk}/")
    if width < 1000:
        public.click("text=全部目录要素")
    assert "云溪县教育和体育局（由青禾县人民政府收存）" in public.inner_text("main")
    assert "云溪县财政局" in public.inner_text("main")
    assert fits(public, width) and not axe_findings(public)

    desk.goto(f"/desk/records/{record.pk}/withdraw/")
    desk.fill("[name=reason]", "外单位文件，不应由本机关公开")
    desk.check("[name=sure]")
    desk.click("main button.main, main button:has-text('撤回')")
    assert public.goto(f"/records/{record.pk}/").status == 410
    assert "外单位文件，不应由本机关公开" in public.inner_text("main")
