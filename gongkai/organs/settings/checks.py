"""What the environment still says of what local rules settle now."""

from typing import Any

from django.core.checks import Warning, register

from gongkai.core import environment


@register()
def variables_no_longer_read(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """An administrator who relies on one learns where it is settled now."""
    return [Warning(sentence, id="organs.W001") for sentence in environment.outdated()]
