"""Rooms declare by code, once; what a file declares is found by its name."""

import sys

import pytest

from gongkai.core.registry import Functions, Registry, discover, isolated


def test_a_code_is_declared_once():
    kinds = Registry("kinds")
    assert kinds.add("a", 1) == 1
    with pytest.raises(ValueError, match="two kinds a"):
        kinds.add("a", 2)
    assert kinds == {"a": 1}


def test_functions_are_known_by_where_they_stand():
    cards = Functions("cards")

    @cards.register
    def card():
        return 1

    assert list(cards) == [f"{__name__}.test_functions_are_known_by_where_they_stand.<locals>.card"]
    with pytest.raises(ValueError, match="two cards"):
        cards.register(card)


def test_what_is_declared_in_isolation_is_forgotten_also_after_trouble():
    first, second = Registry("first"), Registry("second")
    first.add("kept", 1)
    with pytest.raises(RuntimeError), isolated():
        first.clear()
        second.add("new", 1)
        raise RuntimeError
    assert (first, second) == ({"kept": 1}, {})


def test_files_that_declare_are_found_by_name_and_folder(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    room = tmp_path / "someroom"
    for name in ("__init__", "figures", "actions", "topic/__init__", "topic/desk", "kinds/__init__", "kinds/one",
                 "tests/__init__", "tests/desk"):  # fmt: skip
        path = room / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    discover("someroom", room)
    found = {name for name in sys.modules if name.startswith("someroom.")}
    assert found == {
        "someroom.figures",
        "someroom.topic",
        "someroom.topic.desk",
        "someroom.kinds",
        "someroom.kinds.one",
    }
