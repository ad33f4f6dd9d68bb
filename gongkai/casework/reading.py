"""Who reads what applicants and others wrote in a case, and what a case is called by those who may.

Whoever handles or signs cases of an organ reads them; to look into the organ is not enough. Everybody else sees the
subject, the clock, the dates, and reads the words only for a reason that is kept (foi.actions.reveal_words).
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Q

from gongkai.casework.models import Case, within
from gongkai.core.registry import Registry

Words = Callable[[Collection[int]], dict[int, str]]
# case type → what was asked, by the key of the case, in the asker's words without their name
WORDS: Registry[str, Words] = Registry("words of")
LONGEST = 60  # characters of a title
READERS = ("handle", "sign")


def words(type: str) -> Callable[[Words], Words]:
    """Register what says what cases of ``type`` ask for."""

    def register(function: Words) -> Words:
        return WORDS.add(type, function)

    return register


def may_read(user: Any, case: Case) -> bool:
    return any(case.may(user, permission) for permission in READERS)


def in_reading(user: Any, case: str = "") -> Q:
    """``may_read`` as a condition on many rows; ``case`` is the lookup from the model to its case."""
    reading = Q()
    for permission in READERS:
        reading |= within(user, permission, case)
    return reading


def words_of(cases: Iterable[tuple[int, str]]) -> dict[int, str]:
    """What cases, given as (key, type), ask for. One query a type; whoever calls has checked who may read it."""
    by_type: dict[str, list[int]] = {}
    for pk, type in cases:
        by_type.setdefault(type, []).append(pk)
    found: dict[int, str] = {}
    for type, pks in by_type.items():
        if type in WORDS:
            found |= WORDS[type](pks)
    return found


def entitle(cases: Iterable[Case], user: Any) -> None:
    """Give the cases of one page their titles: the beginning of what was asked, for those who may read it. The organs of
    the cases are at hand."""
    cases = list(cases)
    asked = words_of({(case.pk, case.type) for case in cases if may_read(user, case)})
    for case in cases:
        if case.pk in asked:
            case.title = " ".join(asked[case.pk].split())[:LONGEST] or case.subject
