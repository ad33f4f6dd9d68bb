"""The audit trail leaves the house as a spreadsheet: that stands in the trail."""

from typing import Any

from gongkai.core.actions import action, audit


@action
def note_export(*, count: int, filters: dict[str, str], by: Any) -> None:
    """So many entries were exported; ``filters`` says which."""
    audit("audit.export", by, by=by, organ=by.home, count=count, **filters)
