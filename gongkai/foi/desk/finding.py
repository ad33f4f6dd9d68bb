"""Finding a request: by its registration number from the search box."""

from typing import Any

from django.urls import reverse

from gongkai.core.shells import DESK
from gongkai.foi.selectors import find_case


@DESK.finder
def by_number(user: Any, words: str) -> str | None:
    """The page of the case whose 登记号 was typed."""
    case = find_case(words, user)
    return reverse("desk:case", args=[case.pk]) if case else None
