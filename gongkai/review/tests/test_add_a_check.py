"""docs/add-a-check.md, carried out as it is written; and what holds for every check."""

import re
from pathlib import Path

import pytest

from gongkai.core.registry import isolated
from gongkai.library.actions import start_record
from gongkai.review.actions import gaps, problems, submit_version
from gongkai.review.checking import CHECKS, Finding, check, findings

PAGE = Path(__file__).resolve().parents[3] / "docs" / "add-a-check.md"
BLOCK = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
pytestmark = pytest.mark.django_db


@pytest.fixture
def declared():
    with isolated():
        exec(BLOCK, {})
        yield


@pytest.fixture
def draft(author, civil):
    body = "<p>来信请发 office@example.com 或 bgs@qinghe.gov.cn。</p>"
    return start_record(organ=civil, kind="notice", title="通知", body=body, by=author, formed_on="2026-06-01")


def test_a_check_is_ten_lines_and_is_told_to_the_reviewer(declared, draft, author, reviewer, client):
    assert len(BLOCK.splitlines()) <= 10
    assert [one.finding.passage for one in findings(draft)] == ["office@example.com"]
    submit_version(version=draft, by=author)
    client.force_login(reviewer)
    page = client.get(f"/desk/records/{draft.record_id}/review/").content.decode()
    assert "“office@example.com”不是政务邮箱（gov.cn），请核对是否应当公布。" in page
    assert (
        "邮箱不是政务邮箱（文字关，请核对）" in page
        and "bgs@qinghe" not in page.split("请核对</h3>")[1].split("</ul>")[0]
    )


def test_only_what_blocks_keeps_a_version_back(draft):
    with isolated():
        for severity in ("warn", "note"):
            check(f"test.{severity}", "试", "text", severity)(lambda document: [Finding("不好")])
        assert (gaps(draft), problems(draft)) == ([], [])
        check("test.block", "试", "text", "block", on_release=True)(lambda document: [Finding("不行", "body")])
        assert (gaps(draft), problems(draft)) == ([], [("body", "不行")])


def test_an_unknown_gate_or_severity_is_a_mistake_of_the_program():
    for gate, severity in (("weather", "block"), ("text", "fatal")):
        with pytest.raises(ValueError, match="check test"):
            check("test", "试", gate, severity)


def test_every_check_names_what_people_see():
    assert {"field.title", "removed.brought_back", "hidden.undecided"} <= set(CHECKS)
    for one in CHECKS.values():
        assert "." in one.code and re.search("[\u4e00-\u9fff]", one.name)
