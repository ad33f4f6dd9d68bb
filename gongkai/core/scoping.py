"""Scope first: every query over what belongs to an organ starts at ``visible_to(user)``."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class ScopedQuerySet(models.QuerySet):
    """Rows of the organs a user may act for or look into. ``organ_field`` is the lookup from the model to its organ;
    several, where rows belong to more than one."""

    organ_field: str | tuple[str, ...] = "organ"

    def visible_to(self, user: Any) -> Self:
        """Rows within the reach of ``user``'s posts, as one indexed condition; none for the anonymous."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user.reach(self.organ_field))
