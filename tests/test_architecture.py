"""What the house promises of its own code, checked on the code (docs/house.md)."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import gongkai
from gongkai.core import actions

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "gongkai"
LINES, LINES_OF_TESTS, FUNCTION_LINES = 400, 450, 60
OURS = [
    file
    for pattern in ("gongkai/**/*.py", "bench/*.py", "tests/*.py", "conftest.py")
    for file in ROOT.glob(pattern)
    if "migrations" not in file.parts
]
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))


def name_of(file):
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", OURS, ids=name_of)
def test_files_and_functions_stay_short(file):
    text = file.read_text()
    assert text.count("\n") <= (LINES_OF_TESTS if "tests" in file.parts else LINES)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < FUNCTION_LINES, node.name


VIEWS = {"desk.py", "portal.py", "views.py", "following.py", "parts.py"}


@pytest.mark.parametrize("file", [f for f in OURS if f.name in VIEWS or f.parent.name == "desk"], ids=name_of)
def test_views_read_and_act_but_do_not_write(file):
    """What changes the database goes through an action, which checks and audits."""
    found = re.findall(
        r"\.(?:save|delete)\((?:update_fields|\))|\.bulk_(?:create|update)\(|objects\.(?:create|update|get_or_create|update_or_create)\(",
        file.read_text(),
    )
    assert not found


def all_modules():
    return [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(gongkai.__path__, "gongkai.")
        if not re.search(r"\.(tests|migrations|management|config)\b|__main__", module.name)
    ]


def test_writing_functions_of_actions_modules_are_actions():
    """A public function of an actions module that takes ``by`` writes an audit entry or nothing, unless it says that it
    is a part of one ("within an action")."""
    checked = 0
    for module in all_modules():
        if module.__name__.rpartition(".")[2] != "actions" or module is actions:
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            parameter = inspect.signature(function).parameters.get("by")
            part_of_one = "within an action" in (function.__doc__ or "")
            if parameter is not None and not part_of_one:
                checked += 1
                assert getattr(function, "is_action", False), f"{module.__name__}.{name} is no @action"
                assert parameter.kind is inspect.Parameter.KEYWORD_ONLY, f"{module.__name__}.{name}"
    assert checked > 10


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_templates_hold_no_script_style_or_foreign_address(file):
    """The content security policy allows none of them; a page that has one is broken in a browser."""
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", file.read_text(), flags=re.DOTALL)
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script, script
    assert not re.search(r"<(?:script|link|img|iframe|form)\b[^>]*(?:src|href|action)=[\"'](?:https?:)?//", text)


def test_titles_get_their_marks_from_one_place():
    """core.text.named, so that marks inside a title do not stand doubled."""
    wraps = re.compile(r"《\{\{?\s*[\w.]*title\s*\}")
    files = [*TEMPLATES, *(f for f in OURS if "tests" not in f.parts)]
    assert [name_of(file) for file in files if wraps.search(file.read_text())] == []


# Words that are no sentence of ours: names of formats, keys, marks and codes.
ALLOWED = {
    "pdf",
    "png",
    "docx",
    "xlsx",
    "csv",
    "rss",
    "atom",
    "json",
    "xml",
    "html",
    "word",
    "excel",
    "icp",
    "http",
    "https",
}
ALLOWED |= {"cookie", "tab", "shift", "xinxigongkai", "xxgk"}


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_what_people_read_is_chinese(file):
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<[^>]*>|&\w+;", "\n", file.read_text(), flags=re.DOTALL)
    english = [word for word in re.findall(r"[A-Za-z]{3,}", text) if word.lower() not in ALLOWED]
    assert not english


def test_requirements_are_pinned_with_hashes_and_carry_no_address():
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "://" not in text and "--index" not in text
        pinned = re.findall(r"^[A-Za-z0-9_.-]+==\S+(?: ;[^\\]*)? \\\n    --hash=sha256:", text, flags=re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[A-Za-z0-9]", text, flags=re.MULTILINE)) > 20
