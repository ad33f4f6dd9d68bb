"""docs/add-a-figure.md, carried out as it is written."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from gongkai.core.registry import isolated
from gongkai.foi.models import Agent

PAGE = Path(__file__).resolve().parents[3] / "docs" / "add-a-figure.md"


def block(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.fixture
def declared():
    with isolated():
        exec(block("python"), {})
        yield


def test_a_figure_is_ten_lines_and_opens_at_the_terminal_and_on_the_desk(declared, ask, author, officer, client):
    assert len(block("python").splitlines()) <= 10
    ask(channel="in_person", by=author)
    through = ask(channel="in_person", by=author, description="另一份").case.request
    Agent.objects.create(request=through, name="王小河")
    out = StringIO()
    call_command(*block("sh").split()[1:], stdout=out)
    assert json.loads(out.getvalue())["value"] == 1
    client.force_login(officer)
    shown = client.get("/desk/figures/foi.through_agents/?period=2026")
    assert "委托代理人提出的申请" in shown.content.decode()
    assert [address for address, _ in shown.context["rows"]] == [f"/desk/cases/{through.pk}/"]
