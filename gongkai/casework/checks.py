"""Every declared flow and letter is checked at start-up."""

from typing import Any

from django.core.checks import Error, register

from gongkai.casework.flow import FLOWS
from gongkai.casework.letters.kinds import BOOKS


@register()
def flows_hold(app_configs: Any, **kwargs: Any) -> list[Error]:
    """No dead ends, no unreachable state, every guard known."""
    return [Error(problem, id="casework.E001") for flow in FLOWS.values() for problem in flow.problems()]


@register()
def letters_hold(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every text names only what its facts and fields give, and cites what it must."""
    return [Error(problem, id="casework.E002") for book in BOOKS.values() for problem in book.problems()]
