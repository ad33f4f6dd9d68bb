"""Every declared flow is checked at start-up."""

from typing import Any

from django.core.checks import Error, register

from gongkai.casework.flow import FLOWS


@register()
def flows_hold(app_configs: Any, **kwargs: Any) -> list[Error]:
    """No dead ends, no unreachable state, every guard known."""
    return [Error(problem, id="casework.E001") for flow in FLOWS.values() for problem in flow.problems()]
