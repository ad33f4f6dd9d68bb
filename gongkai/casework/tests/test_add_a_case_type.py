"""docs/add-a-case-type.md, carried out as it is written."""

import importlib.util
import re
from datetime import date
from pathlib import Path

import pytest
import time_machine

from gongkai.casework.actions import open_case, take_step
from gongkai.casework.desk import ENTRIES
from gongkai.casework.models import Case
from gongkai.core.registry import isolated

PAGE = Path(__file__).resolve().parents[3] / "docs" / "add-a-case-type.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def hotline(tmp_path, settings):
    """The type of the page, registered for one test."""
    file = tmp_path / "hotline.py"
    file.write_text(BLOCKS[0], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("hotline", file)
    module = importlib.util.module_from_spec(spec)
    with isolated():
        spec.loader.exec_module(module)
        yield module


def test_a_case_type_is_one_file_of_under_sixty_lines_that_the_check_trusts(hotline):
    assert len(BLOCKS[0].splitlines()) < 60
    assert hotline.FLOW.problems() == []
    assert ENTRIES["desk:hotline_new"] == "登记热线转办件"


def test_its_cases_run_as_the_page_says(hotline, civil, author):
    scope = {"time_machine": time_machine, "date": date, "open_case": open_case, "take_step": take_step}
    exec(BLOCKS[1], scope)
    scope["test_five_working_days_and_the_answer_closes_it"](civil, author)
    case = Case.objects.get()
    assert case.number == "青禾民热线〔2026〕1号"


@pytest.mark.parametrize(("subject", "opened"), [("路灯不亮", 1), ("", 0)])
def test_a_clerk_enters_one(hotline, civil, author, rf, subject, opened):
    given = {"organ": civil.pk, "on": "2026-03-02", "subject": subject}
    request = rf.post("/desk/hotline/new/", given)
    request.user = author
    answer = hotline.enter(request)
    assert Case.objects.filter(type="hotline", due_on=date(2026, 3, 9)).count() == opened
    assert answer.status_code == (302 if opened else 200)
