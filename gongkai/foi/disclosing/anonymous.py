"""Texts of a request for everybody to read: the applicant, third parties and the case number blotted out.

A program does not know every person a text names: what is made here is a draft, read by its author and by a second
person before it is public (个人信息保护法 art. 6, 25).
"""

from collections.abc import Iterator

from gongkai.casework.letters.actions import type_of
from gongkai.casework.models import Letter
from gongkai.casework.parties import identity
from gongkai.foi.dividing import outcome_of
from gongkai.foi.models import Request


def without_people(request: Request, text: str) -> str:
    """``text`` with whatever the case knows of people blotted out."""
    return identity.blacked_out(text, list(_known(request)))


def _known(request: Request) -> Iterator[str]:
    yield from (*request.personal, request.case.number or "")
    for letter in request.case.letters.all():
        if letter.content and letter.type.startswith("third_party"):
            yield letter.content["to"]
    for row in request.consultations.filter(kind="third_party"):
        yield from (row.name or "", row.contact or "")


def answer_of(request: Request) -> Letter | None:
    """The answer that was sent to the applicant, when the case has one as a letter."""
    sent = request.case.letters.filter(state=Letter.SENT).order_by("-sent_on", "-pk")
    return next((letter for letter in sent if outcome_of(request.case, type_of(letter))), None)


def brief(text: str, longest: int) -> str:
    """One line of at most ``longest`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest]}……"
