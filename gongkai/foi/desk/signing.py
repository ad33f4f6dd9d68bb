"""What waits for those who review and sign, and what waits to be sent once it is signed, on the first page."""

from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from gongkai.casework.models import Entry, Letter, within
from gongkai.casework.reading import entitle
from gongkai.core.shells import DESK, Card, Item
from gongkai.foi import letters
from gongkai.foi.letters import BOOK
from gongkai.foi.renewing import STANDS

ANSWERS = [kind.code for kind in BOOK.types.values() if letters.is_answer(kind)]


def waiting(user: Any) -> QuerySet[Letter]:
    """Of them those that this account may sign or review. Not what it wrote, proposed or has reviewed already."""
    done = ("proposed",) if settings.LEGAL_REVIEWER_MAY_SIGN else ("proposed", "legally_reviewed")
    last = Entry.objects.filter(case=OuterRef("case"), type__in=done).order_by("-sequence").values("by")[:1]
    rows = unsigned().filter(within(user, "sign", "case__")).exclude(writers=user)
    return rows.annotate(last=Subquery(last)).exclude(Q(type__in=ANSWERS) & Q(last=user.pk))


def unsigned() -> QuerySet[Letter]:
    """Drafts that are to be reviewed or signed, the next due first: notices, and answers that were proposed."""
    rows = Letter.objects.filter(case__type="foi", state=Letter.DRAFT).exclude(case__request__outcome=STANDS)
    rows = rows.exclude(Q(type__in=ANSWERS) & ~Q(case__state="signing"))
    return rows.select_related("case__organ", "case__handler").order_by(F("case__due_on").asc(nulls_last=True), "pk")


@DESK.card
def signing_card(user: Any) -> Card | None:
    """待我审签: letters of requests, by the due date of their case."""
    if not user.may("sign"):
        return None
    rows = waiting(user)
    first = list(rows[:5])
    if not first:
        return None
    entitle([row.case for row in first], user)
    items = [_item(row) for row in first]
    return Card("待我审签的文书", rows.count(), reverse("desk:cases"), items)


def _item(letter: Letter, said: str = "") -> Item:
    name = f"{BOOK.types[letter.type].name}：{letter.case.title}"
    return Item(name, reverse("desk:letter", args=[letter.pk]), said, letter.case.due_on)


@DESK.awaits
def unsigned_card(user: Any) -> Card | None:
    """Letters one wrote on that others are to review or sign, the next due first."""
    if not user.may("handle"):
        return None
    rows = unsigned().filter(within(user, "handle", "case__"), case__closed_on=None, writers=user)
    first = list(rows[:3])
    if not first:
        return None
    entitle([row.case for row in first], user)
    return Card("文书审签", rows.count(), reverse("desk:cases"), [_item(row) for row in first])


@DESK.card
def unsent_card(user: Any) -> Card | None:
    """已签发，待送达: signed letters of requests in my organs, the longest unsent first; in time is judged by the day of
    sending."""
    if not user.may("handle"):
        return None
    mine = Letter.objects.filter(within(user, "handle", "case__"), case__type="foi", case__closed_on=None)
    rows = mine.filter(state=Letter.SIGNED).select_related("case__organ", "case__handler").order_by("dated", "pk")
    first = list(rows[:5])
    if not first:
        return None
    entitle([row.case for row in first], user)
    items = [_item(row, f"{row.dated} 签发") for row in first]
    return Card("已签发，待送达", rows.count(), reverse("desk:cases"), items)
