"""Everyday words and the official words that stand in documents: the shipped list, and what editors made of it."""

from functools import cache
from typing import Any

from gongkai.core.actions import NotAllowed, Refused, action, audit
from gongkai.search.models import Synonym
from gongkai.search.segment import DATA, fold, runs


def in_use() -> dict[str, tuple[str, ...]]:
    """Everyday word → official words: the shipped list, overridden by the editors' entries. One query."""
    merged = shipped() | {
        word: tuple(official.split()) for word, official in Synonym.objects.values_list("word", "official")
    }
    return {word: official for word, official in merged.items() if official}


@cache
def shipped() -> dict[str, tuple[str, ...]]:
    """The list in data/synonyms.txt."""
    lines = (DATA / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {word.strip(): tuple(official.split()) for word, official in entries}


@action
def save_synonym(*, word: str, official: str, by: Any) -> Synonym:
    """Say which official words an everyday word also finds; none switches the word off."""
    _must_keep_words(by)
    word, official = "".join(runs(word)), " ".join(fold(official).split())
    if not 2 <= len(word) <= 20:
        raise Refused("日常用词请填 2 到 20 个字。", "word")
    if word in official.split() and len(official.split()) == 1:
        raise Refused("规范用词与日常用词相同，不需要登记。", "official")
    if len(official) > 200:
        raise Refused("规范用词合计不能超过 200 个字，请只留下最常用的几个。", "official")
    synonym, _ = Synonym.objects.update_or_create(word=word, defaults={"official": official})
    audit("synonym.save", synonym, by=by, word=word, official=official)
    return synonym


@action
def remove_synonym(*, word: str, by: Any) -> None:
    """Undo the editors' entry of ``word``; a shipped entry of the same word is in force again."""
    _must_keep_words(by)
    synonym = Synonym.objects.filter(word=word).first()
    if synonym is None:
        raise Refused("没有这个检索用词，可能已被别人删除，请刷新页面。")
    audit("synonym.remove", synonym, by=by, word=word, official=synonym.official)
    synonym.delete()


def _must_keep_words(by: Any) -> None:
    if not by.may("words"):
        raise NotAllowed("检索用词全县共用，由县级公开办维护，请联系政务公开工作机构。")
