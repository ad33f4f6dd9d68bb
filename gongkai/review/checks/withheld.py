"""What must not go out: what was taken out of public view before, what files hide."""

from collections.abc import Iterator

from gongkai.library import removed
from gongkai.library.vetting.selectors import obstacles
from gongkai.review.checking import Document, Finding, check


@check("removed.brought_back", "不再公开的内容又出现", "secrecy", "block", "条例第十四条、第十五条")
def brought_back(document: Document) -> Iterator[Finding]:
    for field, sentence in removed.brought_back(document.version):
        yield Finding(sentence, field)


@check("hidden.undecided", "附件含有隐藏内容", "secrecy", "block", on_release=True)
def undecided(document: Document) -> Iterator[Finding]:
    for sentence in obstacles(document.version):
        yield Finding(sentence, "files")
